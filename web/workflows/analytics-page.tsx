import { Group, SegmentedControl, Select, Skeleton, Stack, Table, Text } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Data } from '../../server/core/contract.ts'
import { analytics } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import { AnchorLink } from '../ui/links.tsx'
import { Page } from '../ui/page.tsx'
import { Section } from '../ui/section.tsx'
import { useKindName } from './kind-name.ts'
import { useRequestName } from './task-words.ts'
import { WorkflowTabs } from './workflow-tabs.tsx'

const route = getRouteApi('/_app/workflows/analytics')
type Analytics = Data<typeof analytics>
type Line = { key: string; name: string; open: number; decided: number; median: number | null; p90: number | null }

const SHOWN = 12

/** How long deciding takes, and what waits longest. */
export function AnalyticsPage() {
  const { t } = useTranslation()
  const { by = 'kind', days = '90' } = route.useSearch()
  const navigate = useNavigate({ from: '/workflows/analytics' })
  const kindName = useKindName()
  const found = useQuery({ ...q(analytics, { query: { days: Number(days) } }), placeholderData: keepPreviousData })
  return (
    <Page
      title={t('workflows.title')}
      line={t('workflows.analytics.line')}
      actions={
        <Select
          aria-label={t('workflows.analytics.period')}
          w={180}
          allowDeselect={false}
          data={(['30', '90', '365'] as const).map((value) => ({
            value,
            label: t('workflows.analytics.lastDays', { count: Number(value) }),
          }))}
          value={days}
          onChange={(value) => void navigate({ search: (old) => ({ ...old, days: value as typeof days }), replace: true })}
        />
      }
    >
      <WorkflowTabs />
      <Answer query={found} skeleton={<Skeleton h={320} radius="lg" />}>
        {(data) => (
          <Stack>
            <Section
              title={t('workflows.analytics.times')}
              beside={
                <SegmentedControl
                  size="xs"
                  aria-label={t('workflows.analytics.by')}
                  data={(['kind', 'step', 'approver'] as const).map((value) => ({
                    value,
                    label: t(`workflows.analytics.byKind.${value}`),
                  }))}
                  value={by}
                  onChange={(value) => void navigate({ search: (old) => ({ ...old, by: value }), replace: true })}
                />
              }
            >
              <Times lines={linesOf(data, by, kindName).slice(0, SHOWN)} />
            </Section>
            <Section title={t('workflows.analytics.oldest')}>
              <Oldest rows={data.oldest.slice(0, SHOWN)} />
            </Section>
          </Stack>
        )}
      </Answer>
    </Page>
  )
}

function linesOf(data: Analytics, by: 'kind' | 'step' | 'approver', kindName: (code: string) => string): Line[] {
  const of = (
    key: string,
    name: string,
    one: Analytics['byKind'][number] | Analytics['byApprover'][number] | Analytics['bySteps'][number],
  ) => ({
    key,
    name,
    open: one.open,
    decided: one.decided,
    median: one.medianMinutes,
    p90: one.p90Minutes,
  })
  if (by === 'kind') return data.byKind.map((one) => of(one.kind, kindName(one.kind), one))
  if (by === 'approver') return data.byApprover.map((one) => of(one.userId, one.name, one))
  return data.bySteps.map((one) => of(`${one.kind} ${one.stepName}`, `${kindName(one.kind)} · ${one.stepName}`, one))
}

/** The bar reaches to the 90th percentile, its filled part to the median. */
function Times({ lines }: { lines: readonly Line[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const inWords = useMinutes()
  const longest = Math.max(1, ...lines.map(({ p90 }) => p90 ?? 0))
  if (lines.length === 0) return <Nothing text={t('workflows.analytics.none')} />
  return (
    <Table.ScrollContainer
      minWidth={300}
      scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('workflows.analytics.times') } }}
    >
      <Table verticalSpacing="xs">
        <Table.Thead>
          <Table.Tr>
            <Table.Th w="28%">{t('workflows.analytics.what')}</Table.Th>
            <Table.Th>{t('workflows.analytics.spread')}</Table.Th>
            <Table.Th ta="end">{t('workflows.analytics.median')}</Table.Th>
            <Table.Th ta="end" visibleFrom="sm">
              {t('workflows.analytics.p90')}
            </Table.Th>
            <Table.Th ta="end" visibleFrom="sm">
              {t('workflows.analytics.decided')}
            </Table.Th>
            <Table.Th ta="end">{t('workflows.analytics.open')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {lines.map((line) => (
            <Table.Tr key={line.key}>
              <Table.Th scope="row">
                <Text size="sm" fw={500} c="var(--mantine-color-text)">
                  {line.name}
                </Text>
              </Table.Th>
              <Table.Td>
                {line.median !== null && line.p90 !== null && (
                  <div className="spread" aria-hidden>
                    <i style={{ inlineSize: `${(100 * line.p90) / longest}%` }} />
                    <b style={{ inlineSize: `${(100 * line.median) / longest}%` }} />
                  </div>
                )}
              </Table.Td>
              <Table.Td ta="end">{inWords(line.median)}</Table.Td>
              <Table.Td ta="end" visibleFrom="sm">
                {inWords(line.p90)}
              </Table.Td>
              <Table.Td ta="end" visibleFrom="sm">
                {format.number(line.decided)}
              </Table.Td>
              <Table.Td ta="end">{format.number(line.open)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function Oldest({ rows }: { rows: Analytics['oldest'] }) {
  const { t } = useTranslation()
  const inWords = useMinutes()
  const nameOf = useRequestName()
  const [now] = useState(() => Date.now())
  const waits = (askedAt: string) => Math.max(0, (now - Date.parse(askedAt)) / 60_000)
  const longest = Math.max(1, ...rows.map(({ askedAt }) => waits(askedAt)))
  if (rows.length === 0) return <Nothing text={t('numbers.none')} />
  return (
    <ul className="lines">
      {rows.map((one, nth) => (
        <li key={`${one.instanceId} ${nth}`}>
          <Group justify="space-between" wrap="nowrap" gap="sm">
            <AnchorLink to="/requests/$id" params={{ id: one.instanceId }} size="sm" style={{ minWidth: 0 }} truncate>
              {nameOf(one)}
            </AnchorLink>
            <Text size="sm" className="numbers" style={{ flex: 'none' }}>
              {inWords(waits(one.askedAt))}
            </Text>
          </Group>
          <div className="spread" aria-hidden>
            <b style={{ inlineSize: `${(100 * waits(one.askedAt)) / longest}%` }} />
          </div>
          <Text size="xs" c="dimmed">
            {[t('workflows.analytics.waitsFor', { name: one.approverName }), one.stepName].join(t('ui.dot'))}
          </Text>
        </li>
      ))}
    </ul>
  )
}

function Nothing({ text }: { text: string }) {
  return (
    <Text size="sm" c="dimmed">
      {text}
    </Text>
  )
}

/** Minutes as people say them: "35 min", "6.5 h", "2.1 days". */
function useMinutes() {
  const { t } = useTranslation()
  const format = useFormat()
  return (minutes: number | null) => {
    if (minutes === null) return t('ui.none')
    if (minutes < 90) return t('workflows.analytics.minutes', { count: Math.round(minutes) })
    if (minutes < 2_880) return format.quantity((minutes / 60).toFixed(1), 'hours')
    return format.quantity((minutes / 1_440).toFixed(1), 'days')
  }
}
