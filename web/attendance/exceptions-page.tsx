import { Badge, Button, Group, SegmentedControl, Skeleton, Text, UnstyledButton } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { exportExceptions, listExceptions, type AttendanceException } from '../../server/modules/attendance/exception.contract.ts'
import { call, q } from '../api.ts'
import { addDays } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { PickBar, usePicks, usePickWords } from '../ui/list-picks.tsx'
import { Page } from '../ui/page.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { Accept, AcceptSeveral, ExceptionActs } from './exception-acts.tsx'
import { TimeTabs } from './time-tabs.tsx'

const CorrectionForm = lazy(() => import('./correction-form.tsx'))
const route = getRouteApi('/_app/time/exceptions')
const kinds = ['missing', 'forgotten-end', 'flagged', 'overtime'] as const
const spans = ['7', '31', '92'] as const
const colours = { missing: 'bad', 'forgotten-end': 'waiting', flagged: 'waiting', overtime: 'info' } as const
/** As many as one act takes. */
const MOST_CHOSEN = 100

/** Days that somebody has to look at, each with the act that clears it. */
export function ExceptionsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/exceptions' })
  const { page, sort = '-date', q: text, departmentId, kind, days = '31', correct, of } = search
  const [accepting, setAccepting] = useState<AttendanceException | null>(null)
  const [several, setSeveral] = useState<readonly AttendanceException[] | null>(null)
  const to = format.today()
  const asked = {
    from: addDays(to, 1 - Number(days)),
    to,
    sort,
    ...(kind && { kind }),
    ...(departmentId && { departmentId }),
    ...(text && { q: text }),
  }
  const list = useQuery({ ...q(listExceptions, { query: { ...asked, page: page ?? 1 } }), placeholderData: keepPreviousData })
  const picks = usePicks<AttendanceException>({ most: MOST_CHOSEN, idOf: keyOf, can: ({ can }) => can.accept })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const close = (ignoreBlocker = false) => void navigate({ search: ({ correct: _, of: _of, ...old }) => old, ignoreBlocker })
  const corrected = list.data?.exceptions.find(({ employeeId, date }) => employeeId === of && date === correct)
  return (
    <Page
      title={t('exceptions.title')}
      line={t('exceptions.line')}
      actions={
        <SegmentedControl
          size="xs"
          aria-label={t('exceptions.span')}
          value={days}
          onChange={(value) => filter({ days: spans.find((one) => one === value) })}
          data={spans.map((value) => ({ value, label: t('exceptions.days', { count: Number(value) }) }))}
        />
      }
    >
      <TimeTabs />
      {list.data ? (
        <div className="counters">
          {kinds.map((one) => (
            <UnstyledButton
              key={one}
              className="counter"
              aria-pressed={kind === one}
              onClick={() => filter({ kind: kind === one ? undefined : one })}
            >
              <Text size="xs" c="dimmed">
                {t(`exceptions.kind.${one}`)}
              </Text>
              <Text fz={22} fw={600} lh={1.3} className="numbers">
                {format.number(list.data.counters[one])}
              </Text>
            </UnstyledButton>
          ))}
        </div>
      ) : (
        !list.isError && <Skeleton h={66} />
      )}
      <List
        name="days-to-clear"
        label={t('exceptions.title')}
        query={list}
        rowsOf={(data) => data.exceptions}
        idOf={keyOf}
        nameOf={(one) => `${fullName(one)}, ${format.day(one.date)}`}
        columns={useExceptionColumns()}
        sort={sort}
        onSort={(next) => filter({ sort: next })}
        onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })}
        csv={() => call(exportExceptions, { query: asked })}
        renderActs={(one) => <ExceptionActs one={one} accept={() => setAccepting(one)} />}
        picks={picks}
        bulk={
          <PickBar picks={picks} {...usePickWords(picks)} label={t('exceptions.several.bar')}>
            <Button
              size="compact-sm"
              variant="light"
              color="good"
              leftSection={<IconCircleCheck size={14} aria-hidden />}
              onClick={() => setSeveral([...picks.chosen.values()])}
            >
              {t('exceptions.accept')}
            </Button>
          </PickBar>
        }
        clear={text || departmentId || kind ? () => filter({ q: undefined, departmentId: undefined, kind: undefined }) : undefined}
        empty={<Empty icon={<IconCircleCheck size={28} stroke={1.5} />} title={t('exceptions.none')} hint={t('exceptions.noneHint')} />}
        search={<SearchField label={t('attendance.findPerson')} value={text} onChange={(value) => filter({ q: value })} />}
        filters={
          <>
            <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
          </>
        }
      />
      <Accept one={accepting} close={() => setAccepting(null)} />
      {several && <AcceptSeveral days={several} finished={picks.clear} close={() => setSeveral(null)} />}
      <FormDrawer
        opened={correct !== undefined && of !== undefined}
        title={corrected ? t('exceptions.correctOf', { name: fullName(corrected) }) : t('correction.title')}
        close={close}
      >
        <Suspense>
          {correct && of && <CorrectionForm key={`${of} ${correct}`} date={correct} employeeId={of} close={() => close(true)} />}
        </Suspense>
      </FormDrawer>
    </Page>
  )
}

const keyOf = ({ employeeId, date }: AttendanceException) => `${employeeId} ${date}`

/** What a list of days to clear can show. */
function useExceptionColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(
    () =>
      [
        { key: 'person', head: t('leave.calendar.person'), sort: 'lastName', fixed: true, cell: (one) => <Person person={one} /> },
        {
          key: 'date',
          head: t('leave.date'),
          sort: 'date',
          cell: ({ date }) => <span style={{ whiteSpace: 'nowrap' }}>{format.day(date)}</span>,
        },
        { key: 'kinds', head: t('exceptions.title'), cell: (one) => <Kinds one={one} /> },
        {
          key: 'times',
          head: t('list.exceptions.times'),
          cell: ({ firstStartAt, lastEndAt }) =>
            firstStartAt
              ? [firstStartAt, lastEndAt].map((at) => (at ? format.time(at) : t('ui.none'))).join('–')
              : t('exceptions.noEntries'),
        },
        {
          key: 'worked',
          head: t('correction.figure.workedMinutes'),
          sort: 'workedMinutes',
          cell: ({ workedMinutes, scheduledMinutes }) =>
            t('list.exceptions.worked', { worked: format.duration(workedMinutes), scheduled: format.duration(scheduledMinutes) }),
        },
        {
          key: 'overtime',
          head: t('correction.figure.overtimeMinutes'),
          sort: 'overtimeMinutes',
          more: true,
          end: true,
          cell: ({ overtimeMinutes }) => overtimeMinutes > 0 && format.duration(overtimeMinutes),
        },
      ] as const satisfies readonly ListColumn<AttendanceException>[],
    [t, format],
  )
}

function Kinds({ one: { kinds: found, flags, isCorrected } }: { one: AttendanceException }) {
  const { t } = useTranslation()
  const words = flags.filter((flag) => flag !== 'automatic-break' && flag !== 'automatic-end').map((flag) => t(`attendance.flag.${flag}`))
  return (
    <Group gap={6}>
      {found.map((kind) => (
        <Badge key={kind} color={colours[kind]} miw="max-content">
          {t(`exceptions.kind.${kind}`)}
        </Badge>
      ))}
      {isCorrected && (
        <Badge color="gray" miw="max-content">
          {t('exceptions.corrected')}
        </Badge>
      )}
      {words.length > 0 && (
        <Text size="xs" c="dimmed">
          {words.join(t('ui.dot'))}
        </Text>
      )}
    </Group>
  )
}
