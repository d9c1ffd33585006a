import { Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

export type Option = { value: string; label: string; line?: string | undefined }

/** Where options come from: a search on the server, however many there are, and one by its id. `url` is the list's, so that what changes it renews them. */
export type Source = {
  readonly url: string
  /** Tells apart sources of the same list. */
  readonly part?: string
  readonly find: (asked: string, signal: AbortSignal) => Promise<Option[]>
  readonly one: (id: string, signal: AbortSignal) => Promise<Option>
}

type Props = Omit<SelectProps, 'data' | 'filter' | 'onSearchChange' | 'renderOption'> & {
  source: Source
  /** The name of what is chosen already, where it is known. */
  knownName?: string | null | undefined
  /** What can be chosen beside what is found. */
  also?: readonly Option[]
}

/** One of however many there are, found by typing. What is chosen keeps its name, whatever is looked for. */
export function SearchSelect({ source, knownName, also = none, ...props }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const [chosen, setChosen] = useState<Option | null>(null)
  const value = props.value ?? null
  const name = nameOf(value)
  const wanted = asked === name ? '' : asked
  const found = useQuery({
    queryKey: [source.url, 'found', source.part, wanted],
    queryFn: ({ signal }) => source.find(wanted, signal),
    placeholderData: keepPreviousData,
    staleTime: 60_000,
  })
  const listed = [...(found.data ?? []), ...also]
  const isListed = listed.some((one) => one.value === value)
  const looked = useQuery({
    queryKey: [source.url, 'one', value],
    queryFn: ({ signal }) => source.one(value ?? '', signal),
    enabled: value !== null && name === undefined && !isListed,
    retry: false,
    staleTime: 300_000,
  })
  const current = value !== null && !isListed ? [{ value, label: name ?? looked.data?.label ?? '…' }] : []
  return (
    <Select
      {...props}
      value={value}
      data={[...current, ...listed.map((one) => ({ value: one.value, label: one.label }))]}
      searchable
      // The server has searched already.
      filter={({ options }) => options}
      // Held here: what is typed must not go when the options that it asked for come.
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id, option) => {
        setChosen(id ? { value: id, label: option.label } : null)
        props.onChange?.(id, option)
      }}
      nothingFoundMessage={found.isFetching ? t('ui.loading') : t('ui.nothingFound')}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
      renderOption={({ option }) => {
        const line = listed.find((one) => one.value === option.value)?.line
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {line && (
              <Text size="xs" c="dimmed">
                {line}
              </Text>
            )}
          </div>
        )
      }}
    />
  )

  function nameOf(id: string | null) {
    if (id && chosen?.value === id) return chosen.label
    return also.find((one) => one.value === id)?.label ?? knownName ?? undefined
  }
}

const none: readonly Option[] = []
