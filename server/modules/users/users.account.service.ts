import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import type { Problem } from '../../core/errors.ts'
import { coversUser, endDelegationsOf, isLastAdmin } from '../access/index.ts'
import { revokeKeysOf } from '../api-keys/index.ts'
import { endSessions } from '../auth/index.ts'
import * as contract from './users.contract.ts'
import { selectUsers } from './users.queries.ts'
import { getUser, lockUser } from './users.service.ts'
import type { AccountCtx } from './users.service.ts'

/** Closes an account: its sessions end with this transaction, history and roles stay. */
export async function archiveUser(ctx: AccountCtx, id: string) {
  const before = await lockUser(ctx, id)
  const refusal = await refusalOfArchiving(ctx, before)
  if (refusal) throw refusal
  return archive(ctx, before)
}

/** Archives all of them, or none: then every one that stands in the way is named with its reason. */
export async function archiveUsers(ctx: AccountCtx, ids: readonly string[]) {
  await ctx.raiseAccessVersion()
  const found = await selectUsers(ctx).where('u.id', 'in', ids).execute()
  const refused: { id: string; code: string; message: string }[] = []
  // One after the other: whether somebody is the last administrator depends on the ones before.
  for (const id of ids) {
    const user = found.find((one) => one.id === id)
    const refusal = user ? await refusalOfArchiving(ctx, user) : fail.notFound()
    if (refusal) refused.push({ id, code: refusal.code, message: refusal.message })
    else await archive(ctx, user!)
  }
  if (refused.length > 0) {
    throw fail.unprocessable('BULK_REFUSED', 'Nothing was archived, because some of these accounts cannot be.', { refused })
  }
  return { archived: ids.length }
}

async function refusalOfArchiving(ctx: AccountCtx, { id, status }: contract.User): Promise<Problem | undefined> {
  if (id === ctx.actor.userId) return fail.conflict('OWN_ACCOUNT', 'You cannot archive your own account.')
  if (status === 'archived') return fail.conflict('ALREADY_ARCHIVED', 'This account is archived already.')
  if (await isLastAdmin(ctx, id)) return fail.conflict('LAST_ADMIN', 'This is the last administrator; make another one first.')
  if (!(await coversUser(ctx, id)))
    return fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot archive somebody who may do more than you may yourself.')
  return undefined
}

async function archive(ctx: AccountCtx, before: contract.User) {
  const { id } = before
  await setStatus(ctx, id, 'archived')
  await endSessions(ctx, id, 'user-archived')
  await endDelegationsOf(ctx, id)
  await revokeKeysOf(ctx, id)
  const after = await getUser(ctx, id)
  await ctx.emit(contract.userArchived, { subject: { type: 'user', id }, before, after: after.user, data: { email: after.user.email } })
  return after
}

export async function restoreUser(ctx: AccountCtx, id: string) {
  const before = await lockUser(ctx, id)
  if (before.status === 'active') throw fail.conflict('NOT_ARCHIVED', 'This account is not archived.')
  await setStatus(ctx, id, 'active')
  const after = await getUser(ctx, id)
  await ctx.emit(contract.userRestored, { subject: { type: 'user', id }, before, after: after.user, data: { email: after.user.email } })
  return after
}

/** Signs a person out everywhere and mails them a link; the password itself is theirs alone to choose. */
export async function resetUserPassword(ctx: AccountCtx, id: string) {
  const user = await lockUser(ctx, id)
  if (id === ctx.actor.userId) throw fail.conflict('OWN_ACCOUNT', 'You change your own password under your account.')
  if (user.status === 'archived') throw fail.conflict('ACCOUNT_ARCHIVED', 'This account is archived; restore it first.')
  if (!(await coversUser(ctx, id)))
    throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot reset the password of somebody who may do more than you may yourself.')
  const sessionsEnded = await endSessions(ctx, id, 'signed-out')
  await ctx.enqueue('reset-password', { userId: id })
  await ctx.emit(contract.userPasswordReset, { subject: { type: 'user', id }, data: { email: user.email } })
  return { sessionsEnded }
}

async function setStatus(ctx: Ctx<'userAccount'>, id: string, status: 'active' | 'archived') {
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({ status, archivedAt: status === 'archived' ? ctx.now : null, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
}
