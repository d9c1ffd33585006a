import { Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listColleagues } from '../../server/modules/workflows/workflows.approval.contract.ts'
import { q } from '../api.ts'

type Props = Omit<SelectProps, 'data' | 'filter' | 'onSearchChange' | 'renderOption'> & {
  /** Who cannot be chosen. */
  except?: string | null | undefined
}

/** A colleague who has an account, found by typing a name. */
export function ColleagueSelect({ except, ...props }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const value = props.value ?? null
  const chosen = useQuery({ ...q(listColleagues, { query: { userId: value ?? '' } }), enabled: value !== null, staleTime: 300_000 })
  const name = chosen.data?.colleagues[0]?.name
  const found = useQuery({
    ...q(listColleagues, { query: { ...(asked && asked !== name && { q: asked }) } }),
    placeholderData: keepPreviousData,
  })
  const people = (found.data?.colleagues ?? []).filter(({ id }) => id !== except)
  const data = people.map((one) => ({ value: one.id, label: one.name }))
  const missing = value !== null && data.every((one) => one.value !== value)
  return (
    <Select
      {...props}
      value={value}
      data={missing ? [{ value, label: name ?? '…' }, ...data] : data}
      searchable
      clearable
      openOnFocus={false}
      // The server has searched already.
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
            {people.find(({ id }) => id === option.value)?.title}
          </Text>
        </div>
      )}
    />
  )
}
