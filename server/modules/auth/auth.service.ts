import { widestReach } from '../../core/decision.rules.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { isZone } from '../../core/dates.ts'
import type { RequestMeta } from '../../core/context.ts'
import { isId } from '../../core/ids.ts'
import { findCompanyByName } from '../companies/index.ts'
import * as contract from './auth.contract.ts'
import { beginSession, refuseClosedCompany, supportIs, whoIs, wrong } from './auth.entry.service.ts'
import type { AuthCtx, SignedIn } from './auth.entry.service.ts'
import { askSecondFactor, finishSignIn } from './auth.second-factor.service.ts'
import { exchangeToken } from './auth.session.service.ts'
import type { IssuedTokens } from './auth.session.service.ts'
import { companiesOfEmail, countTry, forgetTries, takeBackTry, tryKey } from './auth.system.ts'
import { isPassword } from './password.ts'

/**
 * Signs in. An unknown email or username, a wrong password and an archived account get the same answer after the same work,
 * and after some failures the same growing delay. The failures of a username are not those of its email: a delay of the one
 * after guessing at the other would tell that they belong together.
 */
export async function login(deps: Deps, ask: Body<typeof contract.login>, meta: RequestMeta): Promise<SignedIn> {
  if (ask.mfaToken !== undefined) return finishSignIn(deps, ask.mfaToken, ask, meta)
  const email = loginNameOf(ask)
  const companies = ask.company === undefined ? await companiesOfEmail(deps.system, email) : await companyNamed(deps, ask.company)
  const key = tryKey(email, ask.company === undefined ? 'any' : (companies[0] ?? 'none'))
  const waitSeconds = await countTry(deps.system, key, deps.clock())
  if (waitSeconds > 0) throw fail.tooMany('SIGN_IN_DELAYED', 'Too many failed sign-ins; wait a moment and try again.', waitSeconds)
  const matching = await accountsWithPassword(deps, companies, email, ask.password!)
  const [match] = matching
  if (!match) {
    // Recorded where it belongs to exactly one company; elsewhere it is nobody's audit log.
    if (companies.length === 1) await recordFailure(deps, companies[0]!, email, meta)
    throw wrong()
  }
  // Whoever opens a company in somebody's name must not clear, by signing in there, the failures of guessing at the others.
  await (companies.length === 1 ? forgetTries : takeBackTry)(deps.system, key)
  if (matching.length > 1) {
    throw fail.unprocessable('COMPANY_NEEDED', 'You have accounts at several companies; say which one.', {
      companies: matching.map(({ company }) => company),
    })
  }
  return signInOrAsk(deps, match, meta)
}

/** The email or the username, whichever was sent; nobody's username has an @ and every address has one. */
function loginNameOf({ email, username, company, password, code, passkey }: Body<typeof contract.login>) {
  const fault = (message: string, path: string) =>
    fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
      { path, message, expected: 'an email or a username with its password, or an mfaToken with a code or a passkey' },
    ])
  if ((email === undefined) === (username === undefined)) throw fault('needs either an email or a username', 'body.email')
  if (password === undefined) throw fault('is needed', 'body.password')
  if (code !== undefined || passkey !== undefined) throw fault('is needed beside a code or a passkey', 'body.mfaToken')
  if (username !== undefined && company === undefined) throw fault('is needed to sign in with a username', 'body.company')
  return (email ?? username!).toLowerCase()
}

/** The session where the password is all there is; otherwise a 401 that says which second factor is asked for. */
async function signInOrAsk(deps: Deps, { companyId, userId }: Account, meta: RequestMeta): Promise<SignedIn> {
  const outcome = await deps.door.enterAsSystem(
    companyId,
    async (ctx) => {
      await refuseClosedCompany(ctx, userId)
      const asked = await askSecondFactor(ctx, deps, userId)
      return asked ? { asked } : { signedIn: await beginSession(ctx, deps, userId) }
    },
    meta,
  )
  if (outcome.asked) throw outcome.asked
  return outcome.signedIn
}

type Account = { readonly companyId: string; readonly userId: string }

async function companyNamed(deps: Deps, name: string) {
  const company = await findCompanyByName(deps.system, name)
  return company ? [company.id] : []
}

/** The accounts, of the companies asked, whose password this is. At least one is always computed. */
async function accountsWithPassword(deps: Deps, companies: readonly string[], email: string, password: string) {
  const accounts = await Promise.all(companies.map((companyId) => deps.door.enterAsSystem(companyId, (ctx) => findAccount(ctx, email))))
  if (accounts.length === 0) await isPassword(password, null)
  const checked = await Promise.all(
    accounts.map(async (account) => ((await isPassword(password, account?.passwordHash ?? null)) && account ? account : undefined)),
  )
  return checked.filter((account) => account !== undefined)
}

async function findAccount(ctx: Ctx<'userAccount' | 'company'>, name: string) {
  const row = await ctx.tx
    .selectFrom('userAccount')
    .innerJoin('company', 'company.id', 'userAccount.companyId')
    .select(['userAccount.id as userId', 'userAccount.passwordHash', 'company.subdomain as company'])
    .where('userAccount.companyId', '=', ctx.companyId)
    .where(name.includes('@') ? 'userAccount.email' : 'userAccount.username', '=', name)
    .where('userAccount.status', '=', 'active')
    .executeTakeFirst()
  return row && { ...row, companyId: ctx.companyId }
}

async function recordFailure(deps: Deps, companyId: string, email: string, meta: RequestMeta) {
  await deps.door.enterAsSystem(
    companyId,
    (ctx) => ctx.emit(contract.signInFailed, { actor: { id: null, name: 'Someone' }, data: { email } }),
    meta,
  )
}

/** Exchanges a refresh token from the cookie or the body. */
export async function refresh(deps: Deps, token: string | undefined, meta: RequestMeta): Promise<IssuedTokens> {
  const companyId = token?.slice(0, 36)
  const refused = fail.unauthenticated('REFRESH_REFUSED', 'Your sign-in has ended. Sign in again.')
  if (!token || !companyId || !isId(companyId) || !/^\.[\w-]{43}$/.test(token.slice(36))) throw refused
  const result = await deps.door.enterAsSystem(companyId, (ctx) => exchangeToken(ctx, deps, token), meta)
  if (result.outcome === 'issued') return result.tokens
  throw result.outcome === 'reused'
    ? fail.unauthenticated('REFRESH_REUSED', 'This sign-in was used twice and has been ended for safety. Sign in again.')
    : refused
}

export async function me(ctx: AuthCtx): Promise<Data<typeof contract.me>> {
  const { settings, features, permissions, secondFactorMissing, userId, via } = ctx.actor
  const who = await (userId === null ? supportIs(ctx) : whoIs(ctx, userId))
  return {
    ...who,
    secondFactorMissing,
    support: via?.kind === 'support' ? { id: via.id, mayWrite: via.mayWrite, endsAt: via.endsAt } : null,
    settings,
    features: [...features],
    permissions: [...permissions].map(([permission, held]) => ({ permission, reach: widestReach(held) })),
  }
}

export async function updateMe(ctx: AuthCtx, changes: Body<typeof contract.updateMe>) {
  const { timeZone } = changes
  if (timeZone && !isZone(timeZone))
    throw fail.unprocessable('TIME_ZONE_UNKNOWN', `${timeZone} is not a time zone; use a name such as Asia/Jakarta.`, { timeZone })
  const before = await whoIs(ctx, ctx.actor.userId!)
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({ ...changes, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.actor.userId!)
    .execute()
  // The name stands in every server's cached actor.
  await ctx.raiseAccessVersion()
  const { user } = await whoIs(ctx, ctx.actor.userId!)
  await ctx.emit(contract.profileUpdated, { subject: { type: 'user', id: user.id }, before: before.user, after: user, data: {} })
  return { user }
}
