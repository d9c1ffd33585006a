/**
 * Stands in for `typebox` in the browser (see `vite.config.ts`): builds the same plain JSON schemas, without the checker,
 * so that forms can read limits from the contracts. Types still come from TypeBox itself.
 */
type Schema = Record<string, unknown>

const optional = Symbol('optional')

function object(properties: Record<string, Schema & { [optional]?: true }>, options?: Schema) {
  const required = Object.keys(properties).filter((name) => !properties[name]?.[optional])
  return { type: 'object', properties, required, ...options }
}

export const Type = {
  String: (options?: Schema) => ({ type: 'string', ...options }),
  Integer: (options?: Schema) => ({ type: 'integer', ...options }),
  Number: (options?: Schema) => ({ type: 'number', ...options }),
  Boolean: (options?: Schema) => ({ type: 'boolean', ...options }),
  Null: () => ({ type: 'null' }),
  Unknown: () => ({}),
  Any: () => ({}),
  Literal: (value: unknown) => ({ const: value }),
  Union: (anyOf: Schema[]) => ({ anyOf }),
  Array: (items: Schema, options?: Schema) => ({ type: 'array', items, ...options }),
  Record: (_key: Schema, value: Schema) => ({ type: 'object', additionalProperties: value }),
  Object: object,
  Partial: (schema: { properties: Record<string, Schema> }) =>
    object(Object.fromEntries(Object.entries(schema.properties).map(([name, one]) => [name, { ...one, [optional]: true as const }]))),
  Omit: (schema: { properties: Record<string, Schema> }, names: readonly string[]) =>
    object(Object.fromEntries(Object.entries(schema.properties).filter(([name]) => !names.includes(name)))),
  Optional: (schema: Schema) => ({ ...schema, [optional]: true }),
  Unsafe: (schema: Schema) => schema,
}

export default Type
