import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import type { Refusal } from '../../core/refusal.ts'
import { literals, statement } from '../../core/statement.ts'
import { readSchedules } from '../attendance/index.ts'
import type { DayTables } from '../attendance/index.ts'
import { balanceOf } from './leave-balance.rules.ts'
import { chargeLots } from './leave-charge.rules.ts'
import type { LotCharges } from './leave-charge.rules.ts'
import { costOfLeave } from './leave-cost.rules.ts'
import type { LeaveCost } from './leave-cost.rules.ts'
import { holdEntries } from './leave-ledger.rules.ts'
import { refuseLeave } from './leave-refusal.rules.ts'
import type { LeaveAsk, LeaveDay, LeaveState } from './leave.rules.ts'
import { blackoutsFor } from './leave.blackout.service.ts'
import type { GrantTables } from './leave.grant.queries.ts'
import { getType, readAccount } from './leave.queries.ts'

export type LeaveCtx = Ctx<
  | DayTables
  | GrantTables
  | 'leaveBlackout'
  | 'leaveBlackoutExemption'
  | 'leaveListedDay'
  | 'leaveCoverage'
  | 'department'
  | 'userAccount'
  | 'approvalTask'
  | 'workflowInstance'
  | 'leaveDocument'
>

/** Days around a request that are looked at for runs and sandwiches; longer runs of days off do not exist. */
const surroundingDays = 40

/** Overlap is a conflict with what is there; everything else is a rule that refuses. */
export function refused({ code, message, details }: Refusal) {
  return code === 'LEAVE_OVERLAP' ? fail.conflict(code, message, details) : fail.unprocessable(code, message, details)
}

type Evaluation = {
  readonly type: Awaited<ReturnType<typeof getType>>
  readonly cost: LeaveCost | null
  readonly charges: LotCharges | null
  readonly refusal: Refusal | null
  /** What is available on the first day asked for; null for leave without a balance. */
  readonly available: string | null
  /** The same once the dates are charged to their lots; of dates beyond a lot's end it is only what they take from this one. */
  readonly availableAfter: string | null
}

/** `excludeRequestId` does not count (it is changed); `onlyCost` asks for nothing but the cost and the balance. */
type Circumstances = { excludeRequestId?: string; hasDocument?: boolean; onlyCost?: boolean }

/** Everything a request is judged by, read in one round trip, and the rules' verdict. */
export async function evaluate(
  ctx: LeaveCtx,
  employeeId: string,
  typeId: string,
  ask: LeaveAsk,
  { excludeRequestId, hasDocument = false, onlyCost = false }: Circumstances = {},
): Promise<Evaluation> {
  const from = addDays(ask.firstDay, -surroundingDays)
  // A request that is far too long is refused by the rules; what is read for it stays bounded.
  const lastRead = ask.lastDay > addDays(ask.firstDay, 366) ? addDays(ask.firstDay, 366) : ask.lastDay
  const to = addDays(lastRead < ask.firstDay ? ask.firstDay : lastRead, surroundingDays)
  const [type, [employee], everything, open, touching, { scheduleOf }, blackouts, listed] = await Promise.all([
    getType(ctx, typeId),
    subjects(ctx, { employeeId }),
    readAccount(ctx, employeeId, typeId),
    openRequestsOf(ctx, { employeeId, from, to, excludeRequestId }),
    touchingDaysOf(ctx, { employeeId, typeId, from, to, excludeRequestId }),
    readSchedules(ctx, employeeId, from, to),
    blackoutsFor(ctx, { employeeId, from, to }),
    listedDaysOf(ctx, { typeId, from, to }),
  ])
  const account = {
    ...everything,
    entries: everything.entries.filter(({ requestId }) => !excludeRequestId || requestId !== excludeRequestId),
  }
  const openRequests = open.map(shownTimes)
  const touchingDays = touching as LeaveDay[]
  const asOf = ask.firstDay > ctx.today ? ask.firstDay : ctx.today
  const available = type.tracksBalance ? balanceOf(account.lots, account.entries, asOf).available : null
  const refused = { charges: null, availableAfter: null }
  if (!type.isActive) {
    const message = `${type.name} cannot be asked for any more.`
    return { ...refused, type, cost: null, refusal: { code: 'LEAVE_TYPE_INACTIVE', message, details: { typeId } }, available }
  }
  const cost = costOfLeave(ask, type, scheduleOf, touchingDays)
  if ('code' in cost) return { ...refused, type, cost: null, refusal: cost, available }
  const { joinedOn, leftOn, status } = employee!
  const against = onlyCost
    ? null
    : refuseLeave({
        ask,
        cost,
        type,
        scheduleOf,
        today: ctx.today,
        joinedOn,
        leftOn,
        employeeArchived: status === 'archived',
        openRequests,
        touchingDays,
        hasDocument,
        blackouts,
        listedDays: type.listedDaysOnly ? listed.map(({ day }) => day) : null,
      })
  if (against) return { ...refused, type, cost, refusal: against, available }
  const charges = chargeLots({ type, dates: cost.dates, ...account, today: ctx.today })
  if ('code' in charges) return { ...refused, type, cost, refusal: charges, available }
  const holds = holdEntries('', charges.charges)
  const availableAfter = type.tracksBalance ? balanceOf(account.lots, [...account.entries, ...holds], asOf).available : null
  return { type, cost, charges, refusal: null, available, availableAfter }
}

const subjects = statement((ctx: Ctx<'employee'>, { employeeId }: { employeeId: string }) =>
  ctx.tx
    .selectFrom('employee')
    .select(['joinedOn', 'leftOn', 'status'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId),
)

type Around = { employeeId: string; from: string; to: string; excludeRequestId?: string | undefined }

const openRequestsOf = statement((ctx: Ctx<'leaveRequest'>, { employeeId, from, to, excludeRequestId }: Around) => {
  const query = ctx.tx
    .selectFrom('leaveRequest')
    .select(['firstDay', 'lastDay', 'startsAt', 'endsAt', 'fromTime', 'toTime', 'state'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('state', 'in', literals('pending', 'approved'))
    .where('firstDay', '<=', to)
    .where('lastDay', '>=', from)
  return excludeRequestId ? query.where('id', '!=', excludeRequestId) : query
})

type OpenRow = Awaited<ReturnType<typeof openRequestsOf>>[number]
const shownTimes = (row: OpenRow) =>
  ({ ...row, fromTime: row.fromTime?.slice(0, 5), toTime: row.toTime?.slice(0, 5) }) as LeaveAsk & { state: LeaveState }

const touchingDaysOf = statement(
  (ctx: Ctx<'leaveRequest' | 'leaveRequestDay'>, { employeeId, typeId, from, to, excludeRequestId }: Around & { typeId: string }) => {
    const query = ctx.tx
      .selectFrom('leaveRequest as r')
      .innerJoin('leaveRequestDay as d', (join) => join.onRef('d.requestId', '=', 'r.id').on('d.companyId', '=', ctx.companyId))
      .select(['d.day', 'd.portion'])
      .where('r.companyId', '=', ctx.companyId)
      .where('r.employeeId', '=', employeeId)
      .where('r.typeId', '=', typeId)
      .where('r.state', 'in', literals('pending', 'approved'))
      .where('d.day', '>=', from)
      .where('d.day', '<=', to)
      .where('d.quantity', '>', '0')
    return excludeRequestId ? query.where('r.id', '!=', excludeRequestId) : query
  },
)

const listedDaysOf = statement((ctx: Ctx<'leaveListedDay'>, { typeId, from, to }: { typeId: string; from: string; to: string }) =>
  ctx.tx
    .selectFrom('leaveListedDay')
    .select('day')
    .where('companyId', '=', ctx.companyId)
    .where('typeId', '=', typeId)
    .where('day', '>=', from)
    .where('day', '<=', to),
)

/** The employee behind the account; accounts without one take no leave. */
export function ownEmployeeId(ctx: Pick<LeaveCtx, 'actor'>): string {
  const { employeeId } = ctx.actor
  if (!employeeId) throw fail.forbidden('NO_EMPLOYEE', 'Your account does not belong to an employee, so it has no leave.')
  return employeeId
}

/** Whose leave it is: one's own, or of somebody one may act for, who is not found otherwise. */
export async function subjectOf(
  ctx: LeaveCtx,
  { employeeId, documentSeen }: { employeeId?: string | undefined; documentSeen?: boolean | undefined },
) {
  const actsForOthers = employeeId !== undefined && employeeId.toLowerCase() !== ctx.actor.employeeId
  if (!actsForOthers && documentSeen)
    throw fail.unprocessable('LEAVE_DOCUMENT_OWN', 'Nobody confirms their own document.', { field: 'documentSeen' })
  if (!actsForOthers) return { employeeId: ownEmployeeId(ctx), actsForOthers }
  const seen = await ctx.tx
    .selectFrom('employee')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where(visible(ctx, 'leave.manage', 'employee.id'))
    .executeTakeFirst()
  if (!seen) throw fail.notFound()
  return { employeeId: seen.id, actsForOthers }
}
