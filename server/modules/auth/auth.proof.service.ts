import { randomBytes, randomInt } from 'node:crypto'
import type { Bound, Ctx } from '../../core/context.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import type { Proof } from '../../core/step-up.ts'
import { hashSecret } from '../../core/tokens.ts'
import { matchingStep } from '../../core/totp.ts'
import * as mfa from './auth.mfa.contract.ts'
import { answerMinutes } from './auth.proof.contract.ts'
import type { Assertion } from './auth.proof.contract.ts'
import { plainCode } from './auth.rules.ts'
import { acceptPasskey } from './auth.assertion.service.ts'
import { countTry, forgetTries, tryKey } from './auth.system.ts'

export type FactorCtx = Ctx<'totpFactor' | 'recoveryCode' | 'passkey' | 'userAccount' | 'authChallenge'>

/** Whose the sealed secret of an authenticator app is: it opens for nobody else. */
export const totpOwner = ({ companyId }: Bound, userId: string) => `totp ${companyId} ${userId}`

/**
 * Whether this proves who a user is, and uses it up: a code of the authenticator app or a recovery code works once, also for
 * two who send it at the same moment. Undefined when it does not.
 */
export async function spendProof(
  ctx: FactorCtx,
  deps: Deps,
  userId: string,
  { code, passkey }: { code?: string; passkey?: Assertion },
  challenge: string | undefined,
): Promise<Proof | undefined> {
  if (passkey) return challenge && (await acceptPasskey(ctx, deps, { userId, challenge, passkey })) ? 'passkey' : undefined
  const plain = plainCode(code ?? '')
  if (/^\d{6}$/.test(plain)) return (await spendTotp(ctx, deps, userId, plain)) ? 'totp' : undefined
  return (await spendRecoveryCode(ctx, deps, userId, plain)) ? 'recovery-code' : undefined
}

async function spendTotp(ctx: FactorCtx, deps: Deps, userId: string, code: string) {
  const factor = await ctx.tx
    .selectFrom('totpFactor')
    .select('sealed')
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('confirmedAt', 'is not', null)
    .executeTakeFirst()
  const step = factor && matchingStep(deps.vault.open(factor.sealed, totpOwner(ctx, userId)), code, ctx.now)
  return step !== undefined && spendStep(ctx, userId, step)
}

/** Whether no code of this step or a later one was used before; the conditional update is the guard against two at once. */
export async function spendStep(ctx: Ctx<'totpFactor'>, userId: string, step: number) {
  const { numUpdatedRows } = await ctx.tx
    .updateTable('totpFactor')
    .set({ lastStep: step })
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('lastStep', '<', step)
    .executeTakeFirst()
  return numUpdatedRows === 1n
}

async function spendRecoveryCode(ctx: FactorCtx, deps: Deps, userId: string, code: string) {
  const { numUpdatedRows } = await ctx.tx
    .updateTable('recoveryCode')
    .set({ usedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('codeHash', '=', deps.vault.digest(code, `recovery ${ctx.companyId} ${userId}`))
    .where('usedAt', 'is', null)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) return false
  const [left, { firstName, lastName }] = await Promise.all([
    recoveryCodesLeft(ctx, userId),
    ctx.tx
      .selectFrom('userAccount')
      .select(['firstName', 'lastName'])
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
  ])
  const actor = { id: userId, name: `${firstName} ${lastName}` }
  await ctx.emit(mfa.recoveryCodeUsed, { subject: { type: 'user', id: userId }, actor, data: { left } })
  return true
}

export async function recoveryCodesLeft(ctx: Ctx<'recoveryCode'>, userId: string) {
  const { left } = await ctx.tx
    .selectFrom('recoveryCode')
    .select((eb) => eb.fn.countAll<number>().as('left'))
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('usedAt', 'is', null)
    .executeTakeFirstOrThrow()
  return left
}

const codeCount = 10
/** Without what is mistaken for something else when it is written down. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** New recovery codes in place of the ones before. Only their keyed hashes are kept: 50 bits each could be guessed from a bare one. */
export async function makeRecoveryCodes(ctx: Ctx<'recoveryCode'>, deps: Deps, userId: string): Promise<string[]> {
  await ctx.tx.deleteFrom('recoveryCode').where('companyId', '=', ctx.companyId).where('userId', '=', userId).execute()
  const codes = Array.from({ length: codeCount }, () => Array.from({ length: 10 }, () => letters[randomInt(letters.length)]).join(''))
  const rows = codes.map((code) => ({
    companyId: ctx.companyId,
    userId,
    codeHash: deps.vault.digest(code, `recovery ${ctx.companyId} ${userId}`),
  }))
  await ctx.tx.insertInto('recoveryCode').values(rows).execute()
  return codes.map((code) => `${code.slice(0, 5)}-${code.slice(5)}`)
}

type Purpose = 'second-factor' | 'register-passkey' | 'step-up'
type Asked = { readonly userId: string; readonly sessionId: string | null; readonly purpose: Purpose }

/** Asks somebody for something; what they answer must name the token, in time and once. */
export async function challenge(ctx: Ctx<'authChallenge'>, { userId, sessionId, purpose }: Asked): Promise<string> {
  const token =
    purpose === 'second-factor' ? `${ctx.companyId}.${randomBytes(32).toString('base64url')}` : randomBytes(32).toString('base64url')
  const expiresAt = new Date(Date.parse(ctx.now) + answerMinutes * 60_000).toISOString()
  await ctx.tx
    .insertInto('authChallenge')
    .values({ companyId: ctx.companyId, tokenHash: hashSecret(token), userId, sessionId, purpose, expiresAt })
    .execute()
  return token
}

/** Takes a challenge that is still open: for the same purpose, user and session it was made for. It can be taken once. */
export async function takeChallenge(ctx: Ctx<'authChallenge'>, token: string, { userId, sessionId, purpose }: Asked): Promise<boolean> {
  const taken = await ctx.tx
    .deleteFrom('authChallenge')
    .where('companyId', '=', ctx.companyId)
    .where('tokenHash', '=', hashSecret(token))
    .where('purpose', '=', purpose)
    .where('userId', '=', userId)
    .where('sessionId', sessionId === null ? 'is' : '=', sessionId)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst()
  return taken.numDeletedRows === 1n
}

/**
 * Counts a try to prove who a user is before it is made, with the delays of passwords; all proofs of one user share the count,
 * so that none of them is another allowance. `work` says whether it was right.
 */
export async function counted<T>(
  deps: Deps,
  companyId: string,
  userId: string,
  work: () => Promise<T | undefined>,
): Promise<T | undefined> {
  const key = tryKey(`proof of ${userId}`, companyId)
  const waitSeconds = await countTry(deps.system, key, deps.clock())
  if (waitSeconds > 0) throw fail.tooMany('SIGN_IN_DELAYED', 'Too many failed sign-ins; wait a moment and try again.', waitSeconds)
  const result = await work()
  if (result !== undefined) await forgetTries(deps.system, key)
  return result
}
