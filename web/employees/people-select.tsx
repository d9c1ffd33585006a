import { MultiSelect, type MultiSelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQueries, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { fullName } from '../ui/person.tsx'

/** Several people, each found by typing a name. */
export function PeopleSelect(props: Omit<MultiSelectProps, 'data' | 'filter' | 'onSearchChange'>) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const value = props.value ?? []
  const found = useQuery({
    ...q(listEmployees, { query: { limit: 20, sort: 'lastName', ...(asked && { q: asked }) } }),
    placeholderData: keepPreviousData,
  })
  const chosen = useQueries({ queries: value.map((id) => ({ ...q(getEmployee, { params: { id } }), retry: false, staleTime: 300_000 })) })
  const data = (found.data?.employees ?? []).map((one) => ({ value: one.id, label: fullName(one) }))
  const missing = value
    .map((id, at) => ({ value: id, label: chosen[at]?.data ? fullName(chosen[at].data.employee) : '…' }))
    .filter((one) => data.every((other) => other.value !== one.value))
  return (
    <MultiSelect
      {...props}
      data={[...data, ...missing]}
      searchable
      filter={({ options }) => options}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? t('ui.loading') : t('ui.nobodyFound')}
    />
  )
}
