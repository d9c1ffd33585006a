import { ById, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'

export const permissions: readonly Permission[] = [
  {
    code: 'support-access.read',
    title: 'See when support was in the company',
    description: 'Who of the platform was let in, when, why and for how long.',
    reaches: ['company'],
    roles: {},
  },
  {
    code: 'support-access.manage',
    title: 'Decide about support in the company',
    description: 'End the access of support, and allow it to change something. Told by mail when support enters.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
]

export const SupportAccess = Type.Object({
  id: Id,
  operatorName: Type.String(),
  reason: Type.String(),
  mayWrite: Type.Boolean(),
  startedAt: Instant,
  endsAt: Instant,
  endedAt: Nullable(Instant),
  endedBy: Nullable(OneOf('operator', 'company')),
  open: Type.Boolean(),
})

export const listSupportAccess = {
  method: 'GET',
  url: '/support-access',
  config: { access: 'support-access.read' },
  schema: {
    summary: 'When support was in the company, newest first',
    querystring: PagedQuery({ open: Type.Optional(Type.Boolean()) }),
    response: { 200: Page('supportAccess', SupportAccess) },
  },
} as const satisfies Contract

export const endSupportAccess = {
  method: 'POST',
  url: '/support-access/:id/end',
  config: { access: 'support-access.manage', anyStatus: true },
  schema: { summary: 'End the access of support, at once', params: ById, response: { 200: Named('supportAccess', SupportAccess) } },
} as const satisfies Contract

export const updateSupportAccess = {
  method: 'PATCH',
  url: '/support-access/:id',
  config: { access: 'support-access.manage', stepUp: true },
  schema: {
    summary: 'Allow support to change something, or only to look',
    params: ById,
    body: Fields({ mayWrite: Type.Boolean() }),
    response: { 200: Named('supportAccess', SupportAccess) },
  },
  examples: { body: { mayWrite: true } },
} as const satisfies Contract

const Entry = Type.Object({
  companyName: Type.String(),
  ...SupportAccess.properties,
  accessToken: Type.String({ description: 'For the routes of that company, until endsAt' }),
})

export const enterCompany = {
  method: 'POST',
  url: '/platform/support-access',
  config: { access: 'operator', stepUp: true },
  schema: {
    summary: 'Enter a company for support, for a time and with a reason its people see',
    body: Fields({
      companyId: Id,
      reason: Text(500, 5),
      minutes: Type.Integer({ minimum: 1, maximum: 240 }),
    }),
    response: { 201: Named('supportAccess', Entry) },
  },
  examples: { body: { companyId: '01990000-0000-7000-8000-000000000000', reason: 'Ticket 4711: a payslip is wrong', minutes: 30 } },
} as const satisfies Contract

export const resumeSupport = {
  method: 'POST',
  url: '/platform/support-access/:id/token',
  config: { access: 'operator', ratePerMinute: 30 },
  schema: {
    summary: 'A token anew for a company I entered and have not left, such as after the page was loaded again',
    params: ById,
    response: { 200: Named('supportAccess', Entry) },
  },
} as const satisfies Contract

export const leaveCompany = {
  method: 'DELETE',
  url: '/platform/support-access/:id',
  config: { access: 'operator' },
  schema: { summary: 'Leave a company I entered', params: ById, response: { 200: Named('supportAccess', SupportAccess) } },
} as const satisfies Contract

const OfSupport = Type.Object({ supportId: Id, operator: Type.String(), reason: Type.String() })
export const supportStarted = event('support-access.started', '{operator} of Muster’s support entered the company: {reason}', OfSupport)
export const supportEnded = event('support-access.ended', '{actor} ended the access of {operator} of Muster’s support', OfSupport)
export const supportChanged = event('support-access.changed', '{actor} changed what {operator} of Muster’s support may do', OfSupport)
export const events = [supportStarted, supportEnded, supportChanged]
