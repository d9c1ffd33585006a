import { Badge, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CompanyStatus } from '../../server/modules/companies/companies.contract.ts'
import { useFormat } from '../ui/format.ts'

const colours = { trial: 'info', active: 'good', expired: 'waiting', suspended: 'bad', cancelled: 'gray' } as const

export function StatusWord({ status }: { status: CompanyStatus }) {
  const { t } = useTranslation()
  return <Badge color={colours[status]}>{t(`operator.status.${status}`)}</Badge>
}

/** "12 of 25", red when full and amber when nearly so, with a word for it. */
export function UseOf(props: { used: number; limit: number; shown?: (amount: number) => string }) {
  const { t } = useTranslation()
  const format = useFormat()
  const shown = props.shown ?? ((amount: number) => format.number(amount))
  const { used, limit } = props
  const state = used >= limit ? 'full' : used * 100 >= limit * 80 ? 'near' : null
  return (
    <Text size="sm" className="figures" ta="end">
      {t('usage.of', { used: shown(used), limit: shown(limit) })}{' '}
      {state && (
        <Badge size="xs" color={state === 'full' ? 'bad' : 'waiting'}>
          {t(`usage.${state}`)}
        </Badge>
      )}
    </Text>
  )
}
