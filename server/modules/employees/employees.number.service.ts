import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { employeeNumberOf } from './employees.number.rules.ts'

type NumberCtx = Ctx<'employee' | 'companyState'>

/** The next number in the company's pattern that nobody was given by hand. The state row is held, so numbers have no gap. */
export async function nextNumber(ctx: NumberCtx, joinedOn: string): Promise<string> {
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
