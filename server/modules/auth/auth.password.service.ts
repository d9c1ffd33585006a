import type { Ctx } from '../../core/context.ts'
import type { RequestMeta } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { mailLanguage } from '../../core/mail.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import { findCompanyByName } from '../companies/index.ts'
import * as contract from './auth.contract.ts'
import { refusePassword } from './auth.rules.ts'
import { endSessions } from './auth.session.service.ts'
import { companiesOfEmail, enqueueForgotPassword } from './auth.system.ts'
import { hashPassword, isPassword } from './password.ts'

type Purpose = 'reset-password' | 'verify-email'
type LinkCtx = Ctx<'userAccount' | 'session' | 'mailToken' | 'authChallenge'>

const linkHours: Readonly<Record<Purpose, number>> = { 'reset-password': 2, 'verify-email': 72 }
const invitationHours = 7 * 24

/** Takes note of a forgotten password; whether there is such an account is found out later, by a job. */
export async function forgotPassword(deps: Deps, { email, company }: Body<typeof contract.forgotPassword>) {
  await enqueueForgotPassword(deps.system, email.toLowerCase(), company ?? null)
  return {}
}

/** The job behind it: mails a link to each account there is. */
export async function mailResetLinks(deps: Deps, { email, company }: Readonly<Record<string, string>>) {
  const named = company ? await findCompanyByName(deps.system, company) : undefined
  const companies = company ? (named ? [named.id] : []) : await companiesOfEmail(deps.system, email!)
  for (const companyId of companies) {
    const user = await deps.door.enterAsSystem(companyId, (ctx) =>
      ctx.tx
        .selectFrom('userAccount')
        .select('id')
        .where('companyId', '=', companyId)
        .where('email', '=', email!)
        .where('status', '=', 'active')
        .executeTakeFirst(),
    )
    if (user) await mailLink(deps, companyId, user.id, 'reset-password', 'reset-password')
  }
}

export const mailInvitation = (deps: Deps, { companyId, userId }: Readonly<Record<string, string>>) =>
  mailLink(deps, companyId!, userId!, 'reset-password', 'invitation')
export const mailReset = (deps: Deps, { companyId, userId }: Readonly<Record<string, string>>) =>
  mailLink(deps, companyId!, userId!, 'reset-password', 'reset-password')
export const mailVerification = (deps: Deps, { companyId, userId }: Readonly<Record<string, string>>) =>
  mailLink(deps, companyId!, userId!, 'verify-email', 'verify-email')

/** Makes a link that works once and mails it. Only its hash is stored, and no job ever carries the link itself. */
async function mailLink(deps: Deps, companyId: string, userId: string, purpose: Purpose, template: string) {
  const token = `${companyId}.${newSecret()}`
  const hours = template === 'invitation' ? invitationHours : linkHours[purpose]
  const mail = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const user = await ctx.tx
      .selectFrom('userAccount')
      .selectAll()
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', userId)
      .executeTakeFirst()
    const company = await ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow()
    if (!user || user.status !== 'active') return undefined
    const expiresAt = new Date(Date.parse(ctx.now) + hours * 3_600_000).toISOString()
    await ctx.tx
      .insertInto('mailToken')
      .values({ companyId: ctx.companyId, tokenHash: hashSecret(token), userId, purpose, email: user.email, expiresAt })
      .execute()
    const settings = await ctx.tx
      .selectFrom('companySettings')
      .select('settings')
      .where('companyId', '=', ctx.companyId)
      .orderBy('firstDay', 'desc')
      .limit(1)
      .executeTakeFirst()
    const { timeZone = 'UTC', language = 'en' } = (settings?.settings ?? {}) as { timeZone?: string; language?: string }
    const spoken = mailLanguage(user.language, language)
    const validUntil = new Intl.DateTimeFormat(spoken, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(new Date(expiresAt))
    return {
      to: user.email,
      language: spoken,
      data: { name: user.firstName, email: user.email, company: company.name, validUntil: `${validUntil} (${timeZone})` },
    }
  })
  if (!mail) return
  const url = `${deps.appUrl()}/${purpose === 'verify-email' ? 'verify' : 'reset'}?token=${token}`
  await deps.mailer.send({ companyId: null, to: mail.to, template, language: mail.language, data: { ...mail.data, url } })
}

/** Sets a new password with a link; the link proves the address, and every session ends. */
export async function resetPassword(deps: Deps, { token, password }: Body<typeof contract.resetPassword>, meta: RequestMeta) {
  const passwordHash = await hashPassword(password)
  return useLink(deps, token, 'reset-password', meta, async (ctx, user) => {
    refuseWeak(password, [user.email.split('@')[0]!, user.firstName, user.lastName])
    await ctx.tx
      .updateTable('userAccount')
      .set((eb) => ({
        passwordHash,
        mustChangePassword: false,
        emailVerifiedAt: eb.fn.coalesce('emailVerifiedAt', eb.val(ctx.now)),
        version: eb('version', '+', 1),
      }))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', user.id)
      .execute()
    await endLinks(ctx, user.id)
    await endSessions(ctx, user.id, 'password-changed')
    await ctx.emit(contract.passwordChanged, { subject: { type: 'user', id: user.id }, actor: nameOf(user), data: { email: user.email } })
  })
}

export async function verifyEmail(deps: Deps, { token }: Body<typeof contract.verifyEmail>, meta: RequestMeta) {
  return useLink(deps, token, 'verify-email', meta, async (ctx, user) => {
    await ctx.tx
      .updateTable('userAccount')
      .set({ emailVerifiedAt: ctx.now })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', user.id)
      .execute()
    await ctx.emit(contract.emailVerified, { subject: { type: 'user', id: user.id }, actor: nameOf(user), data: { email: user.email } })
  })
}

type LinkUser = { id: string; email: string; firstName: string; lastName: string }

/** Uses a link: once, in time, for what it was made and while the account has the address it went to. Anything else is 410, and looks the same. */
async function useLink(
  deps: Deps,
  token: string,
  purpose: Purpose,
  meta: RequestMeta,
  work: (ctx: LinkCtx, user: LinkUser) => Promise<void>,
) {
  const companyId = token.slice(0, 36)
  if (!isId(companyId) || !/^\.[\w-]{43}$/.test(token.slice(36))) throw expired()
  await deps.door.enterAsSystem(
    companyId,
    async (ctx) => {
      const link = await ctx.tx
        .updateTable('mailToken')
        .set({ usedAt: ctx.now })
        .where('companyId', '=', ctx.companyId)
        .where('tokenHash', '=', hashSecret(token))
        .where('purpose', '=', purpose)
        .where('usedAt', 'is', null)
        .where('expiresAt', '>', ctx.now)
        .returning(['userId', 'email'])
        .executeTakeFirst()
      if (!link) throw expired()
      const user = await ctx.tx
        .selectFrom('userAccount')
        .select(['id', 'email', 'firstName', 'lastName'])
        .where('companyId', '=', ctx.companyId)
        .where('id', '=', link.userId)
        .where('status', '=', 'active')
        .executeTakeFirst()
      if (!user || user.email !== link.email) throw expired()
      await work(ctx, user)
    },
    meta,
  )
  return {}
}

/** Changes one's own password; the other sessions end, this one goes on. `newHash` is computed before the transaction. */
export async function changePassword(
  ctx: LinkCtx,
  { currentPassword, newPassword }: Body<typeof contract.changePassword>,
  newHash: string,
) {
  const user = await ctx.tx
    .selectFrom('userAccount')
    .select(['id', 'email', 'firstName', 'lastName', 'passwordHash'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.actor.userId!)
    .executeTakeFirstOrThrow()
  if (!(await isPassword(currentPassword, user.passwordHash)))
    throw fail.unprocessable('PASSWORD_WRONG', 'The current password is not right.')
  refuseWeak(newPassword, [user.email.split('@')[0]!, user.firstName, user.lastName])
  await ctx.tx
    .updateTable('userAccount')
    .set((eb) => ({ passwordHash: newHash, mustChangePassword: false, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', user.id)
    .execute()
  await endLinks(ctx, user.id)
  await endSessions(ctx, user.id, 'password-changed', { except: ctx.request.sessionId })
  await ctx.emit(contract.passwordChanged, { subject: { type: 'user', id: user.id }, data: { email: user.email } })
  return {}
}

/** A password that was set makes the other links to set one worthless, and sign-ins that were begun with the one before. */
async function endLinks(ctx: LinkCtx, userId: string) {
  await ctx.tx.deleteFrom('authChallenge').where('companyId', '=', ctx.companyId).where('userId', '=', userId).execute()
  await ctx.tx
    .updateTable('mailToken')
    .set({ usedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('userId', '=', userId)
    .where('purpose', '=', 'reset-password')
    .where('usedAt', 'is', null)
    .execute()
}

/** Throws a 422 for a password that is easily guessed. */
export function refuseWeak(password: string, about: readonly string[]) {
  const refusal = refusePassword(password, about)
  if (refusal) throw fail.unprocessable(refusal.code, refusal.message, refusal.details)
}

const nameOf = ({ id, firstName, lastName }: LinkUser) => ({ id, name: `${firstName} ${lastName}` })
const expired = () => fail.gone('LINK_EXPIRED', 'This link has expired or was used already. Ask for a new one.')
