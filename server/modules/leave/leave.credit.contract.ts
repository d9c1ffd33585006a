import { ById, Day, event, Id, Instant, Named, Nullable, OneOf, Page, PagedQuery, Quantity, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'

const feature = 'leaveManagement'
const access = 'leave.configure'

const Credit = Type.Object({
  id: Id,
  employeeId: Id,
  firstName: Type.String(),
  lastName: Type.String(),
  typeId: Id,
  typeName: Type.String(),
  dueOn: Day,
  quantity: Quantity,
  runningTotal: Quantity,
  state: OneOf('credited', 'failed'),
  problem: Nullable(Type.String()),
  attempts: Type.Integer(),
  triedAt: Instant,
})

export const listCredits = {
  method: 'GET',
  url: '/leave/credits',
  config: { access, feature },
  schema: {
    summary: 'Credits as they fell due, failed ones with the reason, newest first',
    querystring: PagedQuery({
      state: Type.Optional(OneOf('credited', 'failed')),
      employeeId: Type.Optional(Id),
      typeId: Type.Optional(Id),
    }),
    response: { 200: Page('credits', Credit) },
  },
} as const satisfies Contract

export const retryCredit = {
  method: 'POST',
  url: '/leave/credits/:id/retry',
  config: { access, feature },
  schema: { summary: 'Try a failed credit again', params: ById, response: { 200: Named('credit', Credit) } },
} as const satisfies Contract

export const creditRetried = event(
  'leave-credit.retried',
  '{actor} tried a credit of {typeName} for {person} again',
  Type.Object({ typeName: Type.String(), person: Type.String(), creditId: Id }),
)
