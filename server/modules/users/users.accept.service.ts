import { admit, loadActor, readSettings } from '../../core/access.ts'
import type { Ctx, FullCtx, RequestMeta } from '../../core/context.ts'
import type { Body, Data } from '../../core/contract.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import { beginSession } from '../auth/index.ts'
import * as users from './users.contract.ts'
import * as contract from './users.invitation.contract.ts'
import { addAccount, getUser, refuseWeakFor } from './users.service.ts'

type Answers = Omit<Body<typeof contract.acceptInvitation>, 'tokenDelivery'> & { readonly passwordHash: string }

/** Makes the link of an invitation and mails it, unless it was sent anew or closed meanwhile. Only the link's hash is stored. */
export async function mailInvitationLink(deps: Deps, { companyId, invitationId, sending }: Readonly<Record<string, string>>) {
  const token = `${companyId}.${newSecret()}`
  const mail = await deps.door.enterAsSystem(companyId!, async (ctx) => {
    const invitation = await ctx.tx
      .updateTable('invitation')
      .set({ tokenHash: hashSecret(token) })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', invitationId!)
      .where('sendCount', '=', Number(sending))
      .where('acceptedAt', 'is', null)
      .where('revokedAt', 'is', null)
      .where('expiresAt', '>', ctx.now)
      .returning(['email', 'firstName', 'expiresAt', 'invitedBy'])
      .executeTakeFirst()
    if (!invitation) return undefined
    const { timeZone, language } = await readSettings(ctx)
    const company = await companyOf(ctx)
    const inviter = invitation.invitedBy ? (await getUser(ctx, invitation.invitedBy)).user : undefined
    const date = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeStyle: 'short', timeZone }).format(
      new Date(invitation.expiresAt),
    )
    return {
      companyId: ctx.companyId,
      to: invitation.email,
      language,
      data: {
        name: invitation.firstName ?? '',
        company: company.name,
        inviter: inviter ? `${inviter.firstName} ${inviter.lastName}` : company.name,
        validUntil: `${date} (${timeZone})`,
        url: `${deps.appUrl()}/invitation/${token}`,
      },
    }
  })
  if (mail) await deps.mailer.send({ template: 'join', ...mail })
}

/** What an invitation is for, to whoever holds its link. The company stands in the token, so nothing is searched across companies. */
export async function readInvitation(deps: Deps, token: string): Promise<Data<typeof contract.readInvitation>> {
  return deps.door.enterAsSystem(companyIn(token), async (ctx) => {
    const { email, firstName, lastName, expiresAt } = await findOpen(ctx, token)
    const [company, { language }] = await Promise.all([companyOf(ctx), readSettings(ctx)])
    return { invitation: { companyName: company.name, email, firstName, lastName, language, expiresAt, valid: true } }
  })
}

/**
 * Makes the account of an invitation and signs its person in. The conditional update is the guard against two at once: the
 * link works once. That it was opened proves the address.
 */
export function acceptInvitation(deps: Deps, token: string, answers: Answers, meta: RequestMeta) {
  return deps.door.enterAsSystem(
    companyIn(token),
    async (ctx) => {
      const invitation = await useLink(ctx, token)
      const { email, employeeId } = invitation
      const { firstName, lastName } = namesOf(invitation, answers)
      refuseWeakFor(answers.password, { email, firstName, lastName })
      const role = await roleOf(ctx, invitation.roleId)
      const id = await addAccount(ctx, {
        email,
        firstName,
        lastName,
        roleCode: role.code,
        employeeId,
        passwordHash: answers.passwordHash,
        emailVerifiedAt: ctx.now,
        ...(answers.language && { language: answers.language }),
      })
      await ctx.tx
        .updateTable('invitation')
        .set((eb) => ({ userId: id, version: eb('version', '+', 1) }))
        .where('companyId', '=', ctx.companyId)
        .where('id', '=', invitation.id)
        .execute()
      // A company that may not be written to takes no new accounts.
      admit((await loadActor(ctx, id))!, { access: 'self' }, true)
      const { user } = await getUser(ctx, id)
      const actor = { id, name: `${user.firstName} ${user.lastName}` }
      await ctx.emit(contract.invitationAccepted, { subject: { type: 'invitation', id: invitation.id }, actor, data: { email } })
      await ctx.emit(users.userCreated, { subject: { type: 'user', id }, actor, after: user, data: { email } })
      return beginSession(ctx, deps, id)
    },
    meta,
  )
}

type OpenInvitation = { readonly firstName: string | null; readonly lastName: string | null }

function namesOf(invitation: OpenInvitation, answers: Answers) {
  const firstName = answers.firstName ?? invitation.firstName
  const lastName = answers.lastName ?? invitation.lastName
  if (firstName !== null && lastName !== null) return { firstName, lastName }
  throw fail.invalid('VALIDATION_FAILED', 'Something in the request is not as expected.', [
    { path: `body.${firstName === null ? 'firstName' : 'lastName'}`, message: 'is needed: the invitation names none', expected: 'a name' },
  ])
}

async function useLink(ctx: Ctx<'invitation'>, token: string) {
  const used = await ctx.tx
    .updateTable('invitation')
    .set({ acceptedAt: ctx.now })
    .where('companyId', '=', ctx.companyId)
    .where('tokenHash', '=', hashSecret(token))
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', ctx.now)
    .returning(['id', 'email', 'firstName', 'lastName', 'roleId', 'employeeId'])
    .executeTakeFirst()
  if (used) return used
  await findOpen(ctx, token)
  throw gone()
}

/** The open invitation of a link; anything else is a 410, and only its own time being over is told apart. */
async function findOpen(ctx: Ctx<'invitation'>, token: string) {
  const invitation = await ctx.tx
    .selectFrom('invitation')
    .select(['email', 'firstName', 'lastName', 'acceptedAt', 'revokedAt', 'expiresAt'])
    .where('companyId', '=', ctx.companyId)
    .where('tokenHash', '=', hashSecret(token))
    .executeTakeFirst()
  if (!invitation || invitation.acceptedAt !== null || invitation.revokedAt !== null) throw gone()
  if (Date.parse(invitation.expiresAt) <= Date.parse(ctx.now)) {
    throw fail.gone('INVITATION_EXPIRED', 'This invitation has expired. Ask for it to be sent again.', { expiresAt: invitation.expiresAt })
  }
  return invitation
}

const gone = () => fail.gone('INVITATION_GONE', 'This invitation was used or revoked already, or a newer one was sent.')

function companyIn(token: string) {
  const companyId = token.slice(0, 36)
  if (!isId(companyId) || !/^\.[\w-]{43}$/.test(token.slice(36))) throw gone()
  return companyId
}

const companyOf = (ctx: FullCtx) => ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow()

const roleOf = (ctx: Ctx<'role'>, id: string) =>
  ctx.tx.selectFrom('role').select('code').where('companyId', '=', ctx.companyId).where('id', '=', id).executeTakeFirstOrThrow()
