import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import { IconArchive, IconClockHour4, IconMoon, IconPencil, IconPlus, IconRestore, IconTrash, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listShifts, type Shift } from '../../server/modules/attendance/shift.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { Rosters } from './rosters.tsx'
import { isOvernight, lengthOf, useShiftSetup } from './shift-setup.ts'
import { ShiftUses } from './shift-uses.tsx'
import { TimeTabs } from './time-tabs.tsx'

const ShiftForms = lazy(() => import('./shift-forms.tsx'))

/** Shifts, who has them from when until when, and rosters in which they rotate. Who configures changes them, who plans assigns them. */
export function ShiftsPage() {
  const { t } = useTranslation()
  const me = useMe()
  const [configures, plans] = [can(me, 'attendance.configure'), can(me, 'shift.assign')]
  const { search, go, open, close } = useShiftSetup()
  const shifts = useQuery(q(listShifts, { query: { limit: 20, page: search.page ?? 1 } }))
  return (
    <Page
      title={t('shiftSetup.title')}
      line={t('shiftSetup.line')}
      actions={
        configures && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => open('add-shift')}>
            {t('roster.addShift')}
          </Button>
        )
      }
    >
      <TimeTabs />
      <Section title={t('shiftSetup.shifts')}>
        <Answer query={shifts} skeleton={<RowSkeletons />}>
          {(data) =>
            data.pagination.total === 0 ? (
              <Empty icon={<IconClockHour4 size={28} stroke={1.5} />} title={t('shiftSetup.none')} hint={t('shiftSetup.noneHint')} />
            ) : (
              <Stack>
                <Rows shifts={data.shifts} configures={configures} plans={plans} />
                <Pager pagination={data.pagination} onPage={(page) => go({ page })} />
              </Stack>
            )
          }
        </Answer>
      </Section>
      {plans && <ShiftUses />}
      {plans && <Rosters configures={configures} />}
      {search.form?.endsWith('-shift') && configures && (
        <Suspense>
          <ShiftForms form={search.form} shift={shifts.data?.shifts.find(({ id }) => id === search.id)} close={close} />
        </Suspense>
      )}
    </Page>
  )
}

function Rows({ shifts, configures, plans }: { shifts: readonly Shift[]; configures: boolean; plans: boolean }) {
  const { t } = useTranslation()
  const { open, go } = useShiftSetup()
  return (
    <FewRows
      label={t('shiftSetup.shifts')}
      rows={shifts}
      idOf={({ id }) => id}
      columns={useShiftColumns()}
      renderActs={
        configures || plans
          ? (shift) => (
              <RowMenu
                label={t('holidays.moreOf', { name: shift.name })}
                acts={[
                  plans && { label: t('shiftSetup.use.who'), icon: IconUsers, act: () => go({ of: shift.id, uses: 1 }) },
                  configures && { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-shift', shift.id) },
                  configures && shift.isActive
                    ? { label: t('shiftSetup.archive'), icon: IconArchive, act: () => open('archive-shift', shift.id) }
                    : configures && { label: t('shiftSetup.restore'), icon: IconRestore, act: () => open('restore-shift', shift.id) },
                  configures && { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove-shift', shift.id) },
                ]}
              />
            )
          : undefined
      }
    />
  )
}

function Times({ shift }: { shift: Shift }) {
  const { t } = useTranslation()
  const format = useFormat()
  const length = t('shiftSetup.length', { time: format.duration(lengthOf(shift)) })
  return (
    <>
      <Group gap={6} wrap="nowrap">
        <Text size="sm" className="numbers">
          {t('shiftSetup.fromTo', { start: shift.startTime, end: shift.endTime })}
        </Text>
        {isOvernight(shift) && (
          <Badge color="info" leftSection={<IconMoon size={12} aria-hidden />}>
            {t('shiftSetup.overnight')}
          </Badge>
        )}
      </Group>
      <Text size="xs" c="dimmed">
        {shift.breakMinutes > 0 ? [length, t('shiftSetup.withBreak', { count: shift.breakMinutes })].join(t('ui.dot')) : length}
      </Text>
    </>
  )
}

/** Two figures of a shift; what it does not have of its own is as the company has it. */
function Pair({ first, second }: { first: string | null; second: string | null }) {
  const { t } = useTranslation()
  const own = [first, second].filter((one) => one !== null)
  return (
    <>
      <Text size="sm" {...(own.length === 0 && { c: 'dimmed' })}>
        {own[0] ?? t('shiftSetup.companys')}
      </Text>
      {own[1] && (
        <Text size="xs" c="dimmed">
          {own[1]}
        </Text>
      )}
    </>
  )
}

/** What a shift is to who reads the list. */
function useShiftColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  return [
    {
      key: 'name',
      head: t('roster.shiftName'),
      fixed: true,
      cell: (shift) => (
        <Group gap="xs" wrap="nowrap">
          <span className="roster-dot" style={{ background: shift.color ?? undefined }} />
          <Text size="sm" fw={500}>
            {shift.name}
          </Text>
          {!shift.isActive && <Badge color="gray">{t('shiftSetup.archived')}</Badge>}
        </Group>
      ),
    },
    { key: 'times', head: t('shiftSetup.times'), cell: (shift) => <Times shift={shift} /> },
    {
      key: 'window',
      head: t('shiftSetup.window'),
      cell: (shift) => (
        <Pair
          first={t('shiftSetup.before', { time: format.duration(shift.windowBeforeMinutes) })}
          second={t('shiftSetup.after', { time: format.duration(shift.windowAfterMinutes) })}
        />
      ),
    },
    {
      key: 'grace',
      head: t('shiftSetup.grace'),
      cell: ({ lateGraceMinutes: late, earlyGraceMinutes: early }) => (
        <Pair
          first={late === null ? null : t('shiftSetup.late', { count: late })}
          second={early === null ? null : t('shiftSetup.early', { count: early })}
        />
      ),
    },
    {
      key: 'thresholds',
      head: t('shiftSetup.thresholds'),
      cell: ({ halfDayBelowMinutes: half, absentBelowMinutes: absent }) => (
        <Pair
          first={half === null ? null : t('shiftSetup.halfDay', { time: format.duration(half) })}
          second={absent === null ? null : t('shiftSetup.absent', { time: format.duration(absent) })}
        />
      ),
    },
  ] satisfies readonly ListColumn<Shift>[]
}
