import { ById, event, Fields, Id, Instant, Named, Nothing, Nullable, OneOf, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { SignedIn } from './auth.contract.ts'
import { Assertion, Attestation, exampleAssertion, PasskeyOptions } from './auth.proof.contract.ts'

export const Passkey = Type.Object({
  id: Id,
  name: Type.String(),
  isSynced: Type.Boolean({ description: 'Kept by an account of its maker rather than in one device alone' }),
  createdAt: Instant,
  lastUsedAt: Nullable(Instant),
})

export const listPasskeys = {
  method: 'GET',
  url: '/auth/passkeys',
  config: { access: 'self', enrolment: true },
  schema: { summary: 'My passkeys', response: { 200: Named('passkeys', Type.Array(Passkey)) } },
} as const satisfies Contract

export const passkeyOptions = {
  method: 'POST',
  url: '/auth/passkeys/options',
  config: { access: 'self', enrolment: true, stepUp: true, ratePerMinute: 30 },
  schema: { summary: 'Begin to register a passkey', response: { 200: Named('options', PasskeyOptions) } },
} as const satisfies Contract

export const registerPasskey = {
  method: 'POST',
  url: '/auth/passkeys',
  config: { access: 'self', enrolment: true, ratePerMinute: 30 },
  schema: {
    summary: 'Register a passkey',
    body: Fields({ name: Text(60), credential: Attestation }),
    response: { 201: Named('passkey', Passkey) },
  },
  examples: {
    body: { name: 'My laptop', credential: { id: 'Zm9yIGV4YW1wbGU', response: { clientDataJSON: 'e30', attestationObject: 'oA' } } },
  },
} as const satisfies Contract

export const renamePasskey = {
  method: 'PATCH',
  url: '/auth/passkeys/:id',
  config: { access: 'self' },
  schema: {
    summary: 'Rename a passkey of mine',
    params: ById,
    body: Fields({ name: Text(60) }),
    response: { 200: Named('passkey', Passkey) },
  },
  examples: { body: { name: 'My telephone' } },
} as const satisfies Contract

export const removePasskey = {
  method: 'DELETE',
  url: '/auth/passkeys/:id',
  config: { access: 'self', stepUp: true },
  schema: { summary: 'Remove a passkey of mine', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const passkeySignInOptions = {
  method: 'POST',
  url: '/auth/passkeys/sign-in/options',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'Begin to sign in with a passkey, without saying who it is',
    response: { 200: Named('options', PasskeyOptions) },
  },
} as const satisfies Contract

export const passkeySignIn = {
  method: 'POST',
  url: '/auth/passkeys/sign-in',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'Sign in with a passkey; it says by itself who it is and is both factors at once',
    body: Fields({ credential: Assertion, tokenDelivery: Type.Optional(OneOf('cookie', 'body')) }),
    response: { 200: SignedIn },
  },
  examples: { body: { credential: exampleAssertion } },
} as const satisfies Contract

const OfPasskey = Type.Object({ name: Type.String() })
export const passkeyRegistered = event('auth.passkey-registered', '{actor} registered the passkey {name}', OfPasskey)
export const passkeyRenamed = event('auth.passkey-renamed', '{actor} renamed the passkey {name}', OfPasskey)
export const passkeyRemoved = event('auth.passkey-removed', '{actor} removed the passkey {name}', OfPasskey)
export const events = [passkeyRegistered, passkeyRenamed, passkeyRemoved]
