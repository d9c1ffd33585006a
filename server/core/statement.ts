import { sql } from 'kysely'
import type { Compilable, CompiledQuery } from 'kysely'
import type { Bound, Ctx } from './context.ts'
import { runCompiled } from './db.ts'
import type { DB } from './db.ts'
import type { Held } from './decision.rules.ts'

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
 * `undefined`, the values whose name begins with `$`, and how far the permissions named in `permissions` reach.
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
      shape = compile(build, ctx, values, permissions)
      if (shapes.size < shapeLimit) shapes.set(key, shape)
    }
    const parameters = shape.fill.map((slot) => (typeof slot === 'string' ? valueOf(slot, ctx, values) : slot.constant))
    const { rows } = await runCompiled(ctx.tx, shape.text, parameters)
    return rows as R[]
  }
}

function shapeOf({ actor }: Bound, values: Values, permissions: readonly string[]) {
  let key = actor.employeeId === null ? 'nobody' : 'somebody'
  for (const permission of permissions) key += `,${actor.permissions.get(permission)?.shape ?? 'none'}`
  for (const name in values) {
    if (values[name] !== undefined) key += name.startsWith('$') ? `;${name}=${JSON.stringify(values[name])}` : `;${name}`
  }
  return key
}

function compile<T extends keyof DB, V extends Values, R>(
  build: (ctx: Ctx<T>, values: V) => Compilable<R>,
  ctx: Ctx<T>,
  values: V,
  permissions: readonly string[],
): Shape {
  const standIn = (name: string) => mark + name
  const given = Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, value === undefined || name.startsWith('$') ? value : standIn(name)]),
  )
  const actor = {
    ...ctx.actor,
    employeeId: ctx.actor.employeeId === null ? null : standIn('ctx.employeeId'),
    // Of a permission that is not named nobody may make a statement that others share.
    permissions: new Map<string, Held>(),
  }
  for (const permission of permissions) {
    const held = ctx.actor.permissions.get(permission)
    if (held) actor.permissions.set(permission, withStandIns(held, `held ${permission}`, standIn))
  }
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

/** The normal form with a stand-in for every id in it: what of it differs between those who share a shape. */
function withStandIns(held: Held, path: string, standIn: (name: string) => string): Held {
  // A list of ids is one value, so its stand-in is what stands for all of it.
  const list = (ids: readonly string[], name: string) =>
    ids.length > 0 ? (standIn(`${path} ${name}`) as unknown as readonly string[]) : ids
  const lent = held.lent.map((one, nth) => ({
    ...one,
    anchor: one.anchor === null ? null : standIn(`${path} ${nth} anchor`),
    held: withStandIns(one.held, `${path} ${nth}`, standIn),
  }))
  return { ...held, lent, allow: list(held.allow, 'allow'), deny: list(held.deny, 'deny') }
}

function heldValue(actor: Bound['actor'], [permission, ...path]: readonly string[]): unknown {
  let held = actor.permissions.get(permission!)!
  for (const [index, step] of path.entries()) {
    if (step === 'allow' || step === 'deny') return held[step]
    if (path[index + 1] === 'anchor') return held.lent[Number(step)]!.anchor
    held = held.lent[Number(step)]!.held
  }
  return undefined
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
  if (slot.startsWith('held ')) return heldValue(ctx.actor, slot.split(' ').slice(1))
  return values[slot]
}
