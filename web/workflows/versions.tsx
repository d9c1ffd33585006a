import { Badge, Group, Select, Skeleton, Stack, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listVersions } from '../../server/modules/workflows/workflows.use.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
import type { ListColumn } from '../ui/list-columns.tsx'
import { FewRows } from '../ui/list-table.tsx'
import { differences, type Difference, type Step } from './steps.ts'

const DRAFT = 'draft'
const colours = { added: 'good', removed: 'bad', changed: 'waiting', moved: 'info' } as const

/** Two versions beside each other, or one beside the draft: what came, went, changed or moved. */
export default function Versions(props: { id: string; steps: readonly Step[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const found = useQuery(q(listVersions, { params: { id: props.id } }))
  const [from, setFrom] = useState<string | null>(null)
  const [to, setTo] = useState(DRAFT)
  return (
    <Answer query={found} skeleton={<Skeleton h={200} />}>
      {({ versions }) => {
        if (versions.length === 0)
          return (
            <Text size="sm" c="dimmed">
              {t('workflows.version.none')}
            </Text>
          )
        const stepsOf = (which: string) =>
          which === DRAFT ? props.steps : ((versions.find(({ number }) => String(number) === which)?.steps ?? []) as unknown as Step[])
        const data = versions.map(({ number }) => ({ value: String(number), label: t('workflows.version.number', { number }) }))
        const before = from ?? data[0]!.value
        return (
          <Stack>
            <ul className="lines tight">
              {versions.map((one) => (
                <li key={one.number}>
                  <Group justify="space-between">
                    <Text size="sm" fw={500}>
                      {t('workflows.version.number', { number: one.number })}
                    </Text>
                    <Text size="xs" c="dimmed">
                      {[
                        format.instant(one.createdAt),
                        one.createdByName,
                        one.running > 0 && t('workflows.version.running', { count: one.running }),
                      ]
                        .filter(Boolean)
                        .join(t('ui.dot'))}
                    </Text>
                  </Group>
                </li>
              ))}
            </ul>
            <Group grow>
              <Select
                label={t('workflows.version.from')}
                allowDeselect={false}
                openOnFocus={false}
                data={data}
                value={before}
                onChange={setFrom}
              />
              <Select
                label={t('workflows.version.to')}
                allowDeselect={false}
                openOnFocus={false}
                data={[{ value: DRAFT, label: t('workflows.version.draft') }, ...data]}
                value={to}
                onChange={(value) => setTo(value ?? DRAFT)}
              />
            </Group>
            <Differences rows={differences(stepsOf(before), stepsOf(to))} />
          </Stack>
        )
      }}
    </Answer>
  )
}

function Differences({ rows }: { rows: readonly Difference[] }) {
  const { t } = useTranslation()
  const columns = useFieldColumns()
  if (rows.length === 0) return <Text size="sm">{t('workflows.version.same')}</Text>
  return (
    <Stack gap="sm" role="status">
      {rows.map((row) => (
        <div key={row.key}>
          <Group gap="xs" mb={4}>
            <Text size="sm" fw={500}>
              {row.name}
            </Text>
            <Badge color={colours[row.is]}>{t(`workflows.version.is.${row.is}`)}</Badge>
          </Group>
          {row.fields.length > 0 && <FewRows label={row.name} rows={row.fields} idOf={({ field }) => field} columns={columns} />}
        </div>
      ))}
    </Stack>
  )
}

/** What the form calls that of a step. */
const labels = {
  approvers: 'approvers',
  strategy: 'strategy',
  threshold: 'threshold',
  fallback: 'fallback',
  allowSelf: 'allowSelf',
  dueMinutes: 'due',
  remindEveryDays: 'remind',
  overdue: 'overdue',
  onRejected: 'onRejected',
  next: 'next',
  when: 'when',
  otherwise: 'ifFalse',
  action: 'action',
  to: 'to',
  subject: 'subject',
  text: 'text',
  branches: 'branches',
  join: 'join',
} as const

/** What of a step was otherwise before. */
function useFieldColumns() {
  const { t } = useTranslation()
  function nameOf(field: string) {
    if (field === 'name') return t('organization.name')
    const known = Object.entries(labels).find(([name]) => name === field)
    return known ? t(`workflows.step.${known[1]}`) : field
  }
  return [
    {
      key: 'field',
      head: t('workflows.version.field'),
      fixed: true,
      cell: ({ field }) => <Text size="sm">{nameOf(field)}</Text>,
    },
    {
      key: 'before',
      head: t('workflows.version.before'),
      cell: ({ before }) => before && <span style={{ overflowWrap: 'anywhere' }}>{before}</span>,
    },
    {
      key: 'after',
      head: t('workflows.version.after'),
      cell: ({ after }) => after && <span style={{ overflowWrap: 'anywhere' }}>{after}</span>,
    },
  ] satisfies readonly ListColumn<Difference['fields'][number]>[]
}
