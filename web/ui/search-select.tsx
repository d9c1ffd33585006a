import { Select, type SelectProps } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { oneOf, OptionLines, useFound, type Option, type Source } from './found.tsx'

export type SearchProps = Omit<SelectProps, 'data' | 'filter' | 'searchValue' | 'onSearchChange' | 'renderOption'>

type Props = SearchProps & {
  source: Source
  /** The name of what is chosen already, where it is known. */
  knownName?: string | null | undefined
  /** What can be chosen beside what is found. */
  also?: readonly Option[]
  /** What cannot be chosen. */
  except?: string | null | undefined
}

/** One of however many there are, found by typing. What is chosen keeps its name, whatever is looked for. */
export function SearchSelect({ source, knownName, also = none, except, ...props }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [chosen, setChosen] = useState<Option | null>(null)
  const value = props.value ?? null
  const known = nameOf(value)
  const looked = useQuery(oneOf(source, value, known === undefined))
  const name = known ?? looked.data?.label
  const { options, nothing } = useFound(source, search, name)
  const listed = [...options.filter((one) => one.value !== except), ...also]
  const current = value !== null && listed.every((one) => one.value !== value) ? [{ value, label: name ?? '…' }] : []
  return (
    <Select
      {...props}
      value={value}
      data={[...current, ...listed.map((one) => ({ value: one.value, label: one.label }))]}
      searchable
      // The server has searched already, by more than the name.
      filter={({ options: all }) => all}
      // Held here: what is typed must not go when the options that it asked for come.
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id, option) => {
        setChosen(id ? { value: id, label: option.label } : null)
        props.onChange?.(id, option)
      }}
      nothingFoundMessage={nothing}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      renderOption={({ option }) => <OptionLines option={option} among={listed} />}
    />
  )

  function nameOf(id: string | null) {
    if (id && chosen?.value === id) return chosen.label
    return also.find((one) => one.value === id)?.label ?? knownName ?? undefined
  }
}

const none: readonly Option[] = []
