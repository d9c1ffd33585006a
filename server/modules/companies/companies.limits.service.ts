import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { limitReached, readLimits, tellOfUse } from '../../core/limits.ts'
import type { Limit, LimitCtx } from '../../core/limits.ts'
import type { LimitCode } from '../../core/contract.ts'
import { literals } from '../../core/statement.ts'

/** What is counted as it stands, rather than by the day. */
export type Gauge = Exclude<LimitCode, 'apiCallsPerDay'>
export const gauges = ['employees', 'storageBytes', 'locations'] as const satisfies readonly Gauge[]

type FileTables = 'employeePhoto' | 'importRun' | 'customFile' | 'leaveDocument' | 'companyLogo' | 'companyExportPart'
type GaugeCtx = Ctx<'employee' | 'branch' | FileTables>
export type PlaceCtx = LimitCtx & GaugeCtx & Ctx<'companyState'>

/**
 * Takes `more` of what a limit allows, or refuses with 409 `LIMIT_REACHED`. The company's state row is held until the transaction
 * ends, so that of two for the last place one is refused; call it before what it guards is written.
 */
export async function takePlace(ctx: PlaceCtx, code: Gauge, more = 1): Promise<void> {
  const { limit, used } = await readPlace(ctx, code)
  if (used + more > limit.limit) throw limitReached(limit, used, used + more)
  await tellOfUse(ctx, limit, used, used + more)
}

/** A limit and what is used of it, which nobody else changes until the transaction ends. */
export async function readPlace(ctx: PlaceCtx, code: Gauge): Promise<{ limit: Limit; used: number }> {
  await ctx.tx.selectFrom('companyState').select('companyId').where('companyId', '=', ctx.companyId).forNoKeyUpdate().execute()
  const [limits, used] = await Promise.all([readLimits(ctx), usedOf[code](ctx)])
  return { limit: limits(code), used }
}

/** What a company uses of each limit that is no daily one. */
export async function readGauges(ctx: GaugeCtx): Promise<Record<Gauge, number>> {
  const [employees, storageBytes, locations] = await Promise.all(gauges.map((code) => usedOf[code](ctx)))
  return { employees: employees!, storageBytes: storageBytes!, locations: locations! }
}

/** Where the bytes of files are; a test holds it against the database's catalogue. */
export const fileTables = ['employee_photo', 'import_run', 'custom_file', 'leave_document', 'company_logo', 'company_export_part'] as const

const usedOf: Readonly<Record<Gauge, (ctx: GaugeCtx) => Promise<number>>> = {
  employees: async ({ tx, companyId }) => {
    const { used } = await tx
      .selectFrom('employee')
      .select((eb) => eb.fn.countAll<number>().as('used'))
      .where('companyId', '=', companyId)
      .where('status', 'not in', literals('left', 'archived'))
      .executeTakeFirstOrThrow()
    return used
  },
  // The length of a value that is kept outside its row is in the row: nothing is read but rows without their files.
  storageBytes: async ({ tx, companyId }) => {
    const sums = fileTables.map(
      (table) => sql`(select coalesce(sum(octet_length(f.content)), 0) from ${sql.table(table)} f where f.company_id = ${companyId})`,
    )
    const { rows } = await sql<{ used: string }>`select (${sql.join(sums, sql` + `)})::bigint as used`.execute(tx)
    return Number(rows[0]!.used)
  },
  locations: async ({ tx, companyId }) => {
    const { used } = await tx
      .selectFrom('branch')
      .select((eb) => eb.fn.countAll<number>().as('used'))
      .where('companyId', '=', companyId)
      .where('archivedAt', 'is', null)
      .executeTakeFirstOrThrow()
    return used
  },
}
