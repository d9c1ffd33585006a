import { Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getEmployee } from '../../server/modules/employees/employees.contract.ts'
import { listEmployees } from '../../server/modules/employees/employees.list.contract.ts'
import { q } from '../api.ts'
import { fullName } from '../ui/person.tsx'

type Props = Omit<SelectProps, 'data' | 'filter' | 'onSearchChange' | 'renderOption'> & {
  /** The name of who is chosen already, when it is known. */
  knownName?: string | null | undefined
  /** Who cannot be chosen. */
  except?: string | undefined
}

/** One person, found by typing a name. */
export function PersonSelect({ knownName, except, ...props }: Props) {
  const { t } = useTranslation()
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const [chosen, setChosen] = useState<{ id: string; name: string } | null>(null)
  const value = props.value ?? null
  const found = useQuery({
    ...q(listEmployees, { query: { limit: 20, sort: 'lastName', ...(asked && asked !== nameOf(value) && { q: asked }) } }),
    placeholderData: keepPreviousData,
  })
  const people = (found.data?.employees ?? []).filter((one) => one.id !== except && one.status !== 'left' && one.status !== 'archived')
  const unknown = value !== null && nameOf(value) === undefined
  const looked = useQuery({ ...q(getEmployee, { params: { id: value ?? '' } }), enabled: unknown, retry: false })
  const current = value && { value, label: nameOf(value) ?? (looked.data ? fullName(looked.data.employee) : '…') }
  const data = people.map((one) => ({ value: one.id, label: fullName(one) }))
  return (
    <Select
      {...props}
      value={value}
      data={current && data.every((one) => one.value !== value) ? [current, ...data] : data}
      searchable
      clearable
      filter={({ options }) => options}
      // Held here: what is typed must not go when the options that it asked for come.
      searchValue={search}
      onSearchChange={setSearch}
      onChange={(id, option) => {
        setChosen(id ? { id, name: option.label } : null)
        props.onChange?.(id, option)
      }}
      nothingFoundMessage={found.isFetching ? t('ui.loading') : t('ui.nobodyFound')}
      renderOption={({ option }) => {
        const person = people.find((one) => one.id === option.value)
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {person && (
              <Text size="xs" c="dimmed">
                {[person.title, person.departmentName].filter(Boolean).join(t('ui.dot'))}
              </Text>
            )}
          </div>
        )
      }}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
    />
  )

  function nameOf(id: string | null) {
    if (id && chosen?.id === id) return chosen.name
    return knownName ?? undefined
  }
}
