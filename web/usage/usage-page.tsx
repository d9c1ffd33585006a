import { SimpleGrid, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { getUsage, getUsageHistory } from '../../server/modules/usage/usage.contract.ts'
import { q } from '../api.ts'
import { useMe } from '../auth/me.ts'
import { SettingsTabs } from '../companies/settings-tabs.tsx'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { RowSkeletons, TableCard } from '../ui/list-card.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { useAmount, UsageBars } from './usage-bars.tsx'

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
  const format = useFormat()
  const amount = useAmount()
  const gauge = (code: 'employees' | 'storageBytes' | 'locations', value: number | null) =>
    value === null ? t('ui.none') : amount(code, value)
  const right = (word: string) => (
    <Text span inherit ta="end" display="block">
      {word}
    </Text>
  )
  return (
    <TableCard
      label={t('usage.history')}
      minWidth={620}
      head={[
        t('usage.day'),
        right(t('usage.limit.employees')),
        right(t('usage.limit.storageBytes')),
        right(t('usage.limit.locations')),
        right(t('usage.calls')),
        right(t('usage.requests')),
      ]}
    >
      {days.toReversed().map((day) => (
        <Table.Tr key={day.day}>
          <Table.Td>{format.date(day.day)}</Table.Td>
          <Table.Td ta="end">{gauge('employees', day.employees)}</Table.Td>
          <Table.Td ta="end">{gauge('storageBytes', day.storageBytes)}</Table.Td>
          <Table.Td ta="end">{gauge('locations', day.locations)}</Table.Td>
          <Table.Td ta="end">{format.number(day.apiCalls)}</Table.Td>
          <Table.Td ta="end">{format.number(day.requests)}</Table.Td>
        </Table.Tr>
      ))}
    </TableCard>
  )
}
