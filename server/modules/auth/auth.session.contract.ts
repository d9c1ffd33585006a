import { event, Fields, Id, Instant, Named, Nothing, Nullable, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Assertion, Code, PasskeyOptions } from './auth.proof.contract.ts'

export const Session = Type.Object({
  id: Id,
  current: Type.Boolean(),
  createdAt: Instant,
  lastUsedAt: Instant,
  userAgent: Nullable(Type.String()),
  address: Nullable(Type.String()),
})

export const listSessions = {
  method: 'GET',
  url: '/auth/sessions',
  config: { access: 'self' },
  schema: { summary: 'Where I am signed in', response: { 200: Named('sessions', Type.Array(Session)) } },
} as const satisfies Contract

export const endSession = {
  method: 'DELETE',
  url: '/auth/sessions/:id',
  config: { access: 'self', anyStatus: true },
  schema: { summary: 'Sign out one of my sessions', params: Fields({ id: Id }), response: { 200: Nothing } },
} as const satisfies Contract

export const stepUp = {
  method: 'POST',
  url: '/auth/step-up',
  config: { access: 'self', anyStatus: true, ratePerMinute: 20 },
  schema: {
    summary: 'Show once more who I am, before a sensitive act',
    description:
      'Exactly one proof, of those that a 403 STEP_UP_NEEDED names: the password for whoever has no second factor, otherwise a code or a passkey. It holds for ten minutes.',
    body: Fields({
      password: Type.Optional(Type.String({ minLength: 1, maxLength: 128 })),
      code: Type.Optional(Code),
      passkey: Type.Optional(Assertion),
    }),
    response: { 200: Type.Object({ provedUntil: Instant }) },
  },
  examples: { body: { password: 'muster-demo-2026' } },
} as const satisfies Contract

export const stepUpOptions = {
  method: 'POST',
  url: '/auth/step-up/passkey',
  config: { access: 'self', anyStatus: true, ratePerMinute: 30 },
  schema: { summary: 'Begin to show who I am with a passkey', response: { 200: Named('options', PasskeyOptions) } },
} as const satisfies Contract

export const steppedUp = event('auth.stepped-up', '{actor} showed who they are once more', Type.Object({ proof: Type.String() }))
export const stepUpFailed = event('auth.step-up-failed', '{actor} failed to show who they are', Type.Object({}))
export const events = [steppedUp, stepUpFailed]
