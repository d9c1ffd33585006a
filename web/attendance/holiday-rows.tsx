import { Badge, Group, Text } from '@mantine/core'
import { IconPencil, IconTrash } from '@tabler/icons-react'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Holiday } from '../../server/modules/attendance/holiday.contract.ts'
import type { CalendarAssignment } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { useWordsOfDates } from './holiday-words.ts'
import { useWhenColumn } from './when-column.ts'

type Open = (what: 'edit' | 'remove' | 'reassign' | 'unassign', id: string) => void

/** The holidays of a calendar in a year, with what may be done with each. */
export function HolidayRows({ holidays, open }: { holidays: readonly Holiday[]; open: Open | null }) {
  const { t } = useTranslation()
  return (
    <FewRows
      label={t('holidays.title')}
      rows={holidays}
      idOf={({ id }) => id}
      columns={useHolidayColumns()}
      renderActs={
        open
          ? ({ id, name }) => (
              <RowMenu
                label={t('holidays.moreOf', { name })}
                acts={[
                  { label: t('ui.edit'), icon: IconPencil, act: () => open('edit', id) },
                  { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove', id) },
                ]}
              />
            )
          : undefined
      }
    />
  )
}

/** What a calendar shows of a holiday. */
function useHolidayColumns() {
  const { t } = useTranslation()
  const words = useWordsOfDates()
  return useMemo(
    () =>
      [
        { key: 'when', head: t('holidays.when'), cell: (one) => <span style={{ whiteSpace: 'nowrap' }}>{words(one)}</span> },
        {
          key: 'name',
          head: t('holidays.name'),
          fixed: true,
          cell: ({ name, isPublic }) => (
            <Group gap="xs">
              <Text size="sm">{name}</Text>
              {isPublic && <Badge color="info">{t('holidays.public')}</Badge>}
            </Group>
          ),
        },
        { key: 'portion', head: t('holidays.portion'), cell: ({ portion }) => t(`holidays.portions.${portion}`) },
      ] as const satisfies readonly ListColumn<Holiday>[],
    [t, words],
  )
}

/** For whom a calendar holds. */
export function CalendarUses({ uses, open }: { uses: readonly CalendarAssignment[]; open: Open }) {
  const { t } = useTranslation()
  return (
    <FewRows
      label={t('holidays.use.title')}
      rows={uses}
      idOf={({ id }) => id}
      columns={useUseColumns()}
      renderActs={(one) => (
        <RowMenu
          label={t('holidays.moreOf', { name: one.employeeName ?? one.branchName ?? '' })}
          acts={[
            { label: t('holidays.use.dates'), icon: IconPencil, act: () => open('reassign', one.id) },
            { label: t('holidays.use.remove'), icon: IconTrash, color: 'bad', act: () => open('unassign', one.id) },
          ]}
        />
      )}
    />
  )
}

/** For whom a calendar holds, and when. */
function useUseColumns() {
  const { t } = useTranslation()
  const when = useWhenColumn()
  return useMemo(
    () =>
      [
        {
          key: 'who',
          head: t('holidays.use.who'),
          fixed: true,
          cell: ({ employeeId, employeeName, branchName }) => (
            <>
              <Text size="sm">{employeeName ?? branchName}</Text>
              <Text size="xs" c="dimmed">
                {t(employeeId ? 'holidays.use.person' : 'holidays.use.branch')}
              </Text>
            </>
          ),
        },
        when,
      ] as const satisfies readonly ListColumn<CalendarAssignment>[],
    [t, when],
  )
}
