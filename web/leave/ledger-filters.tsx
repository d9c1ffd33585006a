import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { ledgerKinds } from '../../server/modules/leave/leave.balance.contract.ts'
import { DaysFilter } from '../ui/days-filter.tsx'
import type { LedgerAsk } from './ledger.tsx'

/** What narrows the ledger of a person: the kind of leave, what an entry is, and the days. */
export function LedgerFilters(props: {
  types: readonly { readonly typeId: string; readonly typeName: string }[]
  asked: LedgerAsk
  filter: (change: LedgerAsk) => void
}) {
  const { t } = useTranslation()
  const { types, asked, filter } = props
  const clear = { clearable: true, clearButtonProps: { 'aria-label': t('ui.clear') } }
  return (
    <>
      <Select
        {...clear}
        aria-label={t('leave.type')}
        placeholder={t('list.leave.anyType')}
        data={types.map(({ typeId, typeName }) => ({ value: typeId, label: typeName }))}
        value={asked.typeId ?? null}
        onChange={(value) => filter({ typeId: value ?? undefined })}
      />
      <Select
        {...clear}
        aria-label={t('list.ledger.kind')}
        placeholder={t('list.ledger.anyKind')}
        data={ledgerKinds.map((value) => ({ value, label: t(`leave.kind.${value}`) }))}
        value={asked.kind ?? null}
        onChange={(value) => filter({ kind: ledgerKinds.find((one) => one === value) })}
      />
      <DaysFilter from={asked.from} to={asked.to} onChange={filter} />
    </>
  )
}
