import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import type { Logger } from 'pino'
import { refused } from './api-keys.ts'
import { loadActor } from './access.ts'
import type { AccessCache, Actor } from './access.ts'
import { systemActor, systemRequest } from './context.ts'
import type { ContextMaker, Ctx, FullCtx, RequestMeta } from './context.ts'
import { statementsOn } from './db.ts'
import type { Client, StatementGuard, Statements } from './db.ts'
import { fail, isLost, mayRetry, toProblem } from './errors.ts'
import { gateOf, holderOf } from './gate.ts'
import type { Gate, Signature } from './gate.ts'
import { gathered } from './gathered.ts'
import { isId } from './ids.ts'
import type { Change } from './live.ts'
import { loadSigner } from './signer.ts'
import { refuseUnproved } from './step-up.ts'

export type DoorDeps = {
  readonly pool: pg.Pool
  readonly cache: AccessCache
  readonly guard: StatementGuard
  readonly clock: () => Date
  readonly contexts: ContextMaker
  readonly log: Logger
  /** Hears what a transaction changed of what pages show live, once it is committed. */
  readonly tell: (companyId: string, changes: readonly Change[]) => void
}

export type Entry = {
  readonly companyId: string
  readonly readOnly: boolean
  readonly request: RequestMeta
  /** The actor as last seen, where that was looked up already. */
  readonly seen?: Actor
  /** Refuses the actor by throwing; asked again whenever the actor had to be read anew. */
  readonly admit: (actor: Actor) => void
  /** The act asks for a fresh proof of who it is, before it begins. */
  readonly stepUp?: boolean
}

export type CompanyDoor = {
  /** A transaction for a signed-in user. Their session, permissions and company status hold in this very transaction. */
  enter<T>(entry: SignedEntry, work: Work<T>): Promise<T>
  /** A transaction in the name of the system: a job, or a public route that has found the company by itself. */
  enterAsSystem<T>(companyId: string, work: Work<T>, request?: RequestMeta): Promise<T>
  /** The same in the name of a user whose job this is, with what they may do now; refused once their account is archived. */
  enterAsUser<T>(companyId: string, userId: string, work: Work<T>): Promise<T>
  /** The actor as last seen, read anew when there is none or when `fresh` asks for it. */
  actorOf(companyId: string, signature: Signature, fresh: boolean): Promise<Actor>
}

type SignedEntry = Entry & { readonly signature: Signature }
type Work<T> = (ctx: FullCtx) => Promise<T>

/** Changes of permissions at the same moment make each other stale; every round lets at least one through. */
const maxAttempts = 20
const triesBeforeTurn = 4
const signersAtOnce = 16

/**
 * The one door to the database. The opening of the transaction, the check that the actor is still what the cache says,
 * and the first query of the work travel together; what the work did counts only if that check holds, else it is rolled
 * back and done again with the actor read anew. Writes run again after a serialization failure, up to three times.
 * Source: architecture.md § The door and the database; rules-access.md § Fresh at once.
 */
export function openCompanyDoor(deps: DoorDeps): CompanyDoor {
  const { pool, cache, clock } = deps

  function actorOf(companyId: string, signature: Signature, fresh: boolean): Promise<Actor> {
    return findActor(companyId, signature, fresh).catch(refuseUndecided)
  }

  /** Whoever cannot be told what they may do may do nothing: what went wrong is in the log, not in the answer. */
  function refuseUndecided(error: unknown): never {
    if (toProblem(error).code !== 'INTERNAL_ERROR') throw error
    deps.log.error({ err: error }, 'what somebody may do could not be decided, so they were refused')
    throw fail.forbidden('ACCESS_UNDECIDED', 'Whether you may do this could not be decided, so it is refused.')
  }

  async function findActor(companyId: string, signature: Signature, fresh: boolean): Promise<Actor> {
    const cached = fresh ? undefined : cache.find(companyId, holderOf(signature))
    if (cached && cached.staleAt > clock().getTime()) return cached
    const actor = await readTogether(companyId, signature)
    if (!actor) throw endedOf(signature)
    cache.keep(companyId, holderOf(signature), actor)
    return actor
  }

  /** Many who are seen for the first time at once, as when work begins, are read a transaction at a time. */
  const readTogether = gathered<string, Signature, Actor | undefined>(signersAtOnce, (companyId, signatures) =>
    attempt(companyId, true, systemRequest, systemActor, (ctx) =>
      Promise.all(
        signatures.map(async (signature) => {
          const [found, gate] = await Promise.all([loadSigner(ctx, signature), gateOf(ctx, signature)])
          return gate?.isOpen ? found : undefined
        }),
      ),
    ),
  )

  async function enter<T>(entry: SignedEntry, work: Work<T>) {
    const { companyId, readOnly, seen: lastSeen, signature } = entry
    let actor = lastSeen ?? (await actorOf(companyId, signature, false))
    for (let tries = 1; ; tries += 1) {
      const seen = actor
      // Whoever is overtaken again and again would wait for luck: a write then stands in line for its turn.
      const isPatient = readOnly || tries < triesBeforeTurn
      const outcome = await withRetry(() => (isPatient ? enterAs(seen, entry, work) : enterInTurn(entry, work))).catch((error: unknown) => {
        if (error !== stale || tries >= maxAttempts)
          throw error === stale ? fail.unavailable('TRY_AGAIN', 'Permissions are changing; try again.') : error
        return undefined
      })
      if (outcome) return outcome.value
      actor = await actorOf(companyId, signature, true)
    }
  }

  /** Does the work as the actor last seen; throws `stale` when they are not that any more. */
  function enterAs<T>(seen: Actor, { companyId, readOnly, request, admit, stepUp, signature }: SignedEntry, work: Work<T>) {
    return attempt(companyId, readOnly, request, seen, async (ctx) => {
      admit(seen)
      // Both are on the wire before either is answered; the gate decides whether the work counts.
      const gate = gateOf(ctx, signature)
      if (stepUp) await refuseUnprovedAt(ctx, await gate.catch(refuseUndecided))
      // Work that refuses at once must not leave the gate unanswered for.
      const result = settle((async () => work(ctx))())
      const now = await gate.catch(refuseUndecided)
      if (!now?.isOpen) throw endedOf(signature)
      if (now.accessVersion !== seen.accessVersion) throw stale
      const done = await result
      if ('error' in done) throw done.error
      return done
    })
  }

  /** Does the work as the actor read in the same transaction, while nobody else can change what they may do. */
  function enterInTurn<T>({ companyId, request, admit, stepUp, signature }: SignedEntry, work: Work<T>) {
    return attempt(companyId, false, request, systemActor, async (ctx) => {
      await ctx.tx.selectFrom('companyState').select('companyId').where('companyId', '=', companyId).forNoKeyUpdate().execute()
      const [actor, gate] = await Promise.all([loadSigner(ctx, signature), gateOf(ctx, signature)]).catch(refuseUndecided)
      if (!actor || !gate?.isOpen) throw endedOf(signature)
      admit(actor)
      if (stepUp) await refuseUnprovedAt(ctx, gate)
      return { value: await work(deps.contexts(ctx.tx, companyId, request, actor, ctx.changes, ctx.lastWrites)) }
    })
  }

  function enterAsSystem<T>(companyId: string, work: Work<T>, request = systemRequest) {
    return withRetry(() => attempt(companyId, false, request, systemActor, work))
  }

  function enterAsUser<T>(companyId: string, userId: string, work: Work<T>) {
    return enterAsSystem(companyId, async (ctx) => {
      const actor = await loadActor(ctx, userId)
      if (!actor) throw fail.forbidden('ACCOUNT_ARCHIVED', 'The account that asked for this is archived.')
      return work(deps.contexts(ctx.tx, companyId, systemRequest, actor, ctx.changes, ctx.lastWrites))
    })
  }

  /** One transaction: opened, worked in, committed or rolled back, its handle closed. */
  async function attempt<T>(companyId: string, readOnly: boolean, request: RequestMeta, actor: Actor, work: Work<T>): Promise<T> {
    if (!isId(companyId)) throw new Error('A transaction needs the id of a company')
    const client = await pool.connect()
    const statements = statementsOn(client, deps.guard)
    statements.run(readOnly ? 'begin read only' : 'begin').catch(() => undefined)
    // Not set_config(): Citus forwards only SET LOCAL to its workers.
    statements.runOnce(`set local app.company_id = '${companyId}'`).catch(() => undefined)
    try {
      const changes: Change[] = []
      const lastWrites: Promise<unknown>[] = []
      const result = await work(deps.contexts(statements.db, companyId, request, actor, changes, lastWrites))
      const ended = lastWrites.length > 0 ? Promise.all([...lastWrites, statements.commitWithLast()]) : statements.end('commit')
      // The end of a read is not waited for: what the connection is asked next comes after it.
      if (readOnly) ended.catch(() => undefined)
      else await ended
      client.release()
      deps.tell(companyId, changes)
      return result
    } catch (error) {
      await rollback(client, statements, error)
      throw error
    }
  }

  return { enter, enterAsSystem, enterAsUser, actorOf }
}

const stale = Symbol('the actor changed since it was cached')

const endedOf = (signature: Signature) =>
  'keyId' in signature ? refused() : fail.unauthenticated('SESSION_ENDED', 'Your session has ended. Sign in again.')

/** A session that is over, or rights that changed, are told by the gate itself. */
async function refuseUnprovedAt(ctx: Ctx<'userAccount'>, gate: Gate | undefined) {
  if (gate?.isOpen && gate.provedAt) await refuseUnproved(ctx, gate.provedAt)
}

/** The outcome as a value, so that a failure is not unhandled while the gate is awaited. */
function settle<T>(promise: Promise<T>): Promise<{ value: T } | { error: unknown }> {
  return promise.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
}

async function rollback(client: Client, statements: Statements, cause: unknown) {
  const ended = statements.end('rollback')
  if (isLost(cause)) {
    ended.catch(() => undefined)
    client.release(cause as Error)
    return
  }
  await ended.then(
    () => client.release(),
    (error: Error) => client.release(error),
  )
}

async function withRetry<T>(run: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries += 1) {
    try {
      return await run()
    } catch (error) {
      if (!mayRetry(error) || tries >= 3) throw error
      // Not at the same moment as those it collided with.
      await pause(Math.random() * 10 * 2 ** tries)
    }
  }
}
