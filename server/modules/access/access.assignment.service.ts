import { sql } from 'kysely'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { oneByOne } from '../../core/one-by-one.ts'
import { fetchPage, wordsIn } from '../../core/paging.ts'
import * as contract from './access.assignment.contract.ts'
import type { Assignment } from './access.assignment.contract.ts'
import { beginChange, findRole, isLastAdmin, lastAdmin, refuseTimes, requireRoles, requireUsers } from './access.change.service.ts'
import type { AccessCtx } from './access.change.service.ts'
import { coversRole, coversUser, refuseReleasing } from './access.cover.service.ts'
import { readEdges, readRoleNames } from './access.role.queries.ts'
import { lineage, stateOf } from './access.rules.ts'

/** Gives a role for a time or for good; of one that is held already the times change. */
export async function giveRole(ctx: AccessCtx, ask: Body<typeof contract.assignRole>) {
  await beginChange(ctx)
  return give(ctx, ask)
}

async function give(ctx: AccessCtx, { userId, roleId, validFrom = null, validTo = null }: Body<typeof contract.assignRole>) {
  const [user] = await requireUsers(ctx, [userId], 'userId')
  const [role] = await requireRoles(ctx, [roleId], 'roleId')
  refuseTimes({ validFrom, validTo }, ctx.now)
  if (!(await coversRole(ctx, role!.code)))
    throw fail.forbidden('ROLE_ABOVE_OWN', 'You cannot give a role that may do more than you may yourself.', { roleCode: role!.code })
  const times = { validFrom, validTo, assignedBy: ctx.actor.userId, assignedAt: ctx.now }
  // Times of an administrator that end, or begin later, are as good as taking the role away.
  if (
    role!.code === 'admin' &&
    (validTo !== null || stateOf({ validFrom, validTo }, ctx.now) !== 'active') &&
    (await isLastAdmin(ctx, userId))
  )
    throw lastAdmin()
  await ctx.tx
    .insertInto('roleAssignment')
    .values({ companyId: ctx.companyId, userId, roleId, ...times })
    .onConflict((conflict) => conflict.columns(['companyId', 'userId', 'roleId']).doUpdateSet(times))
    .execute()
  const subject = { type: 'user', id: userId }
  await ctx.emit(contract.roleAssigned, {
    subject,
    after: { role: role!.code, validFrom, validTo },
    data: { role: role!.name, user: user!.name },
  })
  return { assignments: await assignmentsOf(ctx, userId) }
}

/** The same for the accounts of several people, in one change of who may do what. */
export async function giveRoleToMany(ctx: AccessCtx, { employeeIds, ...ask }: Body<typeof contract.assignRoleToMany>) {
  await beginChange(ctx)
  const rows = await ctx.tx
    .selectFrom('employee')
    .select(['id', 'userId'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', employeeIds)
    .execute()
  const accounts = new Map(rows.map(({ id, userId }) => [id, userId]))
  const { outcomes: people, done } = await oneByOne(ctx, employeeIds, async (id) => {
    const userId = accounts.get(id.toLowerCase())
    if (userId === undefined) throw fail.notFound()
    if (userId === null) throw fail.unprocessable('NO_ACCOUNT', 'This person has no account, so they hold no roles.', { employeeId: id })
    await give(ctx, { ...ask, userId })
  })
  return { people, done }
}

export async function takeRole(ctx: AccessCtx, userId: string, roleId: string) {
  await beginChange(ctx)
  const role = await findRole(ctx, roleId)
  const held = await ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'a.userId').on('u.companyId', '=', ctx.companyId))
    .select(['a.validFrom', 'a.validTo', sql<string>`u.first_name || ' ' || u.last_name`.as('name')])
    .where('a.companyId', '=', ctx.companyId)
    .where('a.userId', '=', userId)
    .where('a.roleId', '=', roleId)
    .executeTakeFirst()
  if (!held) throw fail.notFound()
  if (role.code === 'admin' && (await isLastAdmin(ctx, userId))) throw lastAdmin()
  if (userId !== ctx.actor.userId && !(await coversUser(ctx, userId)))
    throw fail.forbidden('ACCOUNT_ABOVE_OWN', 'You cannot take anything from somebody who may do more than you may yourself.', { userId })
  await refuseReleasing(ctx, [roleId])
  await ctx.tx
    .deleteFrom('roleAssignment')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('roleId', '=', roleId)
    .execute()
  const before = { role: role.code, validFrom: held.validFrom, validTo: held.validTo }
  await ctx.emit(contract.roleRemoved, { subject: { type: 'user', id: userId }, before, data: { role: role.name, user: held.name } })
  return {}
}

export async function listUserRoles(ctx: AccessCtx, userId: string) {
  const user = await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .executeTakeFirst()
  if (!user) throw fail.notFound()
  return { assignments: await assignmentsOf(ctx, userId) }
}

/** The roles of an account as they were given, with what comes along by inheritance. */
export async function assignmentsOf(ctx: AccessCtx, userId: string): Promise<Assignment[]> {
  const [rows, edges, roles] = await Promise.all([
    ctx.tx
      .selectFrom('roleAssignment as a')
      .leftJoin('userAccount as b', (join) => join.onRef('b.id', '=', 'a.assignedBy').on('b.companyId', '=', ctx.companyId))
      .select([
        'a.roleId',
        'a.validFrom',
        'a.validTo',
        'a.assignedAt',
        sql<string | null>`b.first_name || ' ' || b.last_name`.as('assignedByName'),
      ])
      .where('a.companyId', '=', ctx.companyId)
      .where('a.userId', '=', userId)
      .execute(),
    readEdges(ctx),
    readRoleNames(ctx),
  ])
  const roleOf = new Map(roles.map((role) => [role.id, role]))
  return rows
    .map(({ roleId, ...row }) => ({
      ...row,
      role: roleOf.get(roleId)!,
      state: stateOf(row, ctx.now),
      inherits: lineage(roleId, edges, 'up').map(({ id }) => roleOf.get(id)!),
    }))
    .toSorted((a, b) => a.role.name.localeCompare(b.role.name))
}

export async function listRoleUsers(ctx: AccessCtx, roleId: string, ask: Query<typeof contract.listRoleUsers>) {
  await findRole(ctx, roleId)
  let query = ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'a.userId').on('u.companyId', '=', ctx.companyId))
    .select(['u.id', 'u.firstName', 'u.lastName', 'u.email', 'a.validFrom', 'a.validTo'])
    .where('a.companyId', '=', ctx.companyId)
    .where('a.roleId', '=', roleId)
    .where('u.status', '=', 'active')
    .where((eb) => eb.or([eb('a.validTo', 'is', null), eb('a.validTo', '>', ctx.now)]))
  if (ask.q) query = query.where(wordsIn(ask.q, 'u.firstName', 'u.lastName', 'u.email'))
  const { rows: users, pagination } = await fetchPage(query.orderBy('u.lastName').orderBy('u.firstName').orderBy('u.id'), ask)
  return { users, pagination }
}
