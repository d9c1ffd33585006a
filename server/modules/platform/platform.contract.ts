import { CursorQuery, Email, Fields, Id, Instant, Named, Nothing, Nullable, OneOf, Stream, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Code } from '../auth/auth.proof.contract.ts'
import { Status } from '../companies/companies.contract.ts'

export const Operator = Type.Object({ id: Id, email: Type.String(), name: Type.String(), hasSecondFactor: Type.Boolean() })

export const operatorLogin = {
  method: 'POST',
  url: '/platform/auth/login',
  config: { access: 'public', ratePerMinute: 20 },
  schema: {
    summary: 'Sign in as an operator of the platform',
    description:
      'Who has a second factor sends its code along; without it the answer is 401 SECOND_FACTOR_NEEDED. Who has none gets in only as far as setting one up. A session ends after eight hours, or half an hour without use.',
    body: Fields({
      email: Email,
      password: Type.String({ minLength: 1, maxLength: 128 }),
      code: Type.Optional(Code),
      tokenDelivery: Type.Optional(OneOf('cookie', 'body')),
    }),
    response: { 200: Type.Object({ operator: Operator, token: Nullable(Type.String()), expiresAt: Instant }) },
  },
  examples: { body: { email: 'operator@muster.test', password: 'muster-demo-2026', code: '123456' } },
} as const satisfies Contract

export const operatorLogout = {
  method: 'POST',
  url: '/platform/auth/logout',
  config: { access: 'operator', enrolment: true },
  schema: { summary: 'Sign out as an operator', response: { 200: Nothing } },
} as const satisfies Contract

export const operatorMe = {
  method: 'GET',
  url: '/platform/auth/me',
  config: { access: 'operator', enrolment: true },
  schema: { summary: 'Which operator I am', response: { 200: Named('operator', Operator) } },
} as const satisfies Contract

export const operatorSetUpTotp = {
  method: 'POST',
  url: '/platform/auth/totp',
  config: { access: 'operator', enrolment: true, ratePerMinute: 20 },
  schema: {
    summary: 'Begin to set up an operator’s authenticator app',
    response: { 201: Named('totp', Type.Object({ secret: Type.String(), uri: Type.String(), expiresAt: Instant })) },
  },
} as const satisfies Contract

export const operatorConfirmTotp = {
  method: 'POST',
  url: '/platform/auth/totp/confirm',
  config: { access: 'operator', enrolment: true, ratePerMinute: 20 },
  schema: {
    summary: 'Switch an operator’s authenticator app on with its first code',
    body: Fields({ code: Code }),
    response: { 200: Named('recoveryCodes', Type.Array(Type.String({ examples: ['k7wq2-h4dmz'] }))) },
  },
  examples: { body: { code: '123456' } },
} as const satisfies Contract

export const operatorStepUp = {
  method: 'POST',
  url: '/platform/auth/step-up',
  config: { access: 'operator', ratePerMinute: 20 },
  schema: {
    summary: 'Show once more which operator I am',
    body: Fields({ code: Code }),
    response: { 200: Type.Object({ provedUntil: Instant }) },
  },
  examples: { body: { code: '123456' } },
} as const satisfies Contract

export const findCompanies = {
  method: 'GET',
  url: '/platform/companies',
  config: { access: 'operator' },
  schema: {
    summary: 'Companies by name or domain, at most twenty',
    querystring: Fields({ q: Text(100) }),
    response: {
      200: Named(
        'companies',
        Type.Array(Type.Object({ id: Id, name: Type.String(), subdomain: Type.String(), domain: Nullable(Type.String()), status: Status })),
      ),
    },
  },
  examples: { querystring: { q: 'acme' } },
} as const satisfies Contract

const OperatorEvent = Type.Object({
  id: Id,
  at: Instant,
  operatorName: Type.String(),
  kind: Type.String(),
  companyId: Nullable(Id),
  address: Nullable(Type.String()),
  data: Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true }),
})

export const listOperatorEvents = {
  method: 'GET',
  url: '/platform/audit',
  config: { access: 'operator' },
  schema: {
    summary: 'What operators did, newest first',
    querystring: CursorQuery({}),
    response: { 200: Stream('events', OperatorEvent) },
  },
} as const satisfies Contract
