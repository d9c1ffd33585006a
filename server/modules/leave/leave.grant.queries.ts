import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { statement } from '../../core/statement.ts'
import type { Rounding, WorkedMinutes } from './leave-credit.rules.ts'
import type { Assignment, LastCredit } from './leave-grant.rules.ts'

export type GrantTables =
  | 'leaveType'
  | 'leaveLot'
  | 'leaveLedger'
  | 'leaveCredit'
  | 'leavePolicy'
  | 'leaveEntitlement'
  | 'leaveAssignment'
  | 'leaveAudience'
  | 'employee'
  | 'employment'
  | 'companySettings'
  | 'attendanceDay'
export type GrantCtx = Ctx<GrantTables>

export type GrantedType = { id: string; yearlyAmount: string | null; rounding: Rounding; maxBalance: string | null; minBalance: string }
export type Grantee = { id: string; joinedOn: string; leftOn: string | null }
export type FailedCredit = LastCredit & { id: string }
/** Everything the credits of some people follow from; account keys are `employee type`, those of a year `employee type last day`. */
export type Granting = {
  people: Grantee[]
  types: GrantedType[]
  assignments: Map<string, Assignment[]>
  last: Map<string, LastCredit>
  failed: Map<string, FailedCredit>
  lots: Map<string, string>
  /** Lots granted by hand, which are left as they are. */
  byHand: Map<string, { validFrom: string; validTo: string }[]>
  workedBy: (employeeId: string) => WorkedMinutes
}

/** Leave years that ended so long ago are not looked at any more: the year before this one began within it. */
export const lookBackDays = 740

type Who = { ids: readonly string[] | undefined; since: string }

/** Reads, in one round trip, what the credits of these people (or of everybody) follow from. */
export async function readGranting(ctx: GrantCtx, today: string, ids: readonly string[] | undefined, typeId?: string): Promise<Granting> {
  const who = { ids, since: addDays(today, -lookBackDays) }
  const [people, types, assignments, credits, lots, byHand, worked] = await Promise.all([
    grantees(ctx, who),
    grantedTypes(ctx, { typeId }),
    assignmentsOf(ctx, who),
    creditsOfPeople(ctx, who),
    grantLots(ctx, who),
    lotsByHand(ctx, who),
    workedDays(ctx, who),
  ])
  const written = (state: string) => credits.filter((credit) => credit.state === state)
  const byYear = <R extends { employeeId: string; typeId: string; yearLast: string }>(rows: R[]) =>
    new Map(rows.map((row) => [`${row.employeeId} ${row.typeId} ${row.yearLast}`, row]))
  const workedOf = Map.groupBy(worked, ({ employeeId }) => employeeId)
  return {
    people,
    types: types.map(({ roundingStep, roundingMode, ...type }) => ({
      ...type,
      rounding: { step: roundingStep, mode: roundingMode as Rounding['mode'] },
    })),
    assignments: Map.groupBy(assignments as unknown as (Assignment & Account)[], keyOf) as Map<string, Assignment[]>,
    last: byYear(written('credited')),
    failed: byYear(written('failed')),
    lots: new Map(lots.map((lot) => [`${keyOf(lot)} ${lot.validTo}`, lot.id])),
    byHand: Map.groupBy(byHand, keyOf),
    workedBy: (employeeId) => (from, to) =>
      (workedOf.get(employeeId) ?? []).reduce(
        (sum, { workDate, minutes }) => (workDate >= from && workDate <= to ? sum + minutes : sum),
        0,
      ),
  }
}

type Account = { employeeId: string; typeId: string }
const keyOf = ({ employeeId, typeId }: Account) => `${employeeId} ${typeId}`

const grantees = statement((ctx: Ctx<'employee'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', 'e.joinedOn', 'e.leftOn'])
    .where('e.companyId', '=', ctx.companyId)
    // Whoever left keeps what the days until then give; without a last day nothing can be said.
    .where(sql<boolean>`(e.status not in ('left', 'archived') or (e.status = 'left' and e.left_on >= ${since}))`)
    .orderBy('e.id')
  return ids ? query.where(anyOf('e.id', ids)) : query
})

const grantedTypes = statement((ctx: Ctx<'leaveType'>, { typeId }: { typeId: string | undefined }) => {
  const query = ctx.tx
    .selectFrom('leaveType as y')
    .select(['y.id', 'y.yearlyAmount', 'y.roundingStep', 'y.roundingMode', 'y.maxBalance', 'y.minBalance'])
    .where('y.companyId', '=', ctx.companyId)
    .where('y.tracksBalance', '=', true)
    .where('y.isActive', '=', true)
  return typeId ? query.where('y.id', '=', typeId) : query
})

const assignmentsOf = statement((ctx: Ctx<'leaveAssignment' | 'leaveEntitlement' | 'leavePolicy'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('leaveAssignment as a')
    .innerJoin('leaveEntitlement as t', (join) =>
      join.onRef('t.policyId', '=', 'a.policyId').onRef('t.typeId', '=', 'a.typeId').on('t.companyId', '=', ctx.companyId),
    )
    .innerJoin('leavePolicy as p', (join) => join.onRef('p.id', '=', 'a.policyId').on('p.companyId', '=', ctx.companyId))
    .select(['a.employeeId', 'a.typeId', 'a.firstDay', 'a.lastDay', 'p.leaveYear', 't.yearlyAmount', 't.crediting', 't.period'])
    .select(['t.creditOn', 't.waitingDays', 't.hoursPerUnit', 't.steps'])
    .where('a.companyId', '=', ctx.companyId)
    .where((eb) => eb.or([eb('a.lastDay', 'is', null), eb('a.lastDay', '>=', since)]))
  return ids ? query.where(anyOf('a.employeeId', ids)) : query
})

const creditsOfPeople = statement((ctx: Ctx<'leaveCredit'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('leaveCredit as c')
    .select(['c.id', 'c.employeeId', 'c.typeId', 'c.yearLast', 'c.dueOn', 'c.revision', 'c.total', 'c.state'])
    .distinctOn(['c.employeeId', 'c.typeId', 'c.yearLast', 'c.state'])
    .where('c.companyId', '=', ctx.companyId)
    .where('c.yearLast', '>=', since)
    .orderBy('c.employeeId')
    .orderBy('c.typeId')
    .orderBy('c.yearLast')
    .orderBy('c.state')
    .orderBy('c.dueOn', 'desc')
    .orderBy('c.revision', 'desc')
  return ids ? query.where(anyOf('c.employeeId', ids)) : query
})

const grantLots = statement((ctx: Ctx<'leaveLot'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('leaveLot as l')
    .select(['l.id', 'l.employeeId', 'l.typeId', 'l.validTo'])
    .where('l.companyId', '=', ctx.companyId)
    .where('l.origin', '=', 'grant')
    .where('l.validTo', '>=', since)
  return ids ? query.where(anyOf('l.employeeId', ids)) : query
})

const lotsByHand = statement((ctx: Ctx<'leaveLot' | 'leaveLedger'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('leaveLot as l')
    .select(['l.employeeId', 'l.typeId', 'l.validFrom', 'l.validTo'])
    .where('l.companyId', '=', ctx.companyId)
    .where('l.origin', '=', 'manual')
    .where('l.validTo', '>=', since)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('leaveLedger as g')
          .select('g.id')
          .where('g.companyId', '=', ctx.companyId)
          .whereRef('g.employeeId', '=', 'l.employeeId')
          .whereRef('g.typeId', '=', 'l.typeId')
          .whereRef('g.lotId', '=', 'l.id')
          .where('g.kind', '=', 'grant'),
      ),
    )
  return ids ? query.where(anyOf('l.employeeId', ids)) : query
})

/** Worked days of those who earn leave by them. */
const workedDays = statement((ctx: Ctx<'attendanceDay' | 'leaveAssignment' | 'leaveEntitlement'>, { ids, since }: Who) => {
  const query = ctx.tx
    .selectFrom('attendanceDay as d')
    .select(['d.employeeId', 'd.workDate', 'd.workedMinutes as minutes'])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.workDate', '>=', since)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('leaveAssignment as a')
          .innerJoin('leaveEntitlement as t', (join) =>
            join.onRef('t.policyId', '=', 'a.policyId').onRef('t.typeId', '=', 'a.typeId').on('t.companyId', '=', ctx.companyId),
          )
          .select('a.id')
          .where('a.companyId', '=', ctx.companyId)
          .whereRef('a.employeeId', '=', 'd.employeeId')
          .where('t.crediting', '=', 'hours'),
      ),
    )
  return ids ? query.where(anyOf('d.employeeId', ids)) : query
})

export const anyOf = (column: string, ids: readonly string[]) => sql<boolean>`${sql.ref(column)} = any(${ids})`
