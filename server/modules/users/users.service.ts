import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import type { Language } from '../../core/settings.ts'
import { requireProof } from '../../core/step-up.ts'
import { refuseStale } from '../../core/version.ts'
import { assignRole, coversRole, coversUser } from '../access/index.ts'
import { refuseWeak } from '../auth/index.ts'
import * as contract from './users.contract.ts'
import { countUsers, holdersOf, selectUsers } from './users.queries.ts'
import type { UserCtx } from './users.queries.ts'
import { changesOf } from './users.rules.ts'

export type AccountCtx = FullCtx

export async function listUsers(ctx: UserCtx, ask: Query<typeof contract.listUsers>) {
  const { rows: users, pagination } = await fetchPage(usersAsked(ctx, ask), ask)
  return { users, pagination }
}

export function exportUsers(ctx: UserCtx, ask: Query<typeof contract.exportUsers>) {
  return exportList(ctx, ask, { name: 'accounts', rows: usersAsked(ctx, ask), cells, event: contract.usersExported })
}

function usersAsked(ctx: UserCtx, ask: Query<typeof contract.exportUsers>) {
  let query = selectUsers(ctx)
  if (ask.status) query = query.where('u.status', '=', ask.status)
  if (ask.roleCode) query = query.where('u.id', 'in', holdersOf(ctx, ask.roleCode))
  if (ask.withoutEmployee !== undefined) query = query.where('e.id', ask.withoutEmployee ? 'is' : 'is not', null)
  if (ask.neverSignedIn !== undefined) query = query.where('u.lastSignedInAt', ask.neverSignedIn ? 'is' : 'is not', null)
  if (ask.lastSignedInBefore) query = query.where('u.lastSignedInAt', '<', ask.lastSignedInBefore)
  if (ask.q) query = query.where(wordsIn(ask.q, 'u.email', 'u.username', 'u.firstName', 'u.lastName'))
  return sorted(query, ask.sort ?? 'lastName,firstName', sortable, 'u.id')
}

const sortable = {
  lastName: 'u.lastName',
  firstName: 'u.firstName',
  email: 'u.email',
  username: 'u.username',
  lastSignedInAt: 'u.lastSignedInAt',
  status: 'u.status',
  createdAt: 'u.createdAt',
}

const cells: Cells<contract.User> = {
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  Email: ({ email }) => email,
  Username: ({ username }) => username,
  Roles: ({ roles }) => roles.map(({ name }) => name).join(', '),
  Status: ({ status }) => status,
  'Last sign-in': ({ lastSignedInAt }) => lastSignedInAt,
  Archived: ({ archivedAt }) => archivedAt,
  'Has a person': ({ employeeId }) => (employeeId ? 'yes' : 'no'),
  'External id': ({ externalId }) => externalId,
}

export async function getUser(ctx: UserCtx, id: string) {
  const user = await selectUsers(ctx).where('u.id', '=', id).executeTakeFirst()
  if (!user) throw fail.notFound()
  return { user }
}

export async function getUserByEmployeeNumber(ctx: UserCtx, number: string) {
  const user = await selectUsers(ctx).where('e.employeeNumber', '=', number).executeTakeFirst()
  if (!user) throw fail.notFound()
  return { user }
}

export async function getUserStats(ctx: UserCtx) {
  const { counts, byRole } = await countUsers(ctx)
  const { active, archived, ...rest } = counts
  return { stats: { ...rest, byStatus: { active, archived }, byRole } }
}

/** Throws a 422 for a password that is easily guessed of the account it is meant for. */
export function refuseWeakFor(password: string, { email, firstName, lastName }: { email: string; firstName: string; lastName: string }) {
  refuseWeak(password, [email.split('@')[0]!, firstName.trim(), lastName.trim()])
}

/**
 * Makes an account. Without a password the person sets their own by the link that is mailed; with one, given to them by
 * whoever made it, they must choose another before anything else opens.
 */
export async function createUser(ctx: AccountCtx, ask: Omit<Body<typeof contract.createUser>, 'password'>, passwordHash: string | null) {
  const { roleCode = 'employee' } = ask
  await refuseRoleAbove(ctx, roleCode)
  const id = await addAccount(ctx, { ...ask, roleCode, passwordHash, mustChangePassword: passwordHash !== null })
  if (passwordHash === null) await ctx.enqueue('invite-user', { userId: id })
  const created = await getUser(ctx, id)
  await ctx.emit(contract.userCreated, { subject: { type: 'user', id }, after: created.user, data: { email: created.user.email } })
  return created
}

/** Who makes accounts must not be able to make one that may do more than they may themselves. */
export async function refuseRoleAbove(ctx: AccountCtx, roleCode: string) {
  if (await coversRole(ctx, roleCode)) return
  throw fail.forbidden('ROLE_ABOVE_OWN', 'You cannot give a role that may do more than you may yourself.', { roleCode })
}

export type NewAccount = {
  readonly email: string
  readonly firstName: string
  readonly lastName: string
  readonly roleCode: string
  readonly username?: string | null
  readonly employeeId?: string | null
  readonly externalId?: string
  readonly passwordHash: string | null
  readonly mustChangePassword?: boolean
  readonly emailVerifiedAt?: string
  readonly language?: Language
}

/** The rows of a new account: itself, its role and the person it belongs to. Returns its id. */
export async function addAccount(ctx: AccountCtx, { roleCode, employeeId, ...account }: NewAccount) {
  const id = newId()
  await ctx.tx
    .insertInto('userAccount')
    .values({
      companyId: ctx.companyId,
      id,
      ...account,
      email: account.email.toLowerCase(),
      username: account.username?.toLowerCase() ?? null,
      firstName: account.firstName.trim(),
      lastName: account.lastName.trim(),
    })
    .execute()
  await assignRole(ctx, id, roleCode)
  if (employeeId) await linkEmployee(ctx, id, employeeId)
  return id
}

export async function linkEmployee(ctx: Ctx<'employee'>, userId: string, employeeId: string) {
  const linked = await ctx.tx
    .updateTable('employee')
    .set((eb) => ({ userId, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where('userId', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!linked) throw notLinkable(employeeId)
}

export const notLinkable = (employeeId: string) =>
  fail.conflict('EMPLOYEE_NOT_LINKABLE', 'This person is not there or has an account already.', { employeeId })

export async function updateUser(ctx: AccountCtx, id: string, { version, ...asked }: Body<typeof contract.updateUser>) {
  const before = await lockUser(ctx, id)
  refuseStale(version, before.version)
  // Somebody else's address decides who gets the links into their account.
  if (asked.email !== undefined && asked.email.toLowerCase() !== before.email && id !== ctx.actor.userId) await requireProof(ctx)
  return applyChanges(ctx, before, asked)
}

/** Writes what differs, and nothing at all when nothing does. The account must be locked. */
export async function applyChanges(ctx: AccountCtx, before: contract.User, asked: Parameters<typeof changesOf>[1]) {
  const { id } = before
  const changes = changesOf(before, asked)
  if (!changes) return { user: before }
  // Whoever chooses the address gets the links that set the password, and with it the account.
  if (changes.email !== undefined && !(await coversUser(ctx, id))) {
    throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot change the address of somebody who may do more than you may yourself.')
  }
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({ ...changes, ...(changes.email !== undefined && { emailVerifiedAt: null }), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getUser(ctx, id)
  await ctx.emit(contract.userUpdated, { subject: { type: 'user', id }, before, after: after.user, data: { email: after.user.email } })
  return after
}

/** The account, with all changes of accounts put in order by the state row: two admins cannot archive each other. */
export async function lockUser(ctx: UserCtx, id: string) {
  await ctx.raiseAccessVersion()
  return (await getUser(ctx, id)).user
}
