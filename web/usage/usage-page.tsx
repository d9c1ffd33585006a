import { Card, SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { getUsage, getUsageHistory } from '../../server/modules/usage/usage.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { SettingsTabs } from '../companies/settings-tabs.tsx'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons } from '../ui/list-card.tsx'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { useAmount, UsageBars } from './usage-bars.tsx'

type Day = Data<typeof getUsageHistory>['days'][number]

/** What the company uses of what it may, now and day by day. */
export function UsagePage() {
  const { t } = useTranslation()
  const { company } = useMe()
  const usage = useQuery({ ...q(getUsage), refetchInterval: 60_000 })
  const history = useQuery(q(getUsageHistory))
  return (
    <Page title={t('settings.title')} line={company.name}>
      <SettingsTabs />
      <Answer query={usage} skeleton={<Skeleton h={260} radius="lg" />}>
        {(data) => <Now usage={data.usage} />}
      </Answer>
      <Answer query={history} skeleton={<RowSkeletons />}>
        {(data) => <History days={data.days} />}
      </Answer>
    </Page>
  )
}

export function Now({ usage }: Data<typeof getUsage>) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <SimpleGrid cols={{ base: 1, md: 2 }}>
      <Section
        title={t('usage.limits')}
        beside={
          <Text size="sm" c="dimmed">
            {t('usage.plan', { plan: usage.plan })}
          </Text>
        }
      >
        <UsageBars limits={usage.limits} />
      </Section>
      <Section
        title={t('usage.today')}
        beside={
          <Text size="sm" c="dimmed">
            {t('usage.asOf', { time: format.moment(usage.asOf) })}
          </Text>
        }
      >
        <Stack gap="xs">
          <Table>
            <Table.Tbody>
              <Table.Tr>
                <Table.Th scope="row">{t('usage.requests')}</Table.Th>
                <Table.Td ta="end">{format.number(usage.requests)}</Table.Td>
              </Table.Tr>
              {usage.features.map(({ code, requests }) => (
                <Table.Tr key={code}>
                  <Table.Th scope="row" fw={400}>
                    {t(`features.name.${code}`)}
                  </Table.Th>
                  <Table.Td ta="end">{format.number(requests)}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
          <Text size="xs" c="dimmed">
            {t('usage.dayHint')}
          </Text>
        </Stack>
      </Section>
    </SimpleGrid>
  )
}

function History({ days }: Data<typeof getUsageHistory>) {
  const { t } = useTranslation()
  return (
    <Card>
      <FewRows label={t('usage.history')} rows={days.toReversed()} idOf={({ day }) => day} columns={useDayColumns()} />
    </Card>
  )
}

/** What was used on a day. */
function useDayColumns() {
  const { t } = useTranslation()
  const format = useFormat()
  const amount = useAmount()
  const gauge = (code: 'employees' | 'storageBytes' | 'locations', value: number | null) =>
    value === null ? t('ui.none') : amount(code, value)
  return [
    { key: 'day', head: t('usage.day'), fixed: true, cell: ({ day }) => <Text size="sm">{format.date(day)}</Text> },
    {
      key: 'employees',
      head: t('usage.limit.employees'),
      end: true,
      cell: ({ employees }) => gauge('employees', employees),
    },
    {
      key: 'storage',
      head: t('usage.limit.storageBytes'),
      end: true,
      cell: ({ storageBytes }) => gauge('storageBytes', storageBytes),
    },
    {
      key: 'locations',
      head: t('usage.limit.locations'),
      end: true,
      cell: ({ locations }) => gauge('locations', locations),
    },
    { key: 'calls', head: t('usage.calls'), end: true, cell: ({ apiCalls }) => format.number(apiCalls) },
    { key: 'requests', head: t('usage.requests'), end: true, cell: ({ requests }) => format.number(requests) },
  ] satisfies readonly ListColumn<Day>[]
}
