import {
  Day,
  CursorQuery,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Quantity,
  Stream,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Unit } from './leave.contract.ts'

export const ledgerKinds = [
  'grant',
  'accrual',
  'carry-in',
  'taken',
  'hold',
  'release',
  'expiry',
  'adjustment',
  'encashment',
  'compensatory',
  'reversal',
] as const

const Few = Type.Integer({ minimum: 1, maximum: 3660 })
/** Zero or more. */
const Amount = Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,4})?$', description: 'A decimal quantity such as "1.5"', examples: ['1.5'] })

/** Everything a kind of leave can be told (`rules-leave.md`); quantities in its unit. */
export const typeSettings = {
  name: Text(80),
  unit: Unit,
  paid: Type.Boolean(),
  tracksBalance: Type.Boolean({ description: 'False: it is unlimited, nothing is counted down' }),
  nonWorkingDays: OneOf('skip', 'count', 'sandwich'),
  allowHalfDays: Type.Boolean(),
  minBalance: Type.String({
    pattern: '^(0|-\\d{1,6}(\\.\\d{1,4})?)$',
    description: '"0", or how far below zero it may go',
    examples: ['-5'],
  }),
  minNoticeDays: Type.Integer({ minimum: 0, maximum: 366 }),
  maxConsecutiveDays: Nullable(Few),
  maxPerRequest: Nullable(Amount),
  applicableAfterDays: Type.Integer({ minimum: 0, maximum: 3660 }),
  documentAboveDays: Nullable(Type.Integer({ minimum: 0, maximum: 366 })),
  tellsTeam: Type.Boolean({ description: 'Approved leave is told to those with the same manager, without its kind' }),
  listedDaysOnly: Type.Boolean({ description: 'Optional holidays: it may be taken on listed days only' }),
  yearlyAmount: Nullable(Amount),
  roundingStep: OneOf('0', '0.25', '0.5', '1'),
  roundingMode: OneOf('half-up', 'up', 'down'),
  maxBalance: Nullable(Amount),
  carryOver: OneOf('none', 'limited', 'all'),
  carryLimit: Nullable(Amount),
  carryExpiresAfterDays: Nullable(Few),
  carryExpiresOn: Nullable(
    Type.String({ pattern: '^(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$', description: 'Month and day, MM-DD', examples: ['03-31'] }),
  ),
  encashable: Type.Boolean(),
  nonEncashable: Amount,
  maxEncashable: Nullable(Amount),
  lapseAfterDays: Nullable(
    Type.Integer({ minimum: 1, maximum: 3660, description: 'Earned by working on days off, and lapsing after so many days' }),
  ),
  sortOrder: Type.Integer({ minimum: 0, maximum: 10_000 }),
  isActive: Type.Boolean(),
}

export const LeaveType = Type.Object({ id: Id, code: Type.String(), ...typeSettings, version: Version })
export type LeaveType = Static<typeof LeaveType>

/** One leave type of one person, as of a day; the only figures any screen shows (`rules-leave.md § Balance`). */
export const Balance = Type.Object({
  typeId: Id,
  typeCode: Type.String(),
  typeName: Type.String(),
  unit: Unit,
  tracksBalance: Type.Boolean(),
  entitled: Quantity,
  carriedIn: Quantity,
  accrued: Quantity,
  compensatory: Quantity,
  taken: Quantity,
  held: Quantity,
  expired: Quantity,
  encashed: Quantity,
  adjusted: Quantity,
  available: Quantity,
  expiresNext: Nullable(Type.Object({ day: Day, quantity: Quantity })),
})

export const LedgerEntry = Type.Object({
  id: Id,
  employeeId: Id,
  typeId: Id,
  typeName: Type.String(),
  kind: OneOf(...ledgerKinds),
  day: Day,
  quantity: Quantity,
  requestId: Nullable(Id),
  reason: Nullable(Type.String()),
  createdAt: Instant,
})

const feature = 'leaveManagement'

export const listTypes = {
  method: 'GET',
  url: '/leave/types',
  config: { access: 'self', feature },
  schema: { summary: 'Kinds of leave', response: { 200: Named('types', Type.Array(LeaveType)) } },
} as const satisfies Contract

export const myBalances = {
  method: 'GET',
  url: '/leave/balances/me',
  config: { access: 'leave.request', feature },
  schema: {
    summary: 'My balances, as of a day',
    querystring: Fields({ asOf: Type.Optional(Day) }),
    response: { 200: Named('balances', Type.Array(Balance)) },
  },
} as const satisfies Contract

export const getBalances = {
  method: 'GET',
  url: '/leave/balances/:employeeId',
  config: { access: 'leave.read', feature },
  schema: {
    summary: "A person's balances, as of a day",
    params: Fields({ employeeId: Id }),
    querystring: Fields({ asOf: Type.Optional(Day) }),
    response: { 200: Named('balances', Type.Array(Balance)) },
  },
} as const satisfies Contract

export const adjustBalance = {
  method: 'PATCH',
  url: '/leave/balances/:employeeId',
  config: { access: 'leave.adjust', feature },
  schema: {
    summary: 'Add to or take from a balance, with a reason',
    params: Fields({ employeeId: Id }),
    body: Fields({ typeId: Id, quantity: Quantity, reason: Text(500) }),
    response: { 200: Named('balances', Type.Array(Balance)) },
  },
  examples: { body: { typeId: '01990000-0000-7000-8000-000000000000', quantity: '2', reason: 'Worked on two weekends' } },
} as const satisfies Contract

export const listLedger = {
  method: 'GET',
  url: '/leave/ledger',
  config: { access: 'leave.read', feature },
  schema: {
    summary: 'How balances came about, newest first',
    querystring: CursorQuery({
      employeeId: Type.Optional(Id),
      typeId: Type.Optional(Id),
      kind: Type.Optional(OneOf(...ledgerKinds)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: { 200: Stream('entries', LedgerEntry) },
  },
} as const satisfies Contract

export const balanceAdjusted = event(
  'leave.balance-adjusted',
  '{actor} adjusted {typeName} of {person} by {quantity} {unit}: {reason}',
  Type.Object({ employeeId: Id, typeName: Type.String(), quantity: Quantity, unit: Unit, reason: Type.String(), person: Type.String() }),
)
