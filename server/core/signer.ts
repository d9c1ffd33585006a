import { loadActor, loadCompany } from './access.ts'
import type { Actor } from './access.ts'
import type { FullCtx } from './context.ts'
import { settle } from './decision.rules.ts'
import type { Signature } from './gate.ts'

/** The actor behind a signature; undefined when there is none any more. */
export function loadSigner(ctx: FullCtx, signature: Signature): Promise<Actor | undefined> {
  if ('userId' in signature) return loadActor(ctx, signature.userId)
  return 'keyId' in signature ? loadKey(ctx, signature.keyId) : loadSupport(ctx, signature.supportId)
}

/** A key may do what its creator may do now, as far as it was made for that: never more, also when they are given more later. */
async function loadKey(ctx: FullCtx, keyId: string): Promise<Actor | undefined> {
  const key = await ctx.tx
    .selectFrom('apiKey')
    .select(['userId', 'name', 'hint', 'permissions', 'ratePerMinute'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', keyId)
    .executeTakeFirst()
  const creator = key && (await loadActor(ctx, key.userId))
  if (!creator) return undefined
  return {
    ...creator,
    name: `${creator.name} (API key ${key.name} …${key.hint})`,
    permissions: new Map([...creator.permissions].filter(([code]) => key.permissions.includes(code))),
    dormant: new Map(),
    via: { kind: 'key', ratePerMinute: key.ratePerMinute },
  }
}

/** An operator let in for support sees everything, and changes something only when the company allowed it. */
async function loadSupport(ctx: FullCtx, supportId: string): Promise<Actor | undefined> {
  const access = await ctx.tx
    .selectFrom('supportAccess')
    .select(['operatorName', 'mayWrite', 'endsAt'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', supportId)
    .executeTakeFirst()
  if (!access) return undefined
  const company = await loadCompany(ctx)
  const permissions = new Map(
    [...ctx.catalogue.keys()].flatMap((code) => {
      const held = settle({
        anchor: null,
        lent: [],
        grants: [{ level: 'direct', permission: code, effect: 'allow', reach: 'company', resourceId: null, from: null, to: null }],
      })
      return held ? [[code, held] as const] : []
    }),
  )
  return {
    ...company,
    userId: null,
    name: `${access.operatorName} (Muster support)`,
    employeeId: null,
    permissions,
    dormant: new Map(),
    closed: new Set(),
    mustChangePassword: false,
    secondFactorMissing: false,
    via: { kind: 'support', id: supportId, mayWrite: access.mayWrite, endsAt: access.endsAt },
  }
}
