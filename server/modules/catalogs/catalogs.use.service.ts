import { sql } from 'kysely'
import type { Expression, SqlBool } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'

export type UseCtx = Ctx<'catalogItem' | 'employeeSkill' | 'employeeHobby' | 'employee'>

/** How many people have an item, by use; all of them, for who decides about the item. */
export const countUses = (ctx: UseCtx, itemId: string) => countWhere(ctx, itemId, sql<SqlBool>`true`)

/** The same, of the people within the caller's reach: a count tells as much as a list. */
export const visibleUses = (ctx: UseCtx, itemId: string) => countWhere(ctx, itemId, visible(ctx, 'employee.read', 'x.employeeId'))

/** The same of an item of a statement, in all; `column` holds its id. */
export function peopleWith(ctx: UseCtx, column: string) {
  const uses = (table: 'employee_skill' | 'employee_hobby') => sql`select x.employee_id from ${sql.table(table)} as x
    where x.company_id = ${ctx.companyId} and x.item_id = ${sql.ref(column)} and ${visible(ctx, 'employee.read', 'x.employeeId')}`
  return sql<number>`(select count(*) from (${uses('employee_skill')} union ${uses('employee_hobby')}) as who)`
}

async function countWhere(ctx: UseCtx, itemId: string, condition: Expression<SqlBool>) {
  const found = await ctx.tx
    .selectFrom(usersOf(ctx, itemId).as('x'))
    .select(['x.use', sql<number>`count(*)`.as('people')])
    .where(condition)
    .groupBy('x.use')
    .execute()
  return (['skill', 'hobby'] as const).map((use) => ({ use, people: found.find((one) => one.use === use)?.people ?? 0 }))
}

/** The first people by name within the caller's reach who have an item. */
export async function firstUsers(ctx: UseCtx, itemId: string, limit: number) {
  const found = await ctx.tx
    .selectFrom('employee as e')
    .innerJoin(usersOf(ctx, itemId).as('x'), 'x.employeeId', 'e.id')
    .select(['e.id', 'e.firstName', 'e.lastName', 'x.use'])
    .where('e.companyId', '=', ctx.companyId)
    .where(visible(ctx, 'employee.read', 'e.id'))
    .orderBy(['e.lastName', 'e.firstName', 'e.id', 'x.use'])
    .limit(limit)
    .execute()
  return found
}

function usersOf(ctx: UseCtx, itemId: string) {
  return ctx.tx
    .selectFrom('employeeSkill')
    .select(['employeeId', sql<'skill' | 'hobby'>`'skill'`.as('use')])
    .where('companyId', '=', ctx.companyId)
    .where('itemId', '=', itemId)
    .unionAll((db) =>
      db
        .selectFrom('employeeHobby')
        .select(['employeeId', sql<'skill' | 'hobby'>`'hobby'`.as('use')])
        .where('companyId', '=', ctx.companyId)
        .where('itemId', '=', itemId),
    )
}

/** Hands every use of one item to another; who has both keeps the higher level. @returns how many uses the first had */
export async function moveUses(ctx: UseCtx, id: string, intoId: string): Promise<number> {
  const skills = await ctx.tx
    .deleteFrom('employeeSkill')
    .where('companyId', '=', ctx.companyId)
    .where('itemId', '=', id)
    .returning(['employeeId', 'level'])
    .execute()
  const hobbies = await ctx.tx
    .deleteFrom('employeeHobby')
    .where('companyId', '=', ctx.companyId)
    .where('itemId', '=', id)
    .returning('employeeId')
    .execute()
  for (const some of chunksOf(skills, 1_000)) {
    await ctx.tx
      .insertInto('employeeSkill')
      .values(some.map((skill) => ({ companyId: ctx.companyId, itemId: intoId, ...skill })))
      .onConflict((conflict) =>
        conflict
          .columns(['companyId', 'employeeId', 'itemId'])
          // A level that is not known is lower than any: greatest() passes over null.
          .doUpdateSet({ level: sql`greatest(employee_skill.level, excluded.level)` }),
      )
      .execute()
  }
  for (const some of chunksOf(hobbies, 1_000)) {
    await ctx.tx
      .insertInto('employeeHobby')
      .values(some.map((hobby) => ({ companyId: ctx.companyId, itemId: intoId, ...hobby })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  }
  return skills.length + hobbies.length
}

// A statement takes 65,535 values at most.
function chunksOf<T>(all: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) => all.slice(index * size, (index + 1) * size))
}

/** The skills of a person by name, with their level; whether the caller may see the person was decided before. */
export function listSkills(ctx: UseCtx, employeeId: string) {
  return ctx.tx
    .selectFrom('employeeSkill as x')
    .innerJoin('catalogItem as i', (join) => join.onRef('i.id', '=', 'x.itemId').on('i.companyId', '=', ctx.companyId))
    .select(['i.id as itemId', 'i.name', 'x.level'])
    .where('x.companyId', '=', ctx.companyId)
    .where('x.employeeId', '=', employeeId)
    .orderBy(['i.name', 'i.id'])
    .execute()
}

/** The hobbies of a person by name. */
export function listHobbies(ctx: UseCtx, employeeId: string) {
  return ctx.tx
    .selectFrom('employeeHobby as x')
    .innerJoin('catalogItem as i', (join) => join.onRef('i.id', '=', 'x.itemId').on('i.companyId', '=', ctx.companyId))
    .select(['i.id as itemId', 'i.name'])
    .where('x.companyId', '=', ctx.companyId)
    .where('x.employeeId', '=', employeeId)
    .orderBy(['i.name', 'i.id'])
    .execute()
}

/** Makes these the skills of a person, all of them. The caller holds the person's row locked. */
export async function replaceSkills(ctx: UseCtx, employeeId: string, skills: readonly { itemId: string; level: number }[]) {
  const held = await listSkills(ctx, employeeId)
  await refuseUnofferable(ctx, 'skill', skills, held)
  await ctx.tx.deleteFrom('employeeSkill').where('companyId', '=', ctx.companyId).where('employeeId', '=', employeeId).execute()
  if (skills.length === 0) return
  await ctx.tx
    .insertInto('employeeSkill')
    .values(skills.map(({ itemId, level }) => ({ companyId: ctx.companyId, employeeId, itemId, level })))
    .execute()
}

/** Makes these the hobbies of a person, all of them. The caller holds the person's row locked. */
export async function replaceHobbies(ctx: UseCtx, employeeId: string, itemIds: readonly string[]) {
  const chosen = itemIds.map((itemId) => ({ itemId }))
  await refuseUnofferable(ctx, 'hobby', chosen, await listHobbies(ctx, employeeId))
  await ctx.tx.deleteFrom('employeeHobby').where('companyId', '=', ctx.companyId).where('employeeId', '=', employeeId).execute()
  if (chosen.length === 0) return
  await ctx.tx
    .insertInto('employeeHobby')
    .values(chosen.map(({ itemId }) => ({ companyId: ctx.companyId, employeeId, itemId })))
    .execute()
}

type Chosen = readonly { readonly itemId: string }[]

/**
 * Refuses items that are named twice, are not of the kind, or are retired and not held already. The items stay locked
 * against being removed or merged until commit.
 */
async function refuseUnofferable(ctx: UseCtx, kind: string, chosen: Chosen, held: Chosen) {
  const ids = chosen.map(({ itemId }) => itemId.toLowerCase())
  const twice = ids.filter((id, index) => ids.indexOf(id) !== index)
  if (twice.length > 0) throw fail.unprocessable('CATALOG_ITEM_TWICE', 'An item is named more than once.', { itemIds: [...new Set(twice)] })
  const found = await ctx.tx
    .selectFrom('catalogItem')
    .select(['id', 'isActive'])
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where((eb) => sql<boolean>`${eb.ref('id')} = any(${ids}::uuid[])`)
    .orderBy('id')
    .forKeyShare()
    .execute()
  const known = new Set(found.map(({ id }) => id))
  const unknown = ids.filter((id) => !known.has(id))
  if (unknown.length > 0)
    throw fail.unprocessable('CATALOG_ITEM_UNKNOWN', `Not every item is a ${kind} of your catalog.`, { kind, itemIds: unknown })
  const holds = new Set(held.map(({ itemId }) => itemId))
  const retired = found.filter(({ id, isActive }) => !isActive && !holds.has(id)).map(({ id }) => id)
  if (retired.length > 0)
    throw fail.unprocessable('CATALOG_ITEM_INACTIVE', 'An item is retired and cannot be chosen any more.', { itemIds: retired })
}
