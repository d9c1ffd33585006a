import { loadActor } from './access.ts'
import type { Actor } from './access.ts'
import type { Ctx } from './context.ts'
import type { DB } from './db.ts'
import type { Signature } from './gate.ts'

/** The actor behind a signature; undefined when there is none any more. */
export function loadSigner(ctx: Ctx<keyof DB>, signature: Signature): Promise<Actor | undefined> {
  return 'userId' in signature ? loadActor(ctx, signature.userId) : loadKey(ctx, signature.keyId)
}

/** A key may do what its creator may do now, as far as it was made for that: never more, also when they are given more later. */
async function loadKey(ctx: Ctx<keyof DB>, keyId: string): Promise<Actor | undefined> {
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
