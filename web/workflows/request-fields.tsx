import { Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { isDay } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { wordsOf } from './field-inputs.tsx'

type Value = string | number | boolean | null

/** What a request says, field by field; what was left empty is left out. */
export function RequestFields(props: { title?: string; fields: readonly (readonly [name: string, value: Value])[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const fields = props.fields.filter(([, value]) => value !== null && value !== '')
  if (fields.length === 0) return null
  return (
    <div>
      {props.title && (
        <Title order={2} size="h3" mb="xs">
          {props.title}
        </Title>
      )}
      <Table>
        <Table.Tbody>
          {fields.map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w="35%">{labelOf(name)}</Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{shown(value)}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </div>
  )

  function labelOf(name: string) {
    const label = labels.find((one) => one === name)
    return label ? t(`approvals.field.${label}`) : wordsOf(name)
  }

  function shown(value: Value) {
    if (isDay(value)) return format.date(value)
    if (typeof value === 'boolean') return t(value ? 'workflows.field.true' : 'workflows.field.false')
    return typeof value === 'number' ? format.number(value) : value
  }
}

const labels = [
  'amount',
  'currency',
  'category',
  'note',
  'reason',
  'day',
  'entries',
  'firstDay',
  'lastDay',
  'fromTime',
  'toTime',
  'place',
  'address',
] as const
