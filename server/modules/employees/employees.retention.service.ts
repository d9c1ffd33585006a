import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { indexPeople } from './employees.search.service.ts'
import type { IndexTables } from './employees.search.service.ts'

const recordTables = [
  'emergencyContact',
  'dependant',
  'identityDocument',
  'education',
  'experience',
  'employeeHobby',
  'employeePhoto',
] as const

type RetentionCtx = Ctx<IndexTables | (typeof recordTables)[number]>

const peopleAtOnce = 100

/** What of a person goes with the term; name, number, employments and what follows from work stay as the company's own history. */
const erased = {
  preferredName: null,
  phone: null,
  birthDate: null,
  personalEmail: null,
  address: null,
  gender: null,
  nationality: null,
  maritalStatus: null,
  bankName: null,
  bankAccount: null,
  taxNumber: null,
}

/** Erases personal data, pay data and records of people who left before a day. */
export async function eraseLeft(ctx: RetentionCtx, before: string) {
  const { companyId } = ctx
  const waiting = await selectLeft(ctx, before).orderBy('e.id').limit(peopleAtOnce).forUpdate('e').execute()
  if (waiting.length === 0) return { people: 0, records: 0 }
  // Behind the lock, as they are now: another worker may have been there, or somebody was taken on again.
  const people = await selectLeft(ctx, before)
    .where(
      'e.id',
      'in',
      waiting.map(({ id }) => id),
    )
    .execute()
  const ids = people.map(({ id }) => id)
  if (ids.length === 0) return { people: 0, records: 0 }
  let count = 0
  for (const table of recordTables) {
    const { numDeletedRows } = await ctx.tx
      .deleteFrom(table)
      .where('companyId', '=', companyId)
      .where('employeeId', 'in', ids)
      .executeTakeFirstOrThrow()
    count += Number(numDeletedRows)
  }
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({ ...erased, version: eb('version', '+', 1) }))
    .where('companyId', '=', companyId)
    .where('id', 'in', ids)
    .execute()
  // Nobody is found by a telephone number that is gone.
  await indexPeople(ctx, ids)
  return { people: ids.length, records: count }
}

/** People who left before a day and of whom something is left to erase. */
function selectLeft(ctx: RetentionCtx, before: string) {
  const { companyId } = ctx
  const records = sql.join(
    recordTables.map(
      (table) => sql`exists (select from ${sql.table(table)} as r where r.company_id = ${companyId} and r.employee_id = e.id)`,
    ),
    sql` or `,
  )
  return ctx.tx
    .selectFrom('employee as e')
    .select('e.id')
    .where('e.companyId', '=', companyId)
    .where('e.status', 'in', ['left', 'archived'])
    .where('e.leftOn', '<', before)
    .where(
      sql<boolean>`(num_nonnulls(e.preferred_name, e.phone, e.birth_date, e.personal_email, e.address, e.gender, e.nationality,
        e.marital_status, e.bank_name, e.bank_account, e.tax_number) > 0 or ${records})`,
    )
}
