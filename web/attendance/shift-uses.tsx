import { Button, Group, Select, Stack, Switch, Text } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listShiftAssignments, type ShiftAssignment } from '../../server/modules/attendance/shift.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { useShifts } from './roster.ts'
import { useShiftSetup } from './shift-setup.ts'
import { useWhenColumn } from './when-column.ts'

const UseForms = lazy(() => import('./shift-use-forms.tsx'))
const always = '1970-01-01'
const forever = '2199-12-31'

/** Who has which shift, from when until when. */
export function ShiftUses() {
  const { t } = useTranslation()
  const format = useFormat()
  const shifts = useShifts() ?? []
  const { search, go, open, close } = useShiftSetup()
  const { of, past, uses = 1, form, id } = search
  const query = { from: past ? always : format.today(), to: forever, page: uses, limit: 20, ...(of && { shiftId: of }) }
  const list = useQuery(q(listShiftAssignments, { query }))
  return (
    <Section
      title={t('shiftSetup.use.title')}
      beside={
        <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('assign')}>
          {t('shiftSetup.use.add')}
        </Button>
      }
    >
      <Stack>
        <Group gap="md">
          <Select
            aria-label={t('shiftSetup.use.shift')}
            placeholder={t('shiftSetup.use.all')}
            clearable
            searchable
            w={{ base: '100%', xs: 240 }}
            data={shifts.map(({ id: value, name }) => ({ value, label: name }))}
            value={of ?? null}
            onChange={(value) => go({ of: value ?? undefined, uses: undefined })}
          />
          <Switch
            label={t('shiftSetup.use.past')}
            checked={past !== undefined}
            onChange={({ currentTarget }) => go({ past: currentTarget.checked ? 'shown' : undefined, uses: undefined })}
          />
        </Group>
        <Answer query={list} skeleton={<RowSkeletons />}>
          {(data) =>
            data.pagination.total === 0 ? (
              <Empty icon={<IconUsers size={28} stroke={1.5} />} title={t('shiftSetup.use.none')} hint={t('shiftSetup.use.noneHint')} />
            ) : (
              <>
                <Rows uses={data.assignments} />
                <Pager pagination={data.pagination} onPage={(page) => go({ uses: page })} />
              </>
            )
          }
        </Answer>
      </Stack>
      {(form === 'assign' || form === 'reassign' || form === 'unassign') && (
        <Suspense>
          <UseForms form={form} shiftId={of} use={list.data?.assignments.find((one) => one.id === id)} close={close} />
        </Suspense>
      )}
    </Section>
  )
}

function Rows({ uses }: { uses: readonly ShiftAssignment[] }) {
  const { t } = useTranslation()
  const { open } = useShiftSetup()
  return (
    <FewRows
      label={t('shiftSetup.use.title')}
      rows={uses}
      idOf={({ id }) => id}
      columns={useUseColumns()}
      renderActs={(one) => (
        <RowMenu
          label={t('holidays.moreOf', { name: one.targetName })}
          acts={[
            { label: t('holidays.use.dates'), icon: IconPencil, act: () => open('reassign', one.id) },
            { label: t('holidays.use.remove'), icon: IconTrash, color: 'bad', act: () => open('unassign', one.id) },
          ]}
        />
      )}
    />
  )
}

const kindOf = ({ employeeId, departmentId }: ShiftAssignment) => (employeeId ? 'person' : departmentId ? 'department' : 'branch')

/** Who has a shift, and when. */
function useUseColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const when = useWhenColumn()
  return [
    {
      key: 'who',
      head: t('holidays.use.who'),
      fixed: true,
      cell: (one) => (
        <>
          <Text size="sm">{one.targetName}</Text>
          <Text size="xs" c="dimmed">
            {t(`shiftSetup.use.${kindOf(one)}`)}
          </Text>
        </>
      ),
    },
    { key: 'shift', head: t('shiftSetup.use.shift'), cell: ({ shiftName }) => shiftName ?? t('roster.off') },
    when,
    {
      key: 'weekdays',
      head: t('shiftSetup.use.weekdays'),
      cell: ({ weekdays }) =>
        weekdays
          ? format.list(weekdays.toSorted((a, b) => a - b).map((weekday) => format.weekdayName(weekday)))
          : t('shiftSetup.use.everyDay'),
    },
  ] satisfies readonly ListColumn<ShiftAssignment>[]
}
