import { Decimal } from 'decimal.js'
import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { statement } from '../../core/statement.ts'
import { decidable } from '../workflows/index.ts'
import type { LeaveRequest } from './leave.contract.ts'
import type { LeaveTypeRule } from './leave.rules.ts'
import type { LedgerEntry, Lot } from './leave-ledger.rules.ts'
import { addScheduled } from './leave.entitlement.service.ts'
import { anyOf, lookBackDays, readGranting } from './leave.grant.queries.ts'
import type { GrantCtx } from './leave.grant.queries.ts'

export type RequestCtx = Ctx<
  'leaveRequest' | 'leaveType' | 'employee' | 'employment' | 'userAccount' | 'approvalTask' | 'workflowInstance' | 'leaveDocument'
>

/** Requests within the reach of a permission (null: all of them, for who has been let in already), newest employment's title beside the name, with what the caller may do. */
export function selectRequests(ctx: RequestCtx, permission: string | null) {
  const own = ctx.actor.employeeId
  const isOwn = own ? sql<boolean>`r.employee_id = ${own}` : sql<boolean>`false`
  const decides = sql<boolean>`(r.state = 'pending' and ${decidable(ctx, 'leave', 'r.id')})`
  const takesBack = sql<boolean>`(${isOwn} and ${ctx.actor.permissions.has('leave.request')} and (r.state = 'pending' or (r.state = 'approved' and r.first_day > ${ctx.today})))`
  const documents = sql<number>`(select count(*)::int from leave_document as d where d.company_id = ${ctx.companyId} and d.request_id = r.id)`
  const managed = sql<boolean>`(r.state in ('pending', 'approved') and not ${isOwn} and ${visible(ctx, 'leave.manage', 'r.employeeId')})`
  return ctx.tx
    .selectFrom('leaveRequest as r')
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'r.typeId').on('y.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('employment as t', (join) =>
      join
        .onRef('t.employeeId', '=', 'e.id')
        .on('t.companyId', '=', ctx.companyId)
        .on('t.firstDay', '<=', ctx.today)
        .on((eb) => eb.or([eb('t.lastDay', 'is', null), eb('t.lastDay', '>=', ctx.today)])),
    )
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'r.decidedBy').on('u.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as w', (join) => join.onRef('w.id', '=', 'r.enteredBy').on('w.companyId', '=', ctx.companyId))
    .select([
      'r.id',
      'r.typeId',
      'y.name as typeName',
      'y.unit',
      'r.firstDay',
      'r.lastDay',
      'r.startsAt',
      'r.endsAt',
      'r.state',
      'r.note',
      'r.comment',
    ])
    .select(['r.decidedAt', 'r.createdAt', 'r.version'])
    .select([
      sql<string>`trim_scale(r.quantity)::text`.as('quantity'),
      sql<string | null>`to_char(r.from_time, 'HH24:MI')`.as('fromTime'),
      sql<string | null>`to_char(r.to_time, 'HH24:MI')`.as('toTime'),
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('decidedByName'),
      sql<string | null>`w.first_name || ' ' || w.last_name`.as('enteredByName'),
      sql<LeaveRequest['employee']>`json_build_object('id', e.id, 'firstName', e.first_name, 'lastName', e.last_name, 'title', t.title)`.as(
        'employee',
      ),
      sql<LeaveRequest['can']>`json_build_object('approve', ${decides}, 'reject', ${decides}, 'withdraw', ${takesBack},
        'change', ${takesBack} or ${managed}, 'cancel', ${managed}, 'readDocuments', ${visible(ctx, 'leave.read-documents', 'r.employeeId')})`.as(
        'can',
      ),
      documents.as('documentCount'),
    ])
    .where('r.companyId', '=', ctx.companyId)
    .where(permission === null ? sql<boolean>`true` : visible(ctx, permission, 'r.employeeId'))
    .$castTo<LeaveRequest>()
}

/** One request as the contract shows it; what is outside the reach of the permission is not found. */
export async function getRequestRow(ctx: RequestCtx, id: string, permission: string): Promise<LeaveRequest> {
  const request = await selectRequests(ctx, permission).where('r.id', '=', id).executeTakeFirst()
  if (!request) throw fail.notFound()
  return request
}

/** One request, whoever asks: for the engine, and for who has been let in already. */
export async function getRequestOf(ctx: RequestCtx, id: string): Promise<LeaveRequest> {
  const request = await selectRequests(ctx, null).where('r.id', '=', id).executeTakeFirst()
  if (!request) throw fail.notFound()
  return request
}

/** One request for who may see it, or was asked to decide it. */
export async function getSeenRow(ctx: RequestCtx, id: string): Promise<LeaveRequest> {
  const mine = sql<boolean>`exists (select from approval_task as k join workflow_instance as i on i.company_id = ${ctx.companyId} and i.id = k.instance_id
    where k.company_id = ${ctx.companyId} and k.user_id = ${ctx.actor.userId} and i.request_id = r.id)`
  const request = await selectRequests(ctx, null)
    .where('r.id', '=', id)
    .where((eb) => eb.or([visible(ctx, 'leave.read', 'r.employeeId'), visible(ctx, 'leave.approve', 'r.employeeId'), mine]))
    .executeTakeFirst()
  if (!request) throw fail.notFound()
  return request
}

type TypeFacts = {
  name: string
  isActive: boolean
  listedDaysOnly: boolean
  encashable: boolean
  nonEncashable: string
  maxEncashable: string | null
  lapseAfterDays: number | null
}

/** A leave type as the rules read it. */
export async function getType(ctx: Ctx<'leaveType'>, typeId: string): Promise<LeaveTypeRule & TypeFacts> {
  const [type] = await typesById(ctx, { typeId })
  if (!type) throw fail.unprocessable('LEAVE_TYPE_NOT_FOUND', 'There is no such kind of leave.', { typeId })
  const { minBalance, maxPerRequest, nonEncashable, maxEncashable } = type
  return {
    ...(type as unknown as LeaveTypeRule & TypeFacts),
    minBalance: plainQuantity(minBalance),
    maxPerRequest: maxPerRequest === null ? null : plainQuantity(maxPerRequest),
    nonEncashable: plainQuantity(nonEncashable),
    maxEncashable: maxEncashable === null ? null : plainQuantity(maxEncashable),
  }
}

const typesById = statement((ctx: Ctx<'leaveType'>, { typeId }: { typeId: string }) =>
  ctx.tx.selectFrom('leaveType').selectAll().where('companyId', '=', ctx.companyId).where('id', '=', typeId),
)

/** All lots and ledger entries of one person and type, as `balanceOf` needs them, with the credits that are still to come. */
export async function readAccount(ctx: GrantCtx, employeeId: string, typeId: string): Promise<{ lots: Lot[]; entries: LedgerEntry[] }> {
  const accounts = await readAccounts(ctx, [employeeId], typeId)
  return accounts.of(employeeId, typeId)
}

/** By person and type, for balances of `asOf` and later days: what was written for long before is summed. */
export function readStandings(ctx: GrantCtx, employeeIds: readonly string[], asOf: string, typeId?: string): Promise<Accounts> {
  return readAccounts(ctx, employeeIds, typeId, addDays(asOf < ctx.today ? asOf : ctx.today, -lookBackDays))
}

type Account = { lots: Lot[]; entries: LedgerEntry[] }
export type Accounts = { readonly of: (employeeId: string, typeId: string) => Account }

async function readAccounts(
  ctx: GrantCtx,
  employeeIds: readonly string[],
  typeId: string | undefined,
  summedBefore?: string,
): Promise<Accounts> {
  const { timeZone } = ctx.actor.settings
  const [first, ...others] = employeeIds
  const who = others.length === 0 ? { employeeId: first, ids: undefined, typeId } : { employeeId: undefined, ids: employeeIds, typeId }
  const [lots, sums, entries, granting] = await Promise.all([
    lotsOf(ctx, who),
    summedBefore ? sumsOf(ctx, { ...who, before: summedBefore }) : [],
    entriesOf(ctx, { ...who, timeZone, since: summedBefore }),
    readGranting(ctx, ctx.today, employeeIds, typeId),
  ])
  const accounts = new Map<string, Account>()
  const accountOf = (employee: string, type: string) => {
    const key = `${employee} ${type}`
    const account = accounts.get(key) ?? { lots: [], entries: [] }
    accounts.set(key, account)
    return account
  }
  for (const { employeeId, typeId: type, ...lot } of lots) accountOf(employeeId, type).lots.push(lot)
  for (const { employeeId, typeId: type, ...entry } of [...sums, ...entries]) accountOf(employeeId, type).entries.push(entry as LedgerEntry)
  addScheduled(granting, ctx.actor.settings, ctx.today, accountOf)
  return { of: accountOf }
}

/** One person, for whom PostgreSQL plans best, or several. */
type Who = { employeeId: string | undefined; ids: readonly string[] | undefined; typeId: string | undefined }
const whose = ({ employeeId, ids }: Who) => (ids ? anyOf('employeeId', ids) : sql<boolean>`employee_id = ${employeeId}`)

const lotsOf = statement((ctx: Ctx<'leaveLot'>, who: Who) => {
  const query = ctx.tx
    .selectFrom('leaveLot')
    .select(['id', 'employeeId', 'typeId', 'validFrom', 'validTo'])
    .where('companyId', '=', ctx.companyId)
    .where(whose(who))
  return who.typeId ? query.where('typeId', '=', who.typeId) : query
})

const entriesOf = statement(
  (ctx: Ctx<'leaveLedger'>, { timeZone, since, ...who }: Who & { timeZone: string; since: string | undefined }) => {
    let query = ctx.tx
      .selectFrom('leaveLedger')
      .select(['employeeId', 'typeId', 'kind', 'lotId', 'requestId', 'day', 'quantity', 'reverses'])
      // The day on which it was written, where the company is: `today` is counted there too.
      .select(sql<string>`(created_at at time zone ${timeZone})::date`.as('recordedOn'))
      .where('companyId', '=', ctx.companyId)
      .where(whose(who))
      .orderBy('id')
    if (since) query = query.where('day', '>=', since)
    return who.typeId ? query.where('typeId', '=', who.typeId) : query
  },
)

/** One entry for all of a lot that counts as the same figure. */
const sumsOf = statement((ctx: Ctx<'leaveLedger'>, { before, ...who }: Who & { before: string }) => {
  const query = ctx.tx
    .selectFrom('leaveLedger')
    .select(['employeeId', 'typeId', 'kind', 'lotId', 'reverses'])
    .select(sql<string | null>`(array_agg(request_id))[1]`.as('requestId'))
    .select((eb) => [eb.fn.max('day').as('day'), eb.fn.sum<string>('quantity').as('quantity')])
    .where('companyId', '=', ctx.companyId)
    .where(whose(who))
    .where('day', '<', before)
    .groupBy(['employeeId', 'typeId', 'kind', 'lotId', 'reverses', sql`request_id is null`])
  return who.typeId ? query.where('typeId', '=', who.typeId) : query
})

/** A quantity without the zeros of its column's scale: `3.0000` is `3`. */
export const plainQuantity = (quantity: string) => new Decimal(quantity).toFixed()
