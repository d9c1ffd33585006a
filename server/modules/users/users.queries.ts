import { sql } from 'kysely'
import { jsonArrayFrom } from 'kysely/helpers/postgres'
import type { Ctx } from '../../core/context.ts'
import type { User } from './users.contract.ts'

export type UserCtx = Ctx<'userAccount' | 'employee' | 'role' | 'roleAssignment'>

/** Accounts with their roles and the employee behind them, as the contract shows them. */
export function selectUsers(ctx: UserCtx) {
  return ctx.tx
    .selectFrom('userAccount as u')
    .leftJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .select(['u.id', 'u.email', 'u.username', 'u.firstName', 'u.lastName', 'u.status', 'u.externalId', 'u.lastSignedInAt', 'u.archivedAt'])
    .select(['u.version', 'e.id as employeeId'])
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

/** Those who hold a role, by its code. */
export function holdersOf(ctx: UserCtx, roleCode: string) {
  return ctx.tx
    .selectFrom('roleAssignment as a')
    .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'a.roleId').on('r.companyId', '=', ctx.companyId))
    .select('a.userId')
    .where('a.companyId', '=', ctx.companyId)
    .where('r.code', '=', roleCode)
}

/** How many accounts there are in each way of counting them. */
export async function countUsers(ctx: UserCtx) {
  const count = (condition: ReturnType<typeof sql<boolean>>) => sql<number>`count(*) filter (where ${condition})::int`
  const isActive = sql<boolean>`u.status = 'active'`
  const counts = await ctx.tx
    .selectFrom('userAccount as u')
    .leftJoin('employee as e', (join) => join.onRef('e.userId', '=', 'u.id').on('e.companyId', '=', ctx.companyId))
    .select([
      sql<number>`count(*)::int`.as('total'),
      count(isActive).as('active'),
      count(sql`u.status = 'archived'`).as('archived'),
      count(sql`${isActive} and u.last_signed_in_at is null`).as('neverSignedIn'),
      count(sql`${isActive} and e.id is not null`).as('withEmployee'),
      count(sql`${isActive} and e.id is null`).as('withoutEmployee'),
    ])
    .where('u.companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  const byRole = await ctx.tx
    .selectFrom('role as r')
    .leftJoin('roleAssignment as a', (join) => join.onRef('a.roleId', '=', 'r.id').on('a.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) =>
      join.onRef('u.id', '=', 'a.userId').on('u.companyId', '=', ctx.companyId).on('u.status', '=', 'active'),
    )
    .select(['r.code', 'r.name', sql<number>`count(u.id)::int`.as('count')])
    .where('r.companyId', '=', ctx.companyId)
    .groupBy(['r.id', 'r.code', 'r.name'])
    .orderBy('r.name')
    .limit(500)
    .execute()
  return { counts, byRole }
}
