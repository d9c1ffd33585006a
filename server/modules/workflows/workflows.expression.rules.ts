import { Environment } from '@marcbachmann/cel-js'

/** What a condition may look at: the fields of a request with their types. */
export type FieldType = 'number' | 'text' | 'bool' | 'date'
export type FieldTypes = Readonly<Record<string, FieldType>>
export type FieldValue = number | string | boolean | null
export type FieldValues = Readonly<Record<string, FieldValue>>

const celTypes: Readonly<Record<FieldType, string>> = { number: 'double', text: 'string', bool: 'bool', date: 'string' }

/** Backtracking patterns can run for ages on a few letters, so that a condition cannot search by pattern. */
const refused = /\bmatches\s*\(/

/**
 * What is wrong with a condition, as a sentence, or null: it must be CEL, say true or false, and name only fields that requests
 * of this kind have. It is `request.days > 5.0 && request.type == "annual"`.
 */
export function faultOfExpression(expression: string, fields: FieldTypes): string | null {
  if (refused.test(expression)) return 'Patterns (matches) cannot be used in a condition.'
  const { valid, type, error } = environmentOf(fields).check(expression)
  if (!valid) return sentence(error?.message ?? 'It cannot be read.')
  return type === 'bool' ? null : `It gives ${type}, and must be true or false.`
}

/** What a condition says of a request. A field that is missing or empty is not skipped: the answer says so. */
export function evaluate(expression: string, fields: FieldTypes, values: FieldValues): { is: boolean } | { missing: string } {
  const present = Object.fromEntries(Object.entries(values).filter(([name, value]) => name in fields && value !== null))
  try {
    const is: unknown = environmentOf(fields).evaluate(expression, { request: present })
    return typeof is === 'boolean' ? { is } : { missing: 'It is neither true nor false.' }
  } catch (error) {
    return { missing: sentence((error as Error).message) }
  }
}

const environments = new Map<string, Environment>()

function environmentOf(fields: FieldTypes): Environment {
  const key = JSON.stringify(fields)
  let environment = environments.get(key)
  if (!environment) {
    const schema = Object.fromEntries(Object.entries(fields).map(([name, type]) => [name, celTypes[type]]))
    environment = new Environment({ limits: { maxAstNodes: 300, maxDepth: 30 } }).registerVariable({ name: 'request', schema })
    if (environments.size > 500) environments.clear()
    environments.set(key, environment)
  }
  return environment
}

function sentence(message: string): string {
  const line = message.split('\n')[0]!.trim()
  return line.endsWith('.') ? line : `${line}.`
}
