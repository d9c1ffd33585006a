import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { containing, fetchPage, sorted } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import { assignRole, coversRole, coversUser } from '../access/index.ts'
import { endSessions } from '../auth/index.ts'
import * as contract from './users.contract.ts'
import { selectUsers } from './users.queries.ts'
import type { UserCtx } from './users.queries.ts'

type AccountCtx = Ctx<'userAccount' | 'employee' | 'role' | 'roleAssignment' | 'accessGrant' | 'companyState' | 'session'>

export async function listUsers(ctx: UserCtx, ask: Query<typeof contract.listUsers>) {
  let query = selectUsers(ctx)
  if (ask.status) query = query.where('u.status', '=', ask.status)
  if (ask.q) {
    const like = containing(ask.q)
    query = query.where((eb) => eb.or([eb('u.email', 'ilike', like), eb('u.firstName', 'ilike', like), eb('u.lastName', 'ilike', like)]))
  }
  const { rows: users, pagination } = await fetchPage(sorted(query, ask.sort ?? 'lastName,firstName', sortable, 'u.id'), ask)
  return { users, pagination }
}

const sortable = {
  lastName: 'u.lastName',
  firstName: 'u.firstName',
  email: 'u.email',
  lastSignedInAt: 'u.lastSignedInAt',
  status: 'u.status',
}

export async function getUser(ctx: UserCtx, id: string) {
  const user = await selectUsers(ctx).where('u.id', '=', id).executeTakeFirst()
  if (!user) throw fail.notFound()
  return { user }
}

/** Makes an account without a password; the person sets their own by the link that is mailed. */
export async function createUser(ctx: AccountCtx, { roleCode = 'employee', employeeId, ...ask }: Body<typeof contract.createUser>) {
  if (!(await coversRole(ctx, roleCode))) {
    throw fail.forbidden('ROLE_ABOVE_OWN', 'You cannot give a role that may do more than you may yourself.', { roleCode })
  }
  const id = newId()
  const email = ask.email.toLowerCase()
  await ctx.tx
    .insertInto('userAccount')
    .values({ companyId: ctx.companyId, id, email, firstName: ask.firstName.trim(), lastName: ask.lastName.trim() })
    .execute()
  await assignRole(ctx, id, roleCode)
  if (employeeId !== undefined) await linkEmployee(ctx, id, employeeId)
  await ctx.enqueue('invite-user', { userId: id })
  const created = await getUser(ctx, id)
  await ctx.emit(contract.userCreated, { subject: { type: 'user', id }, after: created.user, data: { email } })
  return created
}

async function linkEmployee(ctx: Ctx<'employee'>, userId: string, employeeId: string) {
  const linked = await ctx.tx
    .updateTable('employee')
    .set((eb) => ({ userId, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where('userId', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!linked) throw fail.conflict('EMPLOYEE_NOT_LINKABLE', 'This person is not there or has an account already.', { employeeId })
}

export async function updateUser(ctx: AccountCtx, id: string, { version, ...changes }: Body<typeof contract.updateUser>) {
  const before = await lockUser(ctx, id)
  refuseStale(version, before.version)
  const email = changes.email?.toLowerCase()
  // Whoever chooses the address gets the links that set the password, and with it the account.
  if (email !== undefined && email !== before.email && !(await coversUser(ctx, id))) {
    throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot change the address of somebody who may do more than you may yourself.')
  }
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({
      ...changes,
      ...(email !== undefined && { email, ...(email !== before.email && { emailVerifiedAt: null }) }),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await ctx.raiseAccessVersion()
  const after = await getUser(ctx, id)
  await ctx.emit(contract.userUpdated, { subject: { type: 'user', id }, before, after: after.user, data: { email: after.user.email } })
  return after
}

/** Closes an account: its sessions end with this transaction, history and roles stay. */
export async function archiveUser(ctx: AccountCtx, id: string) {
  if (id === ctx.actor.userId) throw fail.conflict('OWN_ACCOUNT', 'You cannot archive your own account.')
  const before = await lockUser(ctx, id)
  if (before.status === 'archived') throw fail.conflict('ALREADY_ARCHIVED', 'This account is archived already.')
  if (await isLastAdmin(ctx, id)) throw fail.conflict('LAST_ADMIN', 'This is the last administrator; make another one first.')
  if (!(await coversUser(ctx, id)))
    throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot archive somebody who may do more than you may yourself.')
  await setStatus(ctx, id, 'archived')
  await endSessions(ctx, id, 'user-archived')
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

async function setStatus(ctx: AccountCtx, id: string, status: 'active' | 'archived') {
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({ status, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
}

async function lockUser(ctx: UserCtx, id: string) {
  // The state row puts all changes of accounts in order, so that two admins cannot archive each other.
  await ctx.raiseAccessVersion()
  return (await getUser(ctx, id)).user
}

async function isLastAdmin(ctx: AccountCtx, userId: string) {
  const admins = await ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'a.roleId').on('r.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'a.userId').on('u.companyId', '=', ctx.companyId))
    .select('a.userId')
    .where('a.companyId', '=', ctx.companyId)
    .where('r.code', '=', 'admin')
    .where('u.status', '=', 'active')
    .limit(2)
    .execute()
  return admins.length === 1 && admins[0]!.userId === userId
}
