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

export const LeaveType = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  unit: Unit,
  paid: Type.Boolean(),
  tracksBalance: Type.Boolean({ description: 'False: it is unlimited, nothing is counted down' }),
  allowHalfDays: Type.Boolean(),
  minNoticeDays: Type.Integer(),
  maxConsecutiveDays: Nullable(Type.Integer()),
  version: Version,
})
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
    querystring: CursorQuery({ employeeId: Type.Optional(Id), typeId: Type.Optional(Id) }),
    response: { 200: Stream('entries', LedgerEntry) },
  },
} as const satisfies Contract

export const balanceAdjusted = event(
  'leave.balance-adjusted',
  '{actor} adjusted {typeName} of {person} by {quantity} {unit}: {reason}',
  Type.Object({ employeeId: Id, typeName: Type.String(), quantity: Quantity, unit: Unit, reason: Type.String(), person: Type.String() }),
)
