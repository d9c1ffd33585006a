import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { newId } from '../../core/ids.ts'
import { literals } from '../../core/statement.ts'
import type { Settings } from '../../core/settings.ts'
import { leaveYearOf, nextLeaveYear, proratedAmount } from './leave-entitlement.rules.ts'
import type { LeaveYear } from './leave-entitlement.rules.ts'
import { writeEntries } from './leave.ledger.service.ts'

type EntitlementCtx = Ctx<'leaveType' | 'leaveLot' | 'leaveLedger' | 'employee' | 'companySettings'>

/** What a company starts with; every figure can be changed. */
const defaultTypes = [
  { code: 'annual', name: 'Annual leave', yearlyAmount: '20' },
  { code: 'sick', name: 'Sick leave', yearlyAmount: '10' },
  { code: 'unpaid', name: 'Unpaid leave', paid: false, tracksBalance: false },
]
const roundingStep = '0.5'

export async function createDefaultTypes(ctx: EntitlementCtx) {
  await ctx.tx
    .insertInto('leaveType')
    .values(defaultTypes.map((type, index) => ({ companyId: ctx.companyId, id: newId(), sortOrder: index, ...type })))
    .execute()
}

/** The first month and day of the leave year. */
export const leaveYearStart = ({ leaveYear, fiscalYearStart }: Pick<Settings, 'leaveYear' | 'fiscalYearStart'>) =>
  leaveYear === 'fiscal' ? fiscalYearStart : '01-01'

/**
 * Opens the yearly lots that are not there yet, for this leave year and the next (so that January can be asked for in
 * December): for one person, or for everybody. What is there already is left alone, so running it again adds nothing.
 */
export async function grantEntitlements(ctx: EntitlementCtx, settings: Settings, today: string, employeeId?: string) {
  const start = leaveYearStart(settings)
  const current = leaveYearOf(today, start)
  for (const year of [current, nextLeaveYear(current, start)]) {
    const missing = await missingLots(ctx, year, employeeId === undefined ? undefined : [employeeId])
    if (missing.length === 0) continue
    const ids = [...new Set(missing.map(({ employee }) => employee.id))]
    await lockEmployees(ctx, ids)
    // Read again behind the lock: another run may have granted meanwhile.
    for (const { employee, type } of await missingLots(ctx, year, ids)) {
      const quantity = proratedAmount(
        type.yearlyAmount,
        year,
        employee.joinedOn,
        employee.leftOn,
        type.unit === 'days' ? roundingStep : '0',
      )
      if (quantity === '0') continue
      const lotId = newId()
      const validFrom = employee.joinedOn > year.firstDay ? employee.joinedOn : year.firstDay
      await ctx.tx
        .insertInto('leaveLot')
        .values({ companyId: ctx.companyId, id: lotId, employeeId: employee.id, typeId: type.id, validFrom, validTo: year.lastDay })
        .execute()
      await writeEntries(ctx, employee.id, type.id, [{ kind: 'grant', lotId, requestId: null, day: validFrom, quantity }])
    }
  }
}

function lockEmployees(ctx: EntitlementCtx, ids: readonly string[]) {
  return ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where(anyOf('id', ids))
    .orderBy('id')
    .forNoKeyUpdate()
    .execute()
}

async function missingLots(ctx: EntitlementCtx, { firstDay, lastDay }: LeaveYear, employeeIds?: readonly string[]) {
  let query = ctx.tx
    .selectFrom('employee as e')
    .innerJoin('leaveType as y', (join) => join.on('y.companyId', '=', ctx.companyId).on('y.tracksBalance', '=', true))
    .select(['e.id', 'e.joinedOn', 'e.leftOn', 'y.id as typeId', 'y.yearlyAmount', 'y.unit'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.status', 'not in', literals('left', 'archived'))
    .where('e.joinedOn', '<=', lastDay)
    .where('y.yearlyAmount', '>', '0')
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('leaveLot as l')
            // A lot carried over, or opened by an adjustment, is not this year's grant.
            .innerJoin('leaveLedger as g', (join) =>
              join.onRef('g.lotId', '=', 'l.id').on('g.companyId', '=', ctx.companyId).on('g.kind', '=', 'grant'),
            )
            .select('l.id')
            .where('l.companyId', '=', ctx.companyId)
            .whereRef('l.employeeId', '=', 'e.id')
            .whereRef('l.typeId', '=', 'y.id')
            .where('l.validTo', '>=', firstDay)
            .where('l.validFrom', '<=', lastDay),
        ),
      ),
    )
    .orderBy('e.id')
  if (employeeIds) query = query.where(anyOf('e.id', employeeIds))
  const rows = await query.execute()
  return rows.map(({ typeId, yearlyAmount, unit, ...employee }) => ({ employee, type: { id: typeId, yearlyAmount: yearlyAmount!, unit } }))
}

const anyOf = (column: string, ids: readonly string[]) => sql<boolean>`${sql.ref(column)} = any(${ids})`
