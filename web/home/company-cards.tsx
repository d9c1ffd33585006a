import { Grid, Progress, Skeleton, Stack, Text, VisuallyHidden } from '@mantine/core'
import { IconCheck, IconId, IconLock, IconLockOpen } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { expiryTerms } from '../../server/modules/employees/employees.private.contract.ts'
import { useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { addMonths, plainDay, startOfMonth } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { Person } from '../ui/person.tsx'
import { Section } from '../ui/section.tsx'
import { useKindName } from '../workflows/kind-name.ts'
import { expiringQuery, monthsQuery, requestsQuery, statisticsQuery, type CompanyNumber } from './company-numbers.ts'

const cards: Record<CompanyNumber, () => ReactNode> = {
  people: PeopleCard,
  requests: RequestsCard,
  documents: DocumentsCard,
  months: MonthsCard,
}
/** What every card is at least high, so that nothing moves when its numbers come. */
export const CARD_HEIGHT = 250
const KINDS_SHOWN = 4
const MONTHS_SHOWN = 12

/** The company in numbers, one picture each. */
export default function CompanyCards({ shown }: { shown: readonly CompanyNumber[] }) {
  return shown.map((name) => {
    const Card = cards[name]
    return (
      <Grid.Col key={name} span={{ base: 12, sm: shown.length > 1 ? 6 : 12 }}>
        <Card />
      </Grid.Col>
    )
  })
}

function PeopleCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useQuery(statisticsQuery)
  return (
    <Section
      title={t('people.title')}
      beside={
        <AnchorLink to="/people" size="xs">
          {t('numbers.directory')}
        </AnchorLink>
      }
    >
      <Answer query={found} skeleton={<CardSkeleton />}>
        {({ statistics: { total, byStatus, months } }) => {
          const most = Math.max(1, ...months.map(({ joined, left }) => Math.max(joined, left)))
          const sum = (what: 'joined' | 'left') => months.reduce((all, month) => all + month[what], 0)
          const unusual = byStatus.filter(({ status }) => status !== 'active' && status !== 'left' && status !== 'archived')
          return (
            <Stack gap="md" mih={CARD_HEIGHT - 80}>
              <Figure
                figure={format.number(total)}
                words={[t('numbers.joined', { count: sum('joined') }), t('numbers.left', { count: sum('left') })].join(t('ui.dot'))}
              />
              <ol className="comings" aria-label={t('numbers.byMonth')}>
                {months.map(({ month, joined, left }) => (
                  <li key={month} title={format.month(`${month}-01`)}>
                    <i data-what="joined" style={{ blockSize: `${((joined / most) * 50).toFixed(1)}%` }} />
                    <i data-what="left" style={{ blockSize: `${((left / most) * 50).toFixed(1)}%` }} />
                    <VisuallyHidden>
                      {t('numbers.inMonth', {
                        month: format.month(`${month}-01`),
                        joined: format.number(joined),
                        left: format.number(left),
                      })}
                    </VisuallyHidden>
                  </li>
                ))}
              </ol>
              {unusual.length > 0 && (
                <Text size="xs" c="dimmed">
                  {unusual.map(({ status, count }) => `${t(`people.state.${status}`)} ${format.number(count)}`).join(t('ui.dot'))}
                </Text>
              )}
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )
}

function RequestsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  const found = useQuery(requestsQuery)
  return (
    <Section
      title={t('numbers.requests')}
      beside={
        <AnchorLink to="/workflows/analytics" size="xs">
          {t('numbers.whatWaits')}
        </AnchorLink>
      }
    >
      <Answer query={found} skeleton={<CardSkeleton />}>
        {({ byKind }) => {
          const open = byKind.filter(({ waiting }) => waiting > 0).toSorted((a, b) => b.waiting - a.waiting)
          if (open.length === 0) {
            return <Empty small icon={<IconCheck size={24} stroke={1.5} />} title={t('numbers.none')} hint={t('numbers.noneHint')} />
          }
          const all = open.reduce((sum, kind) => sum + kind.waiting, 0)
          const overdue = open.reduce((sum, kind) => sum + kind.overdue, 0)
          const most = open[0]!.waiting
          return (
            <Stack gap="md" mih={CARD_HEIGHT - 80}>
              <Figure
                figure={format.number(all)}
                words={t('numbers.overdue', { count: overdue })}
                color={overdue > 0 ? 'var(--mantine-color-bad-text)' : undefined}
              />
              <ul className="lines">
                {open.slice(0, KINDS_SHOWN).map((kind) => (
                  <li key={kind.kind} style={{ paddingBlock: 6, border: 0 }}>
                    <Line
                      words={kindName(kind.kind)}
                      amount={
                        kind.overdue > 0
                          ? t('numbers.ofOverdue', { open: format.number(kind.waiting), overdue: format.number(kind.overdue) })
                          : format.number(kind.waiting)
                      }
                    />
                    <Progress.Root size={6} aria-hidden>
                      <Progress.Section value={(kind.overdue / most) * 100} color="bad.5" aria-hidden />
                      <Progress.Section value={((kind.waiting - kind.overdue) / most) * 100} color="waiting.4" aria-hidden />
                    </Progress.Root>
                  </li>
                ))}
              </ul>
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )
}

const termColours = { expired: 'bad.5', week: 'waiting.5', month: 'waiting.3', later: 'gray.4' } as const

function DocumentsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useQuery(expiringQuery)
  return (
    <Section title={t('numbers.documents')}>
      <Answer query={found} skeleton={<CardSkeleton />}>
        {({ documents, counters, pagination: { total } }) =>
          total === 0 ? (
            <Empty small icon={<IconId size={24} stroke={1.5} />} title={t('numbers.noDocuments')} hint={t('numbers.noDocumentsHint')} />
          ) : (
            <Stack gap="md" mih={CARD_HEIGHT - 80}>
              <Figure
                figure={format.number(total)}
                words={expiryTerms
                  .filter((term) => counters[term] > 0)
                  .map((term) => t(`numbers.term.${term}`, { amount: format.number(counters[term]) }))
                  .join(t('ui.dot'))}
              />
              <Progress.Root size={10} radius="xl" aria-hidden>
                {expiryTerms.map((term) => (
                  <Progress.Section key={term} value={(counters[term] / total) * 100} color={termColours[term]} aria-hidden />
                ))}
              </Progress.Root>
              <Stack gap="sm">
                {documents.map((one) => (
                  <Link key={one.id} to="/people/$id" params={{ id: one.employeeId }} search={{ tab: 'records' }} className="plain">
                    <Person
                      person={one}
                      name={<span className="underline">{`${one.firstName} ${one.lastName}`}</span>}
                      line={[t(`people.record.document.${one.kind}`), endsOf(one.expiresOn)].join(t('ui.dot'))}
                    />
                  </Link>
                ))}
              </Stack>
            </Stack>
          )
        }
      </Answer>
    </Section>
  )

  function endsOf(day: string) {
    return day < format.today() ? t('numbers.endedOn', { day: format.date(day) }) : t('numbers.endsOn', { day: format.date(day) })
  }
}

function MonthsCard() {
  const { t } = useTranslation()
  const format = useFormat()
  const { company } = useMe()
  const found = useQuery(monthsQuery)
  const thisMonth = startOfMonth(format.today())
  const began = startOfMonth(plainDay(new Date(company.createdAt), format.zone))
  const months = Array.from({ length: MONTHS_SHOWN }, (_, at) => addMonths(thisMonth, at - MONTHS_SHOWN)).filter((month) => month >= began)
  return (
    <Section
      title={t('numbers.months')}
      beside={
        <AnchorLink to="/time/months" size="xs">
          {t('numbers.closeMonths')}
        </AnchorLink>
      }
    >
      <Answer query={found} skeleton={<CardSkeleton />}>
        {(data) => {
          const closed = new Set(data.months.filter(({ state }) => state === 'closed').map(({ month }) => month))
          const open = months.filter((month) => !closed.has(month.slice(0, 7)))
          if (months.length === 0) {
            return <Empty small icon={<IconLock size={24} stroke={1.5} />} title={t('numbers.noMonths')} hint={t('numbers.noMonthsHint')} />
          }
          return (
            <Stack gap="md" mih={CARD_HEIGHT - 80}>
              <Figure
                figure={format.number(open.length)}
                words={open.length === 0 ? t('month.allClosed') : t('numbers.oldestOpen', { month: format.month(open[0]!) })}
              />
              <ol className="months">
                {months.map((month) => {
                  const isOpen = !closed.has(month.slice(0, 7))
                  const Glyph = isOpen ? IconLockOpen : IconLock
                  return (
                    <li key={month} data-open={isOpen || undefined}>
                      <Text size="xs" fw={500} component="span">
                        {format.monthShort(month)}
                      </Text>
                      <Glyph size={16} role="img" aria-label={isOpen ? t('numbers.open') : t('month.state.closed')} />
                    </li>
                  )
                })}
              </ol>
            </Stack>
          )
        }}
      </Answer>
    </Section>
  )
}

function Figure(props: { figure: string; words: string; color?: string | undefined }) {
  return (
    <div className="numbers">
      <Text fz={26} fw={600} lh={1.2}>
        {props.figure}
      </Text>
      <Text size="xs" c={props.color ?? 'dimmed'}>
        {props.words}
      </Text>
    </div>
  )
}

function Line(props: { words: string; amount: string }) {
  return (
    <Text size="sm" component="div" className="numbers" style={{ display: 'flex', justifyContent: 'space-between', gap: 12 }} mb={4}>
      <span>{props.words}</span>
      <span style={{ fontWeight: 500 }}>{props.amount}</span>
    </Text>
  )
}

const CardSkeleton = () => <Skeleton h={CARD_HEIGHT - 80} />
