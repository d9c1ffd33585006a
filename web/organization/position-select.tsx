import { Select, Text, type SelectProps } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { getPosition, listPositions } from '../../server/modules/organization/organization.position.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'

/** One position, found by typing its title; says how many more may hold it. */
export function PositionSelect({
  except,
  ...props
}: Omit<SelectProps, 'data' | 'filter' | 'onSearchChange'> & { except?: string | undefined }) {
  const { t } = useTranslation()
  const may = can(useMe(), 'organization.read')
  const [search, setSearch] = useState('')
  const [asked] = useDebouncedValue(search.trim(), 200)
  const value = props.value ?? null
  const current = useQuery({ ...q(getPosition, { params: { id: value ?? '' } }), enabled: may && value !== null, retry: false })
  const title = current.data?.position.title
  const found = useQuery({
    ...q(listPositions, { query: { limit: 20, sort: 'title', ...(asked && asked !== title && { q: asked }) } }),
    placeholderData: keepPreviousData,
    enabled: may,
  })
  const positions = (found.data?.positions ?? []).filter((one) => one.id !== except)
  const data = positions.map((one) => ({ value: one.id, label: one.title }))
  return (
    <Select
      {...props}
      data={value && data.every((one) => one.value !== value) ? [{ value, label: title ?? '…' }, ...data] : data}
      searchable
      clearable
      filter={({ options }) => options}
      onSearchChange={setSearch}
      nothingFoundMessage={found.isFetching ? t('ui.loading') : t('ui.nothingFound')}
      renderOption={({ option }) => {
        const position = positions.find((one) => one.id === option.value)
        return (
          <div>
            <Text size="sm">{option.label}</Text>
            {position && (
              <Text size="xs" c="dimmed">
                {position.code}
                {position.vacant !== null && t('ui.dot')}
                {position.vacant !== null &&
                  (position.vacant > 0 ? t('organization.position.vacant', { count: position.vacant }) : t('organization.position.full'))}
              </Text>
            )}
          </div>
        )
      }}
      clearButtonProps={{ 'aria-label': t('ui.clear') }}
    />
  )
}
