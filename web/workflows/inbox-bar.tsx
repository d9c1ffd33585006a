import { Select } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { exportApprovals } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { call } from '../api.ts'
import { ChoiceFilter } from '../ui/choice-filter.tsx'
import { CsvButton } from '../ui/csv-button.tsx'
import { SearchField } from '../ui/filters.tsx'
import { ListBar } from '../ui/list-bar.tsx'
import { inboxSorts, type InboxAsk } from './inbox-search.ts'
import { kinds, useKindName } from './kind-name.ts'

/** Nothing asks for expenses yet. */
const waitingKinds = kinds.filter((kind) => kind !== 'expense')

export type Change = { [K in keyof InboxAsk]?: InboxAsk[K] | undefined }

/** What narrows the inbox and orders it, and a file of exactly what is asked for. */
export function InboxBar(props: { asked: InboxAsk; total: number | undefined; filter: (change: Change) => void }) {
  const { t } = useTranslation()
  const kindName = useKindName()
  const { asked, filter } = props
  return (
    <ListBar
      search={<SearchField label={t('list.inbox.find')} value={asked.q} onChange={(q) => filter({ q })} />}
      narrowed={isNarrowed(asked)}
      filters={
        <>
          <ChoiceFilter
            label={t('list.inbox.kind')}
            any={t('list.inbox.anyKind')}
            choices={waitingKinds}
            nameOf={kindName}
            value={waitingKinds.find((one) => one === asked.kind)}
            onChange={(kind) => filter({ kind })}
          />
          <Select
            aria-label={t('list.inbox.order')}
            data={inboxSorts.map((value) => ({ value, label: t(`list.inbox.sort.${value}`) }))}
            value={asked.sort ?? 'askedAt'}
            onChange={(value) => filter({ sort: inboxSorts.find((one) => one === value && one !== 'askedAt') })}
            allowDeselect={false}
          />
        </>
      }
      tools={<CsvButton name="inbox" csv={() => call(exportApprovals, { query: asked })} disabled={!props.total} />}
    />
  )
}

export const isNarrowed = ({ q, kind }: InboxAsk) => q !== undefined || kind !== undefined
