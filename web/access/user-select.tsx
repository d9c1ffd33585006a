import { Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getUser, listUsers } from '../../server/modules/users/users.contract.ts'
import { q } from '../api.ts'
import { fullName } from '../ui/person.tsx'

/** One account, found by typing a name or an address. */
export function UserSelect(props: Omit<SelectProps, 'data' | 'filter' | 'onSearchChange' | 'renderOption'>) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const value = props.value ?? null
  const chosen = useQuery({ ...q(getUser, { params: { id: value ?? '' } }), enabled: value !== null, retry: false, staleTime: 300_000 })
  const name = chosen.data && fullName(chosen.data.user)
  const found = useQuery({
    ...q(listUsers, { query: { limit: 20, status: 'active', ...(asked && asked !== name && { q: asked }) } }),
    placeholderData: keepPreviousData,
  })
  const users = found.data?.users ?? []
  const data = users.map((one) => ({ value: one.id, label: fullName(one) }))
  return (
    <Select
      {...props}
      value={value}
      data={value && data.every((one) => one.value !== value) ? [{ value, label: name ?? '…' }, ...data] : data}
      searchable
      clearable
      // The server has searched already, by more than the name.
      filter={({ options }) => options}
      // Held here: what is typed must not go when the options that it asked for come.
      searchValue={search}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? t('ui.loading') : t('ui.nobodyFound')}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {users.find(({ id }) => id === option.value)?.email}
          </Text>
        </div>
      )}
    />
  )
}
