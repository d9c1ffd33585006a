import { Badge, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Employee } from '../../server/modules/employees/employees.contract.ts'

const colours: Record<Exclude<Employee['status'], 'active'>, string> = {
  onboarding: 'info',
  'on-leave': 'info',
  suspended: 'bad',
  notice: 'waiting',
  left: 'gray',
  archived: 'gray',
}

export function StatusBadge({ status }: { status: Employee['status'] }) {
  const { t } = useTranslation()
  // What is usual stays quiet.
  if (status === 'active')
    return (
      <Text size="sm" c="dimmed">
        {t('people.state.active')}
      </Text>
    )
  return <Badge color={colours[status]}>{t(`people.state.${status}`)}</Badge>
}
