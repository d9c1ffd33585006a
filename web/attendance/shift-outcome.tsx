import { Alert, Badge, Stack, Table, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { ShiftConsequence } from '../../server/modules/attendance/shift-request.contract.ts'
import { useFormat } from '../ui/format.ts'
import { useConflictWords, useStandingWords } from './roster-words.ts'
import { useShiftsById } from './roster.ts'

/** What approving other shifts means: who works what on which date, before and after, and what stands against it. */
export function ShiftOutcome({ days }: ShiftConsequence) {
  const { t } = useTranslation()
  const format = useFormat()
  const words = useStandingWords(useShiftsById())
  const conflict = useConflictWords()
  const works = (one: ShiftConsequence['days'][number]['before']) => (
    <>
      <Text size="sm" fw={500}>
        {words({ ...one, isOwn: false })}
      </Text>
      {one.kind === 'work' && one.shiftIds.length > 0 && (
        <Text size="xs" c="dimmed" className="numbers">
          {one.times.map(({ start, end }) => `${start}–${end}`).join(', ')}
        </Text>
      )}
    </>
  )
  return (
    <Stack gap="sm">
      {days.some(({ changed }) => changed) && (
        <Alert color="bad" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {t('shifts.changed')}
        </Alert>
      )}
      <Table.ScrollContainer
        minWidth={380}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'group', 'aria-label': t('shifts.outcome') } }}
      >
        <Table verticalSpacing={8} aria-label={t('shifts.outcome')}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('shifts.who')}</Table.Th>
              <Table.Th>{t('shifts.now')}</Table.Th>
              <Table.Th>{t('location.after')}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {days.map((one) => (
              <Table.Tr key={`${one.employeeId} ${one.day}`}>
                <Table.Th fw={400} scope="row">
                  <Text size="sm" fw={500}>
                    {one.name}
                  </Text>
                  <Text size="xs" c="dimmed">
                    {format.day(one.day)}
                  </Text>
                </Table.Th>
                <Table.Td>{works(one.before)}</Table.Td>
                <Table.Td>
                  {works(one.after)}
                  {one.conflicts.map((against) => (
                    <Badge key={against.kind} color="waiting" size="sm" mt={4} tt="none">
                      {conflict(against)}
                    </Badge>
                  ))}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  )
}
