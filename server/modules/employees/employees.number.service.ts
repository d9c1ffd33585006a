import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { literals } from '../../core/statement.ts'
import { employeeNumberOf } from './employees.number.rules.ts'

type PlaceCtx = Ctx<'employee' | 'companyState' | 'company' | 'plan'>

/**
 * Refuses one more person when the plan is full. The caller holds the company's state row, so that of two for the last place one is
 * refused.
 */
export async function refuseFull(ctx: PlaceCtx): Promise<void> {
  const { limit, used, code } = await readPlaces(ctx)
  if (used >= limit) {
    throw fail.conflict('LIMIT_REACHED', `Your plan allows ${limit} people, and ${used} are employed.`, { limit, used, plan: code })
  }
}

/** How many people the plan allows, and how many of these places are taken. */
export function readPlaces(ctx: PlaceCtx): Promise<{ limit: number; used: number; code: string }> {
  return ctx.tx
    .selectFrom('company as c')
    .innerJoin('plan as p', 'p.code', 'c.planCode')
    .select(['p.employeeLimit as limit', 'p.code'])
    .select((eb) =>
      eb
        .selectFrom('employee as e')
        .select((inner) => inner.cast<number>(inner.fn.countAll(), 'integer').as('used'))
        .where('e.companyId', '=', ctx.companyId)
        .where('e.status', 'not in', literals('left', 'archived'))
        .$asScalar()
        .$notNull()
        .as('used'),
    )
    .where('c.id', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
}

/** The next number in the company's pattern that nobody was given by hand. The state row is held, so numbers have no gap. */
export async function nextNumber(ctx: PlaceCtx, joinedOn: string): Promise<string> {
  const { nextEmployeeNumber: first } = await ctx.tx
    .selectFrom('companyState')
    .select('nextEmployeeNumber')
    .where('companyId', '=', ctx.companyId)
    .executeTakeFirstOrThrow()
  const { employeeNumberPattern: pattern } = ctx.actor.settings
  const format = (number: number) => employeeNumberOf(pattern, number, joinedOn)
  const candidates = Array.from({ length: 1000 }, (_, index) => first + index)
  const taken = await ctx.tx
    .selectFrom('employee')
    .select('employeeNumber')
    .where('companyId', '=', ctx.companyId)
    .where((eb) => sql<boolean>`${eb.ref('employeeNumber')} = any(${candidates.map(format)})`)
    .execute()
  const isTaken = new Set(taken.map(({ employeeNumber }) => employeeNumber))
  const number = candidates.find((candidate) => !isTaken.has(format(candidate)))!
  await ctx.tx
    .updateTable('companyState')
    .set({ nextEmployeeNumber: number + 1 })
    .where('companyId', '=', ctx.companyId)
    .execute()
  return format(number)
}
