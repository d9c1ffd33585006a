import { ActionIcon, Card, Group, Text } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import { getRouteApi, useNavigate } from '@tanstack/react-router'
import { useTranslation } from 'react-i18next'
import { DayTable } from '../attendance/day-table.tsx'
import { addMonths, endOfMonth, startOfMonth } from '../ui/days.ts'
import { useFormat } from '../ui/format.ts'
import { ButtonLink } from '../ui/links.tsx'

const route = getRouteApi('/_app/people/$id')

export function PersonTime({ employeeId }: { employeeId: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { day = format.today() } = route.useSearch()
  const navigate = useNavigate({ from: '/people/$id' })
  const from = startOfMonth(day)
  const go = (by: number) => void navigate({ search: (old) => ({ ...old, day: addMonths(from, by) }) })
  return (
    <Card>
      <Group gap="xs" mb="md">
        <ActionIcon variant="default" aria-label={t('ui.previousMonth')} onClick={() => go(-1)}>
          <IconChevronLeft size={16} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="default" aria-label={t('ui.nextMonth')} onClick={() => go(1)}>
          <IconChevronRight size={16} aria-hidden />
        </ActionIcon>
        <Text fw={600} aria-live="polite">
          {format.month(from)}
        </Text>
        <ButtonLink to="/time/sheet" search={{ of: employeeId, day: from }} variant="default" size="xs" ms="auto">
          {t('sheet.open')}
        </ButtonLink>
      </Group>
      <DayTable from={from} to={endOfMonth(from)} employeeId={employeeId} strip />
    </Card>
  )
}
