import { Badge, Group, Select, Skeleton, Stack, Table, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listVersions } from '../../server/modules/workflows/workflows.use.contract.ts'
import { q } from '../api.ts'
import { Answer } from '../ui/answer.tsx'
import { useFormat } from '../ui/format.ts'
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
          {row.fields.length > 0 && (
            <Table verticalSpacing={4}>
              <Table.Thead>
                <Table.Tr>
                  <Table.Th>{t('workflows.version.field')}</Table.Th>
                  <Table.Th>{t('workflows.version.before')}</Table.Th>
                  <Table.Th>{t('workflows.version.after')}</Table.Th>
                </Table.Tr>
              </Table.Thead>
              <Table.Tbody>
                {row.fields.map(({ field, before, after }) => (
                  <Table.Tr key={field}>
                    <Table.Td>{nameOf(field)}</Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{before}</Table.Td>
                    <Table.Td style={{ overflowWrap: 'anywhere' }}>{after}</Table.Td>
                  </Table.Tr>
                ))}
              </Table.Tbody>
            </Table>
          )}
        </div>
      ))}
    </Stack>
  )

  function nameOf(field: string) {
    if (field === 'name') return t('organization.name')
    const known = Object.entries(labels).find(([name]) => name === field)
    return known ? t(`workflows.step.${known[1]}`) : field
  }
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
