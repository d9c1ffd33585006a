import { Decimal } from 'decimal.js'
import type { CustomField, FieldRules } from './custom-fields.contract.ts'

type Field = Pick<CustomField, 'key' | 'label' | 'kind' | 'rules' | 'isRequired'>
export type Fault = { readonly path: string; readonly message: string; readonly expected: unknown }
/** A value as it is kept: in the column of its kind, numbers as canonical decimals. */
export type StoredValue = { textValue: string } | { numberValue: string } | { dayValue: string } | { personId: string }

const rulesOf: Readonly<Record<CustomField['kind'], readonly (keyof FieldRules)[]>> = {
  text: ['maxLength'],
  number: ['smallest', 'largest', 'decimals'],
  date: ['earliest', 'latest'],
  choice: ['choices'],
  person: [],
  file: ['mediaTypes'],
}
export const defaultTextLength = 500

/**
 * What is wrong with the rules of a field of this kind; nothing when they hold. A choice needs choices with keys of their own,
 * a range must not be empty, and a rule of another kind is a fault rather than ignored.
 */
export function faultsOfRules(kind: CustomField['kind'], rules: FieldRules): Fault[] {
  const faults: Fault[] = []
  for (const name of Object.keys(rules) as (keyof FieldRules)[]) {
    if (!rulesOf[kind].includes(name))
      faults.push({ path: `body.rules.${name}`, message: `is no rule of a ${kind}`, expected: rulesOf[kind] })
  }
  if (kind === 'choice') {
    const keys = (rules.choices ?? []).map(({ key }) => key)
    if (keys.length === 0) faults.push({ path: 'body.rules.choices', message: 'a choice needs choices', expected: 'at least one' })
    const twice = keys.find((key, index) => keys.indexOf(key) !== index)
    if (twice) faults.push({ path: 'body.rules.choices', message: `has the key ${twice} twice`, expected: 'each key once' })
  }
  if (rules.smallest !== undefined && rules.largest !== undefined && new Decimal(rules.smallest).gt(rules.largest))
    faults.push({ path: 'body.rules.largest', message: 'is less than the smallest', expected: `${rules.smallest} or more` })
  if (rules.earliest !== undefined && rules.latest !== undefined && rules.earliest > rules.latest)
    faults.push({ path: 'body.rules.latest', message: 'is before the earliest', expected: `${rules.earliest} or later` })
  return faults
}

/**
 * A text for a field as it is kept, or what is wrong with it. Text is trimmed; a number is at most 12 digits before the point
 * and as many after it as the field has decimals; a date is a real one; a person is looked up by whoever stores it.
 */
export function readValue(field: Field, given: string): StoredValue | { readonly wrong: string; readonly expected: unknown } {
  const { kind, rules } = field
  const text = given.trim()
  if (kind === 'file') return { wrong: 'holds a file, which is uploaded', expected: 'the file itself, or null to remove it' }
  if (text === '') return { wrong: 'is blank', expected: 'something, or null for nothing' }
  if (kind === 'text') {
    const length = rules.maxLength ?? defaultTextLength
    return Array.from(text).length > length ? { wrong: 'is too long', expected: `at most ${length} characters` } : { textValue: text }
  }
  if (kind === 'number') return readNumber(text, rules)
  if (kind === 'date') return readDay(text, rules)
  if (kind === 'choice') {
    const keys = (rules.choices ?? []).map(({ key }) => key)
    return keys.includes(text) ? { textValue: text } : { wrong: 'is none of the choices', expected: keys }
  }
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text)
    ? { personId: text }
    : { wrong: 'is no id', expected: 'the id of a person' }
}

function readNumber(text: string, { smallest, largest, decimals = 0 }: FieldRules) {
  if (!/^-?\d{1,12}(\.\d{1,6})?$/.test(text)) return { wrong: 'is not a number', expected: 'a decimal such as 12.5' }
  const number = new Decimal(text)
  if (number.decimalPlaces() > decimals) return { wrong: 'has too many decimals', expected: `at most ${decimals}` }
  if (smallest !== undefined && number.lt(smallest)) return { wrong: 'is too small', expected: `${smallest} or more` }
  if (largest !== undefined && number.gt(largest)) return { wrong: 'is too large', expected: `${largest} or less` }
  return { numberValue: number.toFixed() }
}

function readDay(text: string, { earliest, latest }: FieldRules) {
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`))
  if (!isDay || new Date(`${text}T00:00:00Z`).toISOString().slice(0, 10) !== text) return { wrong: 'is not a date', expected: 'YYYY-MM-DD' }
  if (earliest !== undefined && text < earliest) return { wrong: 'is too early', expected: `${earliest} or later` }
  if (latest !== undefined && text > latest) return { wrong: 'is too late', expected: `${latest} or earlier` }
  return { dayValue: text }
}

/**
 * What is to be kept for an object: per field a value, or null to remove it. Every fault is named at once, by the field's key;
 * a new object must have a value in every required field, and none may be taken from one.
 */
export function readValues(
  fields: readonly Field[],
  given: Readonly<Record<string, string | null>>,
  isNew: boolean,
): { readonly values: ReadonlyMap<string, StoredValue | null>; readonly faults: readonly Fault[] } {
  const values = new Map<string, StoredValue | null>()
  const faults: Fault[] = []
  const known = new Map(fields.map((field) => [field.key, field]))
  for (const [key, text] of Object.entries(given)) {
    const field = known.get(key)
    const path = `body.custom.${key}`
    if (!field) {
      faults.push({ path, message: 'is no field of this kind of object', expected: [...known.keys()] })
    } else if (text === null) {
      if (field.isRequired) faults.push({ path, message: `${field.label} must have a value`, expected: 'a value' })
      else values.set(key, null)
    } else {
      const read = readValue(field, text)
      if ('wrong' in read) faults.push({ path, message: `${field.label} ${read.wrong}`, expected: read.expected })
      else values.set(key, read)
    }
  }
  for (const { key, label, isRequired } of isNew ? fields : []) {
    if (isRequired && !Object.hasOwn(given, key))
      faults.push({ path: `body.custom.${key}`, message: `${label} must have a value`, expected: 'a value' })
  }
  return { values, faults }
}

/** A condition on one custom field in a list: `shirt-size=m`, `age>=30`. */
export type FieldCondition = { readonly key: string; readonly operator: '=' | '>=' | '<='; readonly text: string }

/** Reads `key=value`, `key>=value` or `key<=value`; undefined for anything else. */
export function readCondition(text: string): FieldCondition | undefined {
  const [, key, operator, value] = /^([a-z][a-z0-9-]{0,39})(>=|<=|=)(.{1,200})$/s.exec(text) ?? []
  return key && operator && value ? { key, operator: operator as FieldCondition['operator'], text: value } : undefined
}
