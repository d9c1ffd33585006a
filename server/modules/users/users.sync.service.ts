import type { Body, Data } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { syncUser as contractOfSync } from './users.account.contract.ts'
import * as contract from './users.contract.ts'
import { selectUsers } from './users.queries.ts'
import { changesOf } from './users.rules.ts'
import { addAccount, applyChanges, getUser, linkEmployee, refuseRoleAbove } from './users.service.ts'
import type { AccountCtx } from './users.service.ts'

type Asked = Body<typeof contractOfSync>
type Synced = Data<typeof contractOfSync>

/**
 * Creates or updates the account of an external id. An account that is as it should be is only read, so that a nightly run
 * over everybody writes nothing and makes nobody's permissions be read anew.
 */
export async function syncUser(ctx: AccountCtx, externalId: string, ask: Asked): Promise<Synced> {
  const seen = await findSynced(ctx, externalId)
  const employeeId = ask.employeeNumber === undefined ? null : await employeeOf(ctx, ask.employeeNumber)
  if (seen && isInStep(seen, ask, employeeId)) return { user: seen, outcome: 'unchanged' }
  // Puts all changes of accounts in order: of two at once the second finds the account of the first.
  await ctx.raiseAccessVersion()
  const before = await findSynced(ctx, externalId)
  if (!before) return create(ctx, externalId, ask, employeeId)
  if (isInStep(before, ask, employeeId)) return { user: before, outcome: 'unchanged' }
  if (employeeId && before.employeeId !== employeeId) await link(ctx, before, employeeId)
  await applyChanges(ctx, { ...before, employeeId: employeeId ?? before.employeeId }, ask)
  return { ...(await getUser(ctx, before.id)), outcome: 'updated' }
}

async function create(ctx: AccountCtx, externalId: string, ask: Asked, employeeId: string | null): Promise<Synced> {
  const { employeeNumber: _, roleCode = 'employee', ...account } = ask
  await refuseRoleAbove(ctx, roleCode)
  const id = await addAccount(ctx, { ...account, roleCode, employeeId, externalId, passwordHash: null })
  await ctx.enqueue('invite-user', { userId: id })
  const { user } = await getUser(ctx, id)
  await ctx.emit(contract.userCreated, { subject: { type: 'user', id }, after: user, data: { email: user.email } })
  return { user, outcome: 'created' }
}

async function link(ctx: AccountCtx, before: contract.User, employeeId: string) {
  await linkEmployee(ctx, before.id, employeeId)
  const subject = { type: 'user', id: before.id }
  await ctx.emit(contract.userUpdated, { subject, before, after: { ...before, employeeId }, data: { email: before.email } })
}

const findSynced = (ctx: AccountCtx, externalId: string) => selectUsers(ctx).where('u.externalId', '=', externalId).executeTakeFirst()

const isInStep = (user: contract.User, ask: Asked, employeeId: string | null) =>
  !changesOf(user, ask) && (employeeId === null || user.employeeId === employeeId)

async function employeeOf(ctx: AccountCtx, employeeNumber: string) {
  const employee = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('employeeNumber', '=', employeeNumber)
    .executeTakeFirst()
  if (!employee)
    throw fail.unprocessable('EMPLOYEE_NOT_FOUND', `There is nobody with the employee number ${employeeNumber}.`, { employeeNumber })
  return employee.id
}
