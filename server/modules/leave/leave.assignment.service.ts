import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { creditsOf } from './leave-credit.rules.ts'
import type { CreditPlan } from './leave-credit.rules.ts'
import { leaveYearOf } from './leave-entitlement.rules.ts'
import { yearStartOf } from './leave-grant.rules.ts'
import type { Audience } from './leave.audience.service.ts'
import * as contract from './leave.policy.contract.ts'
import type { LeavePolicy } from './leave.policy.contract.ts'
import { getPolicy } from './leave.policy.service.ts'
import type { PolicyTables } from './leave.policy.service.ts'
import { grantLater } from './leave.type.service.ts'

type AssignCtx = Ctx<PolicyTables | 'leaveAudience' | 'employee' | 'employment'>
type Ask = Body<typeof contract.previewAssignment>
type Person = { id: string; firstName: string; lastName: string; joinedOn: string; leftOn: string | null; overlaps: boolean }

/** People shown one by one in a preview; the counts are of all. */
const shownPeople = 200
const mostPeople = 20_000

export async function previewAssignment(ctx: AssignCtx, id: string, ask: Ask): Promise<Data<typeof contract.previewAssignment>> {
  const policy = await getPolicy(ctx, id)
  refuseDays(ask)
  const [people, roundings] = await Promise.all([peopleFor(ctx, policy, ask), roundingsOf(ctx, policy)])
  return {
    preview: {
      total: people.length,
      overlapping: people.filter(({ overlaps }) => overlaps).length,
      people: people.slice(0, shownPeople).map((person) => ({
        employeeId: person.id,
        firstName: person.firstName,
        lastName: person.lastName,
        overlaps: person.overlaps,
        amounts: policy.entitlements.map((one) => amountFor(ctx, policy, one, person, ask, roundings.get(one.typeId)!)),
      })),
    },
  }
}

/**
 * Gives a policy to many at once, in one transaction. Another policy for the same leave on the same days refuses all of it,
 * unless the ask says to skip those people or to end what they have the day before.
 */
export async function assignPolicy(ctx: AssignCtx, id: string, { alsoLater, ...ask }: Body<typeof contract.assignPolicy>) {
  const policy = await getPolicy(ctx, id)
  if (!policy.isActive) throw fail.conflict('LEAVE_POLICY_INACTIVE', 'This policy is not in use any more.', { policyId: id })
  refuseDays(ask)
  if (alsoLater && ask.employeeIds)
    throw fail.unprocessable('LEAVE_AUDIENCE_NAMED', 'People named one by one are not joined by others later.', { field: 'alsoLater' })
  const { onOverlap = 'refuse', firstDay } = ask
  await takeTurn(ctx, policy)
  const people = await peopleFor(ctx, policy, ask)
  const overlapping = people.filter(({ overlaps }) => overlaps)
  if (overlapping.length > 0 && onOverlap === 'refuse') {
    throw fail.conflict(
      'LEAVE_GRANT_OVERLAP',
      `${overlapping.length} of these people have another policy for the same leave on these days.`,
      {
        overlapping: overlapping.length,
        people: overlapping.slice(0, 20).map(({ id: employeeId, firstName, lastName }) => ({ employeeId, firstName, lastName })),
      },
    )
  }
  const chosen = onOverlap === 'skip' ? people.filter(({ overlaps }) => !overlaps) : people
  const ids = chosen.map((person) => person.id)
  if (onOverlap === 'replace') await endOthers(ctx, policy, ids, ask)
  await insertAssignments(ctx, policy, chosen, ask)
  if (alsoLater) await rememberAudience(ctx, id, ask)
  await ctx.emit(contract.policyAssigned, {
    subject: { type: 'leave-policy', id },
    after: { ...ask, people: ids.length, alsoLater: alsoLater ?? false },
    data: { name: policy.name, policyId: id, people: String(ids.length), firstDay },
  })
  await grantLater(ctx)
  return { assigned: ids.length, skipped: people.length - ids.length }
}

export async function listAssignments(ctx: AssignCtx, ask: Query<typeof contract.listAssignments>) {
  let query = ctx.tx
    .selectFrom('leaveAssignment as a')
    .innerJoin('leavePolicy as p', (join) => join.onRef('p.id', '=', 'a.policyId').on('p.companyId', '=', ctx.companyId))
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'a.typeId').on('y.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'a.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['a.id', 'a.policyId', 'p.name as policyName', 'a.typeId', 'y.name as typeName', 'a.employeeId'])
    .select(['e.firstName', 'e.lastName', 'a.firstDay', 'a.lastDay'])
    .where('a.companyId', '=', ctx.companyId)
    .orderBy('a.createdAt', 'desc')
    .orderBy('a.id', 'desc')
  if (ask.employeeId) query = query.where('a.employeeId', '=', ask.employeeId)
  if (ask.policyId) query = query.where('a.policyId', '=', ask.policyId)
  const { rows: assignments, pagination } = await fetchPage(query, ask)
  return { assignments, pagination }
}

function refuseDays({ firstDay, lastDay }: Ask) {
  if (lastDay && lastDay < firstDay) throw fail.unprocessable('DATES_REVERSED', 'The last date is before the first.', { firstDay, lastDay })
}

type Given = LeavePolicy['entitlements'][number]
type TypeRounding = { step: string; mode: 'half-up' | 'up' | 'down' }

function amountFor(
  ctx: AssignCtx,
  policy: LeavePolicy,
  { typeId, typeName, unit: _, ...given }: Given,
  person: Person,
  ask: Ask,
  rounding: TypeRounding,
) {
  const plan: CreditPlan = { ...given, ...daysFor(person, ask) }
  const { settings } = ctx.actor
  const kind = policy.leaveYear === 'company' ? settings.leaveYear : policy.leaveYear
  const year = leaveYearOf(plan.firstDay, yearStartOf(kind, settings, person.joinedOn))
  const credits = creditsOf([plan], year, person, rounding)
  return { typeId, typeName, quantity: credits.at(-1)?.total ?? '0', firstCreditOn: credits[0]?.dueOn ?? null }
}

const daysFor = ({ joinedOn }: Person, { firstDay, lastDay = null }: Ask) => ({
  firstDay: joinedOn > firstDay ? joinedOn : firstDay,
  lastDay,
})

async function roundingsOf(ctx: AssignCtx, { entitlements }: LeavePolicy): Promise<Map<string, TypeRounding>> {
  const types = await ctx.tx
    .selectFrom('leaveType')
    .select(['id', 'roundingStep as step', 'roundingMode as mode'])
    .where('companyId', '=', ctx.companyId)
    .where(
      'id',
      'in',
      entitlements.map(({ typeId }) => typeId),
    )
    .execute()
  return new Map(types.map(({ id, ...rounding }) => [id, rounding as TypeRounding]))
}

/** Who fits on the first day, or joins later by name; by employment of that day. */
async function peopleFor(ctx: AssignCtx, policy: LeavePolicy, ask: Ask): Promise<Person[]> {
  const [people, { rows }] = await Promise.all([selectPeople(ctx, policy, ask), placesOf(ctx, ask)])
  const isUnknown = rows[0]!.missing || (ask.employeeIds && people.length < ask.employeeIds.length)
  if (isUnknown) throw fail.conflict('REFERENCE_NOT_FOUND', 'Somebody or something named here is not there, or has left.')
  return people
}

function placesOf(ctx: AssignCtx, { branchId, departmentId, positionId }: Audience) {
  const isMissing = (table: string, id: string | undefined) =>
    id === undefined
      ? sql`false`
      : sql`not exists (select from ${sql.table(table)} as x where x.company_id = ${ctx.companyId} and x.id = ${id})`
  const parts = [isMissing('branch', branchId), isMissing('department', departmentId), isMissing('position', positionId)]
  return sql<{ missing: boolean }>`select ${sql.join(parts, sql` or `)} as missing`.execute(ctx.tx)
}

function selectPeople(ctx: AssignCtx, { entitlements }: LeavePolicy, ask: Ask): Promise<Person[]> {
  const { firstDay, lastDay = null, branchId, departmentId, positionId, contractKind, employeeIds }: Ask & Audience = ask
  const typeIds = entitlements.map(({ typeId }) => typeId)
  const overlaps = sql<boolean>`exists (select from leave_assignment as a where a.company_id = ${ctx.companyId} and a.employee_id = e.id
    and a.type_id = any(${typeIds}) and daterange(a.first_day, a.last_day, '[]') && daterange(greatest(${firstDay}::date, e.joined_on), ${lastDay}::date, '[]'))`
  let query = ctx.tx
    .selectFrom('employee as e')
    .select(['e.id', 'e.firstName', 'e.lastName', 'e.joinedOn', 'e.leftOn', overlaps.as('overlaps')])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.status', 'not in', ['left', 'archived'])
    .where(sql<boolean>`(e.left_on is null or e.left_on >= ${firstDay})`)
    .where(sql<boolean>`(${lastDay}::date is null or e.joined_on <= ${lastDay}::date)`)
    .orderBy('e.lastName')
    .orderBy('e.firstName')
    .orderBy('e.id')
    .limit(mostPeople)
  if (employeeIds) query = query.where(sql<boolean>`e.id = any(${employeeIds})`)
  if (branchId || departmentId || positionId || contractKind) {
    const fits = [
      branchId && sql`m.branch_id = ${branchId}`,
      departmentId && sql`m.department_id = ${departmentId}`,
      positionId && sql`m.position_id = ${positionId}`,
      contractKind && sql`m.contract_kind = ${contractKind}`,
    ].filter((one) => one !== undefined && one !== '')
    query = query.where(
      sql<boolean>`exists (select from employment as m where m.company_id = ${ctx.companyId} and m.employee_id = e.id
        and m.first_day <= greatest(${firstDay}::date, e.joined_on) and (m.last_day is null or m.last_day >= greatest(${firstDay}::date, e.joined_on))
        and ${sql.join(fits, sql` and `)})`,
    )
  }
  return query.execute()
}

/**
 * Assignments of the same leave wait for each other: of two that write overlapping days at once PostgreSQL would let each wait
 * for the other, and end one after a second.
 */
async function takeTurn(ctx: AssignCtx, { entitlements }: LeavePolicy) {
  const typeIds = entitlements.map(({ typeId }) => typeId)
  await sql`select from leave_type where company_id = ${ctx.companyId} and id = any(${typeIds}) order by id for no key update`.execute(
    ctx.tx,
  )
}

/** What begins before ends the day before; what begins within the days is taken away. */
async function endOthers(ctx: AssignCtx, { entitlements }: LeavePolicy, ids: readonly string[], { firstDay, lastDay = null }: Ask) {
  const typeIds = entitlements.map(({ typeId }) => typeId)
  const of = sql`company_id = ${ctx.companyId} and employee_id = any(${ids}) and type_id = any(${typeIds})`
  await sql`delete from leave_assignment where ${of} and first_day >= ${firstDay} and (${lastDay}::date is null or first_day <= ${lastDay}::date)`.execute(
    ctx.tx,
  )
  await sql`update leave_assignment set last_day = ${addDays(firstDay, -1)}
    where ${of} and first_day < ${firstDay} and (last_day is null or last_day >= ${firstDay})`.execute(ctx.tx)
}

async function insertAssignments(ctx: AssignCtx, policy: LeavePolicy, people: readonly Person[], ask: Ask) {
  const rows = people.flatMap((person) =>
    policy.entitlements.map(({ typeId }) => ({ id: newId(), typeId, employeeId: person.id, ...daysFor(person, ask) })),
  )
  await sql`
    insert into leave_assignment (company_id, id, policy_id, type_id, employee_id, first_day, last_day, created_at)
    select ${ctx.companyId}, id, ${policy.id}, "typeId", "employeeId", "firstDay", "lastDay", ${ctx.now}::timestamptz
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as x(id uuid, "typeId" uuid, "employeeId" uuid, "firstDay" date, "lastDay" date)`.execute(
    ctx.tx,
  )
}

async function rememberAudience(ctx: AssignCtx, policyId: string, ask: Ask) {
  const { branchId = null, departmentId = null, positionId = null, contractKind = null, firstDay, lastDay = null } = ask
  await ctx.tx
    .insertInto('leaveAudience')
    .values({
      companyId: ctx.companyId,
      id: newId(),
      policyId,
      branchId,
      departmentId,
      positionId,
      contractKind,
      firstDay,
      lastDay,
      createdAt: ctx.now,
    })
    .execute()
}
