import { useTranslation } from 'react-i18next'
import { ledgerKinds } from '../../server/modules/leave/leave.balance.contract.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
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
  return (
    <>
      <ChoiceFilter
        label={t('leave.type')}
        any={t('list.leave.anyType')}
        choices={types.map(({ typeId }) => typeId)}
        nameOf={(id) => types.find(({ typeId }) => typeId === id)!.typeName}
        value={asked.typeId}
        onChange={(typeId) => filter({ typeId })}
      />
      <ChoiceFilter
        label={t('list.ledger.kind')}
        any={t('list.ledger.anyKind')}
        choices={ledgerKinds}
        nameOf={(kind) => t(`leave.kind.${kind}`)}
        value={asked.kind}
        onChange={(kind) => filter({ kind })}
      />
      <DaysFilter from={asked.from} to={asked.to} onChange={filter} />
    </>
  )
}
