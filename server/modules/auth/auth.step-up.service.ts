import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import type { Asked } from '../../core/http.ts'
import { proofsOf, provedForMs } from '../../core/step-up.ts'
import type { Proof } from '../../core/step-up.ts'
import { challengeIn } from './auth.assertion.service.ts'
import { assertionOptions } from './auth.passkey.service.ts'
import { challenge, counted, takeChallenge, spendProof } from './auth.proof.service.ts'
import * as contract from './auth.session.contract.ts'
import { isPassword } from './password.ts'

type StepUp = Body<typeof contract.stepUp>

/** What the browser asks one of my passkeys, so that this session is proved. */
export async function stepUpOptions(ctx: Ctx<'authChallenge' | 'passkey'>, deps: Deps) {
  const userId = ctx.actor.userId!
  const token = await challenge(ctx, { userId, sessionId: ctx.request.sessionId, purpose: 'step-up' })
  return { options: await assertionOptions(ctx, deps, userId, token) }
}

/** Proves once more who this session belongs to. Failures count like those of signing in, and with them. */
export async function stepUp(req: Asked<typeof contract.stepUp.schema>, deps: Deps) {
  const { password, code, passkey } = req.body
  if ([password, code, passkey].filter((proof) => proof !== undefined).length !== 1) {
    throw fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
      { path: 'body', message: 'needs exactly one proof', expected: 'a password, a code or a passkey' },
    ])
  }
  const { companyId } = req.signedIn
  // Only people prove who they are: keys are not let in here.
  const userId = req.signedIn.userId!
  const proved = await counted(deps, companyId, userId, () => req.company((ctx) => prove(ctx, deps, req.body)))
  if (proved) return proved
  await req.company((ctx) => ctx.emit(contract.stepUpFailed, { subject: { type: 'user', id: userId }, data: {} }))
  throw fail.unprocessable('PROOF_WRONG', 'This is not right; nothing was done.')
}

async function prove(ctx: FullCtx, deps: Deps, ask: StepUp) {
  const userId = ctx.actor.userId!
  const possible = await proofsOf(ctx, userId)
  const proof = ask.password === undefined ? await checkOther(ctx, deps, ask) : await checkPassword(ctx, ask.password)
  if (!proof || !possible.includes(proof)) return undefined
  await ctx.tx
    .updateTable('session')
    .set({ provedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.request.sessionId!)
    .execute()
  await ctx.emit(contract.steppedUp, { subject: { type: 'user', id: userId }, data: { proof } })
  return { provedUntil: new Date(Date.parse(ctx.now) + provedForMs).toISOString() }
}

async function checkPassword(ctx: Ctx<'userAccount'>, password: string): Promise<Proof | undefined> {
  const { passwordHash } = await ctx.tx
    .selectFrom('userAccount')
    .select('passwordHash')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.actor.userId!)
    .executeTakeFirstOrThrow()
  return (await isPassword(password, passwordHash)) ? 'password' : undefined
}

async function checkOther(ctx: FullCtx, deps: Deps, { code, passkey }: StepUp): Promise<Proof | undefined> {
  const userId = ctx.actor.userId!
  const token = passkey && challengeIn(passkey.response.clientDataJSON)
  const isOurs = token !== undefined && (await takeChallenge(ctx, token, { userId, sessionId: ctx.request.sessionId, purpose: 'step-up' }))
  const proof = passkey ? { passkey } : { code: code! }
  return spendProof(ctx, deps, userId, proof, isOurs ? token : undefined)
}
