import type { Ctx } from '../../core/context.ts'
import type { Data } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import * as contract from './auth.contract.ts'
import type { listSessions as listContract } from './auth.session.contract.ts'

type SessionCtx = Ctx<'session' | 'refreshToken'>
type TokenCtx = Ctx<'session' | 'refreshToken' | 'userAccount'>
type EndReason = 'signed-out' | 'token-reused' | 'password-changed' | 'user-archived' | 'expired'

export type IssuedTokens = { readonly accessToken: string; readonly accessTokenExpiresAt: string; readonly refreshToken: string }

/** Opens a session for a user whose password was right, with its first refresh token. */
export async function openSession(ctx: SessionCtx, deps: Deps, userId: string): Promise<IssuedTokens> {
  const sessionId = newId()
  await ctx.tx
    .insertInto('session')
    .values({
      companyId: ctx.companyId,
      id: sessionId,
      userId,
      createdAt: ctx.now,
      lastUsedAt: ctx.now,
      provedAt: ctx.now,
      userAgent: ctx.request.userAgent,
      address: ctx.request.address,
    })
    .execute()
  return issueTokens(ctx, deps, userId, sessionId)
}

async function issueTokens(ctx: SessionCtx, deps: Deps, userId: string, sessionId: string): Promise<IssuedTokens> {
  // The company stands in the token, so that exchanging it needs no search across companies.
  const refreshToken = `${ctx.companyId}.${newSecret()}`
  const expiresAt = new Date(Date.parse(ctx.now) + deps.config.REFRESH_TOKEN_TTL * 1000).toISOString()
  await ctx.tx
    .insertInto('refreshToken')
    .values({ companyId: ctx.companyId, tokenHash: hashSecret(refreshToken), sessionId, expiresAt })
    .execute()
  return { ...(await deps.tokens.sign({ companyId: ctx.companyId, userId, sessionId })), refreshToken }
}

export type Refreshed = { readonly outcome: 'issued'; readonly tokens: IssuedTokens } | { readonly outcome: 'refused' | 'reused' }

/**
 * Exchanges a refresh token. It works once: the conditional update is the guard against two at once. One that comes again
 * ends its whole session, because one of the two who have it stole it. The outcome is a value, so that this is committed.
 */
export async function exchangeToken(ctx: TokenCtx, deps: Deps, refreshToken: string): Promise<Refreshed> {
  const tokenHash = hashSecret(refreshToken)
  const used = await ctx.tx
    .updateTable('refreshToken')
    .set({ usedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('tokenHash', '=', tokenHash)
    .where('usedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .returning('sessionId')
    .executeTakeFirst()
  if (!used) return refuseToken(ctx, tokenHash)
  const session = await ctx.tx
    .updateTable('session')
    .set({ lastUsedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', used.sessionId)
    .where('endedAt', 'is', null)
    .returning('userId')
    .executeTakeFirst()
  if (!session) return { outcome: 'refused' }
  return { outcome: 'issued', tokens: await issueTokens(ctx, deps, session.userId, used.sessionId) }
}

async function refuseToken(ctx: TokenCtx, tokenHash: Buffer): Promise<Refreshed> {
  const known = await ctx.tx
    .selectFrom('refreshToken as t')
    .innerJoin('session as s', (join) => join.onRef('s.id', '=', 't.sessionId').on('s.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 's.userId').on('u.companyId', '=', ctx.companyId))
    .select(['s.id', 's.userId', 's.endedAt', 't.usedAt', 'u.firstName', 'u.lastName'])
    .where('t.companyId', '=', ctx.companyId)
    .where('t.tokenHash', '=', tokenHash)
    .executeTakeFirst()
  if (!known?.usedAt || known.endedAt) return { outcome: 'refused' }
  await endSessions(ctx, known.userId, 'token-reused', { only: known.id })
  await ctx.emit(contract.tokenReused, {
    subject: { type: 'session', id: known.id },
    actor: { id: known.userId, name: `${known.firstName} ${known.lastName}` },
    data: {},
  })
  return { outcome: 'reused' }
}

/** Ends sessions of a user; the next request of each is a 401. Returns how many ended. */
export async function endSessions(
  ctx: Ctx<'session'>,
  userId: string,
  reason: EndReason,
  which: { only?: string; except?: string | null } = {},
) {
  let query = ctx.tx
    .updateTable('session')
    .set({ endedAt: ctx.now, endedReason: reason })
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('endedAt', 'is', null)
  if (which.only) query = query.where('id', '=', which.only)
  if (which.except) query = query.where('id', '!=', which.except)
  const { numUpdatedRows } = await query.executeTakeFirst()
  return Number(numUpdatedRows)
}

export async function logout(ctx: SessionCtx, all: boolean) {
  const { userId } = ctx.actor
  const sessions = await endSessions(ctx, userId!, 'signed-out', all ? {} : { only: ctx.request.sessionId! })
  await ctx.emit(contract.signedOut, { subject: { type: 'user', id: userId! }, data: { sessions } })
  return {}
}

export async function listSessions(ctx: Ctx<'session'>): Promise<Data<typeof listContract>> {
  const rows = await ctx.tx
    .selectFrom('session')
    .select(['id', 'createdAt', 'lastUsedAt', 'userAgent', 'address'])
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', ctx.actor.userId!)
    .where('endedAt', 'is', null)
    .orderBy('lastUsedAt', 'desc')
    .limit(100)
    .execute()
  return { sessions: rows.map((row) => ({ ...row, current: row.id === ctx.request.sessionId })) }
}

export async function endSession(ctx: SessionCtx, id: string) {
  const ended = await endSessions(ctx, ctx.actor.userId!, 'signed-out', { only: id })
  if (ended === 0) throw fail.notFound()
  await ctx.emit(contract.signedOut, { subject: { type: 'user', id: ctx.actor.userId! }, data: { sessions: ended } })
  return {}
}
