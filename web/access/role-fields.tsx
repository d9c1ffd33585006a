import { SimpleGrid } from '@mantine/core'
import type { UseFormReturnType } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import { MomentInput } from '../ui/date-inputs.tsx'
import type { Format } from '../ui/format.ts'
import { SearchSelect } from '../ui/search-select.tsx'
import { roleSource } from './role-source.ts'

type Times = { validFrom: string; validTo: string }
type Given = Times & { roleId: string | null }

/** What of a role given for a time is refused before it is sent. */
export function useRoleChecks() {
  const { t } = useTranslation()
  return {
    roleId: (value: string | null) => (value ? null : t('auth.needed')),
    validTo: (value: string, { validFrom }: Times) => (value && validFrom && value <= validFrom ? t('access.toAfterFrom') : null),
  }
}

/** Which field the server's refusals belong to. */
export const roleRefusals = { ROLE_ABOVE_OWN: 'roleId', VALID_TO_PAST: 'validTo', VALID_TIMES: 'validTo' }

/** The role and its times as they are sent; what is left empty holds at once, and for good. */
export const givenOf = ({ roleId, validFrom, validTo }: Given, { instantOf }: Format) => ({
  roleId: roleId ?? '',
  ...(validFrom && { validFrom: instantOf(validFrom) }),
  ...(validTo && { validTo: instantOf(validTo) }),
})

export function RoleField<V extends Given>(props: {
  form: UseFormReturnType<V>
  autofocus?: boolean
  chosen?: (name: string | undefined) => void
}) {
  const { t } = useTranslation()
  const input = props.form.getInputProps('roleId') as { onChange: (id: string | null) => void }
  return (
    <SearchSelect
      source={roleSource}
      label={t('accounts.role')}
      required
      data-autofocus={props.autofocus}
      openOnFocus={false}
      {...input}
      onChange={(id, option) => {
        input.onChange(id)
        props.chosen?.(id ? option.label : undefined)
      }}
    />
  )
}

export function TimeFields<V extends Times>({ form }: { form: UseFormReturnType<V> }) {
  const { t } = useTranslation()
  return (
    <SimpleGrid cols={{ base: 1, xs: 2 }}>
      <MomentInput label={t('access.validFrom')} description={t('access.fromHint')} {...form.getInputProps('validFrom')} />
      <MomentInput label={t('access.validTo')} description={t('access.toHint')} {...form.getInputProps('validTo')} />
    </SimpleGrid>
  )
}
