import { Card, Skeleton, Stack } from '@mantine/core'
import { IconBeach } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listRequests } from '../../server/modules/leave/leave.contract.ts'
import { getBalances } from '../../server/modules/leave/leave.balance.contract.ts'
import { q } from '../api.ts'
import { RequestTable } from '../leave/request-table.tsx'
import { Lapsing, Rings } from '../leave/rings.tsx'
import { Answer } from '../ui/answer.tsx'
import { Empty } from '../ui/empty.tsx'
import { Pager } from '../ui/pager.tsx'
import { Section } from '../ui/section.tsx'

export function PersonLeave({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const [page, setPage] = useState(1)
  const balances = useQuery(q(getBalances, { params: { employeeId }, query: {} }))
  const requests = useQuery({ ...q(listRequests, { query: { employeeId, page, limit: 20 } }), placeholderData: keepPreviousData })
  return (
    <Stack>
      <Section title={t('leave.balances')}>
        <Answer query={balances} skeleton={<Skeleton h={72} />}>
          {(data) => (
            <Stack gap="sm">
              <Rings balances={data.balances} />
              <Lapsing balances={data.balances} />
            </Stack>
          )}
        </Answer>
      </Section>
      <Card component="section" aria-label={t('leave.requests')}>
        <Answer query={requests} skeleton={<Skeleton h={160} />}>
          {(data) =>
            data.requests.length === 0 ? (
              <Empty icon={<IconBeach size={28} stroke={1.5} />} title={t('people.noLeave')} hint={t('people.noLeaveHint')} />
            ) : (
              <Stack>
                <RequestTable requests={data.requests} />
                <Pager pagination={data.pagination} onPage={setPage} />
              </Stack>
            )
          }
        </Answer>
      </Card>
    </Stack>
  )
}
