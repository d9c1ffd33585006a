import { sql } from 'kysely'
import type { Bound, Ctx } from '../../core/context.ts'

/** Whether the employment under this alias is in force on a day. */
export function inForce({ companyId }: Bound, alias: string, day: string) {
  const [company, first, last] = ['companyId', 'firstDay', 'lastDay'].map((column) => sql.ref(`${alias}.${column}`))
  return sql<boolean>`${company} = ${companyId} and ${first} <= ${day} and (${last} is null or ${last} >= ${day})`
}

/** How many people are in the department `d.id` today, sub-departments not counted. */
export const peopleOfDepartment = (ctx: Bound) =>
  sql<number>`(select count(*) from employment as t where ${inForce(ctx, 't', ctx.today)} and t.department_id = d.id)`

/** How many people hold the position `p.id` today. */
export const holdersOfPosition = (ctx: Bound) =>
  sql<number>`(select count(*) from employment as t where ${inForce(ctx, 't', ctx.today)} and t.position_id = p.id)`

/** The line from a place in a tree up to the top, and how many levels hang below what is to be put there. */
export type Place = { readonly above: readonly string[]; readonly levelsBelow: number }

const trees = {
  department: [sql`department`, sql`parent_id`],
  position: [sql`position`, sql`reports_to_id`],
} as const

/** Where `id` would stand below `parentId`; of something new (`id` null) nothing hangs below. */
export async function placeBelow(
  ctx: Ctx<'department' | 'position'>,
  tree: keyof typeof trees,
  id: string | null,
  parentId: string,
): Promise<Place> {
  const [table, parent] = trees[tree]
  // A tree has no cycle; should it have one nevertheless, the count of levels ends the walk.
  const { rows } = await sql<Place>`
    with recursive up as (
      select x.id, x.${parent} as parent_id, 1 as level from ${table} as x where x.company_id = ${ctx.companyId} and x.id = ${parentId}
      union all select x.id, x.${parent}, up.level + 1 from ${table} as x join up on up.parent_id = x.id
        where x.company_id = ${ctx.companyId} and up.level < 100
    ), down as (
      select x.id, 1 as level from ${table} as x where x.company_id = ${ctx.companyId} and x.${parent} = ${id}
      union all select x.id, down.level + 1 from ${table} as x join down on x.${parent} = down.id
        where x.company_id = ${ctx.companyId} and down.level < 100
    )
    select coalesce((select json_agg(up.id order by up.level) from up), '[]') as above,
      (select coalesce(max(down.level), 0) from down) as levels_below`.execute(ctx.tx)
  return rows[0]!
}
