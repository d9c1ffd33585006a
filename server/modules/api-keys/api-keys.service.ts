import { sql } from 'kysely'
import { newApiKey } from '../../core/api-keys.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query, Static } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { hashSecret } from '../../core/tokens.ts'
import * as contract from './api-keys.contract.ts'

type KeyCtx = Ctx<'apiKey' | 'userAccount' | 'companyState'>
type ApiKey = Static<typeof contract.ApiKey>

const maxActive = 100

export async function listApiKeys(ctx: KeyCtx, ask: Query<typeof contract.listApiKeys>) {
  let query = selectKeys(ctx)
  if (ask.status) query = query.where(statusOf(ctx), '=', ask.status)
  const { rows, pagination } = await fetchPage(query.orderBy('k.createdAt', 'desc').orderBy('k.id'), ask)
  return { apiKeys: rows.map(shown), pagination }
}

export async function getApiKey(ctx: KeyCtx, id: string) {
  const row = await selectKeys(ctx).where('k.id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return { apiKey: shown(row) }
}

export async function createApiKey(ctx: KeyCtx, ask: Body<typeof contract.createApiKey>) {
  const above = ask.permissions.filter((code) => !ctx.actor.permissions.has(code))
  if (above.length > 0)
    throw fail.forbidden('PERMISSION_ABOVE_OWN', 'A key cannot be given what you may not do yourself.', { permissions: above })
  // Held until the end: of two keys for the last place one is made.
  await ctx.raiseAccessVersion()
  const { pagination } = await listApiKeys(ctx, { status: 'active', limit: 1 })
  if (pagination.total >= maxActive)
    throw fail.conflict('API_KEYS_TOO_MANY', `A company has at most ${maxActive} API keys; revoke one first.`)
  const id = newId()
  const key = newApiKey(ctx.companyId, id)
  await ctx.tx
    .insertInto('apiKey')
    .values({
      companyId: ctx.companyId,
      id,
      userId: ctx.actor.userId!,
      name: ask.name.trim(),
      hint: key.slice(-4),
      keyHash: hashSecret(key),
      permissions: [...ask.permissions],
      ratePerMinute: ask.ratePerMinute ?? 600,
      createdAt: ctx.now,
      expiresAt: inDays(ctx.now, ask.expiresInDays ?? 90),
    })
    .execute()
  const { apiKey } = await getApiKey(ctx, id)
  await ctx.emit(contract.apiKeyCreated, { subject: { type: 'api-key', id }, after: apiKey, data: { name: apiKey.name } })
  return { apiKey: { ...apiKey, key } }
}

/** A new secret for the same key. Only its creator gets one: it can do what they can. */
export async function rotateApiKey(ctx: KeyCtx, id: string, { overlapMinutes = 60, expiresInDays }: Body<typeof contract.rotateApiKey>) {
  const before = (await getApiKey(ctx, id)).apiKey
  if (before.createdBy.id !== ctx.actor.userId)
    throw fail.forbidden('API_KEY_OF_OTHER', 'Only whoever made a key can give it a new secret; you can revoke it.')
  const key = newApiKey(ctx.companyId, id)
  const rotated = await ctx.tx
    .updateTable('apiKey')
    .set((eb) => ({
      previousHash: eb.ref('keyHash'),
      previousUntil: new Date(Date.parse(ctx.now) + overlapMinutes * 60_000).toISOString(),
      keyHash: hashSecret(key),
      hint: key.slice(-4),
      rotatedAt: ctx.now,
      ...(expiresInDays !== undefined && { expiresAt: inDays(ctx.now, expiresInDays) }),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst()
  if (rotated.numUpdatedRows === 0n) throw fail.conflict('API_KEY_ENDED', 'This key has ended; make a new one.')
  // The name of the actor holds the hint.
  await ctx.raiseAccessVersion()
  const { apiKey } = await getApiKey(ctx, id)
  await ctx.emit(contract.apiKeyRotated, { subject: { type: 'api-key', id }, before, after: apiKey, data: { name: apiKey.name } })
  return { apiKey: { ...apiKey, key } }
}

export async function revokeApiKey(ctx: KeyCtx, id: string) {
  const before = (await getApiKey(ctx, id)).apiKey
  if ((await revoke(ctx, { id })).length === 0) throw fail.conflict('API_KEY_ENDED', 'This key was revoked already.')
  const after = await getApiKey(ctx, id)
  await ctx.emit(contract.apiKeyRevoked, { subject: { type: 'api-key', id }, before, after: after.apiKey, data: { name: before.name } })
  return after
}

/** Ends every key of a user whose account is closed; they stay ended when it is opened again. */
export async function revokeKeysOf(ctx: Ctx<'apiKey'>, userId: string) {
  for (const { id, name } of await revoke(ctx, { userId }))
    await ctx.emit(contract.apiKeyRevoked, { subject: { type: 'api-key', id }, data: { name } })
}

function revoke(ctx: Ctx<'apiKey'>, which: { id?: string; userId?: string }) {
  let query = ctx.tx.updateTable('apiKey').set({ revokedAt: ctx.now }).where('companyId', '=', ctx.companyId).where('revokedAt', 'is', null)
  if (which.id) query = query.where('id', '=', which.id)
  if (which.userId) query = query.where('userId', '=', which.userId)
  return query.returning(['id', 'name']).execute()
}

function selectKeys(ctx: KeyCtx) {
  return ctx.tx
    .selectFrom('apiKey as k')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'k.userId').on('u.companyId', '=', ctx.companyId))
    .select(['k.id', 'k.name', 'k.hint', 'k.permissions', 'k.ratePerMinute', 'k.userId', 'u.firstName', 'u.lastName'])
    .select(['k.createdAt', 'k.expiresAt', 'k.rotatedAt', 'k.lastUsedAt'])
    .select(statusOf(ctx).as('status'))
    .select(sql<string | null>`case when k.previous_until > ${ctx.now} then k.previous_until end`.as('previousUntil'))
    .where('k.companyId', '=', ctx.companyId)
}

const statusOf = ({ now }: KeyCtx) =>
  sql<ApiKey['status']>`case when k.revoked_at is not null then 'revoked' when k.expires_at <= ${now} then 'expired' else 'active' end`

type Row = Omit<ApiKey, 'createdBy'> & { userId: string; firstName: string; lastName: string }

function shown({ userId, firstName, lastName, ...key }: Row): ApiKey {
  return { ...key, createdBy: { id: userId, name: `${firstName} ${lastName}` } }
}

const inDays = (now: string, days: number) => new Date(Date.parse(now) + days * 86_400_000).toISOString()
