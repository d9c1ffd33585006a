import { Card, Group, SegmentedControl } from '@mantine/core'
import { IconSitemap } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DayInput } from '../ui/date-inputs.tsx'
import { Empty } from '../ui/empty.tsx'
import { useFormat } from '../ui/format.ts'
import { AddSomebody } from '../frame/not-listed.tsx'
import { Page } from '../ui/page.tsx'
import { Level } from './chart-level.tsx'
import { OrganizationTabs } from './organization-tabs.tsx'

const route = getRouteApi('/_app/organization/chart')

/** Who reports to whom, or who is in which department, on any day; each level is fetched when it is opened. */
export function ChartPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const { asOf, ...search } = route.useSearch()
  const by = search.by ?? ('manager' as const)
  const navigate = useNavigate({ from: '/organization/chart' })
  const ask = { by, limit: 100, ...(asOf && { asOf }), ...(by === 'department' && { people: true }) }
  return (
    <Page title={t('organization.title')} line={t('organization.chart.line')}>
      <OrganizationTabs />
      <Group gap="sm" align="flex-end">
        <SegmentedControl
          aria-label={t('organization.chart.by')}
          value={by}
          onChange={(value) =>
            void navigate({ search: ({ by: _by, ...old }) => ({ ...old, ...(value === 'department' && { by: value }) }), replace: true })
          }
          data={[
            { value: 'manager', label: t('organization.chart.byManager') },
            { value: 'department', label: t('organization.chart.byDepartment') },
          ]}
        />
        <DayInput
          label={t('organization.chart.asOf')}
          value={asOf ?? format.today()}
          onChange={(day) =>
            void navigate({ search: (old) => ({ ...old, asOf: day && day !== format.today() ? day : undefined }), replace: true })
          }
        />
      </Group>
      <div className="chart-scroll">
        <Level
          key={`${by} ${asOf}`}
          ask={ask}
          label={t('organization.part.chart')}
          empty={
            <Card>
              <Empty icon={<IconSitemap size={28} stroke={1.5} />} title={t('organization.chart.none')} hint={t('people.nobodyHint')}>
                <AddSomebody />
              </Empty>
            </Card>
          }
        />
      </div>
    </Page>
  )
}
