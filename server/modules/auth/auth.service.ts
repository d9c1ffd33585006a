import { admit, loadActor } from '../../core/access.ts'
import { widestReach } from '../../core/decision.rules.ts'
import type { Ctx } from '../../core/context.ts'
import type { Body, Data, Static } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import type { RequestMeta } from '../../core/context.ts'
import { isId } from '../../core/ids.ts'
import { companyOf, findCompanyByName } from '../companies/index.ts'
import * as contract from './auth.contract.ts'
import { exchangeToken, openSession } from './auth.session.service.ts'
import type { IssuedTokens } from './auth.session.service.ts'
import { companiesOfEmail, countTry, forgetTries, takeBackTry, tryKey } from './auth.system.ts'
import { isPassword } from './password.ts'

type AuthCtx = Ctx<'userAccount' | 'employee' | 'company'>
export type SignedIn = { readonly data: Omit<Static<typeof contract.SignedIn>, 'tokens'>; readonly tokens: IssuedTokens }

const wrong = () => fail.unauthenticated('SIGN_IN_FAILED', 'Email or password is wrong.')

/**
 * Signs in. An unknown email or username, a wrong password and an archived account get the same answer after the same work,
 * and after some failures the same growing delay. The failures of a username are not those of its email: a delay of the one
 * after guessing at the other would tell that they belong together.
 */
export async function login(deps: Deps, ask: Body<typeof contract.login>, meta: RequestMeta): Promise<SignedIn> {
  const email = loginNameOf(ask)
  const companies = ask.company === undefined ? await companiesOfEmail(deps.system, email) : await companyNamed(deps, ask.company)
  const key = tryKey(email, ask.company === undefined ? 'any' : (companies[0] ?? 'none'))
  const waitSeconds = await countTry(deps.system, key, deps.clock())
  if (waitSeconds > 0) throw fail.tooMany('SIGN_IN_DELAYED', 'Too many failed sign-ins; wait a moment and try again.', waitSeconds)
  const matching = await accountsWithPassword(deps, companies, email, ask.password)
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
  return deps.door.enterAsSystem(match.companyId, (ctx) => beginSession(ctx, deps, match.userId), meta)
}

/** The email or the username, whichever was sent; nobody's username has an @ and every address has one. */
function loginNameOf({ email, username, company }: Body<typeof contract.login>) {
  const fault = (message: string, path: string) =>
    fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
      { path, message, expected: 'an email or a username' },
    ])
  if ((email === undefined) === (username === undefined)) throw fault('needs either an email or a username', 'body.email')
  if (username !== undefined && company === undefined) throw fault('is needed to sign in with a username', 'body.company')
  return (email ?? username!).toLowerCase()
}

/** Opens the session of somebody who has shown who they are, and says who that is. Refuses where their company is closed. */
export async function beginSession(ctx: Ctx<keyof DB>, deps: Deps, userId: string): Promise<SignedIn> {
  await refuseClosedCompany(ctx, userId)
  const tokens = await openSession(ctx, deps, userId)
  await ctx.tx
    .updateTable('userAccount')
    .set({ lastSignedInAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .execute()
  const data = await whoIs(ctx, userId)
  const { user } = data
  await ctx.emit(contract.signedIn, {
    subject: { type: 'user', id: user.id },
    actor: { id: user.id, name: `${user.firstName} ${user.lastName}` },
    data: { email: user.email },
  })
  return { data, tokens }
}

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

/** Of a suspended company only its admins sign in, to see why (rules-company.md § Identity and status). */
async function refuseClosedCompany(ctx: Ctx<keyof DB>, userId: string) {
  const actor = await loadActor(ctx, userId)
  if (!actor) throw wrong()
  admit(actor, { access: 'self', anyStatus: true }, false)
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
  const who = await whoIs(ctx, ctx.actor.userId!)
  const { settings, features, permissions } = ctx.actor
  return {
    ...who,
    settings,
    features: [...features],
    permissions: [...permissions].map(([permission, held]) => ({ permission, reach: widestReach(held) })),
  }
}

export async function updateMe(ctx: AuthCtx, changes: Body<typeof contract.updateMe>) {
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

async function whoIs(ctx: AuthCtx, userId: string) {
  const [user, employee, company] = await Promise.all([
    ctx.tx
      .selectFrom('userAccount')
      .select(['id', 'email', 'firstName', 'lastName', 'language', 'emailVerifiedAt', 'mustChangePassword'])
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
    ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).where('userId', '=', userId).executeTakeFirst(),
    ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
  ])
  const { emailVerifiedAt, language, ...rest } = user
  return {
    user: { ...rest, language: language as 'en' | 'id' | null, emailVerified: emailVerifiedAt !== null, employeeId: employee?.id ?? null },
    company: companyOf(company, ctx.now),
  }
}
