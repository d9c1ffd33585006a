import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'
import { Settings } from 'typebox/system'
import type { TSchema } from 'typebox'
import { isDay } from './dates.ts'
import type { Fault } from './errors.ts'

// The library's own formats accept dates that do not exist and are looser than the API promises.
// Room for reckoning on both sides: PostgreSQL has no year 0, and our spelling has four digits.
const isUsualDay = (text: string) => isDay(text) && text >= '1000-01-01' && text <= '8999-12-31'
Format.Set('date', isUsualDay)
Format.Set('uuid', (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text))
Format.Set(
  'date-time',
  (text) =>
    /^\d{4}-\d\d-\d\dT([01]\d|2[0-3]):[0-5]\d(:[0-5]\d(\.\d{1,9})?)?(Z|[+-](0\d|1[0-5]):[0-5]\d)$/.test(text) &&
    isUsualDay(text.slice(0, 10)),
)

// Two issues can stand for one fault; of the library's own eight, some faults would never be told.
Settings.Set({ maxErrors: 40 })

type Checked = { value: unknown } | { error: Error & { faults: Fault[] } }

/**
 * The validator of one part of a request. Bodies are exact; parameters and query strings, which are always text, are converted
 * to the number or boolean the schema asks for. Of visible text the space around it is left away, of every kind there is, before anything
 * is checked: by API and by import the same text comes in. Every fault is told with its path and what was expected.
 */
export function validatorFor(schema: TSchema, part: string): (value: unknown) => Checked {
  const checker = Compile(schema)
  const convert = part === 'body' ? trimmerFor(schema) : converterFor(schema)
  return (given) => {
    const value = convert ? convert(given) : given
    if (checker.Check(value)) {
      const unstorable = unstorableIn(value, part)
      return unstorable.length === 0 ? { value } : { error: Object.assign(new Error('validation'), { faults: unstorable }) }
    }
    return { error: Object.assign(new Error('validation'), { faults: faultsOf(checker.Errors(value), part) }) }
  }
}

/** Texts that PostgreSQL cannot keep: NUL, and halves of a character. */
function unstorableIn(value: unknown, path: string): Fault[] {
  if (typeof value === 'string') {
    return value.isWellFormed() && !value.includes('\0')
      ? []
      : [{ path, message: 'holds a character that cannot be stored', expected: 'text' }]
  }
  if (value === null || typeof value !== 'object') return []
  return Object.entries(value).flatMap(([name, inner]) => unstorableIn(inner, `${path}.${name}`))
}

type Issue = { keyword: string; instancePath: string; message: string; params: object }

function faultsOf(issues: readonly Issue[], part: string): Fault[] {
  const faults: Fault[] = []
  for (const { keyword, instancePath, message, params } of issues) {
    const path = part + instancePath.replaceAll('/', '.')
    // A closed object reports each unknown field twice: once for the field, once for the object.
    if (keyword === 'boolean') faults.push({ path, message: 'is not a field of this request', expected: null })
    else if (keyword === 'required') {
      for (const name of (params as { requiredProperties?: string[] }).requiredProperties ?? []) {
        faults.push({ path: `${path}.${name}`, message: 'is missing', expected: 'a value' })
      }
    } else if (keyword !== 'additionalProperties') faults.push({ path, message, expected: Object.values(params)[0] ?? keyword })
  }
  return faults.slice(0, 20)
}

/** Texts of a query as the whole numbers, truth values and lists their schema asks for; what is not spelled as one stays a text. */
function converterFor(schema: TSchema): ((value: unknown) => unknown) | undefined {
  const { properties = {} } = schema as { properties?: Record<string, { type?: unknown }> }
  const typed = Object.entries(properties).filter(([, { type }]) => type === 'integer' || type === 'boolean' || type === 'array')
  if (typed.length === 0) return undefined
  return (given) => {
    const values = { ...(given as Record<string, unknown>) }
    for (const [name, { type }] of typed) {
      const text = values[name]
      if (typeof text !== 'string') continue
      if (type === 'integer' && /^-?(0|[1-9]\d{0,14})$/.test(text)) values[name] = Number(text)
      // A parameter that may be repeated and stands there once.
      if (type === 'array') values[name] = [text]
      if (type === 'boolean' && (text === 'true' || text === 'false')) values[name] = text === 'true'
    }
    return values
  }
}

/** The pattern of visible text (`Text` of `contract.ts`), at whatever depth. */
const visible = '\\S'
type Loose = { pattern?: string; properties?: Record<string, TSchema>; items?: TSchema; anyOf?: TSchema[] }

/** A copy of a body with its visible texts trimmed; undefined for a schema that has none. */
function trimmerFor(schema: TSchema): ((value: unknown) => unknown) | undefined {
  const { pattern, properties = {}, items, anyOf = [] } = schema as Loose
  if (pattern === visible) return (value) => (typeof value === 'string' ? value.trim() : value)
  const ofFields = Object.entries(properties).flatMap(([name, inner]) => {
    const trim = trimmerFor(inner)
    return trim ? [[name, trim] as const] : []
  })
  const ofItems = items && trimmerFor(items)
  const ofEither = anyOf.flatMap((one) => trimmerFor(one) ?? [])
  if (ofFields.length === 0 && !ofItems && ofEither.length === 0) return undefined
  return (value) => {
    if (Array.isArray(value)) return ofItems ? value.map(ofItems) : value
    const either = ofEither.reduce((trimmed, trim) => trim(trimmed), value)
    if (either === null || typeof either !== 'object') return either
    const fields = { ...(either as Record<string, unknown>) }
    for (const [name, trim] of ofFields) if (Object.hasOwn(fields, name)) fields[name] = trim(fields[name])
    return fields
  }
}
