import { sql } from 'kysely'
import type { TSchema } from 'typebox'
import type { DomainEvent, Static } from './contract.ts'
import type { Act, Bound, Ctx } from './context.ts'
import { newId } from './ids.ts'
import type { Telling } from './module.ts'
import { statement } from './statement.ts'

/** Who listens to each kind of event: subscribers by name, enqueued with it, and pages, told after the commit. */
export type Listeners = {
  readonly subscribersOf: (kind: string) => readonly string[]
  readonly tellingsOf: (kind: string) => readonly Telling[]
}

/** Writes the one row of a business act, in the transaction of `ctx`, and enqueues its subscribers in the same statement's round trip. */
export function emitter(ctx: Ctx<'domainEvent'>, { subscribersOf, tellingsOf }: Listeners) {
  return async <D extends TSchema>(event: DomainEvent<D>, act: Act<Static<D>>): Promise<void> => {
    const row = rowOf(ctx, event, act)
    const written = insertEvent(ctx, row)
    noteChanges(ctx, tellingsOf(event.kind), act)
    await Promise.all([written, ...subscribersOf(event.kind).map((subscriber) => ctx.enqueue('deliver', { eventId: row.id, subscriber }))])
  }
}

const actsAtOnce = 500

/** The same for many acts of one kind, such as the rows of an import: a row for each, many in a statement, handed to a subscriber in one job. */
export function bulkEmitter(ctx: Ctx<'domainEvent'>, { subscribersOf, tellingsOf }: Listeners) {
  return async <D extends TSchema>(event: DomainEvent<D>, acts: readonly Act<Static<D>>[]): Promise<void> => {
    for (const act of acts) noteChanges(ctx, tellingsOf(event.kind), act)
    for (let from = 0; from < acts.length; from += actsAtOnce) {
      const rows = acts.slice(from, from + actsAtOnce).map((act) => rowOf(ctx, event, act))
      await sql`insert into domain_event (company_id, at, id, kind, actor_user_id, actor_name, subject_type, subject_id, request_id, address,
          before, after, data)
        select ${ctx.companyId}::uuid, ${ctx.now}::timestamptz, u.id, u.kind, u."actorUserId", u."actorName", u."subjectType", u."subjectId",
          u."requestId", u.address, u.before::jsonb, u.after::jsonb, u.data::jsonb
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as u(id uuid, kind text, "actorUserId" uuid, "actorName" text,
          "subjectType" text, "subjectId" uuid, "requestId" text, address text, before text, after text, data text)`.execute(ctx.tx)
      const eventIds = rows.map(({ id }) => id)
      await Promise.all(subscribersOf(event.kind).map((subscriber) => ctx.enqueue('deliver', { eventIds, subscriber })))
    }
  }
}

function noteChanges(ctx: Bound, tellings: readonly Telling[], { subject, data }: Act<unknown>) {
  for (const { topic, about } of tellings)
    ctx.changes.push({ topic, subjectId: about({ subjectId: subject?.id ?? null, data: data as Readonly<Record<string, string>> }) })
}

function rowOf<D extends TSchema>(ctx: Bound, event: DomainEvent<D>, act: Act<Static<D>>): EventRow {
  const [before, after] = changed(act.before, act.after)
  const actor = act.actor ?? { id: ctx.actor.userId, name: ctx.actor.name }
  return {
    id: newId(),
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
