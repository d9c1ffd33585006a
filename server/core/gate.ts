import { sql } from 'kysely'
import type { KeySignature } from './api-keys.ts'
import type { Ctx } from './context.ts'
import { statement } from './statement.ts'

/** How a request says who asks: a session of a user, an API key, or an operator let in for support. */
export type Signature = SessionSignature | KeySignature | SupportSignature
export type SessionSignature = { readonly userId: string; readonly sessionId: string }
export type SupportSignature = { readonly supportId: string }

/** Under which id the actor of a signature is cached, and its requests are counted. */
export function holderOf(signature: Signature): string {
  if ('userId' in signature) return signature.userId
  return 'keyId' in signature ? signature.keyId : signature.supportId
}

/** What must still be true in the very transaction of the work. `provedAt` is null for whoever cannot prove anything. */
export type Gate = { readonly accessVersion: number; readonly isOpen: boolean; readonly provedAt: string | null }
type GateCtx = Ctx<'companyState' | 'session' | 'apiKey' | 'supportAccess'>

export async function gateOf(ctx: GateCtx, signature: Signature): Promise<Gate | undefined> {
  const [gate] = await gatesOf(ctx, signature)
  return gate && { accessVersion: gate.accessVersion, isOpen: Boolean(gate.isOpen), provedAt: gate.provedAt }
}

function gatesOf(ctx: GateCtx, signature: Signature) {
  if ('userId' in signature) return sessionGates(ctx, { sessionId: signature.sessionId })
  return 'keyId' in signature ? keyGates(ctx, signature) : supportGates(ctx, signature)
}

const sessionGates = statement((ctx: GateCtx, { sessionId }: { sessionId: string }) =>
  ctx.tx
    .selectFrom('companyState as s')
    .leftJoin('session as x', (join) => join.on('x.companyId', '=', ctx.companyId).on('x.id', '=', sessionId))
    .select(['s.accessVersion', 'x.provedAt'])
    .select((eb) => eb.and([eb('x.id', 'is not', null), eb('x.endedAt', 'is', null)]).as('isOpen'))
    .where('s.companyId', '=', ctx.companyId),
)

const keyGates = statement((ctx: GateCtx, { keyId, keyHash }: { keyId: string; keyHash: Buffer }) =>
  ctx.tx
    .selectFrom('companyState as s')
    .leftJoin('apiKey as k', (join) => join.on('k.companyId', '=', ctx.companyId).on('k.id', '=', keyId))
    .select('s.accessVersion')
    .select(sql<null>`null`.as('provedAt'))
    .select((eb) =>
      eb
        .and([
          eb('k.revokedAt', 'is', null),
          eb('k.expiresAt', '>', ctx.now),
          eb.or([eb('k.keyHash', '=', keyHash), eb.and([eb('k.previousHash', '=', keyHash), eb('k.previousUntil', '>', ctx.now)])]),
        ])
        .as('isOpen'),
    )
    .where('s.companyId', '=', ctx.companyId),
)

/** Ends to the millisecond by itself, and at once when the operator or the company ends it. */
const supportGates = statement((ctx: GateCtx, { supportId }: { supportId: string }) =>
  ctx.tx
    .selectFrom('companyState as s')
    .leftJoin('supportAccess as a', (join) => join.on('a.companyId', '=', ctx.companyId).on('a.id', '=', supportId))
    .select('s.accessVersion')
    .select(sql<null>`null`.as('provedAt'))
    .select((eb) => eb.and([eb('a.endedAt', 'is', null), eb('a.endsAt', '>', ctx.now)]).as('isOpen'))
    .where('s.companyId', '=', ctx.companyId),
)
