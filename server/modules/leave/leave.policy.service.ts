import { sql } from 'kysely'
import type { Ctx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { fetchPage } from '../../core/paging.ts'
import { refuseStale } from '../../core/version.ts'
import * as contract from './leave.policy.contract.ts'
import type { LeavePolicy } from './leave.policy.contract.ts'
import { grantLater } from './leave.type.service.ts'

export type PolicyTables = 'leavePolicy' | 'leaveEntitlement' | 'leaveAssignment' | 'leaveType'
type PolicyCtx = Ctx<PolicyTables>
type Given = Body<typeof contract.createPolicy>['entitlements']

export async function listPolicies(ctx: PolicyCtx, ask: Query<typeof contract.listPolicies>) {
  const { rows: policies, pagination } = await fetchPage(selectPolicies(ctx).orderBy('p.name').orderBy('p.id'), ask)
  return { policies, pagination }
}

export async function createPolicy(ctx: PolicyCtx, { name, leaveYear = 'company', entitlements }: Body<typeof contract.createPolicy>) {
  const id = newId()
  await ctx.tx
    .insertInto('leavePolicy')
    .values({ companyId: ctx.companyId, id, name: name.trim(), leaveYear, createdAt: ctx.now })
    .execute()
  await saveEntitlements(ctx, id, entitlements)
  const policy = await getPolicy(ctx, id)
  await ctx.emit(contract.policyCreated, { subject: subjectOf(id), after: recordOf(policy), data: { name: policy.name, policyId: id } })
  return { policy }
}

/** A kind of leave that people have by this policy stays in it; give it the amount 0 to give none. */
export async function updatePolicy(ctx: PolicyCtx, id: string, { version, entitlements, ...changes }: Body<typeof contract.updatePolicy>) {
  const locked = await ctx.tx
    .selectFrom('leavePolicy')
    .select('version')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!locked) throw fail.notFound()
  refuseStale(version, locked.version)
  const before = await getPolicy(ctx, id)
  await ctx.tx
    .updateTable('leavePolicy')
    .set({ ...changes, ...(changes.name !== undefined && { name: changes.name.trim() }), version: locked.version + 1 })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  if (entitlements) {
    await saveEntitlements(ctx, id, entitlements)
    await extendAssignments(ctx, id)
    await dropEntitlements(
      ctx,
      before,
      entitlements.map(({ typeId }) => typeId),
    )
  }
  const policy = await getPolicy(ctx, id)
  await ctx.emit(contract.policyUpdated, {
    subject: subjectOf(id),
    before: recordOf(before),
    after: recordOf(policy),
    data: { name: policy.name, policyId: id },
  })
  await grantLater(ctx)
  return { policy }
}

export async function getPolicy(ctx: PolicyCtx, id: string): Promise<LeavePolicy> {
  const policy = await selectPolicies(ctx).where('p.id', '=', id).executeTakeFirst()
  if (!policy) throw fail.notFound()
  return policy
}

function selectPolicies(ctx: PolicyCtx) {
  return ctx.tx
    .selectFrom('leavePolicy as p')
    .select(['p.id', 'p.name', 'p.leaveYear', 'p.isActive', 'p.version'])
    .select([
      sql<LeavePolicy['entitlements']>`(select json_agg(json_build_object('typeId', n.type_id, 'typeName', y.name, 'unit', y.unit,
          'yearlyAmount', trim_scale(n.yearly_amount)::text, 'crediting', n.crediting, 'period', n.period, 'creditOn', n.credit_on,
          'waitingDays', n.waiting_days, 'hoursPerUnit', trim_scale(n.hours_per_unit)::text, 'steps', n.steps) order by y.sort_order, y.name)
        from leave_entitlement as n join leave_type as y on y.company_id = ${ctx.companyId} and y.id = n.type_id
        where n.company_id = ${ctx.companyId} and n.policy_id = p.id)`.as('entitlements'),
      sql<number>`(select count(distinct a.employee_id) from leave_assignment as a
        where a.company_id = ${ctx.companyId} and a.policy_id = p.id and (a.last_day is null or a.last_day >= ${ctx.today}))`.as(
        'peopleCount',
      ),
    ])
    .where('p.companyId', '=', ctx.companyId)
    .$castTo<LeavePolicy>()
}

async function saveEntitlements(ctx: PolicyCtx, policyId: string, entitlements: Given) {
  const twice = entitlements.find(({ typeId }, index) => entitlements.findIndex((other) => other.typeId === typeId) < index)
  if (twice) throw fail.unprocessable('LEAVE_TYPE_TWICE', 'A policy names each kind of leave once.', { typeId: twice.typeId })
  const known = await ctx.tx
    .selectFrom('leaveType')
    .select(['id', 'tracksBalance'])
    .where('companyId', '=', ctx.companyId)
    .where(
      'id',
      'in',
      entitlements.map(({ typeId }) => typeId),
    )
    .execute()
  for (const {
    typeId,
    yearlyAmount,
    crediting = 'front',
    period = 'month',
    creditOn = 'first',
    waitingDays = 0,
    hoursPerUnit = null,
    steps = [],
  } of entitlements) {
    const type = known.find(({ id }) => id === typeId.toLowerCase())
    if (!type) throw fail.unprocessable('LEAVE_TYPE_NOT_FOUND', 'There is no such kind of leave.', { typeId })
    if (!type.tracksBalance)
      throw fail.unprocessable('LEAVE_WITHOUT_BALANCE', 'A kind of leave that is not counted cannot be granted.', { typeId })
    if ((crediting === 'hours') !== (hoursPerUnit !== null && Number(hoursPerUnit) > 0))
      throw fail.unprocessable(
        'LEAVE_ENTITLEMENT_HOURS',
        'Hours for one unit are needed where leave is earned by hours worked, and only there.',
        {
          field: 'hoursPerUnit',
          crediting,
        },
      )
    if (new Set(steps.map(({ fromYears }) => fromYears)).size < steps.length)
      throw fail.unprocessable('LEAVE_STEP_TWICE', 'Two steps begin with the same years of service.', { field: 'steps' })
    const row = { yearlyAmount, crediting, period, creditOn, waitingDays, hoursPerUnit, steps: JSON.stringify(steps) }
    await ctx.tx
      .insertInto('leaveEntitlement')
      .values({ companyId: ctx.companyId, policyId, typeId, ...row })
      .onConflict((conflict) => conflict.columns(['companyId', 'policyId', 'typeId']).doUpdateSet(row))
      .execute()
  }
}

/** Whoever has the policy has what was added to it for the same days; another policy for it on one of them is a conflict. */
async function extendAssignments(ctx: PolicyCtx, policyId: string) {
  await sql`
    insert into leave_assignment (company_id, id, policy_id, type_id, employee_id, first_day, last_day, created_at)
    select ${ctx.companyId}, gen_random_uuid(), ${policyId}, n.type_id, a.employee_id, a.first_day, a.last_day, ${ctx.now}
    from (select distinct employee_id, first_day, last_day from leave_assignment where company_id = ${ctx.companyId} and policy_id = ${policyId}) as a
      cross join leave_entitlement as n
    where n.company_id = ${ctx.companyId} and n.policy_id = ${policyId} and not exists (
      select from leave_assignment as b where b.company_id = ${ctx.companyId} and b.policy_id = ${policyId} and b.type_id = n.type_id
        and b.employee_id = a.employee_id and daterange(b.first_day, b.last_day, '[]') && daterange(a.first_day, a.last_day, '[]'))`.execute(
    ctx.tx,
  )
}

async function dropEntitlements(ctx: PolicyCtx, before: LeavePolicy, kept: readonly string[]) {
  const dropped = before.entitlements.filter(({ typeId }) => !kept.includes(typeId))
  if (dropped.length === 0) return
  const ids = dropped.map(({ typeId }) => typeId)
  const used = await ctx.tx
    .selectFrom('leaveAssignment')
    .select('typeId')
    .where('companyId', '=', ctx.companyId)
    .where('policyId', '=', before.id)
    .where('typeId', 'in', ids)
    .limit(1)
    .executeTakeFirst()
  const name = dropped.find(({ typeId }) => typeId === used?.typeId)?.typeName
  if (used)
    throw fail.conflict('LEAVE_ENTITLEMENT_IN_USE', `People have ${name} by this policy; give it the amount 0 instead.`, {
      typeId: used.typeId,
    })
  await ctx.tx
    .deleteFrom('leaveEntitlement')
    .where('companyId', '=', ctx.companyId)
    .where('policyId', '=', before.id)
    .where('typeId', 'in', ids)
    .execute()
}

const subjectOf = (id: string) => ({ type: 'leave-policy', id })
const recordOf = ({ name, leaveYear, isActive, entitlements }: LeavePolicy) => ({
  name,
  leaveYear,
  isActive,
  entitlements: entitlements.map(
    (one) =>
      `${one.typeName}: ${one.yearlyAmount} ${one.unit}, ${one.crediting} ${one.period} ${one.creditOn}, from day ${one.waitingDays}${one.steps.map((step) => `, ${step.yearlyAmount} from ${step.fromYears} years`).join('')}`,
  ),
})
