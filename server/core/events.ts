import { sql } from 'kysely'
import type { TSchema } from 'typebox'
import type { DomainEvent, Static } from './contract.ts'
import type { Act, Ctx } from './context.ts'
import { newId } from './ids.ts'
import { statement } from './statement.ts'

/** Writes the one row of a business act, in the transaction of `ctx`, and enqueues its subscribers in the same statement's round trip. */
export function emitter(ctx: Ctx<'domainEvent'>, subscribersOf: (kind: string) => readonly string[]) {
  return async <D extends TSchema>(event: DomainEvent<D>, act: Act<Static<D>>): Promise<void> => {
    const id = newId()
    const [before, after] = changed(act.before, act.after)
    const actor = act.actor ?? { id: ctx.actor.userId, name: ctx.actor.name }
    const written = insertEvent(ctx, {
      id,
      kind: event.kind,
      actorUserId: actor.id,
      actorName: actor.name,
      subjectType: act.subject?.type ?? null,
      subjectId: act.subject?.id ?? null,
      requestId: ctx.request.id,
      address: ctx.request.address,
      before: json(mask(before, event.masked)),
      after: json(mask(after, event.masked)),
      data: json(mask(Object(act.data), event.masked)),
    })
    await Promise.all([written, ...subscribersOf(event.kind).map((subscriber) => ctx.enqueue('deliver', { eventId: id, subscriber }))])
  }
}

type EventRow = {
  id: string
  kind: string
  actorUserId: string | null
  actorName: string
  subjectType: string | null
  subjectId: string | null
  requestId: string | null
  address: string | null
  before: string | null
  after: string | null
  data: string | null
}

const insertEvent = statement((ctx: Ctx<'domainEvent'>, { before, after, data, ...row }: EventRow) =>
  ctx.tx.insertInto('domainEvent').values({
    companyId: ctx.companyId,
    at: ctx.now,
    ...row,
    before: sql`${before}::jsonb`,
    after: sql`${after}::jsonb`,
    data: sql`${data}::jsonb`,
  }),
)

/**
 * What differs between two states of a thing, as two objects with the same keys; a state that is missing stays null.
 * Versions are left out: they always differ and say nothing.
 */
export function changed(before: object | null | undefined, after: object | null | undefined): [object | null, object | null] {
  if (!before || !after) return [before ?? null, after ?? null]
  const old = before as Record<string, unknown>
  const fresh = after as Record<string, unknown>
  const keys = Object.keys(fresh).filter(
    (key) => key !== 'version' && JSON.stringify(old[key] ?? null) !== JSON.stringify(fresh[key] ?? null),
  )
  return [pick(old, keys), pick(fresh, keys)]
}

/** The object with the named fields, at any depth, as `***`; secrets by name are masked even when an event forgot to say so. */
export function mask(value: object | null, fields: readonly string[]): object | null {
  if (!value) return null
  return walk(value) as object

  function walk(part: unknown): unknown {
    if (Array.isArray(part)) return part.map(walk)
    if (part === null || typeof part !== 'object') return part
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, inner !== null && (fields.includes(key) || secret.test(key)) ? '***' : walk(inner)]),
    )
  }
}

const secret = /password|secret|token|hash/i

const pick = (from: Record<string, unknown>, keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, from[key] ?? null]))
const json = (value: object | null) => (value === null ? null : JSON.stringify(value))
