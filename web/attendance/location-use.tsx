import { Badge, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HomeUse, LocationConsequence } from '../../server/modules/attendance/work-location.rules.ts'
import { useFormat } from '../ui/format.ts'

/** What approving a place of work means: days at home by week and month, beside the limits. */
export function LocationUse({ workingDays, periods }: LocationConsequence) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = ({ per, from }: HomeUse) => (per === 'week' ? t('location.weekOf', { day: format.day(from) }) : format.month(from))
  return (
    <div>
      <Text size="sm" mb="xs">
        {t('location.workingDays', { count: workingDays })}
      </Text>
      {periods.length > 0 && (
        <Table verticalSpacing={6} aria-label={t('location.homeDays')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('location.period')}</Table.Th>
              <Table.Th ta="end">{t('location.before')}</Table.Th>
              <Table.Th ta="end">{t('location.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {periods.map((one) => (
              <Table.Tr key={`${one.per} ${one.from}`}>
                <Table.Th fw={400}>{name(one)}</Table.Th>
                <Table.Td ta="end" className="numbers">
                  {one.used}
                </Table.Td>
                <Table.Td ta="end" className="numbers" fw={600}>
                  {one.limit === null ? one.used + one.asked : t('inbox.of', { part: one.used + one.asked, whole: one.limit })}
                  {one.limit !== null && one.used + one.asked > one.limit && (
                    <Badge color="bad" ms="xs">
                      {t('location.over')}
                    </Badge>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </div>
  )
}
