import { sql } from 'kysely'
import type { SourcedGrant } from '../../core/claims.ts'
import { reaches } from '../../core/contract.ts'
import type { Query } from '../../core/contract.ts'
import type { AccessCtx } from './access.change.service.ts'
import type * as contract from './access.check.contract.ts'
import type { Explanation } from './access.check.contract.ts'
import { distancesOf, judge, refuseUnknown, subjectOf } from './access.check.service.ts'
import type { Judgement } from './access.check.service.ts'
import { selectGrants } from './access.grant.queries.ts'
import { requireClaims } from './access.module.service.ts'
import { readEdges, readRoleNames } from './access.role.queries.ts'
import { chainTo } from './access.rules.ts'

/** The decision as `check` makes it, with everything it rests on by name. */
export async function explainAccess(
  ctx: AccessCtx,
  { userId, ...check }: Query<typeof contract.explainAccess>,
): Promise<{ explanation: Explanation }> {
  await refuseUnknown(ctx, [check], 'querystring.')
  const asked = await requireClaims(ctx, userId)
  const distances = await distancesOf(ctx, asked, [check])
  const judged = judge(ctx, asked, check, distances)
  const { allowed, level, guardrail, grant, delegationId } = judged
  const giver = delegationId ? asked.row?.lendings.find(({ id }) => id === delegationId) : undefined
  const holderId = giver?.giverId ?? userId
  const anchor = asked.row?.people.find((person) => person.userId === holderId)?.employeeId ?? null
  const id = check.resource?.split(':')[1]
  const ring = id && grant && grant.level !== 'resource' ? subjectOf(id, distances).ring(anchor) : undefined
  const stored = grant ? await selectGrants(ctx).where('g.id', '=', grant.id).executeTakeFirst() : undefined
  const explanation: Explanation = {
    permission: check.permission,
    resource: check.resource ?? null,
    allowed,
    guardrail,
    level,
    grantId: grant?.id ?? null,
    delegationId,
    user: { id: userId, name: asked.user.name },
    effect: grant?.effect ?? null,
    reach: grant && grant.level !== 'resource' ? grant.reach : null,
    distance: ring === undefined ? null : reaches[ring],
    holder: stored?.holder ?? null,
    roleChain: await roleChain(ctx, holderId, grant),
    reportingLine: ring === 1 && id && anchor ? await reportingLine(ctx, id, anchor) : [],
    delegatedBy: giver ? await nameOfUser(ctx, giver.giverId) : null,
    ...timesOf(judged, giver),
    asOf: ctx.now,
  }
  return { explanation }
}

/** From when to when it stays so: what the grant says, narrowed to the delegation it came by. */
function timesOf({ grant }: Judgement, giver: { from: string; to: string } | undefined) {
  const iso = (instants: readonly (string | null | undefined)[], pick: (...millis: number[]) => number) => {
    const known = instants.flatMap((instant) => (instant ? Date.parse(instant) : []))
    return known.length > 0 ? new Date(pick(...known)).toISOString() : null
  }
  return { validFrom: iso([grant?.from, giver?.from], Math.max), validTo: iso([grant?.to, giver?.to], Math.min) }
}

async function roleChain(ctx: AccessCtx, userId: string, grant: SourcedGrant | null) {
  if (!grant?.roleId) return []
  const [edges, roles, held] = await Promise.all([
    readEdges(ctx),
    readRoleNames(ctx),
    ctx.tx.selectFrom('roleAssignment').select('roleId').where('companyId', '=', ctx.companyId).where('userId', '=', userId).execute(),
  ])
  const roleOf = new Map(roles.map((role) => [role.id, role]))
  return chainTo(
    held.map(({ roleId }) => roleId),
    grant.roleId,
    edges,
  ).map((id) => roleOf.get(id)!)
}

/** Who reports to whom from a person up to whom it was decided around, today. */
async function reportingLine(ctx: AccessCtx, employeeId: string, anchor: string) {
  const { companyId, today } = ctx
  const { rows } = await sql<{ id: string; name: string; managerId: string | null }>`with recursive line as (
      select ${employeeId}::uuid as id, 0 as step
      union all select t.manager_id, line.step + 1 from line join employment t on t.employee_id = line.id
        where t.company_id = ${companyId} and t.first_day <= ${today} and (t.last_day is null or t.last_day >= ${today})
          and t.manager_id is not null and line.id <> ${anchor} and line.step < 50
    ) select e.id, e.first_name || ' ' || e.last_name as name from line join employee e on e.company_id = ${companyId} and e.id = line.id
      order by line.step`.execute(ctx.tx)
  return rows.map(({ id, name }) => ({ id, name }))
}

async function nameOfUser(ctx: AccessCtx, userId: string) {
  const user = await ctx.tx
    .selectFrom('userAccount as u')
    .select(sql<string>`u.first_name || ' ' || u.last_name`.as('name'))
    .where('u.companyId', '=', ctx.companyId)
    .where('u.id', '=', userId)
    .executeTakeFirstOrThrow()
  return user.name
}
