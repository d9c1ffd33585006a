import { admit, loadActor } from '../../core/access.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Static } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import type { Language, Settings } from '../../core/settings.ts'
import { companyOf, looksOf } from '../companies/index.ts'
import * as contract from './auth.contract.ts'
import { openSession } from './auth.session.service.ts'
import type { IssuedTokens } from './auth.session.service.ts'

export type AuthCtx = Ctx<'userAccount' | 'employee' | 'company'>
export type SignedIn = { readonly data: Omit<Static<typeof contract.SignedIn>, 'tokens'>; readonly tokens: IssuedTokens }

export const wrong = () => fail.unauthenticated('SIGN_IN_FAILED', 'Email or password is wrong.')

/** Opens the session of somebody who has shown who they are, and says who that is. Refuses where their company is closed. */
export async function beginSession(ctx: FullCtx, deps: Deps, userId: string): Promise<SignedIn> {
  const { features } = await refuseClosedCompany(ctx, userId)
  const tokens = await openSession(ctx, deps, userId)
  await ctx.tx
    .updateTable('userAccount')
    .set({ lastSignedInAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .execute()
  const data = await whoIs(ctx, userId, features)
  const { user } = data
  await ctx.emit(contract.signedIn, {
    subject: { type: 'user', id: user.id },
    actor: { id: user.id, name: `${user.firstName} ${user.lastName}` },
    data: { email: user.email },
  })
  return { data, tokens }
}

/** Of a suspended company only its admins sign in, to see why (rules-company.md § Identity and status). */
export async function refuseClosedCompany(ctx: FullCtx, userId: string) {
  const actor = await loadActor(ctx, userId)
  if (!actor) throw wrong()
  admit(actor, { access: 'self', anyStatus: true }, false)
  return actor
}

/** The database holds only these (0048_formats.sql). */
type Chosen = { language: Language | null; dateFormat: Settings['dateFormat'] | null }

export async function whoIs(ctx: AuthCtx, userId: string, features = ctx.actor.features) {
  const [user, employee, company] = await Promise.all([
    ctx.tx
      .selectFrom('userAccount')
      .select(['id', 'email', 'firstName', 'lastName', 'language', 'timeZone', 'dateFormat', 'emailVerifiedAt', 'mustChangePassword'])
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirstOrThrow(),
    ctx.tx.selectFrom('employee').select('id').where('companyId', '=', ctx.companyId).where('userId', '=', userId).executeTakeFirst(),
    ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
  ])
  const { emailVerifiedAt, ...rest } = user
  return {
    user: { ...(rest as typeof rest & Chosen), emailVerified: emailVerifiedAt !== null, employeeId: employee?.id ?? null },
    company: companyOf(looksOf(company, features), ctx.now),
  }
}

/** An operator let in for support, in the shape of somebody who is signed in: they have no account here. */
export async function supportIs(ctx: Ctx<'company'>): Promise<Awaited<ReturnType<typeof whoIs>>> {
  const company = await ctx.tx.selectFrom('company').selectAll().where('id', '=', ctx.companyId).executeTakeFirstOrThrow()
  const id = ctx.actor.via?.kind === 'support' ? ctx.actor.via.id : ctx.companyId
  const user = {
    id,
    email: '',
    firstName: ctx.actor.name,
    lastName: '',
    language: null,
    timeZone: null,
    dateFormat: null,
    employeeId: null,
  }
  return {
    user: { ...user, emailVerified: true, mustChangePassword: false },
    company: companyOf(looksOf(company, ctx.actor.features), ctx.now),
  }
}
