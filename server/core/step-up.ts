import { sql } from 'kysely'
import type { Ctx } from './context.ts'
import { fail, Problem } from './errors.ts'

/** For how long somebody who proved who they are need not prove it again before a sensitive act. */
export const provedForMs = 10 * 60_000

export const proofs = ['password', 'totp', 'passkey', 'recovery-code'] as const
export type Proof = (typeof proofs)[number]

/**
 * What a user can prove with who they are: the second factors they have; without any, the password. A password alone does
 * not open what a second factor guards.
 */
export async function proofsOf(ctx: Ctx<'userAccount'>, userId: string): Promise<Proof[]> {
  const { rows } = await sql<{ hasPassword: boolean; totp: boolean; passkey: boolean; codes: boolean }>`
    select u.password_hash is not null as has_password,
      exists (select from totp_factor f where f.company_id = ${ctx.companyId} and f.user_id = u.id and f.confirmed_at is not null) as totp,
      exists (select from passkey p where p.company_id = ${ctx.companyId} and p.user_id = u.id) as passkey,
      exists (select from recovery_code r where r.company_id = ${ctx.companyId} and r.user_id = u.id and r.used_at is null) as codes
    from user_account u where u.company_id = ${ctx.companyId} and u.id = ${userId}`.execute(ctx.tx)
  const { hasPassword, totp, passkey, codes } = rows[0]!
  if (!totp && !passkey) return hasPassword ? ['password'] : []
  const possible = { totp, passkey, 'recovery-code': codes }
  return (Object.keys(possible) as (keyof typeof possible)[]).filter((proof) => possible[proof])
}

/** Refuses a session whose last proof is too old, and says what it can be proved anew with. */
export async function refuseUnproved(ctx: Ctx<'userAccount'>, provedAt: string): Promise<void> {
  if (Date.parse(ctx.now) - Date.parse(provedAt) < provedForMs) return
  throw new Problem(403, 'STEP_UP_NEEDED', 'Show once more that it is you, then this can be done.', {
    proofs: await proofsOf(ctx, ctx.actor.userId!),
  })
}

/**
 * The same in the middle of an act, for a route that is sensitive only by what it is asked for. Whoever has no session (a
 * program, support, a job) can prove nothing and is refused.
 */
export async function requireProof(ctx: Ctx<'session' | 'userAccount'>): Promise<void> {
  const { sessionId } = ctx.request
  if (sessionId === null) throw fail.forbidden('PROOF_IMPOSSIBLE', 'This is for people who are signed in, who can show that it is them.')
  const session = await ctx.tx
    .selectFrom('session')
    .select('provedAt')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', sessionId)
    .executeTakeFirstOrThrow()
  await refuseUnproved(ctx, session.provedAt)
}
