import { fileTypes, type CustomField, type FieldRules } from '../../server/modules/custom-fields/custom-fields.contract.ts'
import { newKey } from '../ui/forms.ts'

export type Kind = CustomField['kind']
/** `at` only tells the rows of the form apart; a choice that is new has no key yet. */
type Choice = { at: string; key: string; label: string }

/** What the form of a field holds; what belongs to a kind that is not chosen is no rule. */
export type Values = {
  label: string
  key: string
  kind: Kind
  fieldGroup: CustomField['fieldGroup']
  isRequired: boolean
  maxLength: string
  smallest: string
  largest: string
  decimals: string
  earliest: string
  latest: string
  choices: Choice[]
  mediaTypes: string[]
}

export const blank = (): Choice => ({ at: newKey(), key: '', label: '' })

export function valuesOf(field?: CustomField): Values {
  const { maxLength, smallest, largest, decimals, earliest, latest, choices, mediaTypes } = field?.rules ?? {}
  return {
    label: field?.label ?? '',
    key: field?.key ?? '',
    kind: field?.kind ?? 'text',
    fieldGroup: field?.fieldGroup ?? 'public',
    isRequired: field?.isRequired ?? false,
    maxLength: maxLength === undefined ? '' : String(maxLength),
    smallest: smallest ?? '',
    largest: largest ?? '',
    decimals: String(decimals ?? 0),
    earliest: earliest ?? '',
    latest: latest ?? '',
    choices: choices?.map((choice) => ({ ...choice, at: choice.key })) ?? [blank(), blank()],
    mediaTypes: mediaTypes ?? [],
  }
}

/** The rules of the kind that is chosen; what was filled in for another kind is no rule. */
export function rulesOf({ kind, maxLength, smallest, largest, decimals, earliest, latest, choices, mediaTypes }: Values): FieldRules {
  const given = <N extends string>(name: N, value: string) => (value.trim() ? ({ [name]: value.trim() } as { [K in N]: string }) : {})
  if (kind === 'text') return maxLength.trim() ? { maxLength: Number(maxLength) } : {}
  if (kind === 'number')
    return {
      ...given('smallest', smallest),
      ...given('largest', largest),
      ...(decimals !== '0' && { decimals: Number(decimals) }),
    }
  if (kind === 'date') return { ...given('earliest', earliest), ...given('latest', latest) }
  if (kind === 'choice') return { choices: keyed(choices) }
  const types = fileTypes.filter((type) => mediaTypes.includes(type))
  if (kind === 'file' && types.length > 0) return { mediaTypes: types }
  return {}
}

/** Choices with a key each: the one they have, for what was chosen refers to it, else one made of their words. */
function keyed(choices: readonly Choice[]) {
  const filled = choices.filter(({ label }) => label.trim())
  const taken = new Set(filled.map(({ key }) => key).filter(Boolean))
  return filled.map(({ key, label }) => {
    if (key) return { key, label: label.trim() }
    const base = keyOf(label) || 'choice'
    let made = base
    for (let number = 2; taken.has(made); number++) made = `${base.slice(0, 36)}-${number}`
    taken.add(made)
    return { key: made, label: label.trim() }
  })
}

/** Words as a key: "Shirt size" is "shirt-size". */
export function keyOf(label: string) {
  return label
    .normalize('NFD')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replace(/^[-0-9]+/, '')
    .slice(0, 40)
    .replace(/-+$/, '')
}
