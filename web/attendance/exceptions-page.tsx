import { Badge, Box, Button, Card, Group, SegmentedControl, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { acceptException, listExceptions, type AttendanceException } from '../../server/modules/attendance/exception.contract.ts'
import { decideOvertime } from '../../server/modules/attendance/overtime.contract.ts'
import { call, outdate, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { Confirm } from '../ui/confirm.tsx'
import { addDays } from '../ui/days.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { FormDrawer } from '../ui/form-drawer.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { ButtonLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done, failed } from '../ui/notify.ts'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { fullName, Person } from '../ui/person.tsx'
import { TimeTabs } from './time-tabs.tsx'

const CorrectionForm = lazy(() => import('./correction-form.tsx'))
const route = getRouteApi('/_app/time/exceptions')
const kinds = ['missing', 'forgotten-end', 'flagged', 'overtime'] as const
const spans = ['7', '31', '92'] as const
const colours = { missing: 'bad', 'forgotten-end': 'waiting', flagged: 'waiting', overtime: 'info' } as const

/** Days that somebody has to look at, each with the act that clears it. */
export function ExceptionsPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/time/exceptions' })
  const { page, q: text, departmentId, kind, days = '31', correct, of } = search
  const [accepting, setAccepting] = useState<AttendanceException | null>(null)
  const to = format.today()
  const list = useQuery({
    ...q(listExceptions, {
      query: {
        from: addDays(to, 1 - Number(days)),
        to,
        page: page ?? 1,
        limit: 20,
        ...(kind && { kind }),
        ...(departmentId && { departmentId }),
        ...(text && { q: text }),
      },
    }),
    placeholderData: keepPreviousData,
  })
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
      <Answer query={list} skeleton={<RowSkeletons />}>
        {(data) => (
          <Stack gap="md">
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
                    {format.number(data.counters[one])}
                  </Text>
                </UnstyledButton>
              ))}
            </div>
            <Card>
              <Group gap="sm" mb="md">
                <SearchField label={t('attendance.findPerson')} value={text} onChange={(value) => filter({ q: value })} />
                <DepartmentFilter value={departmentId} onChange={(value) => filter({ departmentId: value })} />
              </Group>
              {data.exceptions.length === 0 ? (
                <Empty
                  icon={<IconCircleCheck size={28} stroke={1.5} />}
                  title={t('exceptions.none')}
                  hint={text || departmentId || kind ? t('ui.widenFilters') : t('exceptions.noneHint')}
                />
              ) : (
                <Stack>
                  <ul className="lines" aria-label={t('exceptions.title')}>
                    {data.exceptions.map((one) => (
                      <Line key={`${one.employeeId} ${one.date}`} one={one} accept={() => setAccepting(one)} />
                    ))}
                  </ul>
                  <Pager pagination={data.pagination} onPage={(next) => void navigate({ search: (old) => ({ ...old, page: next }) })} />
                </Stack>
              )}
            </Card>
          </Stack>
        )}
      </Answer>
      <Accept one={accepting} close={() => setAccepting(null)} />
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

function Line({ one, accept }: { one: AttendanceException; accept: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const decide = useDecide(one)
  const { kinds: found, flags, firstStartAt, lastEndAt, workedMinutes, scheduledMinutes, overtimeMinutes, can, isCorrected } = one
  const times = [firstStartAt, lastEndAt].map((at) => (at ? format.time(at) : t('ui.none'))).join('–')
  const words = [
    firstStartAt ? times : t('exceptions.noEntries'),
    t('exceptions.worked', { worked: format.duration(workedMinutes), scheduled: format.duration(scheduledMinutes) }),
    ...flags.filter((flag) => flag !== 'automatic-break' && flag !== 'automatic-end').map((flag) => t(`attendance.flag.${flag}`)),
  ]
  return (
    <li>
      <Group justify="space-between" gap="sm">
        <Group gap="md" miw={0} style={{ flex: '1 1 320px' }}>
          <Box w={190} miw={0}>
            <Person person={one} line={format.day(one.date)} />
          </Box>
          <Stack gap={2} miw={0}>
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
            </Group>
            <Text size="xs" c="dimmed" className="numbers">
              {words.join(t('ui.dot'))}
            </Text>
          </Stack>
        </Group>
        <Group gap={6}>
          {can.decideOvertime && (
            <>
              <Button size="compact-sm" color="good" loading={decide.isPending} onClick={() => decide.mutate('approved')}>
                {t('exceptions.approve', { time: format.duration(overtimeMinutes) })}
              </Button>
              <Button size="compact-sm" variant="default" disabled={decide.isPending} onClick={() => decide.mutate('refused')}>
                {t('exceptions.refuse')}
              </Button>
            </>
          )}
          {can.correct && (
            <ButtonLink to="." search={(old) => ({ ...old, correct: one.date, of: one.employeeId })} variant="default" size="compact-sm">
              {isCorrected ? t('exceptions.seeCorrection') : t('exceptions.correct')}
            </ButtonLink>
          )}
          {can.accept && (
            <Button size="compact-sm" variant="default" onClick={accept}>
              {t('exceptions.accept')}
            </Button>
          )}
        </Group>
      </Group>
    </li>
  )
}

function useDecide({ employeeId, date, overtimeMinutes: minutes }: AttendanceException) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const message = useMessageOf()
  return useOneAtATime(
    useMutation({
      mutationFn: (state: 'approved' | 'refused') => call(decideOvertime, { params: { employeeId, date }, body: { state, minutes } }),
      onSuccess: (_data, state) => done(t(`exceptions.${state}`)),
      onError: (error) => failed(message(error)),
      onSettled: () => outdate(client, '/attendance'),
    }),
  )
}

function Accept({ one, close }: { one: AttendanceException | null; close: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const client = useQueryClient()
  return (
    <Confirm
      opened={one !== null}
      title={t('exceptions.acceptTitle')}
      text={one && t('exceptions.acceptText', { name: fullName(one), day: format.longDay(one.date) })}
      act={t('exceptions.accept')}
      color="good"
      send={() => call(acceptException, { params: { employeeId: one!.employeeId, date: one!.date }, body: { figures: one!.figures } })}
      done={() => {
        done(t('exceptions.accepted'))
        close()
        void outdate(client, '/attendance')
      }}
      close={close}
    />
  )
}
