import { createHmac } from 'node:crypto'
import type { Ctx } from './context.ts'
import { fail } from './errors.ts'

const keptMs = 24 * 3600_000
/** A request that neither finished nor failed within this time died with its server; its key is free again. */
const abandonedMs = 60_000

/** `body` is null for an answer that was not kept because it held a secret. */
export type Replay = { readonly status: number; readonly body: string | null; readonly location: string | null }
type IdempotencyCtx = Ctx<'idempotencyKey'>

/**
 * Claims a key for one request of one user, in a transaction of its own so that a second request sees it at once.
 * @returns the first answer when the same request was answered before
 * Refuses: same key with another request (422 IDEMPOTENCY_KEY_REUSED), still running (409 IDEMPOTENCY_IN_PROGRESS).
 * Source: api.md § Conventions, Idempotency.
 */
export async function claimKey(ctx: IdempotencyCtx, userId: string, key: string, requestHash: string): Promise<Replay | undefined> {
  const claimed = await ctx.tx
    .insertInto('idempotencyKey')
    .values({ companyId: ctx.companyId, userId, key, requestHash, startedAt: ctx.now })
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'userId', 'key'])
        .doUpdateSet({ requestHash, startedAt: ctx.now, status: null, body: null, location: null })
        .where((eb) =>
          eb.or([
            eb('idempotencyKey.startedAt', '<', ago(ctx.now, keptMs)),
            eb.and([eb('idempotencyKey.status', 'is', null), eb('idempotencyKey.startedAt', '<', ago(ctx.now, abandonedMs))]),
          ]),
        ),
    )
    .returning('key')
    .executeTakeFirst()
  if (claimed) return undefined
  const known = await ctx.tx
    .selectFrom('idempotencyKey')
    .select(['requestHash', 'status', 'body', 'location'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('key', '=', key)
    .executeTakeFirstOrThrow()
  if (known.requestHash !== requestHash) {
    throw fail.unprocessable('IDEMPOTENCY_KEY_REUSED', 'This idempotency key was used for another request already.')
  }
  if (known.status === null) throw fail.conflict('IDEMPOTENCY_IN_PROGRESS', 'The first request with this idempotency key is still running.')
  return { status: known.status, body: known.body, location: known.location }
}

/** Keeps the answer in the transaction that did the work: either both are there or neither. */
export async function keepAnswer(ctx: IdempotencyCtx, userId: string, key: string, answer: Replay): Promise<void> {
  await ctx.tx
    .updateTable('idempotencyKey')
    .set(answer)
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('key', '=', key)
    .execute()
}

/** Frees a key whose request failed, so that it can be sent again. */
export async function freeKey(ctx: IdempotencyCtx, userId: string, key: string): Promise<void> {
  await ctx.tx
    .deleteFrom('idempotencyKey')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('key', '=', key)
    .where('status', 'is', null)
    .execute()
}

/** What makes two requests the same: method, path and body. Keyed, because a body may hold a password. */
export function hashRequest(secret: string, method: string, url: string, body: unknown): string {
  return createHmac('sha256', secret)
    .update(`${method} ${url}\n`)
    .update(body instanceof Uint8Array ? body : JSON.stringify(body ?? null))
    .digest('base64url')
}

const ago = (now: string, ms: number) => new Date(Date.parse(now) - ms).toISOString()
