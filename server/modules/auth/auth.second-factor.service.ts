import type { Ctx, FullCtx, RequestMeta } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail, Problem } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { proofsOf } from '../../core/step-up.ts'
import { hashSecret } from '../../core/tokens.ts'
import type { login } from './auth.contract.ts'
import * as mfa from './auth.mfa.contract.ts'
import { assertionOptions } from './auth.passkey.service.ts'
import { challenge, counted, takeChallenge, spendProof } from './auth.proof.service.ts'
import { beginSession } from './auth.entry.service.ts'
import type { SignedIn } from './auth.entry.service.ts'

const purpose = 'second-factor'

/** The refusal that asks for a second factor, of somebody whose password was right; undefined for whoever has none. */
export async function askSecondFactor(ctx: FullCtx, deps: Deps, userId: string): Promise<Problem | undefined> {
  const methods = await proofsOf(ctx, userId)
  if (!methods.includes('totp') && !methods.includes('passkey')) return undefined
  const mfaToken = await challenge(ctx, { userId, sessionId: null, purpose })
  const passkeyOptions = methods.includes('passkey') ? await assertionOptions(ctx, deps, userId, challengeOf(mfaToken)) : null
  return new Problem(401, 'SECOND_FACTOR_NEEDED', 'Now your second factor: a code or a passkey.', { mfaToken, methods, passkeyOptions })
}

/** What a passkey signs to finish a sign-in: the token itself is not shown to it. */
const challengeOf = (mfaToken: string) => hashSecret(`passkey ${mfaToken}`).toString('base64url')

/**
 * Finishes a sign-in whose password was right. Wrong codes are counted and delayed like wrong passwords, by user, however many
 * tokens are fetched for them; the token itself stays good for another try until it has had its time or was used.
 */
export async function finishSignIn(
  deps: Deps,
  mfaToken: string,
  { code, passkey, email, username, password }: Body<typeof login>,
  meta: RequestMeta,
): Promise<SignedIn> {
  if ((code === undefined) === (passkey === undefined) || [email, username, password].some((other) => other !== undefined)) {
    throw fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
      { path: 'body.mfaToken', message: 'goes with one proof and nothing else', expected: 'a code or a passkey' },
    ])
  }
  const companyId = mfaToken.slice(0, 36)
  const over = () => fail.unauthenticated('SIGN_IN_EXPIRED', 'This took too long or was finished already; begin again with your password.')
  if (!isId(companyId)) throw over()
  const userId = await deps.door.enterAsSystem(companyId, (ctx) => askedOf(ctx, mfaToken))
  if (!userId) throw over()
  const proof = passkey ? { passkey } : { code: code! }
  const signedIn = await counted(deps, companyId, userId, () =>
    deps.door.enterAsSystem(
      companyId,
      async (ctx) => {
        if (!(await spendProof(ctx, deps, userId, proof, challengeOf(mfaToken)))) return undefined
        if (!(await takeChallenge(ctx, mfaToken, { userId, sessionId: null, purpose }))) throw over()
        return beginSession(ctx, deps, userId)
      },
      meta,
    ),
  )
  if (signedIn) return signedIn
  await deps.door.enterAsSystem(companyId, (ctx) => recordFailure(ctx, userId), meta)
  throw fail.unauthenticated('CODE_WRONG', 'This second factor is not right, or was used already.')
}

async function askedOf(ctx: Ctx<'authChallenge'>, mfaToken: string) {
  const asked = await ctx.tx
    .selectFrom('authChallenge')
    .select('userId')
    .where('companyId', '=', ctx.companyId)
    .where('tokenHash', '=', hashSecret(mfaToken))
    .where('purpose', '=', purpose)
    .where('expiresAt', '>', ctx.now)
    .executeTakeFirst()
  return asked?.userId
}

async function recordFailure(ctx: Ctx<'userAccount'>, userId: string) {
  const { firstName, lastName } = await ctx.tx
    .selectFrom('userAccount')
    .select(['firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .executeTakeFirstOrThrow()
  await ctx.emit(mfa.secondFactorFailed, {
    subject: { type: 'user', id: userId },
    actor: { id: null, name: `${firstName} ${lastName}` },
    data: {},
  })
}
