import {
  Changes,
  Email,
  event,
  features,
  Fields,
  Id,
  Instant,
  Named,
  Nothing,
  Nullable,
  OneOf,
  reaches,
  Text,
  Type,
  Zone,
} from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { DateFormat, Languages, Settings } from '../../core/settings.ts'
import { Company, DomainName, Subdomain } from '../companies/companies.contract.ts'
import { Assertion, Code } from './auth.proof.contract.ts'

export const NewPassword = Type.String({
  minLength: 12,
  maxLength: 128,
  description: 'At least 12 characters; well-known passwords are refused',
})

/** Told from an address by having no @; upper and lower case are the same. */
export const Username = Type.String({
  pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{1,38}[A-Za-z0-9]$',
  description: '3 to 40 letters, digits, dots, dashes and underscores',
})

/** The account that is signed in, as the person sees it. */
export const Me = Type.Object({
  id: Id,
  email: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  language: Nullable(Languages),
  timeZone: Nullable(Zone),
  dateFormat: Nullable(DateFormat),
  employeeId: Nullable(Id),
  emailVerified: Type.Boolean(),
  mustChangePassword: Type.Boolean(),
})

/** `refreshToken` is null when it travels in the cookie. */
export const Tokens = Type.Object({
  accessToken: Type.String(),
  accessTokenExpiresAt: Instant,
  refreshToken: Nullable(Type.String()),
})

export const SignedIn = Type.Object({ user: Me, company: Company, tokens: Tokens })

const TokenDelivery = OneOf('cookie', 'body')
const RefreshToken = Type.String({ minLength: 20, maxLength: 300 })

export const signup = {
  method: 'POST',
  url: '/auth/signup',
  config: { access: 'public', ratePerMinute: 10 },
  schema: {
    summary: 'Open a company on trial, with its first admin',
    body: Fields({
      companyName: Text(120, 2),
      subdomain: Subdomain,
      domain: Type.Optional(DomainName),
      firstName: Text(80),
      lastName: Text(80),
      email: Email,
      password: NewPassword,
      timeZone: Type.Optional(Zone),
      currency: Type.Optional(Settings.properties.currency),
      country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
      language: Type.Optional(Settings.properties.language),
    }),
    response: { 201: Type.Object({ company: Company, user: Type.Object({ id: Id, email: Type.String() }) }) },
  },
  examples: {
    body: {
      companyName: 'Acme Corp',
      subdomain: 'acme',
      firstName: 'Dewi',
      lastName: 'Hartono',
      email: 'admin@acme.test',
      password: 'a long pass phrase',
    },
  },
} as const satisfies Contract

export const login = {
  method: 'POST',
  url: '/auth/login',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'Sign in with email, or with the username at a named company, and password; then, where there is one, the second factor',
    description:
      'Whoever has a second factor is answered 401 SECOND_FACTOR_NEEDED, whose details hold an mfaToken, what may be sent with it (totp, passkey, recovery-code) and, for passkeys, the options of the browser. Send the mfaToken here again with the code or the passkey, within five minutes.',
    body: Fields({
      email: Type.Optional(Email),
      username: Type.Optional(Username),
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
      mfaToken: Type.Optional(Type.String({ minLength: 20, maxLength: 300 })),
      code: Type.Optional(Code),
      passkey: Type.Optional(Assertion),
      company: Type.Optional(
        Type.String({ minLength: 1, maxLength: 254, description: 'Domain or subdomain; may be left out when the email is unique' }),
      ),
      tokenDelivery: Type.Optional(TokenDelivery),
    }),
    response: { 200: SignedIn },
  },
  examples: { body: { email: 'employee@acme.test', password: 'muster-demo-2026', company: 'acme' } },
} as const satisfies Contract

export const refresh = {
  method: 'POST',
  url: '/auth/refresh',
  config: { access: 'public', ratePerMinute: 120 },
  schema: {
    summary: 'Exchange the refresh token for new tokens; each refresh token works once',
    body: Type.Optional(Fields({ refreshToken: Type.Optional(RefreshToken) })),
    response: { 200: Named('tokens', Tokens) },
  },
  examples: { body: {} },
} as const satisfies Contract

export const logout = {
  method: 'POST',
  url: '/auth/logout',
  config: { access: 'self', anyStatus: true },
  schema: {
    summary: 'Sign out here, or everywhere',
    body: Type.Optional(Fields({ all: Type.Optional(Type.Boolean()) })),
    response: { 200: Nothing },
  },
  examples: { body: { all: false } },
} as const satisfies Contract

export const me = {
  method: 'GET',
  url: '/auth/me',
  config: { access: 'self', anyStatus: true, openToKeys: true },
  schema: {
    summary: 'Who I am, what I may do and what is switched on',
    response: {
      200: Type.Object({
        user: Me,
        company: Company,
        secondFactorMissing: Type.Boolean({ description: 'My role demands a second factor: nothing else opens before I have one' }),
        support: Nullable(
          Type.Object({ id: Id, mayWrite: Type.Boolean(), endsAt: Instant }, { description: 'I am an operator let in for support' }),
        ),
        settings: Settings,
        features: Type.Array(OneOf(...features)),
        permissions: Type.Array(Type.Object({ permission: Type.String(), reach: OneOf(...reaches) })),
      }),
    },
  },
} as const satisfies Contract

export const forgotPassword = {
  method: 'POST',
  url: '/auth/forgot-password',
  config: { access: 'public', ratePerMinute: 20 },
  schema: {
    summary: 'Ask for a link to set a new password; the answer never says whether the account exists',
    body: Fields({ email: Email, company: Type.Optional(Type.String({ minLength: 1, maxLength: 254 })) }),
    response: { 202: Nothing },
  },
  examples: { body: { email: 'employee@acme.test', company: 'acme' } },
} as const satisfies Contract

export const resetPassword = {
  method: 'POST',
  url: '/auth/reset-password',
  config: { access: 'public', ratePerMinute: 20 },
  schema: {
    summary: 'Set a new password with the link from the mail; ends all sessions',
    body: Fields({ token: Type.String({ minLength: 20, maxLength: 300 }), password: NewPassword }),
    response: { 200: Nothing },
  },
  examples: { body: { token: 'the token from the link in the mail', password: 'a long pass phrase' } },
} as const satisfies Contract

export const changePassword = {
  method: 'POST',
  url: '/auth/change-password',
  config: { access: 'self', anyStatus: true, ratePerMinute: 20 },
  schema: {
    summary: 'Change my password; ends my other sessions',
    body: Fields({ currentPassword: Type.String({ minLength: 1, maxLength: 128 }), newPassword: NewPassword }),
    response: { 200: Nothing },
  },
  examples: { body: { currentPassword: 'muster-demo-2026', newPassword: 'a long pass phrase' } },
} as const satisfies Contract

export const verifyEmail = {
  method: 'POST',
  url: '/auth/verify-email',
  config: { access: 'public', ratePerMinute: 20 },
  schema: {
    summary: 'Confirm an email address with the link from the mail',
    body: Fields({ token: Type.String({ minLength: 20, maxLength: 300 }) }),
    response: { 200: Nothing },
  },
  examples: { body: { token: 'the token from the link in the mail' } },
} as const satisfies Contract

export const updateMe = {
  method: 'PATCH',
  url: '/auth/me',
  config: { access: 'self' },
  schema: {
    summary: 'Change my name, language, time zone or format of dates; null is as the company has it',
    body: Changes({
      firstName: Text(80),
      lastName: Text(80),
      language: Nullable(Languages),
      timeZone: Nullable(Zone),
      dateFormat: Nullable(DateFormat),
    }),
    response: { 200: Named('user', Me) },
  },
  examples: { body: { language: 'id', timeZone: 'Asia/Jakarta', dateFormat: 'DD/MM/YYYY' } },
} as const satisfies Contract

const Subject = Type.Object({ email: Type.String() })
export const signedIn = event('auth.signed-in', '{actor} signed in', Subject)
export const signInFailed = event('auth.sign-in-failed', 'Someone failed to sign in as {email}', Subject)
export const signedOut = event('auth.signed-out', '{actor} signed out', Type.Object({ sessions: Type.Integer() }))
export const tokenReused = event(
  'auth.token-reused',
  'A used refresh token of {actor} was sent again; its session was ended',
  Type.Object({}),
)
export const passwordChanged = event('auth.password-changed', '{actor} changed the password', Subject)
export const profileUpdated = event(
  'auth.profile-updated',
  '{actor} changed their own name, language, time zone or format of dates',
  Type.Object({}),
)
export const emailVerified = event('auth.email-verified', '{actor} confirmed {email}', Subject)
export const events = [signedIn, signInFailed, signedOut, tokenReused, passwordChanged, profileUpdated, emailVerified]
