import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import { listCustomFields, type CustomField } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { q } from '../api.ts'
import { can, useMe } from '../auth/me.ts'
import { useFormat } from '../ui/format.ts'

type Group = CustomField['fieldGroup']

/** What shows the fields of a group (`rules-access.md § What is granted`). */
export const permissionOf: Readonly<Record<Group, string>> = {
  public: 'employee.read',
  team: 'employee.read-team',
  personal: 'employee.read-personal',
  pay: 'employee.read-pay',
}

/** The fields that the company has added to what is kept about people, in the order of forms; none to who may not see which there are. */
export function useCustomFields() {
  const may = can(useMe(), 'custom-field.read')
  const fields = useQuery({ ...q(listCustomFields, { query: { objectKind: 'employee' } }), enabled: may, staleTime: 60_000 })
  return fields.data?.customFields ?? none
}

const none: readonly CustomField[] = []

/** Those of the groups that are shown to me of somebody; others are no fields to me. */
export function useMyCustomFields() {
  const me = useMe()
  const all = useCustomFields()
  return useMemo(() => all.filter(({ fieldGroup }) => can(me, permissionOf[fieldGroup])), [all, me])
}

/** Which of the fields a person's page may show: a group that is not shown of them has no fields either. */
export function shownOf(fields: readonly CustomField[], person: Readonly<Record<Exclude<Group, 'public'>, unknown>>) {
  return fields.filter(({ fieldGroup }) => fieldGroup === 'public' || person[fieldGroup] !== null)
}

/** What stands in a field, in words; a person by the id that is kept. */
export function useFieldWords() {
  const format = useFormat()
  const { t } = useTranslation()
  return (field: Pick<CustomField, 'kind' | 'rules'>, value: string) => {
    if (field.kind === 'number') return format.number(value)
    if (field.kind === 'date') return format.date(value)
    if (field.kind === 'choice') return field.rules.choices?.find(({ key }) => key === value)?.label ?? t('ui.none')
    return value
  }
}

/** Nothing, as the input of the field's kind has it. */
export function blankOf({ kind }: Pick<CustomField, 'kind'>) {
  return kind === 'choice' || kind === 'person' ? null : ''
}

/** Values as the API takes them; a decimal comma is a point there. */
export function sentOf(fields: readonly CustomField[], values: Readonly<Record<string, string | null>>) {
  const numbers = new Set(fields.filter(({ kind }) => kind === 'number').map(({ key }) => key))
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, numbers.has(key) ? (value?.replace(',', '.') ?? null) : value]),
  )
}
