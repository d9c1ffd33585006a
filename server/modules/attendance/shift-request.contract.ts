import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Page,
  Text,
  Type,
  Version,
  ownOfEverybody,
  PersonName,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { Approving, Rejecting, RequestQuery } from '../workflows/workflows.approval.contract.ts'
import { PlanConflict, Works } from './roster-plan.contract.ts'

const State = OneOf('asked', 'pending', 'approved', 'rejected', 'declined', 'withdrawn')
const Kind = OneOf('shift', 'off', 'swap')

export const ShiftRequest = Type.Object({
  id: Id,
  kind: Kind,
  employee: PersonName,
  /** Who swaps; null where nobody else is concerned. */
  colleague: Type.Union([PersonName, Type.Null()]),
  /** What each of them is to work, a day off without a shift, and what they worked when it was asked. */
  days: Type.Array(Type.Object({ employeeId: Id, day: Day, shiftId: Nullable(Id), seen: Works })),
  note: Nullable(Type.String()),
  state: State,
  comment: Nullable(Type.String()),
  decidedByName: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  can: Type.Object({
    agree: Type.Boolean(),
    decline: Type.Boolean(),
    withdraw: Type.Boolean(),
    approve: Type.Boolean(),
    reject: Type.Boolean(),
  }),
})
export type ShiftRequest = Static<typeof ShiftRequest>

/** What approving would make of each date that it touches; `changed` where something else stands there than when it was asked. */
export const ShiftConsequence = Type.Object({
  days: Type.Array(
    Type.Object({
      employeeId: Id,
      name: Type.String(),
      day: Day,
      before: Works,
      after: Works,
      changed: Type.Boolean(),
      conflicts: Type.Array(PlanConflict),
    }),
  ),
})
export type ShiftConsequence = Static<typeof ShiftConsequence>

const asking = { access: 'shift.request', feature: 'attendance' } as const
const deciding = { access: 'shift.approve', feature: 'attendance' } as const
const one = Named('request', ShiftRequest)

export const askShift = {
  method: 'POST',
  url: '/shift-requests',
  config: asking,
  schema: {
    summary: 'Ask for another shift or a day off on a date, or to swap with a colleague what both work on one or two dates',
    body: Fields({
      kind: Kind,
      day: Day,
      otherDay: Type.Optional(Day),
      shiftId: Type.Optional(Id),
      colleagueId: Type.Optional(Id),
      note: Type.Optional(Text(1000)),
    }),
    response: { 201: one },
  },
  examples: { body: { kind: 'off', day: '2030-01-07', note: 'My sister marries' } },
} as const satisfies Contract

export const listShiftRequests = {
  method: 'GET',
  url: '/shift-requests',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Requests about shifts of people within my reach and those that colleagues ask of me, newest first',
    querystring: RequestQuery(State),
    response: { 200: Page('requests', ShiftRequest) },
  },
} as const satisfies Contract

export const listSwapColleagues = {
  method: 'GET',
  url: '/shift-requests/colleagues',
  config: asking,
  schema: {
    summary: 'Colleagues of my department with whom I could swap what we work on one or two dates',
    querystring: Fields({ day: Day, otherDay: Type.Optional(Day) }),
    response: {
      200: Type.Object({
        colleagues: Type.Array(
          Type.Object({
            employeeId: Id,
            firstName: Type.String(),
            lastName: Type.String(),
            days: Type.Array(Type.Object({ day: Day, ...Works.properties })),
          }),
        ),
      }),
    },
  },
  examples: { querystring: { day: '2030-01-07' } },
} as const satisfies Contract

export const changeShiftRequest = {
  method: 'PATCH',
  url: '/shift-requests/:id',
  config: asking,
  schema: {
    summary: 'Withdraw what I asked for',
    params: ById,
    body: Changes({ state: OneOf('withdrawn'), version: Version }),
    response: { 200: one },
  },
  examples: { body: { state: 'withdrawn' } },
} as const satisfies Contract

export const agreeToSwap = {
  method: 'POST',
  url: '/shift-requests/:id/agree',
  config: asking,
  schema: {
    summary: 'Agree to swap with a colleague; it is then decided',
    params: ById,
    body: Fields({ version: Type.Optional(Version) }),
    response: { 200: one },
  },
  examples: { body: { version: 1 } },
} as const satisfies Contract

export const declineSwap = {
  method: 'POST',
  url: '/shift-requests/:id/decline',
  config: asking,
  schema: {
    summary: 'Decline to swap with a colleague, or take back that I agreed while it is not decided',
    params: ById,
    body: Approving,
    response: { 200: one },
  },
  examples: { body: { comment: 'I am away that evening' } },
} as const satisfies Contract

export const approveShiftRequest = {
  method: 'POST',
  url: '/shift-requests/:id/approve',
  config: deciding,
  schema: {
    summary: 'Approve: the shifts are those asked for at once',
    params: ById,
    body: Approving,
    response: { 200: one },
  },
  examples: { body: { comment: 'Fine' } },
} as const satisfies Contract

export const rejectShiftRequest = {
  method: 'POST',
  url: '/shift-requests/:id/reject',
  config: deciding,
  schema: { summary: 'Reject other shifts, saying why', params: ById, body: Rejecting, response: { 200: one } },
  examples: { body: { comment: 'There is nobody else that evening' } },
} as const satisfies Contract

const About = Type.Object({ requestId: Id, employeeId: Id, person: Type.String(), what: Type.String(), day: Day })
const what = '{what} of {person} on {day}'
export const shiftAsked = event('shift-request.asked', `{actor} asked for ${what}`, About)
export const swapAgreed = event('shift-request.agreed', `{actor} agreed to ${what}`, About)
export const swapDeclined = event('shift-request.declined', `{actor} declined ${what}`, About)
export const shiftApproved = event('shift-request.approved', `{actor} approved ${what}`, About)
export const shiftRejected = event('shift-request.rejected', `{actor} rejected ${what}`, About)
export const shiftWithdrawn = event('shift-request.withdrawn', `{actor} withdrew ${what}`, About)
export const shiftRequestEvents = [shiftAsked, swapAgreed, swapDeclined, shiftApproved, shiftRejected, shiftWithdrawn]

export const shiftRequestPermissions = [
  {
    code: 'shift.request',
    feature: 'attendance',
    title: 'Ask for other shifts',
    description: 'Another shift, a day off, or a swap with a colleague.',
    reaches: ['own'],
    roles: ownOfEverybody,
  },
  {
    code: 'shift.approve',
    feature: 'attendance',
    neverOwn: true,
    title: 'Decide requests about shifts',
    description: 'Approve and reject other shifts and swaps that people ask for.',
    reaches: ['team', 'department', 'branch', 'company'],
    roles: { hr: 'company', director: 'department', manager: 'team' },
  },
] as const satisfies readonly Permission[]
