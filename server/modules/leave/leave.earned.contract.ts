import {
  ById,
  Day,
  event,
  Fields,
  Id,
  Instant,
  Minutes,
  Named,
  Nullable,
  Page,
  PagedQuery,
  Quantity,
  Text,
  Type,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { ofType, Unit, whose } from './leave.contract.ts'

const config = { access: 'leave.adjust', feature: 'leaveManagement' } as const
export const Money = Type.String({ pattern: '^\\d{1,10}(\\.\\d{1,4})?$', description: 'A decimal amount', examples: ['250000'] })

export const Encashment = Type.Object({
  id: Id,
  ...whose,
  ...ofType,
  day: Day,
  quantity: Quantity,
  unitRate: Nullable(Type.String({ description: 'Null until it is set, of leave that was asked to be paid out' })),
  amount: Nullable(Type.String()),
  currency: Type.String(),
  note: Nullable(Type.String()),
  createdAt: Instant,
})
export type Encashment = Static<typeof Encashment>

export const listEncashments = {
  method: 'GET',
  url: '/leave/encashments',
  config,
  schema: {
    summary: 'Leave that was paid out, newest first',
    querystring: PagedQuery({ employeeId: Type.Optional(Id), from: Type.Optional(Day), to: Type.Optional(Day) }),
    response: { 200: Page('encashments', Encashment) },
  },
} as const satisfies Contract

export const encash = {
  method: 'POST',
  url: '/leave/encashments',
  config,
  schema: {
    summary: 'Pay out leave, at a rate for a day or an hour',
    body: Fields({ employeeId: Id, typeId: Id, quantity: Quantity, unitRate: Money, note: Type.Optional(Text(500)) }),
    response: { 201: Named('encashment', Encashment) },
  },
  examples: {
    body: {
      employeeId: '01990000-0000-7000-8000-000000000000',
      typeId: '01990000-0000-7000-8000-000000000000',
      quantity: '2',
      unitRate: '250000',
    },
  },
} as const satisfies Contract

export const Compensatory = Type.Object({
  id: Id,
  ...whose,
  ...ofType,
  day: Day,
  minutes: Minutes,
  quantity: Quantity,
  validFrom: Day,
  validTo: Day,
  cancelledAt: Nullable(Instant),
})
export type Compensatory = Static<typeof Compensatory>

export const listCompensatory = {
  method: 'GET',
  url: '/leave/compensatory',
  config,
  schema: {
    summary: 'Leave earned by working on days off, newest first',
    querystring: PagedQuery({ employeeId: Type.Optional(Id) }),
    response: { 200: Page('compensatory', Compensatory) },
  },
} as const satisfies Contract

export const earnCompensatory = {
  method: 'POST',
  url: '/leave/compensatory',
  config,
  schema: {
    summary: 'Give leave for a day off on which somebody worked, as much as attendance says',
    body: Fields({ employeeId: Id, typeId: Id, day: Day }),
    response: { 201: Named('compensatory', Compensatory) },
  },
  examples: {
    body: { employeeId: '01990000-0000-7000-8000-000000000000', typeId: '01990000-0000-7000-8000-000000000000', day: '2026-03-01' },
  },
} as const satisfies Contract

export const cancelCompensatory = {
  method: 'DELETE',
  url: '/leave/compensatory/:id',
  config,
  schema: {
    summary: 'Take back what one day off earned; refused where it is used',
    params: ById,
    response: { 200: Named('compensatory', Compensatory) },
  },
} as const satisfies Contract

const About = Type.Object({ employeeId: Id, person: Type.String(), typeName: Type.String(), quantity: Quantity, unit: Unit })
const Paid = Type.Object({ ...About.properties, amount: Type.String(), currency: Type.String() })
const Earned = Type.Object({ ...About.properties, day: Day })
export const leaveEncashed = event(
  'leave.encashed',
  '{actor} paid out {quantity} {unit} of {typeName} to {person}: {amount} {currency}',
  Paid,
)
export const compensatoryEarned = event(
  'leave.compensatory-earned',
  '{actor} gave {person} {quantity} {unit} of {typeName} for {day}',
  Earned,
)
export const compensatoryCancelled = event(
  'leave.compensatory-cancelled',
  '{actor} took back {quantity} {unit} of {typeName} of {person} for {day}',
  Earned,
)
export const earnedEvents = [leaveEncashed, compensatoryEarned, compensatoryCancelled]
