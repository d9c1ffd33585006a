import { Button, Card, Group, Select, Stack, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconFileTypeCsv, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { listTypes } from '../../server/modules/leave/leave.balance.contract.ts'
import { balanceReport, balanceReportCsv, balanceReportXlsx } from '../../server/modules/leave/leave.report.contract.ts'
import { call, q } from '../api.ts'
import { Answer, useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { RowSkeletons } from '../ui/list-card.tsx'
import { done, failed } from '../ui/notify.ts'
import { Pager } from '../ui/pager.tsx'
import { fullName } from '../ui/person.tsx'
import { BalanceFigures } from './balance-figures.tsx'

const route = getRouteApi('/_app/leave/balances')
const files = { csv: balanceReportCsv, xlsx: balanceReportXlsx }

/** The balances of everybody I may see as of a day, by kind of leave, and the same as a file. */
export function BalancesReport() {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/leave/balances' })
  const types = useQuery(q(listTypes)).data?.types ?? []
  const filters = {
    ...(search.asOf && { asOf: search.asOf }),
    ...(search.type && { typeId: search.type }),
    ...(search.department && { departmentId: search.department }),
    ...(search.q && { q: search.q }),
  }
  const report = useQuery({ ...q(balanceReport, { query: { ...filters, page: search.page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  const run = useOneAtATime(
    useMutation({
      mutationFn: (as: 'csv' | 'xlsx') => call(files[as], { query: filters }),
      onSuccess: (file, as) => {
        saveFile(file as unknown as Blob, `leave-balances-${search.asOf ?? format.today()}.${as}`)
        done(t('people.export.done'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  const download = (as: 'csv' | 'xlsx', text: string, icon: ReactNode) => (
    <Button variant="default" leftSection={icon} loading={run.isPending && run.variables === as} onClick={() => run.mutate(as)}>
      {text}
    </Button>
  )
  return (
    <Stack>
      <Group gap="sm">
        <SearchField value={search.q} onChange={(value) => filter({ q: value })} label={t('leave.report.search')} />
        <DepartmentFilter value={search.department} onChange={(department) => filter({ department })} />
        <Select
          aria-label={t('leave.type')}
          placeholder={t('leave.report.allTypes')}
          data={types.map(({ id, name }) => ({ value: id, label: name }))}
          value={search.type ?? null}
          onChange={(value) => filter({ type: value ?? undefined })}
          clearable
          w={{ base: '100%', xs: 200 }}
        />
        <Group gap="sm" ms="auto">
          {download('csv', t('leave.report.csv'), <IconFileTypeCsv size={16} aria-hidden />)}
          {download('xlsx', t('leave.report.xlsx'), <IconFileSpreadsheet size={16} aria-hidden />)}
        </Group>
      </Group>
      <Answer query={report} skeleton={<RowSkeletons />}>
        {(data) =>
          data.rows.length === 0 ? (
            <Card>
              <Empty
                icon={<IconUserSearch size={28} stroke={1.5} />}
                title={t('leave.report.nobody')}
                hint={t('leave.report.nobodyHint')}
              />
            </Card>
          ) : (
            <Stack>
              <BalanceFigures
                label={t('leave.balances')}
                head={[t('leave.calendar.person'), t('leave.type')]}
                rows={data.rows.map(({ employee, departmentName, balance }) => ({
                  key: `${employee.id} ${balance.typeId}`,
                  balance,
                  cells: [
                    <div key="person">
                      <AnchorLink to="." search={(old) => ({ ...old, person: employee.id, type: undefined })} size="sm">
                        {fullName(employee)}
                      </AnchorLink>
                      <Text size="xs" c="dimmed">
                        {[employee.employeeNumber, departmentName].filter(Boolean).join(t('ui.dot'))}
                      </Text>
                    </div>,
                    balance.typeName,
                  ],
                }))}
              />
              <Pager pagination={data.pagination} onPage={(page) => void navigate({ search: (old) => ({ ...old, page }) })} />
            </Stack>
          )
        }
      </Answer>
    </Stack>
  )
}
