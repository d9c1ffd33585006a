import { ById, event, Fields, Id, Instant, Named, Nullable, OneOf, Page, Quantity, Text, Type, Version } from '../../core/contract.ts'
import { RequestQuery } from '../workflows/workflows.approval.contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { ofType, Unit, whose } from './leave.contract.ts'
import { Encashment, Money } from './leave.earned.contract.ts'

const feature = 'leaveManagement'
const asking = { access: 'leave.request', feature } as const
const State = OneOf('pending', 'approved', 'rejected', 'withdrawn')

/** Leave that somebody asked to be paid out. */
export const Payout = Type.Object({
  id: Id,
  ...whose,
  ...ofType,
  quantity: Quantity,
  note: Nullable(Type.String()),
  state: State,
  comment: Nullable(Type.String()),
  decidedByName: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  can: Type.Object({ withdraw: Type.Boolean() }),
})
export type Payout = Static<typeof Payout>
const one = Named('request', Payout)

export const payoutLimits = {
  method: 'GET',
  url: '/leave/encashment-requests/limits',
  config: asking,
  schema: {
    summary: 'How much of my leave I may ask to be paid out',
    response: {
      200: Named('limits', Type.Array(Type.Object({ ...ofType, available: Quantity, most: Quantity }))),
    },
  },
} as const satisfies Contract

export const askPayout = {
  method: 'POST',
  url: '/leave/encashment-requests',
  config: asking,
  schema: {
    summary: 'Ask for leave to be paid out; it is held until that is decided',
    body: Fields({ typeId: Id, quantity: Quantity, note: Type.Optional(Text(500)) }),
    response: { 201: one },
  },
  examples: { body: { typeId: '01990000-0000-7000-8000-000000000000', quantity: '2' } },
} as const satisfies Contract

export const listPayouts = {
  method: 'GET',
  url: '/leave/encashment-requests',
  config: { access: 'leave.read', feature },
  schema: {
    summary: 'Leave that people within my reach asked to be paid out, newest first',
    querystring: RequestQuery(State),
    response: { 200: Page('requests', Payout) },
  },
} as const satisfies Contract

export const withdrawPayout = {
  method: 'POST',
  url: '/leave/encashment-requests/:id/withdraw',
  config: asking,
  schema: { summary: 'Take back what I asked to be paid out, while it waits', params: ById, response: { 200: one } },
} as const satisfies Contract

export const priceEncashment = {
  method: 'PATCH',
  url: '/leave/encashments/:id',
  config: { access: 'leave.adjust', feature },
  schema: {
    summary: 'Set the rate, once, of leave that was asked to be paid out',
    params: ById,
    body: Fields({ unitRate: Money }),
    response: { 200: Named('encashment', Encashment) },
  },
  examples: { body: { unitRate: '250000' } },
} as const satisfies Contract

const About = Type.Object({
  requestId: Id,
  employeeId: Id,
  person: Type.String(),
  typeName: Type.String(),
  quantity: Quantity,
  unit: Unit,
})
const what = '{quantity} {unit} of {typeName}'
export const payoutAsked = event('leave-encashment.asked', `{actor} asked for ${what} to be paid out`, About)
export const payoutApproved = event('leave-encashment.approved', `{actor} approved that ${what} are paid out to {person}`, About)
export const payoutRejected = event('leave-encashment.rejected', `{actor} rejected that ${what} are paid out to {person}`, About)
export const payoutWithdrawn = event('leave-encashment.withdrawn', `{actor} took back that ${what} are paid out to {person}`, About)
export const encashmentPriced = event(
  'leave.encashment-priced',
  '{actor} set what {quantity} {unit} of {typeName} paid out to {person} are worth: {amount} {currency}',
  Type.Object({ ...About.properties, amount: Type.String(), currency: Type.String() }),
)
export const payoutEvents = [payoutAsked, payoutApproved, payoutRejected, payoutWithdrawn, encashmentPriced]
