import { Select } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { leaveStates } from '../../server/modules/leave/leave.contract.ts'
import { DaysFilter } from '../ui/days-filter.tsx'
import { DepartmentFilter } from '../ui/filters.tsx'

type State = (typeof leaveStates)[number]
type Asked<S> = {
  departmentId?: string | undefined
  state?: S | undefined
  from?: string | undefined
  to?: string | undefined
}

/** What narrows a list of requests: whose, in which state, of which days; what only one kind has stands between. */
export function RequestFilters<S extends State>(props: {
  search: Asked<S>
  filter: (change: Asked<S>) => void
  states: readonly S[]
  children?: ReactNode
}) {
  const { t } = useTranslation()
  const { search, filter, states } = props
  return (
    <>
      <DepartmentFilter value={search.departmentId} onChange={(value) => filter({ departmentId: value })} />
      {props.children}
      <Select
        aria-label={t('leave.stateColumn')}
        placeholder={t('list.anyState')}
        data={states.map((value: State) => ({ value, label: t(`leave.state.${value}`) }))}
        value={search.state ?? null}
        onChange={(value) => filter({ state: states.find((one) => one === value) })}
        clearable
      />
      <DaysFilter from={search.from} to={search.to} onChange={filter} />
    </>
  )
}
