import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Ctx } from '../../core/context.ts'
import type { User } from './users.contract.ts'

export type UserCtx = Ctx<'userAccount' | 'employee' | 'role' | 'roleAssignment'>

/** Accounts with their roles and the employee behind them, as the contract shows them. */
export function selectUsers(ctx: UserCtx) {
  return ctx.tx
    .selectFrom('userAccount as u')
    .leftJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .select(['u.id', 'u.email', 'u.firstName', 'u.lastName', 'u.status', 'u.lastSignedInAt', 'u.version', 'e.id as employeeId'])
    .select((eb) =>
      jsonArrayFrom(
        eb
          .selectFrom('roleAssignment as a')
          .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'a.roleId').on('r.companyId', '=', ctx.companyId))
          .select(['r.id', 'r.code', 'r.name'])
          .where('a.companyId', '=', ctx.companyId)
          .whereRef('a.userId', '=', 'u.id')
          .orderBy('r.name'),
      ).as('roles'),
    )
    .where('u.companyId', '=', ctx.companyId)
    .$castTo<User>()
}
