import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Sides } from '../../server/modules/attendance/correction.contract.ts'
import { useFormat } from '../ui/format.ts'

const figures = ['workedMinutes', 'breakMinutes', 'lateMinutes', 'earlyExitMinutes', 'overtimeMinutes', 'undertimeMinutes'] as const

/** A day before and after, line by line; what changes is set off. */
export function CorrectionSides({ before, after }: Sides) {
  const { t } = useTranslation()
  const format = useFormat()
  const entriesOf = ({ entries }: Sides['before']) =>
    entries.map(({ kind, at }) => `${format.time(at)} ${t(`clock.act.${kind}`)}`).join('\n') || t('correction.noWork')
  const lines = [
    { name: t('correction.entries'), old: entriesOf(before), wanted: entriesOf(after) },
    {
      name: t('attendance.statusColumn'),
      old: t(`attendance.status.${before.figures.status}`),
      wanted: t(`attendance.status.${after.figures.status}`),
    },
    ...figures
      .filter((name) => before.figures[name] > 0 || after.figures[name] > 0)
      .map((name) => ({
        name: t(`correction.figure.${name}`),
        old: format.duration(before.figures[name]),
        wanted: format.duration(after.figures[name]),
      })),
  ]
  return (
    <Table verticalSpacing={6} horizontalSpacing="xs" aria-label={t('correction.sides')} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="28%">{t('correction.what')}</Table.Th>
          <Table.Th>{t('correction.before')}</Table.Th>
          <Table.Th>{t('correction.after')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ name, old, wanted }) => (
          <Table.Tr key={name}>
            <Table.Th fw={400}>{name}</Table.Th>
            <Table.Td c="dimmed" style={{ whiteSpace: 'pre-line' }}>
              {old}
            </Table.Td>
            <Table.Td fw={old === wanted ? 400 : 600} style={{ whiteSpace: 'pre-line' }}>
              {wanted}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
