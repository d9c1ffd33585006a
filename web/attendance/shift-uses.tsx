import { Button, Group, Select, Stack, Switch, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash, IconUsers } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listShiftAssignments, type ShiftAssignment } from '../../server/modules/attendance/shift.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, ScrolledTable } from '../ui/list-card.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { useShifts } from './roster.ts'
import { useShiftSetup } from './shift-setup.ts'

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
  const format = useFormat()
  const { open } = useShiftSetup()
  const kindOf = ({ employeeId, departmentId }: ShiftAssignment) => (employeeId ? 'person' : departmentId ? 'department' : 'branch')
  return (
    <ScrolledTable
      label={t('shiftSetup.use.title')}
      minWidth={640}
      head={[
        t('holidays.use.who'),
        t('shiftSetup.use.shift'),
        t('holidays.use.when'),
        t('shiftSetup.use.weekdays'),
        <VisuallyHidden key="acts">{t('ui.actions')}</VisuallyHidden>,
      ]}
    >
      {uses.map((one) => (
        <Table.Tr key={one.id}>
          <Table.Td>
            {one.targetName}
            <Text size="xs" c="dimmed">
              {t(`shiftSetup.use.${kindOf(one)}`)}
            </Text>
          </Table.Td>
          <Table.Td>{one.shiftName ?? t('roster.off')}</Table.Td>
          <Table.Td>
            {one.lastDay ? format.range(one.firstDay, one.lastDay) : t('holidays.use.since', { day: format.date(one.firstDay) })}
          </Table.Td>
          <Table.Td>
            {one.weekdays
              ? format.list(one.weekdays.toSorted((a, b) => a - b).map((weekday) => format.weekdayName(weekday)))
              : t('shiftSetup.use.everyDay')}
          </Table.Td>
          <Table.Td ta="end">
            <RowMenu
              label={t('holidays.moreOf', { name: one.targetName })}
              acts={[
                { label: t('holidays.use.dates'), icon: IconPencil, act: () => open('reassign', one.id) },
                { label: t('holidays.use.remove'), icon: IconTrash, color: 'bad', act: () => open('unassign', one.id) },
              ]}
            />
          </Table.Td>
        </Table.Tr>
      ))}
    </ScrolledTable>
  )
}
