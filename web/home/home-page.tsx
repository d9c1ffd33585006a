import { Grid, Skeleton, Title } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import { can, has, reachesOthers, useMe } from '../auth/me.ts'
import { mayAsk, mayDecide } from '../frame/places.ts'
import { useDecides } from '../frame/waiting.tsx'
import { loadAllTexts } from '../i18n.ts'
import { browserZone, useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { AwayCard } from './away-card.tsx'
import { BalancesCard } from './balances-card.tsx'
import { numbersFor } from './company-numbers.ts'
import { FirstStepsCard, mayHaveFirstSteps } from './first-steps-card.tsx'
import { MyRequestsCard } from './my-requests-card.tsx'
import { TeamNowCard } from './team-now-card.tsx'
import { TodayCard } from './today-card.tsx'
import { ToClearCard } from './to-clear-card.tsx'
import { WaitingCard } from './waiting-card.tsx'
import { WeekCard } from './week-card.tsx'
import { ButtonLink } from '../ui/links.tsx'

/** Few look after the whole company: what shows its numbers, and the words for them, come only to those. */
const CompanyCards = lazy(async () => {
  const [cards] = await Promise.all([import('./company-cards.tsx'), loadAllTexts()])
  return cards
})
const COMPANY_CARD = 320

/** What needs me today. */
export function HomePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  const me = useMe()
  const decides = useDecides()
  const hour = format.hourNow()
  const part = hour < 5 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const elsewhere = browserZone() !== format.zone
  const clocks = has(me, 'attendance') && me.user.employeeId !== null
  const seesDays = has(me, 'attendance') && reachesOthers(me, 'attendance.read')
  const clears = seesDays && (can(me, 'correction.approve') || can(me, 'overtime.approve'))
  const numbers = numbersFor(me)
  const first = [
    clocks && can(me, 'attendance.read') && <WeekCard />,
    mayAsk(me) && <BalancesCard />,
    has(me, 'leaveManagement') && can(me, 'leave.read-calendar') && <AwayCard />,
  ].filter(Boolean)
  const second = [
    mayDecide(me) && <WaitingCard />,
    seesDays && <TeamNowCard />,
    clears && <ToClearCard />,
    mayAsk(me) && can(me, 'leave.read') && <MyRequestsCard />,
    !mayDecide(me) && clocks && can(me, 'attendance.clock') && <TodayCard />,
    // Who is asked without the permission is known only once the inbox is read: last, so that nothing moves.
    !mayDecide(me) && decides && <WaitingCard />,
  ].filter(Boolean)
  useEffect(() => {
    // With the other cards' questions, not after the code of these cards has come.
    for (const { query } of numbersFor(me)) void client.prefetchQuery(query as object as Parameters<typeof client.prefetchQuery>[0])
  }, [client, me])
  return (
    <Page
      title={t(`home.good.${part}`, { name: me.user.firstName })}
      line={[format.longDay(format.today()), elsewhere && format.zoneName()].filter(Boolean).join(t('ui.dot'))}
      actions={
        mayAsk(me) && (
          <ButtonLink to="." search={(old) => ({ ...old, ask: 'leave' })} leftSection={<IconBeach size={17} aria-hidden />}>
            {t('leave.requestLeave')}
          </ButtonLink>
        )
      }
    >
      {mayHaveFirstSteps(me) && <FirstStepsCard />}
      <Grid gap="md">
        {first.map((card, at) => (
          <Grid.Col key={at} span={{ base: 12, sm: isAlone(at, first.length) ? 12 : 6, lg: 12 / first.length }}>
            {card}
          </Grid.Col>
        ))}
        {second.map((card, at) => (
          <Grid.Col key={at} span={{ base: 12, lg: isAlone(at, second.length) ? 12 : 6 }}>
            {card}
          </Grid.Col>
        ))}
      </Grid>
      {numbers.length > 0 && (
        <section aria-labelledby="company-numbers">
          <Title order={2} size="h3" id="company-numbers" mb="md">
            {me.company.name}
          </Title>
          <Grid gap="md">
            <Suspense
              fallback={numbers.map(({ name }) => (
                <Grid.Col key={name} span={{ base: 12, sm: numbers.length > 1 ? 6 : 12 }}>
                  <Skeleton h={COMPANY_CARD} radius="lg" />
                </Grid.Col>
              ))}
            >
              <CompanyCards shown={numbers.map(({ name }) => name)} />
            </Suspense>
          </Grid>
        </section>
      )}
    </Page>
  )
}

/** The last of an odd number has its row to itself. */
function isAlone(at: number, count: number) {
  return count % 2 === 1 && at === count - 1
}
