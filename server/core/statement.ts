import { sql } from 'kysely'
import type { Compilable, CompiledQuery } from 'kysely'
import type { Bound, Ctx } from './context.ts'
import { runCompiled } from './db.ts'
import type { DB } from './db.ts'

/**
 * Words of a fixed vocabulary, written into the statement. Of parameters PostgreSQL does not know how many rows they leave
 * when it plans once for all values: 200 people who have not left are planned as one.
 */
export const literals = <const T extends string>(...words: T[]) => sql<T>`(${sql.join(words.map((word) => sql.lit(word)))})`

type Values = Readonly<Record<string, unknown>>
type Shape = { readonly text: string; readonly fill: readonly (string | { readonly constant: unknown })[] }

const shapeLimit = 500
const mark = '\u0000value of '

/**
 * A query that is built and compiled once per shape and then only filled in: building and compiling costs more than
 * running it. The query itself stays in the open, as Kysely.
 *
 * `build` sees stand-ins for every value (those of `values`, and the context's company, day, instant and employee), so it
 * may put a value anywhere a parameter can stand but must not look at one. What it may look at: which values are
 * `undefined`, the values whose name begins with `$`, and the reaches of the permissions named in `permissions`.
 */
export function statement<T extends keyof DB, V extends Values, R>(
  build: (ctx: Ctx<T>, values: V) => Compilable<R>,
  permissions: readonly string[] = [],
): (ctx: Ctx<T>, values: V) => Promise<R[]> {
  const shapes = new Map<string, Shape>()
  return async (ctx, values) => {
    const key = shapeOf(ctx, values, permissions)
    let shape = shapes.get(key)
    if (!shape) {
      shape = compile(build, ctx, values)
      if (shapes.size < shapeLimit) shapes.set(key, shape)
    }
    const parameters = shape.fill.map((slot) => (typeof slot === 'string' ? valueOf(slot, ctx, values) : slot.constant))
    const { rows } = await runCompiled(ctx.tx, shape.text, parameters)
    return rows as R[]
  }
}

function shapeOf({ actor }: Bound, values: Values, permissions: readonly string[]) {
  let key = actor.employeeId === null ? 'nobody' : 'somebody'
  for (const permission of permissions) key += `,${actor.permissions.get(permission) ?? 'none'}`
  for (const name in values) {
    if (values[name] !== undefined) key += name.startsWith('$') ? `;${name}=${JSON.stringify(values[name])}` : `;${name}`
  }
  return key
}

function compile<T extends keyof DB, V extends Values, R>(build: (ctx: Ctx<T>, values: V) => Compilable<R>, ctx: Ctx<T>, values: V): Shape {
  const standIn = (name: string) => mark + name
  const given = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === undefined || name.startsWith('$') ? value : standIn(name)]),
  )
  const actor = { ...ctx.actor, employeeId: ctx.actor.employeeId === null ? null : standIn('ctx.employeeId') }
  const bound = { ...ctx, actor, companyId: standIn('ctx.companyId'), today: standIn('ctx.today'), now: standIn('ctx.now') }
  const query = build(bound, given as V).compile() as CompiledQuery<never>
  const fill: Shape['fill'][number][] = []
  const places = new Map<string, number>()
  // A value that stands in several places is sent once.
  const placeOf = (parameter: unknown) => {
    const known = typeof parameter === 'string' ? places.get(parameter) : undefined
    if (known) return known
    const place = fill.push(slotOf(parameter, query.sql))
    if (typeof parameter === 'string' && parameter.startsWith(mark)) places.set(parameter, place)
    return place
  }
  const text = query.sql.replaceAll(/\$(\d+)/g, (_, place: string) => `$${placeOf(query.parameters[Number(place) - 1])}`)
  return { text, fill }
}

function slotOf(parameter: unknown, sql: string): Shape['fill'][number] {
  if (typeof parameter !== 'string' || !parameter.includes(mark)) return { constant: parameter }
  if (!parameter.startsWith(mark) || parameter.lastIndexOf(mark) > 0)
    throw new Error(`A statement looked at a value instead of passing it on: ${sql}`)
  return parameter.slice(mark.length)
}

function valueOf(slot: string, ctx: Bound, values: Values): unknown {
  if (slot === 'ctx.companyId') return ctx.companyId
  if (slot === 'ctx.today') return ctx.today
  if (slot === 'ctx.now') return ctx.now
  if (slot === 'ctx.employeeId') return ctx.actor.employeeId
  return values[slot]
}
