import { sql } from 'kysely'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { oneByOne } from '../../core/one-by-one.ts'
import { fetchPage, sorted, wordsIn } from '../../core/paging.ts'
import { hashSecret, newSecret } from '../../core/tokens.ts'
import * as contract from './users.invitation.contract.ts'
import { invitationState, renewedExpiry, resendLimit, resendWaitSeconds } from './users.rules.ts'
import { notLinkable, refuseRoleAbove } from './users.service.ts'

type InvitationCtx = Ctx<'invitation' | 'userAccount' | 'employee' | 'role' | 'accessGrant'>

/** Invites an address; the mail with its link is sent by a job, which is the only one that ever knows the link. */
export async function createInvitation(ctx: FullCtx, ask: Body<typeof contract.createInvitation>) {
  const email = ask.email.toLowerCase()
  await refuseRoleAbove(ctx, ask.roleCode)
  const role = await roleOf(ctx, ask.roleCode)
  await refuseKnown(ctx, email)
  const person = ask.employeeId === undefined ? null : await linkable(ctx, ask.employeeId)
  await closeExpired(ctx, email)
  const id = newId()
  await ctx.tx
    .insertInto('invitation')
    .values({
      companyId: ctx.companyId,
      id,
      email,
      firstName: ask.firstName?.trim() ?? person?.firstName ?? null,
      lastName: ask.lastName?.trim() ?? person?.lastName ?? null,
      roleId: role.id,
      employeeId: ask.employeeId ?? null,
      tokenHash: nobodysHash(),
      invitedBy: ctx.actor.userId,
      sentAt: ctx.now,
      expiresAt: new Date(Date.parse(ctx.now) + (ask.expiresInDays ?? 7) * 86_400_000).toISOString(),
      createdAt: ctx.now,
    })
    .execute()
  await ctx.enqueue('mail-invitation', { invitationId: id, sending: '1' })
  const made = await getInvitation(ctx, id)
  await ctx.emit(contract.invitationSent, {
    subject: { type: 'invitation', id },
    after: told(made.invitation),
    data: { email, role: role.name },
  })
  return made
}

export async function listInvitations(ctx: InvitationCtx, ask: Query<typeof contract.listInvitations>) {
  const { rows, pagination } = await fetchPage(invitationsAsked(ctx, ask), ask)
  return { invitations: rows.map((row) => shown(ctx, row)), pagination }
}

export function exportInvitations(ctx: InvitationCtx, ask: Query<typeof contract.exportInvitations>) {
  const cells: Cells<Row> = {
    Email: ({ email }) => email,
    'First name': ({ firstName }) => firstName,
    'Last name': ({ lastName }) => lastName,
    Role: ({ roleName }) => roleName,
    Person: ({ employeeName }) => employeeName,
    State: (row) => invitationState(row, ctx.now),
    'Invited by': ({ invitedByName }) => invitedByName,
    Sent: ({ sentAt }) => sentAt,
    'Times sent': ({ sendCount }) => sendCount,
    'Works until': ({ expiresAt }) => expiresAt,
    Accepted: ({ acceptedAt }) => acceptedAt,
  }
  return exportList(ctx, ask, { name: 'invitations', rows: invitationsAsked(ctx, ask), cells, event: contract.invitationsExported })
}

function invitationsAsked(ctx: InvitationCtx, ask: Query<typeof contract.exportInvitations>) {
  let query = selectInvitations(ctx)
  if (ask.q) query = query.where(wordsIn(ask.q, 'i.email', 'i.firstName', 'i.lastName'))
  if (ask.state) query = query.where(isIn(ask.state, ctx.now))
  return sorted(query, ask.sort ?? '-createdAt', sortable, 'i.id')
}

const sortable = { createdAt: 'i.createdAt', sentAt: 'i.sentAt', expiresAt: 'i.expiresAt', email: 'i.email', role: 'r.name' }

/** The same as `invitationState` of the rules, as a condition. */
function isIn(state: (typeof contract.invitationStates)[number], now: string) {
  const conditions = {
    accepted: sql<boolean>`i.accepted_at is not null`,
    revoked: sql<boolean>`i.accepted_at is null and i.revoked_at < i.expires_at`,
    expired: sql<boolean>`i.accepted_at is null and (i.revoked_at is null or i.revoked_at >= i.expires_at) and i.expires_at <= ${now}`,
    open: sql<boolean>`i.accepted_at is null and i.revoked_at is null and i.expires_at > ${now}`,
  }
  return conditions[state]
}

/** Makes the old link worthless at once; the new one is on its way with the mail. An expired invitation opens again. */
export async function resendInvitation(ctx: InvitationCtx, id: string) {
  const before = await lockInvitation(ctx, id)
  if (before.state !== 'open' && !(before.state === 'expired' && before.revokedAt === null)) throw closed(before.state)
  const sentAgain = before.sendCount - 1
  if (sentAgain >= resendLimit) {
    const figures = { sentAgain, limit: resendLimit }
    throw fail.conflict(
      'INVITATION_SENT_TOO_OFTEN',
      `This invitation was sent again ${sentAgain} times; revoke it and make another.`,
      figures,
    )
  }
  const waitSeconds = resendWaitSeconds(before.sentAt, ctx.now)
  if (waitSeconds > 0) {
    throw fail.tooMany(
      'INVITATION_JUST_SENT',
      'This invitation was sent less than a minute ago; wait a moment before you send it again.',
      waitSeconds,
    )
  }
  await refuseKnown(ctx, before.email)
  await ctx.tx
    .updateTable('invitation')
    .set((eb) => ({
      tokenHash: nobodysHash(),
      sentAt: ctx.now,
      expiresAt: renewedExpiry(before, ctx.now),
      sendCount: eb('sendCount', '+', 1),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await ctx.enqueue('mail-invitation', { invitationId: id, sending: String(before.sendCount + 1) })
  const after = await getInvitation(ctx, id)
  await ctx.emit(contract.invitationResent, {
    subject: { type: 'invitation', id },
    before: told(before),
    after: told(after.invitation),
    data: { email: before.email },
  })
  return after
}

export async function resendInvitations(ctx: FullCtx, ids: readonly string[]) {
  const { outcomes: invitations, done } = await oneByOne(ctx, ids, (id) => resendInvitation(ctx, id))
  return { invitations, done }
}

export async function revokeInvitations(ctx: FullCtx, ids: readonly string[]) {
  const { outcomes: invitations, done } = await oneByOne(ctx, ids, (id) => revokeInvitation(ctx, id))
  return { invitations, done }
}

export async function revokeInvitation(ctx: InvitationCtx, id: string) {
  const before = await lockInvitation(ctx, id)
  if (before.state !== 'open') throw closed(before.state)
  await ctx.tx
    .updateTable('invitation')
    .set((eb) => ({ revokedAt: ctx.now, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  const after = await getInvitation(ctx, id)
  await ctx.emit(contract.invitationRevoked, {
    subject: { type: 'invitation', id },
    before: told(before),
    after: told(after.invitation),
    data: { email: before.email },
  })
  return after
}

const closed = (state: string) =>
  fail.conflict('INVITATION_CLOSED', `This invitation is ${state}; nothing more can be done with it.`, { state })

/** The row stays locked to the end of the transaction, so that sending, revoking and accepting at once do not cross. */
async function lockInvitation(ctx: InvitationCtx, id: string) {
  const locked = await ctx.tx
    .selectFrom('invitation')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .forUpdate()
    .executeTakeFirst()
  if (!locked) throw fail.notFound()
  return (await getInvitation(ctx, id)).invitation
}

async function getInvitation(ctx: InvitationCtx, id: string) {
  const row = await selectInvitations(ctx).where('i.id', '=', id).executeTakeFirst()
  if (!row) throw fail.notFound()
  return { invitation: shown(ctx, row) }
}

type Row = Omit<contract.Invitation, 'role' | 'state' | 'can'> & { roleCode: string; roleName: string }

function selectInvitations(ctx: InvitationCtx) {
  return ctx.tx
    .selectFrom('invitation as i')
    .innerJoin('role as r', (join) => join.onRef('r.id', '=', 'i.roleId').on('r.companyId', '=', ctx.companyId))
    .leftJoin('employee as e', (join) => join.onRef('e.id', '=', 'i.employeeId').on('e.companyId', '=', ctx.companyId))
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'i.invitedBy').on('u.companyId', '=', ctx.companyId))
    .select(['i.id', 'i.email', 'i.firstName', 'i.lastName', 'i.employeeId', 'i.sentAt', 'i.sendCount', 'i.expiresAt', 'i.acceptedAt'])
    .select(['i.userId', 'i.revokedAt', 'i.createdAt', 'i.version', 'r.code as roleCode', 'r.name as roleName'])
    .select([
      sql<string | null>`e.first_name || ' ' || e.last_name`.as('employeeName'),
      sql<string | null>`u.first_name || ' ' || u.last_name`.as('invitedByName'),
    ])
    .where('i.companyId', '=', ctx.companyId)
    .$castTo<Row>()
}

function shown(ctx: InvitationCtx, { roleCode, roleName, ...row }: Row): contract.Invitation {
  const state = invitationState(row, ctx.now)
  const resend = (state === 'open' || (state === 'expired' && row.revokedAt === null)) && row.sendCount - 1 < resendLimit
  return { ...row, role: { code: roleCode, name: roleName }, state, can: { resend, revoke: state === 'open' } }
}

/** What the audit log keeps of an invitation: not what follows from the rest. */
function told({ can: _, role, ...rest }: contract.Invitation) {
  return { ...rest, role: role.code }
}

async function roleOf(ctx: InvitationCtx, roleCode: string) {
  const role = await ctx.tx
    .selectFrom('role')
    .select(['id', 'name'])
    .where('companyId', '=', ctx.companyId)
    .where('code', '=', roleCode)
    .executeTakeFirst()
  if (!role) throw fail.unprocessable('ROLE_NOT_FOUND', `There is no role ${roleCode}.`, { roleCode })
  return role
}

async function refuseKnown(ctx: InvitationCtx, email: string) {
  const known = await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('email', '=', email)
    .executeTakeFirst()
  if (known) throw fail.conflict('USER_EMAIL_TAKEN', 'There is an account with this email address already.', { userId: known.id })
}

async function linkable(ctx: InvitationCtx, employeeId: string) {
  const free = await ctx.tx
    .selectFrom('employee')
    .select(['firstName', 'lastName'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', employeeId)
    .where('userId', 'is', null)
    .executeTakeFirst()
  if (!free) throw notLinkable(employeeId)
  return free
}

/** An expired invitation of the address makes room for the new one; closed after its time, it stays listed as expired. */
async function closeExpired(ctx: InvitationCtx, email: string) {
  await ctx.tx
    .updateTable('invitation')
    .set((eb) => ({ revokedAt: ctx.now, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('email', '=', email)
    .where('acceptedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '<=', ctx.now)
    .execute()
}

/** Stands for a link until the job that mails it makes one: no secret has this hash. */
const nobodysHash = () => hashSecret(newSecret())
