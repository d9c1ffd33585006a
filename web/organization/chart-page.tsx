import { Alert, Group, SegmentedControl } from '@mantine/core'
import { IconInfoCircle, IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { orgChartLine } from '../../server/modules/organization/organization.chart.contract.ts'
import { ApiError, q } from '../api.ts'
import { PersonSelect } from '../employees/person-select.tsx'
import { AddSomebody } from '../frame/not-listed.tsx'
import { Failed } from '../ui/answer.tsx'
import { DayInput } from '../ui/date-inputs.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { Page } from '../ui/page.tsx'
import { ChartCanvas } from './chart-canvas.tsx'
import { Level } from './chart-level.tsx'
import { LineProvider } from './chart-line.ts'
import { OrganizationTabs } from './organization-tabs.tsx'

const route = getRouteApi('/_app/organization/chart')

/** Who reports to whom, or who is in which department, on any day; each level is fetched when it is opened, or leads to who is looked for. */
export function ChartPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { asOf, person, ...search } = route.useSearch()
  const by = search.by ?? ('manager' as const)
  const navigate = useNavigate({ from: '/organization/chart' })
  const go = (to: { by?: 'department' | undefined; asOf?: string | undefined; person?: string | undefined }) =>
    void navigate({ search: (old) => ({ ...old, ...to }), replace: true })
  const ask = { by, limit: 100, ...(asOf && { asOf }), ...(by === 'department' && { people: true }) }
  const found = useQuery({
    ...q(orgChartLine, { params: { id: person ?? '' }, query: { by, ...(asOf && { asOf }) } }),
    enabled: person !== undefined,
    retry: false,
  })
  const above = found.data?.above
  const line = useMemo(() => (person && above ? { above, person } : null), [person, above])
  const isNowhere = found.error instanceof ApiError && (found.error.status === 404 || found.error.status === 400)
  return (
    <Page title={t('organization.title')} line={t('organization.chart.line')}>
      <OrganizationTabs />
      <Group gap="sm" align="flex-end" className="chart-asks">
        <SegmentedControl
          aria-label={t('organization.chart.by')}
          value={by}
          onChange={(value) => go({ by: value === 'department' ? value : undefined })}
          data={[
            { value: 'manager', label: t('organization.chart.byManager') },
            { value: 'department', label: t('organization.chart.byDepartment') },
          ]}
        />
        <PersonSelect
          label={t('organization.chart.find')}
          placeholder={t('organization.chart.findWho')}
          value={person ?? null}
          onChange={(id) => go({ person: id ?? undefined })}
        />
        <DayInput
          label={t('organization.chart.asOf')}
          value={asOf ?? format.today()}
          onChange={(day) => go({ asOf: day && day !== format.today() ? day : undefined })}
        />
      </Group>
      {isNowhere && <Alert color="info" icon={<IconInfoCircle aria-hidden />} title={t('organization.chart.nowhere')} role="status" />}
      {found.isError && !isNowhere && <Failed error={found.error} retry={() => void found.refetch()} />}
      <LineProvider value={line}>
        <ChartCanvas label={t('organization.part.chart')}>
          <Level
            key={`${by} ${asOf}`}
            ask={ask}
            label={t('organization.part.chart')}
            empty={
              <Empty icon={<IconSitemap size={28} stroke={1.5} />} title={t('organization.chart.none')} hint={t('ui.nobodyHint')}>
                <AddSomebody />
              </Empty>
            }
          />
        </ChartCanvas>
      </LineProvider>
    </Page>
  )
}
