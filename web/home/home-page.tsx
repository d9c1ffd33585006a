import { Grid } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { can, has, reachesOthers, useMe } from '../auth/me.ts'
import { mayAsk } from '../frame/places.ts'
import { useDecides } from '../frame/waiting.tsx'
import { browserZone, useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { AwayCard } from './away-card.tsx'
import { BalancesCard } from './balances-card.tsx'
import { FirstStepsCard, mayHaveFirstSteps } from './first-steps-card.tsx'
import { MyRequestsCard } from './my-requests-card.tsx'
import { TeamNowCard } from './team-now-card.tsx'
import { TodayCard } from './today-card.tsx'
import { WaitingCard } from './waiting-card.tsx'
import { WeekCard } from './week-card.tsx'
import { ButtonLink } from '../ui/links.tsx'

/** What needs me today. */
export function HomePage() {
  const { t } = useTranslation()
  const format = useFormat()
  const me = useMe()
  const decides = useDecides()
  const hour = format.hourNow()
  const part = hour < 5 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'
  const elsewhere = browserZone() !== format.zone
  const clocks = has(me, 'attendance') && me.user.employeeId !== null
  const first = [
    clocks && can(me, 'attendance.read') && <WeekCard />,
    mayAsk(me) && <BalancesCard />,
    has(me, 'leaveManagement') && can(me, 'leave.read-calendar') && <AwayCard />,
  ].filter(Boolean)
  const second = [
    decides && <WaitingCard />,
    reachesOthers(me, 'attendance.read') && has(me, 'attendance') && <TeamNowCard />,
    !decides && mayAsk(me) && can(me, 'leave.read') && <MyRequestsCard />,
    !decides && clocks && can(me, 'attendance.clock') && <TodayCard />,
  ].filter(Boolean)
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
          <Grid.Col key={at} span={{ base: 12, sm: at === first.length - 1 && first.length % 2 === 1 ? 12 : 6, lg: 12 / first.length }}>
            {card}
          </Grid.Col>
        ))}
        {second.map((card, at) => (
          <Grid.Col key={at} span={{ base: 12, lg: 12 / Math.min(2, second.length) }}>
            {card}
          </Grid.Col>
        ))}
      </Grid>
    </Page>
  )
}
