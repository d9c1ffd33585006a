import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { TSchema } from 'typebox'
import type { Actor } from './access.ts'
import type { NotedRead } from './audited-reads.ts'
import type { Catalogue } from './catalogue.ts'
import type { DomainEvent, Static } from './contract.ts'
import { localDateOf } from './dates.ts'
import type { DB } from './db.ts'
import { bulkEmitter, emitter } from './events.ts'
import type { Listeners } from './events.ts'
import type { Change } from './live.ts'
import { defaultSettings } from './settings.ts'

/**
 * What a service works with: one transaction bound to one company. A service names the tables it touches,
 * `Ctx<'leaveRequest' | 'employee'>`; a context that names fewer cannot call it.
 *
 * `in` says just that (and an interface keeps it under other names), so the compiler compares the names instead of everything that Kysely can do with either set of tables,
 * which was half of its work. It cannot prove the word of Kysely's conditional types; `context.test.ts` shows that it holds.
 */
// @ts-expect-error: see above.
export interface Ctx<in T extends keyof DB = never> {
  readonly tx: Kysely<Pick<DB, T>>
  readonly companyId: string
  readonly actor: Actor
  /** The instant of this request, ISO; the only clock. */
  readonly now: string
  /** The date of `now` in the company's zone. */
  readonly today: string
  readonly request: RequestMeta
  /** Every permission that the modules declare. */
  readonly catalogue: Catalogue
  /** Records a business act in this transaction, and enqueues who listens to it. */
  emit<D extends TSchema>(event: DomainEvent<D>, act: Act<Static<D>>): Promise<void>
  /** The same for many acts of one kind at once. */
  emitAll<D extends TSchema>(event: DomainEvent<D>, acts: readonly Act<Static<D>>[]): Promise<void>
  /** Says what a request shows that is sensitive, on a route that is `audited`. Values belong into no event. */
  noteRead<D extends TSchema>(event: DomainEvent<D>, act: Act<Static<D>>): void
  readonly notedReads: readonly NotedRead[]
  /** What pages show live and this transaction changes: they are told once it is committed. */
  readonly changes: Change[]
  /**
   * Ends the work with writes whose answers it does not look at: they are sent together with the commit, which saves a round trip, and
   * waited for before anybody is answered; when one fails nothing is committed and the error is the request's. They must be asked
   * when this is called, not after an answer that is yet to come, and give no rows.
   */
  endWith(...writes: Promise<unknown>[]): void
  /** Those; undefined where nobody but the work itself would wait for them. */
  readonly lastWrites: Promise<unknown>[] | undefined
  /** Makes every server look at grants, people and settings again in their next request. */
  raiseAccessVersion(): Promise<void>
  /** Enqueues a job that runs once this transaction is committed. */
  enqueue(
    task: string,
    payload: Readonly<Record<string, unknown>>,
    options?: { readonly jobKey?: string; readonly runAt?: string },
  ): Promise<void>
}

/** All tables: for what reads by any reach there is, such as what somebody may do. */
export type FullCtx = Ctx<keyof DB>

/** Any context, for what needs no table: who acts, in which company, when. */
export type Bound = Omit<Ctx, 'tx'>

export type Act<D> = {
  readonly subject?: { readonly type: string; readonly id: string }
  readonly before?: object | null
  readonly after?: object | null
  readonly data: D
  /** Who acted, where the request itself is not signed in yet (sign-up, sign-in, links from mails). */
  readonly actor?: { readonly id: string | null; readonly name: string }
}

export type RequestMeta = {
  readonly id: string | null
  readonly address: string | null
  readonly userAgent: string | null
  readonly sessionId: string | null
}

export type ContextMaker = (
  db: Kysely<DB>,
  companyId: string,
  request?: RequestMeta,
  actor?: Actor,
  changes?: Change[],
  lastWrites?: Promise<unknown>[],
) => Ctx<keyof DB>

/** Makes the contexts of this process; `listeners` are those of every module. */
export function contextMaker(clock: () => Date, listeners: Listeners, catalogue: Catalogue = new Map()): ContextMaker {
  return (db, companyId, request = systemRequest, actor = systemActor, changes = [], lastWrites) => {
    const now = clock().toISOString()
    const notedReads: NotedRead[] = []
    const ctx: Ctx<keyof DB> = {
      tx: db,
      companyId,
      actor,
      now,
      // No getter: of an object with one of its own V8 makes a new shape each time, which only a collection of everything removes.
      today: localDateOf(now, actor.settings.timeZone),
      request,
      catalogue,
      emit: (event, act) => emitter(ctx, listeners)(event, act),
      emitAll: (event, acts) => bulkEmitter(ctx, listeners)(event, acts),
      noteRead: (event, act) => void notedReads.push({ event, act }),
      notedReads,
      changes,
      endWith(...writes) {
        if (!lastWrites) throw new Error('Only the door waits for last writes; here they are awaited')
        // Whoever ends the transaction hears of a failure; nobody else needs to.
        for (const write of writes) write.catch(() => undefined)
        lastWrites.push(...writes)
      },
      lastWrites,
      async raiseAccessVersion() {
        await db
          .updateTable('companyState')
          .set((eb) => ({ accessVersion: eb('accessVersion', '+', 1) }))
          .where('companyId', '=', companyId)
          .execute()
      },
      async enqueue(task, payload, { jobKey, runAt } = {}) {
        await sql`select enqueue_job(${task}, ${JSON.stringify({ ...payload, companyId })}::json, ${jobKey ?? null}, ${runAt ?? null})`.execute(
          db,
        )
      },
    }
    return ctx
  }
}

/** The actor of jobs and of routes before sign-in; holds no permission. */
export const systemActor: Actor = {
  userId: null,
  name: 'Muster',
  employeeId: null,
  permissions: new Map(),
  dormant: new Map(),
  closed: new Set(),
  features: new Set(),
  settings: defaultSettings,
  standing: 'active',
  mustChangePassword: false,
  secondFactorMissing: false,
  accessVersion: 0,
  staleAt: Infinity,
}

export const systemRequest: RequestMeta = { id: null, address: null, userAgent: null, sessionId: null }
