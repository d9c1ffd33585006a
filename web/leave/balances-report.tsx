import { Button, Select, Text } from '@mantine/core'
import { IconFileSpreadsheet, IconUserSearch } from '@tabler/icons-react'
import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { listTypes } from '../../server/modules/leave/leave.balance.contract.ts'
import { balanceReport, balanceReportCsv, balanceReportXlsx } from '../../server/modules/leave/leave.report.contract.ts'
import { call, q } from '../api.ts'
import { useMessageOf } from '../ui/answer.tsx'
import { saveFile } from '../ui/download.ts'
import { Empty } from '../ui/empty.tsx'
import { DepartmentFilter, SearchField } from '../ui/filters.tsx'
import { useFormat } from '../ui/format.ts'
import { useOneAtATime } from '../ui/forms.ts'
import { AnchorLink } from '../ui/links.tsx'
import { List } from '../ui/list.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { done, failed } from '../ui/notify.ts'
import { fullName } from '../ui/person.tsx'
import { figures, spent } from './balance-figures.tsx'

const route = getRouteApi('/_app/leave/balances')
type Row = Data<typeof balanceReport>['rows'][number]

/** The balances of everybody I may see as of a day, by kind of leave, and the same as a file. */
export function BalancesReport() {
  const { t } = useTranslation()
  const search = route.useSearch()
  const navigate = useNavigate({ from: '/leave/balances' })
  const types = useQuery(q(listTypes)).data?.types ?? []
  const { sort = 'lastName' } = search
  const asked = {
    sort,
    ...(search.asOf && { asOf: search.asOf }),
    ...(search.type && { typeId: search.type }),
    ...(search.department && { departmentId: search.department }),
    ...(search.q && { q: search.q }),
  }
  const report = useQuery({ ...q(balanceReport, { query: { ...asked, page: search.page ?? 1 } }), placeholderData: keepPreviousData })
  const filter = (change: Partial<typeof search>) =>
    void navigate({ search: (old) => ({ ...old, page: undefined, ...change }), replace: true })
  return (
    <List
      name="leave-balances"
      day={search.asOf}
      label={t('leave.balances')}
      query={report}
      rowsOf={(data) => data.rows}
      idOf={({ employee, balance }) => `${employee.id} ${balance.typeId}`}
      columns={useReportColumns(report.data?.rows)}
      sort={sort}
      onSort={(next) => filter({ sort: next })}
      onPage={(page) => void navigate({ search: (old) => ({ ...old, page }) })}
      csv={() => call(balanceReportCsv, { query: asked })}
      tools={<Workbook asked={asked} />}
      clear={
        search.q || search.type || search.department ? () => filter({ q: undefined, type: undefined, department: undefined }) : undefined
      }
      empty={
        <Empty icon={<IconUserSearch size={28} stroke={1.5} />} title={t('leave.report.nobody')} hint={t('leave.report.nobodyHint')} />
      }
      search={<SearchField value={search.q} onChange={(value) => filter({ q: value })} label={t('leave.report.search')} />}
      filters={
        <>
          <DepartmentFilter value={search.department} onChange={(department) => filter({ department })} />
          <Select
            aria-label={t('leave.type')}
            placeholder={t('leave.report.allTypes')}
            data={types.map(({ id, name }) => ({ value: id, label: name }))}
            value={search.type ?? null}
            onChange={(value) => filter({ type: value ?? undefined })}
            clearable
          />
        </>
      }
    />
  )
}

/** What the report can show; a figure that is nothing in all rows of the page is left out. */
function useReportColumns(rows: readonly Row[] | undefined) {
  const { t } = useTranslation()
  const format = useFormat()
  return useMemo(() => {
    const shown = figures.filter((figure) => !rows || rows.some(({ balance }) => Number(balance[figure]) !== 0))
    return [
      {
        key: 'person',
        head: t('leave.calendar.person'),
        sort: 'lastName' as const,
        fixed: true as const,
        cell: ({ employee, departmentName }: Row) => (
          <div>
            <AnchorLink to="." search={(old) => ({ ...old, person: employee.id, type: undefined })} size="sm">
              {fullName(employee)}
            </AnchorLink>
            <Text size="xs" c="dimmed">
              {[employee.employeeNumber, departmentName].filter(Boolean).join(t('ui.dot'))}
            </Text>
          </div>
        ),
      },
      {
        key: 'number',
        head: t('people.column.number'),
        sort: 'employeeNumber' as const,
        more: true as const,
        cell: ({ employee }: Row) => employee.employeeNumber,
      },
      {
        key: 'department',
        head: t('people.column.department'),
        sort: 'departmentName' as const,
        more: true as const,
        cell: ({ departmentName }: Row) => departmentName,
      },
      {
        key: 'branch',
        head: t('people.column.branch'),
        sort: 'branchName' as const,
        more: true as const,
        cell: ({ branchName }: Row) => branchName,
      },
      { key: 'type', head: t('leave.type'), cell: ({ balance }: Row) => balance.typeName },
      {
        key: 'available',
        head: t('leave.figure.available'),
        end: true as const,
        cell: ({ balance }: Row) => (
          <Text size="sm" fw={600} span style={{ whiteSpace: 'nowrap' }}>
            {format.quantity(balance.available, balance.unit)}
          </Text>
        ),
      },
      ...shown.map((figure) => ({
        key: figure,
        head: t(`leave.figure.${figure}`),
        end: true as const,
        cell: ({ balance }: Row) => (
          <Text size="sm" span c={Number(balance[figure]) === 0 ? 'dimmed' : undefined}>
            {spent.includes(figure) && Number(balance[figure]) > 0 ? '−' : ''}
            {format.number(balance[figure])}
          </Text>
        ),
      })),
    ] satisfies readonly ListColumn<Row>[]
  }, [t, format, rows])
}

function Workbook({ asked }: { asked: NonNullable<Parameters<typeof call<typeof balanceReportXlsx>>[1]>['query'] & { asOf?: string } }) {
  const { t } = useTranslation()
  const format = useFormat()
  const messageOf = useMessageOf()
  const run = useOneAtATime(
    useMutation({
      mutationFn: () => call(balanceReportXlsx, { query: asked }),
      onSuccess: (file) => {
        saveFile(file as unknown as Blob, `leave-balances-${asked.asOf ?? format.today()}.xlsx`)
        done(t('ui.export.done'))
      },
      onError: (error) => failed(messageOf(error)),
    }),
  )
  return (
    <Button
      variant="default"
      px="sm"
      leftSection={<IconFileSpreadsheet size={16} aria-hidden />}
      loading={run.isPending}
      onClick={() => run.mutate(undefined)}
    >
      {t('leave.report.xlsx')}
    </Button>
  )
}
