import { ById, event, Fields, Id, Instant, Nothing, Nullable, OneOf, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

export const Kiosk = Type.Object({
  id: Id,
  name: Type.String(),
  branchId: Id,
  branchName: Type.String(),
  createdAt: Instant,
  lastUsedAt: Nullable(Instant),
})
export type Kiosk = Static<typeof Kiosk>

const config = { access: 'attendance.configure', feature: 'attendance' } as const

export const listKiosks = {
  method: 'GET',
  url: '/kiosks',
  config,
  schema: {
    summary: 'Shared tablets on which people clock',
    querystring: PageQuery({ q: Type.Optional(Text(100)) }),
    response: { 200: Page('kiosks', Kiosk) },
  },
} as const satisfies Contract

export const exportKiosks = csvOf(listKiosks, 'kiosks')

export const createKiosk = {
  method: 'POST',
  url: '/kiosks',
  config: { ...config, shownOnce: true },
  schema: {
    summary: 'Register a tablet for the people of a branch; the address to open on it is shown this once',
    body: Fields({ name: Text(80), branchId: Id }),
    response: { 201: Type.Object({ kiosk: Kiosk, url: Type.String() }) },
  },
  examples: { body: { name: 'Entrance', branchId: '01980000-0000-7000-8000-000000000000' } },
} as const satisfies Contract

export const revokeKiosk = {
  method: 'DELETE',
  url: '/kiosks/:id',
  config,
  schema: { summary: 'End what a tablet may do, at once', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const getPin = {
  method: 'GET',
  url: '/attendance/pin',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: { summary: 'Whether I have a PIN for kiosks, and since when', response: { 200: Type.Object({ setAt: Nullable(Instant) }) } },
} as const satisfies Contract

export const setPin = {
  method: 'PUT',
  url: '/attendance/pin',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: {
    summary: 'Choose my PIN for kiosks, 4 to 8 digits',
    body: Fields({ pin: Type.String({ pattern: '^\\d{4,8}$' }) }),
    response: { 200: Nothing },
  },
  examples: { body: { pin: '2580' } },
} as const satisfies Contract

export const showCode = {
  method: 'GET',
  url: '/attendance/kiosk-code',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: {
    summary: 'A code of mine to hold before a tablet, good for a minute and a half and for one act',
    response: { 200: Type.Object({ code: Type.String(), expiresAt: Instant }) },
  },
} as const satisfies Contract

const Token = Type.String({ minLength: 10, maxLength: 100, pattern: '^[\\w-]+$' })

export const openKiosk = {
  method: 'POST',
  url: '/kiosk/open',
  config: { access: 'public', ratePerMinute: 60 },
  schema: {
    summary: 'What a tablet shows: the names of its branch and the key it seals punches with',
    body: Fields({ token: Token }),
    response: {
      200: Type.Object({
        name: Type.String(),
        branchName: Type.String(),
        companyName: Type.String(),
        publicKey: Type.String({ description: 'SPKI in base64, for RSA-OAEP with SHA-256' }),
        now: Instant,
        people: Type.Array(Type.Object({ employeeId: Id, firstName: Type.String(), lastName: Type.String(), hasPin: Type.Boolean() })),
      }),
    },
  },
  examples: { body: { token: 'no-such-tablet-no-such-tablet' } },
} as const satisfies Contract

export const punchKiosk = {
  method: 'POST',
  url: '/kiosk/punches',
  config: { access: 'public', ratePerMinute: 120 },
  schema: {
    summary: 'Send what was pressed on a tablet, also long after; sent again it is taken once',
    body: Fields({
      token: Token,
      punches: Type.Array(
        Fields({
          id: Text(40),
          sealed: Type.String({
            minLength: 20,
            maxLength: 700,
            description: 'JSON of act, at and either employeeId and pin or code, sealed with the key of the tablet, in base64',
          }),
        }),
        { minItems: 1, maxItems: 20 },
      ),
    }),
    response: {
      200: Type.Object({
        outcomes: Type.Array(
          Type.Object({
            id: Type.String(),
            outcome: OneOf('taken', 'refused', 'wrong-pin', 'blocked'),
            code: Nullable(Type.String()),
            message: Nullable(Type.String()),
            retryAfterSeconds: Nullable(Type.Integer()),
          }),
        ),
      }),
    },
  },
  examples: { body: { token: 'no-such-tablet-no-such-tablet', punches: [{ id: 'a', sealed: 'bm90IHNlYWxlZCBhdCBhbGw=' }] } },
} as const satisfies Contract

const About = Type.Object({ name: Type.String() })
export const kioskRegistered = event('kiosk.registered', '{actor} registered the kiosk {name}', About)
export const kioskRevoked = event('kiosk.revoked', '{actor} ended the kiosk {name}', About)
export const pinChosen = event('kiosk.pin-chosen', '{actor} chose a PIN for kiosks', Type.Object({}))
export const pinBlocked = event(
  'kiosk.pin-blocked',
  'Wrong PINs were tried at the kiosk {name}: {failures} in a row',
  Type.Object({ ...About.properties, failures: Type.Integer() }),
)
export const kiosksExported = csvExported('kiosk.exported', 'kiosks')
export const kioskEvents = [kiosksExported, kioskRegistered, kioskRevoked, pinChosen, pinBlocked]
