import { CloseButton, TextInput } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { can, useMe } from '../auth/me.ts'
import { departmentSource } from '../organization/sources.ts'
import { SearchSelect } from './search-select.tsx'

/** Text search that writes the address once typing pauses. */
export function SearchField(props: {
  value: string | undefined
  onChange: (value: string | undefined) => void
  label: string
  wide?: number
}) {
  const { t } = useTranslation()
  const [text, setText] = useState(props.value ?? '')
  const [seen, setSeen] = useState(props.value)
  const [told, setTold] = useState(props.value)
  const tell = useDebouncedCallback((value: string) => {
    const wanted = value.trim() || undefined
    setTold(wanted)
    props.onChange(wanted)
  }, 250)
  // The address changed from elsewhere (back, a link): follow it, but never overwrite what is being typed.
  if (props.value !== seen) {
    setSeen(props.value)
    if (props.value !== told) setText(props.value ?? '')
  }
  const set = (value: string) => {
    setText(value)
    tell(value)
  }
  return (
    <TextInput
      className="search-field"
      type="search"
      aria-label={props.label}
      placeholder={props.label}
      value={text}
      maxLength={100}
      onChange={(event) => set(event.currentTarget.value)}
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={text && <CloseButton size="sm" aria-label={t('ui.clear')} onClick={() => set('')} />}
      w={{ base: '100%', xs: props.wide ?? 260 }}
    />
  )
}

export function DepartmentFilter(props: { value: string | undefined; onChange: (id: string | undefined) => void; visibleFrom?: 'sm' }) {
  const { t } = useTranslation()
  const me = useMe()
  const may = can(me, 'organization.read')
  if (!may) return null
  return (
    <SearchSelect
      source={departmentSource}
      aria-label={t('ui.department')}
      placeholder={t('ui.allDepartments')}
      value={props.value ?? null}
      onChange={(value) => props.onChange(value ?? undefined)}
      clearable
      {...(props.visibleFrom && { visibleFrom: props.visibleFrom })}
      w={{ base: '100%', xs: 200 }}
    />
  )
}
