import { Button, Stack } from '@mantine/core'
import { IconCoffee, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { listBreakTypes, type BreakType } from '../../server/modules/attendance/break-type.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Named } from '../ui/named.tsx'
import { Pager } from '../ui/pager.tsx'
import { RowMenu } from '../ui/row-menu.tsx'
import { Section } from '../ui/section.tsx'
import { useTimeRules } from './time-rules.ts'

const BreakTypeForms = lazy(() => import('./break-type-forms.tsx'))

/** The breaks people choose from. */
export function BreakTypes({ configures }: { configures: boolean }) {
  const { t } = useTranslation()
  const { search, go, open, close } = useTimeRules()
  const columns = useBreakColumns()
  const { breaks: page = 1, form, id } = search
  const types = useQuery(q(listBreakTypes, { query: { page, limit: 20 } }))
  return (
    <Section
      title={t('timeRules.breaks.title')}
      beside={
        configures && (
          <Button size="xs" leftSection={<IconPlus size={15} aria-hidden />} onClick={() => open('add-break')}>
            {t('timeRules.breaks.add')}
          </Button>
        )
      }
    >
      <Answer query={types} skeleton={<RowSkeletons />}>
        {(data) =>
          data.pagination.total === 0 ? (
            <Empty icon={<IconCoffee size={28} stroke={1.5} />} title={t('timeRules.breaks.none')} hint={t('timeRules.breaks.noneHint')} />
          ) : (
            <Stack>
              <FewRows
                label={t('timeRules.breaks.title')}
                rows={data.breakTypes}
                idOf={({ id: key }) => key}
                columns={columns}
                renderActs={
                  configures
                    ? (one) => (
                        <RowMenu
                          label={t('holidays.moreOf', { name: one.name })}
                          acts={[
                            { label: t('ui.edit'), icon: IconPencil, act: () => open('edit-break', one.id) },
                            { label: t('holidays.remove'), icon: IconTrash, color: 'bad', act: () => open('remove-break', one.id) },
                          ]}
                        />
                      )
                    : undefined
                }
              />
              <Pager pagination={data.pagination} onPage={(to) => go({ breaks: to })} />
            </Stack>
          )
        }
      </Answer>
      {configures && form?.endsWith('-break') && (
        <Suspense>
          <BreakTypeForms form={form} breakType={types.data?.breakTypes.find((one) => one.id === id)} close={close} />
        </Suspense>
      )}
    </Section>
  )
}

/** What people choose a break by. */
function useBreakColumns() {
  const { t } = useTranslation()
  return [
    {
      key: 'name',
      head: t('roster.shiftName'),
      fixed: true,
      cell: ({ name, isActive }) => <Named name={name} mark={!isActive && t('timeRules.breaks.inactive')} />,
    },
    {
      key: 'longest',
      head: t('timeRules.breaks.longest'),
      cell: ({ maxMinutes }) => (maxMinutes === null ? t('timeRules.breaks.any') : t('timeRules.minutes', { count: maxMinutes })),
    },
    {
      key: 'pay',
      head: t('timeRules.breaks.pay'),
      cell: ({ paid }) => t(paid ? 'timeRules.breaks.paid' : 'timeRules.breaks.unpaid'),
    },
  ] satisfies readonly ListColumn<BreakType>[]
}
