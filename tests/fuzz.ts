import fc from 'fast-check'

/** A schema as it stands in the OpenAPI document. */
export type Plain = {
  readonly type?: string | readonly string[]
  readonly format?: string
  readonly pattern?: string
  readonly enum?: readonly unknown[]
  readonly minimum?: number
  readonly maximum?: number
  readonly maxLength?: number
  readonly items?: Plain
  readonly properties?: Readonly<Record<string, Plain>>
}

/** What stands in the request of somebody who means harm, or whose program is broken. */
const nastyTexts = [
  '',
  ' ',
  '\u0000',
  'a\u0000b',
  '\ud800',
  'x\udfffy',
  '\u202etxt',
  '𝒳😀',
  '%',
  '_',
  '\\',
  "'",
  "'; drop table plan; --",
  '${7*7}',
  '{{7*7}}',
  '<script>',
  'constructor',
  '__proto__',
  'toString',
  'null',
  'true',
  '-1',
  '1e309',
  '0x10',
  'NaN',
  'x'.repeat(20_000),
  '٣',
  'İ',
  '../../etc/passwd',
]
const nastyDays = [
  '2026-02-30',
  '2025-02-29',
  '2024-02-29',
  '0000-01-01',
  '0001-01-01',
  '9999-12-31',
  '9999-01-01',
  '+010000-01-01',
  '2026-13-01',
  '26-01-01',
  '2026-01-01T00:00:00Z',
]
const nastyInstants = [
  '2026-02-30T00:00:00Z',
  '2026-01-01T24:00:00Z',
  '2026-01-01T23:59:60Z',
  '0000-01-01T00:00:00Z',
  '9999-12-31T23:59:59Z',
  '2026-01-01T00:00:00+23:59',
  '2026-01-01T00:00:00-15:59',
  '2026-01-01T00:00:00+99:00',
  '2026-01-01',
  '2026-01-01T00:00:00.123456789Z',
]
const nastyNumbers = [-1, 0, -0, 0.5, 2 ** 31, 2 ** 53, -(2 ** 63), 1e21, 1e308]
const nastyIds = ['not-an-id', '00000000-0000-0000-0000-000000000000', '-'.repeat(36), 'x'.repeat(300)]
const nastyCursors = ['-'.repeat(36), '0'.repeat(36), '\u0000', 'ffffffff-ffff-ffff-ffff-ffffffffffff'].map((text) =>
  Buffer.from(text).toString('base64url'),
)

const deep = (depth: number) => JSON.parse(`${'['.repeat(depth)}${']'.repeat(depth)}`) as unknown
const nasty = fc.oneof(
  fc.constantFrom<unknown>(...nastyTexts, ...nastyNumbers, null, true, [], {}, [[]], ['a', 1], { a: { b: 1 } }),
  fc.constantFrom(deep(50), deep(3_000)),
  fc.jsonValue({ maxDepth: 3 }),
)

/** Which ids of the company a field of this name may hold. */
export type IdsOf = (name: string) => readonly string[]

/** A value that the schema takes, or nearly: in its form, at its edges, and at those of what stands behind it. */
function near(schema: Plain, ids: readonly string[]): fc.Arbitrary<unknown> {
  const kinds = [schema.type ?? []].flat()
  if (kinds.includes('null')) return fc.option(near({ ...schema, type: kinds.filter((kind) => kind !== 'null') }, ids), { freq: 6 })
  if (schema.enum) return fc.constantFrom(...schema.enum)
  switch (kinds[0]) {
    case 'array':
      return fc.array(near(schema.items ?? {}, ids), { maxLength: 8 })
    case 'integer':
      return fc.oneof(
        fc.integer({ min: schema.minimum ?? 0, max: schema.maximum ?? 10_000 }),
        fc.constantFrom(schema.minimum ?? 0, schema.maximum ?? 2 ** 31 - 1),
      )
    case 'boolean':
      return fc.boolean()
    default:
      return text(schema, ids)
  }
}

function text({ format, pattern, maxLength = 200 }: Plain, ids: readonly string[]): fc.Arbitrary<string> {
  if (format === 'uuid') return fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 5 }, fc.uuid())
  if (format === 'date') return fc.oneof(fc.constantFrom(...nastyDays), days)
  if (format === 'date-time')
    return fc.oneof(
      fc.constantFrom(...nastyInstants),
      days.map((day) => `${day}T08:00:00Z`),
    )
  if (format === 'email') return fc.constantFrom('a@b.test', 'A@B.TEST', `${'x'.repeat(60)}@b.test`, 'a b@c.test', 'a@b', '"\u0000"@b.test')
  if (pattern && pattern !== '\\S')
    return fc.oneof({ arbitrary: fc.stringMatching(new RegExp(pattern)), weight: 4 }, fc.constantFrom(...nastyTexts))
  return fc.oneof(
    fc.constantFrom(...nastyTexts, ...nastyCursors, 'UTC', '+01:00', 'Asia/Jakarta'),
    fc.string({ unit: 'binary', minLength: 1, maxLength: Math.min(maxLength, 200) }),
  )
}

const days = fc
  .integer({ min: -400, max: 800 })
  .map((offset) => new Date(Date.UTC(2026, 10, 20) + offset * 86_400_000).toISOString().slice(0, 10))

type Fields = Record<string, unknown>
type Change = { readonly name: string; readonly how: 'set' | 'drop' | 'text' | 'number'; readonly value: unknown }

/** An object made of a plausible one, which `base` makes anew each time: fields near their schema, then broken in up to three places. */
function varied(schema: Plain, base: () => Fields, idsOf: IdsOf): fc.Arbitrary<Fields> {
  const { properties = {} } = schema
  const names = [...Object.keys(properties), 'companyId', 'extra']
  const nearly = Object.entries(properties).map(([name, inner]) =>
    near(inner, idsOf(name)).map((value): Change => ({ name, how: 'set', value })),
  )
  const few = nearly.length > 0 ? fc.array(fc.oneof(...nearly), { minLength: 1, maxLength: 3 }) : fc.constant([])
  const broken = fc.record({
    name: fc.constantFrom(...names),
    how: fc.constantFrom<Change['how']>('drop', 'set', 'text', 'number'),
    value: nasty,
  })
  const breaks = fc.oneof({ arbitrary: fc.constant([]), weight: 3 }, fc.array(broken, { minLength: 1, maxLength: 3 }))
  return fc.tuple(few, breaks).map((changes) => changes.flat().reduce(changed, base()))
}

function changed(fields: Fields, { name, how, value }: Change): Fields {
  if (how === 'drop') return Object.fromEntries(Object.entries(fields).filter(([key]) => key !== name))
  if (how === 'text') return { ...fields, [name]: String(fields[name]) }
  if (how === 'number') return { ...fields, [name]: Number(fields[name]) }
  return { ...fields, [name]: value }
}

/** A body that is nearly right or broken; now and then no object at all. */
export const body = (schema: Plain, base: () => Fields, idsOf: IdsOf): fc.Arbitrary<unknown> =>
  fc.oneof({ arbitrary: varied(schema, base, idsOf), weight: 9 }, nasty)

/** A query string: values near the schema as text, some broken, some said twice. */
export function query(schema: Plain, base: () => Fields, idsOf: IdsOf): fc.Arbitrary<string> {
  const twice = fc.constantFrom(
    ...Object.keys(schema.properties ?? {}).map((name) => `&${name}=1&${name}=2`),
    '&extra=1',
    '&=',
    '&%00=1',
    '&a[b]=c',
  )
  return fc.tuple(varied(schema, base, idsOf), fc.oneof({ arbitrary: fc.constant(''), weight: 8 }, twice)).map(([fields, more]) => {
    const pairs = Object.entries(fields).map(
      ([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(String(value).toWellFormed())}`,
    )
    return pairs.join('&') + more
  })
}

/** A path parameter: an id of the company, of nobody, or none at all. */
export const segment = (ids: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof({ arbitrary: fc.constantFrom(...ids), weight: 8 }, fc.uuid(), fc.constantFrom(...nastyIds, '%00', '%ff', "'", '.'))
