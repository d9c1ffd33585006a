import { Group, Skeleton, Stack, Text } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listYearEndItems } from '../../server/modules/leave/leave.year-end.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'

type Item = Data<typeof listYearEndItems>['items'][number]

/** What a run carried on and wrote off, by person. */
export function YearEndItems({ id }: { id: string }) {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const items = useQuery({ ...q(listYearEndItems, { params: { id }, query: { page } }), placeholderData: keepPreviousData })
  return (
    <Answer query={items} skeleton={<Skeleton h={200} />}>
      {(data) =>
        data.items.length === 0 ? (
          <Empty icon={<IconListDetails size={28} stroke={1.5} />} title={t('ui.nothingFound')} hint={t('leave.yearEnd.nothingYet')} />
        ) : (
          <Stack>
            <Closings items={data.items} />
            <Pager pagination={data.pagination} onPage={setPage} />
          </Stack>
        )
      }
    </Answer>
  )
}

/** Each leave year with what of it goes on and what is lost. */
export function Closings(props: { items: readonly Item[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <ul className="lines">
      {props.items.map((item) => (
        <li key={item.employeeId + item.typeId + item.yearLast}>
          <Group justify="space-between" wrap="nowrap" align="flex-start">
            <div>
              <Text size="sm" fw={500}>
                {fullName(item)}
              </Text>
              <Text size="xs" c="dimmed">
                {item.typeName}
              </Text>
            </div>
            <div style={{ textAlign: 'end' }} className="numbers">
              <Text size="sm">{t('leave.yearEnd.carried', { quantity: format.quantity(item.carried, item.unit) })}</Text>
              <Text size="xs" c="dimmed">
                {[
                  Number(item.lost) > 0 && t('leave.yearEnd.lost', { quantity: format.quantity(item.lost, item.unit) }),
                  item.validTo && t('leave.yearEnd.validTo', { day: format.date(item.validTo) }),
                ]
                  .filter(Boolean)
                  .join(t('ui.dot'))}
              </Text>
            </div>
          </Group>
        </li>
      ))}
    </ul>
  )
}
