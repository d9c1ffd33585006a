import { event, Fields, Id, Instant, Named, Nothing, Nullable, Type } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'
import { Code } from './auth.proof.contract.ts'

export const permissions: readonly Permission[] = [
  {
    code: 'security.manage',
    title: 'Decide how people sign in',
    description: 'Which roles need a second factor, and how many of their people have one.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
]

/** What a person has beside the password. */
export const SecondFactors = Type.Object({
  totpSince: Nullable(Instant),
  passkeyCount: Type.Integer(),
  recoveryCodesLeft: Type.Integer(),
  demanded: Type.Boolean({ description: 'A role I hold demands a second factor' }),
})

const RecoveryCodes = Type.Array(Type.String({ examples: ['k7wq2-h4dmz'] }), {
  description: 'Each works once in place of a code; shown this once. Empty where some are there already',
})

export const getSecondFactors = {
  method: 'GET',
  url: '/auth/mfa',
  config: { access: 'self', enrolment: true },
  schema: { summary: 'Which second factors I have', response: { 200: Named('secondFactors', SecondFactors) } },
} as const satisfies Contract

export const setUpTotp = {
  method: 'POST',
  url: '/auth/mfa/totp',
  config: { access: 'self', enrolment: true, stepUp: true, shownOnce: true, ratePerMinute: 20 },
  schema: {
    summary: 'Begin to set up an authenticator app',
    description: 'The secret is shown this once. It counts from the first code that is confirmed, within ten minutes.',
    response: {
      201: Named(
        'totp',
        Type.Object({
          secret: Type.String({ description: 'Base32, to be typed' }),
          uri: Type.String({ description: 'otpauth://, to be shown as a QR code' }),
          expiresAt: Instant,
        }),
      ),
    },
  },
} as const satisfies Contract

export const confirmTotp = {
  method: 'POST',
  url: '/auth/mfa/totp/confirm',
  config: { access: 'self', enrolment: true, shownOnce: true, ratePerMinute: 20 },
  schema: {
    summary: 'Switch the authenticator app on with its first code',
    body: Fields({ code: Code }),
    response: { 200: Named('recoveryCodes', RecoveryCodes) },
  },
  examples: { body: { code: '123456' } },
} as const satisfies Contract

export const removeTotp = {
  method: 'DELETE',
  url: '/auth/mfa/totp',
  config: { access: 'self', stepUp: true },
  schema: { summary: 'Remove my authenticator app', response: { 200: Nothing } },
} as const satisfies Contract

export const renewRecoveryCodes = {
  method: 'POST',
  url: '/auth/mfa/recovery-codes',
  config: { access: 'self', enrolment: true, stepUp: true, shownOnce: true, ratePerMinute: 20 },
  schema: {
    summary: 'Make new recovery codes; the ones before work no more',
    response: { 201: Named('recoveryCodes', RecoveryCodes) },
  },
} as const satisfies Contract

const Demand = Type.Object({
  roleId: Id,
  code: Type.String(),
  name: Type.String(),
  demanded: Type.Boolean(),
  people: Type.Integer({ description: 'Active accounts that hold the role' }),
  peopleWithout: Type.Integer({ description: 'Of them, those without a second factor' }),
})

export const listDemands = {
  method: 'GET',
  url: '/auth/mfa/roles',
  config: { access: 'security.manage' },
  schema: { summary: 'Which roles demand a second factor', response: { 200: Named('roles', Type.Array(Demand)) } },
} as const satisfies Contract

export const setDemands = {
  method: 'PUT',
  url: '/auth/mfa/roles',
  config: { access: 'security.manage', stepUp: true },
  schema: {
    summary: 'Say which roles demand a second factor',
    description: 'Whoever holds one and has none gets in only as far as setting one up, from their next request on.',
    body: Fields({ roleIds: Type.Array(Id, { maxItems: 100, uniqueItems: true }) }),
    response: { 200: Named('roles', Type.Array(Demand)) },
  },
  examples: { body: { roleIds: [] } },
} as const satisfies Contract

const Nobody = Type.Object({})
const Left = Type.Object({ left: Type.Integer() })
export const totpOn = event('auth.totp-on', '{actor} set up an authenticator app', Nobody)
export const totpRemoved = event('auth.totp-removed', '{actor} removed the authenticator app', Nobody)
export const recoveryCodesMade = event('auth.recovery-codes-made', '{actor} made new recovery codes', Nobody)
export const recoveryCodeUsed = event('auth.recovery-code-used', '{actor} used a recovery code; {left} are left', Left)
export const secondFactorFailed = event('auth.second-factor-failed', 'The second factor of {actor} was wrong', Nobody)
export const demandsChanged = event('auth.demands-changed', '{actor} changed which roles demand a second factor', Nobody)
export const events = [totpOn, totpRemoved, recoveryCodesMade, recoveryCodeUsed, secondFactorFailed, demandsChanged]
