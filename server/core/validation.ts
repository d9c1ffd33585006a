import { Compile } from 'typebox/compile'
import { Format } from 'typebox/format'
import { Settings } from 'typebox/system'
import { Value } from 'typebox/value'
import type { TSchema } from 'typebox'
import { isDay } from './dates.ts'
import type { Fault } from './errors.ts'

// The library's own formats accept dates that do not exist and are looser than the API promises.
Format.Set('date', isDay)
Format.Set('uuid', (text) => /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(text))
Format.Set('date-time', (text) => /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/.test(text) && !Number.isNaN(Date.parse(text)))

// Two issues can stand for one fault; of the library's own eight, some faults would never be told.
Settings.Set({ maxErrors: 40 })

type Checked = { value: unknown } | { error: Error & { faults: Fault[] } }

/**
 * The validator of one part of a request. Bodies are exact; parameters and query strings, which are always text, are converted
 * to the number or boolean the schema asks for. Every fault is told with its path and what was expected.
 */
export function validatorFor(schema: TSchema, part: string): (value: unknown) => Checked {
  const checker = Compile(schema)
  const convert = part !== 'body' && hasNonText(schema)
  return (given) => {
    const value = convert ? Value.Convert(schema, given) : given
    if (checker.Check(value)) return { value }
    return { error: Object.assign(new Error('validation'), { faults: faultsOf(checker.Errors(value), part) }) }
  }
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

function hasNonText(schema: TSchema): boolean {
  const { properties } = schema as { properties?: Record<string, { type?: unknown }> }
  return !properties || Object.values(properties).some(({ type }) => type !== 'string')
}
