import { MultiSelect, type MultiSelectProps } from '@mantine/core'
import { useQueries } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { oneOf, OptionLines, useFound, type Source } from './found.tsx'

export type SearchMultiProps = Omit<MultiSelectProps, 'data' | 'filter' | 'searchValue' | 'onSearchChange' | 'renderOption'>

/** Several of however many there are, each found by typing. */
export function SearchMultiSelect({ source, ...props }: SearchMultiProps & { source: Source }) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map())
  const value = props.value ?? []
  const { options, nothing } = useFound(source, search)
  const labels = new Map([...names, ...options.map((one) => [one.value, one.label] as const)])
  const looked = useQueries({ queries: value.map((id) => oneOf(source, id, !labels.has(id))) })
  const kept = value
    .filter((id) => options.every((one) => one.value !== id))
    .map((id) => ({ value: id, label: labels.get(id) ?? looked[value.indexOf(id)]?.data?.label ?? '…' }))
  return (
    <MultiSelect
      {...props}
      data={[...options.map((one) => ({ value: one.value, label: one.label })), ...kept]}
      searchable
      // The server has searched already, by more than the name.
      filter={({ options: all }) => all}
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(ids) => {
        setNames(new Map(ids.flatMap((id) => (labels.has(id) ? [[id, labels.get(id)!] as const] : []))))
        props.onChange?.(ids)
      }}
      nothingFoundMessage={nothing}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      renderOption={({ option }) => <OptionLines option={option} among={options} />}
    />
  )
}
