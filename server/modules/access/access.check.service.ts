import { featureStates, standingOf } from '../../core/access.rules.ts'
import type { ActorRow } from '../../core/access.ts'
import { isClosed } from '../../core/claims.ts'
import type { Claims, SourcedGrant } from '../../core/claims.ts'
import type { Body } from '../../core/contract.ts'
import { decide, settle } from '../../core/decision.rules.ts'
import type { Claim, Ring, Subject, Verdict } from '../../core/decision.rules.ts'
import { fail } from '../../core/errors.ts'
import { ringOn } from '../../core/reach.ts'
import type { AccessCtx } from './access.change.service.ts'
import type * as contract from './access.check.contract.ts'
import type { guardrails, Result } from './access.check.contract.ts'
import { requireClaims } from './access.module.service.ts'

type Guardrail = (typeof guardrails)[number]
type Check = Body<typeof contract.checkPermissions>['checks'][number]
/** Somebody about whom is asked, with everything that decides. */
export type Asked = Awaited<ReturnType<typeof requireClaims>>
/** How far away each record is, from each person it can be decided around; what is missing is not there. */
type Distances = ReadonlyMap<string, ReadonlyMap<string, Ring>>
export type Judgement = Verdict<SourcedGrant> & { readonly guardrail: Guardrail | null }

/** What the actor, or for whoever may ask somebody else, may do: everything of one moment, in a handful of statements. */
export async function checkPermissions(ctx: AccessCtx, { userId = ctx.actor.userId!, checks }: Body<typeof contract.checkPermissions>) {
  const isSelf = userId === ctx.actor.userId
  if (!isSelf && !ctx.actor.permissions.has('access.explain'))
    throw fail.forbidden('FORBIDDEN', 'You may ask only what you may do yourself.', { permission: 'access.explain' })
  await refuseUnknown(ctx, checks)
  const asked = await requireClaims(ctx, userId)
  const distances = await distancesOf(ctx, asked, checks)
  const results = checks.map((check): Result => {
    const { allowed, guardrail, level, grant, delegationId } = judge(ctx, asked, check, distances)
    // An actor that was narrowed, such as a key, may do no more than it carries.
    const isCarried = !isSelf || ctx.actor.permissions.has(check.permission)
    const about = { permission: check.permission, resource: check.resource ?? null, guardrail, level }
    return { ...about, allowed: allowed && isCarried, grantId: grant?.id ?? null, delegationId }
  })
  return { results }
}

/** A permission or field that does not exist is a fault of whoever asks, at its path. */
export async function refuseUnknown(ctx: AccessCtx, checks: readonly Check[], path = 'body.checks.') {
  const others = [...new Set(checks.map(({ permission }) => permission))].filter((code) => !ctx.catalogue.has(code))
  const own = others.length === 0 ? [] : await ownCodes(ctx, others)
  const faults = checks.flatMap(({ permission, field }, index) => {
    const at = path === 'querystring.' ? path : `${path}${index}.`
    if (!ctx.catalogue.has(permission) && !own.includes(permission))
      return [{ path: `${at}permission`, message: 'is no permission', expected: 'a code of GET /permissions' }]
    if (field && field !== 'public' && !ctx.catalogue.has(`${permission}-${field}`))
      return [{ path: `${at}field`, message: `${permission} has no such group of fields`, expected: 'public' }]
    return []
  })
  if (faults.length > 0) throw fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', faults)
}

async function ownCodes(ctx: AccessCtx, codes: readonly string[]) {
  const rows = await ctx.tx
    .selectFrom('companyPermission')
    .select('code')
    .where('companyId', '=', ctx.companyId)
    .where('code', 'in', codes)
    .execute()
  return rows.map(({ code }) => code)
}

const idIn = (resource: string | undefined) => resource?.split(':')[1] ?? null

/** One statement for each person that something is decided around: the one who is asked about, and who lent them something. */
export async function distancesOf(ctx: AccessCtx, { claims }: Asked, checks: readonly Check[]): Promise<Distances> {
  const ids = [...new Set(checks.flatMap(({ resource }) => idIn(resource) ?? []))]
  if (ids.length === 0 || !claims) return new Map()
  const anchors = new Set(
    checks.flatMap(({ permission, field }) =>
      [permission, `${permission}-${field}`].flatMap((code) => {
        const claim = claims.byPermission.get(code)
        return claim ? [claim.anchor, ...claim.lent.map((one) => one.claim.anchor)] : []
      }),
    ),
  )
  const found = [...anchors].map(async (anchor) => {
    const rows = await ctx.tx
      .selectFrom('employee as e')
      .select('e.id')
      .$if(anchor !== null, (query) => query.select(ringOn(ctx, 'e.id', anchor!).as('ring')))
      .where('e.companyId', '=', ctx.companyId)
      .where((eb) => eb('e.id', '=', eb.fn.any(eb.val(ids))))
      .execute()
    return [anchor ?? 'nobody', new Map(rows.map((row) => [row.id, row.ring ?? 4]))] as const
  })
  return new Map(await Promise.all(found))
}

/** The decision on one question: guardrails first, in the order of the rules, then the levels. */
export function judge(ctx: AccessCtx, asked: Asked, { permission, resource, field }: Check, distances: Distances): Judgement {
  const { row, claims } = asked
  if (!row || !claims) return stopped('user-archived')
  const guardrail = guardrailOf(ctx, row, claims, permission, resource)
  if (guardrail) return stopped(guardrail)
  if (field && field !== 'public') {
    const clearance = judge(ctx, asked, { permission: `${permission}-${field}`, ...(resource && { resource }) }, distances)
    if (!clearance.allowed) return stopped('field-above-clearance')
  }
  const claim = claims.byPermission.get(permission)
  if (!claim) return { ...nobody, guardrail: null }
  return { ...(resource ? verdictOn(claim, idIn(resource)!, distances) : anywhere(claim)), guardrail: null }
}

const nobody: Verdict<SourcedGrant> = { allowed: false, level: null, grant: null, delegationId: null }
const stopped = (guardrail: Guardrail): Judgement => ({ ...nobody, guardrail })

function guardrailOf(ctx: AccessCtx, row: ActorRow, claims: Claims, permission: string, resource: string | undefined): Guardrail | null {
  const known = ctx.catalogue.get(permission)
  const standing = standingOf(row.status, row.trialEndsAt, ctx.now)
  if (standing === 'suspended') return 'company-suspended'
  if ((standing === 'expired' || standing === 'cancelled') && known?.kind !== 'read') return 'company-read-only'
  const feature = known?.feature && featureStates(row.planFeatures, row.features).find(({ code }) => code === known.feature)
  if (feature && !feature.on) return feature.decidedBy === 'plan' ? 'plan-without-feature' : 'feature-off'
  if (isClosed(claims.closed, ctx.catalogue, permission)) return 'module-off'
  const own = claims.employeeId
  return known?.neverOwn && own !== null && idIn(resource) === own ? 'self-approval' : null
}

function verdictOn(claim: Claim<SourcedGrant>, id: string, distances: Distances): Verdict<SourcedGrant> {
  const isThere = distances.get(claim.anchor ?? 'nobody')?.has(id)
  return isThere ? decide(claim, subjectOf(id, distances)) : nobody
}

export const subjectOf = (id: string, distances: Distances): Subject => ({
  resourceId: id,
  ring: (anchor) => distances.get(anchor ?? 'nobody')?.get(id) ?? 4,
})

/** Whether there is anything at all it could be allowed on, and by what as widely as possible. */
function anywhere(claim: Claim<SourcedGrant>): Verdict<SourcedGrant> {
  if (!settle(claim)) return nobody
  for (const ring of [4, 3, 2, 1, 0] as const) {
    const verdict = decide(claim, { resourceId: null, ring: () => ring })
    if (verdict.allowed) return verdict
  }
  const grant = claim.grants.find(({ level, effect }) => level === 'resource' && effect === 'allow') ?? null
  return {
    allowed: true,
    level: grant ? 'resource' : 'delegated',
    grant,
    delegationId: grant ? null : (claim.lent[0]?.delegationId ?? null),
  }
}
