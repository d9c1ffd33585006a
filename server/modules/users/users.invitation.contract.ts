import {
  ById,
  Email,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Outcome,
  Page,
  PageQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { Languages } from '../../core/settings.ts'
import { NewPassword, SignedIn } from '../auth/auth.contract.ts'

export const invitationStates = ['open', 'accepted', 'expired', 'revoked'] as const

export const Invitation = Type.Object({
  id: Id,
  email: Type.String(),
  firstName: Nullable(Type.String()),
  lastName: Nullable(Type.String()),
  role: Type.Object({ code: Type.String(), name: Type.String() }),
  employeeId: Nullable(Id),
  employeeName: Nullable(Type.String()),
  state: OneOf(...invitationStates),
  invitedByName: Nullable(Type.String()),
  sentAt: Instant,
  sendCount: Type.Integer(),
  expiresAt: Instant,
  acceptedAt: Nullable(Instant),
  /** The account that came of it. */
  userId: Nullable(Id),
  revokedAt: Nullable(Instant),
  createdAt: Instant,
  can: Type.Object({ resend: Type.Boolean(), revoke: Type.Boolean() }),
  version: Version,
})
export type Invitation = Static<typeof Invitation>

const ByToken = Fields({ token: Type.String({ minLength: 20, maxLength: 300 }) })

export const createInvitation = {
  method: 'POST',
  url: '/invitations',
  config: { access: 'user.invite', ratePerMinute: 60 },
  schema: {
    summary: 'Invite somebody by mail to make their own account',
    body: Fields({
      email: Email,
      firstName: Type.Optional(Text(80)),
      lastName: Type.Optional(Text(80)),
      roleCode: Text(60),
      employeeId: Type.Optional(Id),
      expiresInDays: Type.Optional(Type.Integer({ minimum: 1, maximum: 30, default: 7 })),
    }),
    response: { 201: Named('invitation', Invitation) },
  },
  examples: { body: { email: 'invited@acme.test', firstName: 'Rina', lastName: 'Putri', roleCode: 'employee' } },
} as const satisfies Contract

export const listInvitations = {
  method: 'GET',
  url: '/invitations',
  config: { access: 'user.invite' },
  schema: {
    summary: 'Invitations and what became of them',
    querystring: PageQuery({ state: Type.Optional(OneOf(...invitationStates)), q: Type.Optional(Text(100)) }),
    response: { 200: Page('invitations', Invitation) },
  },
} as const satisfies Contract

export const exportInvitations = csvOf(listInvitations, 'invitations')
export const invitationsExported = csvExported('invitation.exported', 'invitations')

export const resendInvitation = {
  method: 'POST',
  url: '/invitations/:id/resend',
  config: { access: 'user.invite' },
  schema: {
    summary: 'Send an invitation again with a new link; the old one stops working',
    params: ById,
    response: { 200: Named('invitation', Invitation) },
  },
} as const satisfies Contract

export const revokeInvitation = {
  method: 'DELETE',
  url: '/invitations/:id',
  config: { access: 'user.invite' },
  schema: { summary: 'Revoke an open invitation', params: ById, response: { 200: Named('invitation', Invitation) } },
} as const satisfies Contract

const several = Fields({ ids: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }) })
const Outcomes = Type.Object({ invitations: Type.Array(Outcome), done: Type.Integer() })
const examples = { body: { ids: ['0198f0a0-0000-7000-8000-000000000001'] } }
const eachAlone =
  'Which cannot be is told with the reason, and hinders no other; what stands in the way of all of them is an error, as for one.'

export const resendInvitations = {
  method: 'POST',
  url: '/invitations/bulk/resend',
  config: { access: 'user.invite', ratePerMinute: 10 },
  schema: {
    summary: 'Send several invitations again; each as if alone, with an answer for each',
    description: eachAlone,
    body: several,
    response: { 200: Outcomes },
  },
  examples,
} as const satisfies Contract

export const revokeInvitations = {
  method: 'POST',
  url: '/invitations/bulk/revoke',
  config: { access: 'user.invite', ratePerMinute: 10 },
  schema: {
    summary: 'Revoke several open invitations; each as if alone, with an answer for each',
    description: eachAlone,
    body: several,
    response: { 200: Outcomes },
  },
  examples,
} as const satisfies Contract

export const readInvitation = {
  method: 'GET',
  url: '/invitations/token/:token',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'What the link of an invitation is for; 410 when it no longer works',
    params: ByToken,
    response: {
      200: Named(
        'invitation',
        Type.Object({
          companyName: Type.String(),
          email: Type.String(),
          firstName: Nullable(Type.String()),
          lastName: Nullable(Type.String()),
          language: OneOf('en', 'id'),
          expiresAt: Instant,
          valid: Type.Boolean(),
        }),
      ),
    },
  },
} as const satisfies Contract

export const acceptInvitation = {
  method: 'POST',
  url: '/invitations/:token/accept',
  config: { access: 'public', ratePerMinute: 20 },
  schema: {
    summary: 'Make the account one was invited to, and sign in',
    params: ByToken,
    body: Fields({
      firstName: Type.Optional(Text(80)),
      lastName: Type.Optional(Text(80)),
      password: NewPassword,
      language: Type.Optional(Languages),
      tokenDelivery: Type.Optional(OneOf('cookie', 'body')),
    }),
    response: { 200: SignedIn },
  },
  examples: { body: { password: 'a long pass phrase', language: 'en' } },
} as const satisfies Contract

const Who = Type.Object({ email: Type.String() })
export const invitationSent = event(
  'invitation.sent',
  '{actor} invited {email} as {role}',
  Type.Object({ email: Type.String(), role: Type.String() }),
)
export const invitationResent = event('invitation.resent', '{actor} sent the invitation of {email} again', Who)
export const invitationRevoked = event('invitation.revoked', '{actor} revoked the invitation of {email}', Who)
export const invitationAccepted = event('invitation.accepted', '{actor} accepted the invitation to {email}', Who)
