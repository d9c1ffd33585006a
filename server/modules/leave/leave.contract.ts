import {
  ById,
  Clock,
  Day,
  event,
  Fields,
  Id,
  Instant,
  Minutes,
  Named,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  PageQuery,
  Quantity,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Approving, Rejecting } from '../workflows/workflows.approval.contract.ts'
import { DocumentIds } from './leave.document.contract.ts'

export const leaveStates = ['pending', 'approved', 'rejected', 'withdrawn', 'cancelled'] as const
export const LeaveState = OneOf(...leaveStates)
export const Unit = OneOf('days', 'hours')
/** `startsAt: noon` takes only the second half of the first day; `endsAt: noon` only the first half of the last. Times are for types counted in hours, on one day. */
const dates = {
  firstDay: Day,
  lastDay: Day,
  startsAt: Type.Optional(OneOf('start', 'noon')),
  endsAt: Type.Optional(OneOf('noon', 'end')),
  fromTime: Type.Optional(Clock),
  toTime: Type.Optional(Clock),
}

/** In the name of somebody else, for who may act for others; and what was handed in for it. */
const forOthers = {
  documentIds: Type.Optional(DocumentIds),
  employeeId: Type.Optional(Id),
  documentSeen: Type.Optional(Type.Boolean({ description: 'The document that this leave needs was seen' })),
}

/** One date of a request, with what it costs and why. */
export const CostedDate = Type.Object({
  day: Day,
  portion: OneOf('full', 'first', 'second', 'time'),
  minutes: Minutes,
  quantity: Quantity,
  reason: OneOf('work', 'weekend', 'holiday', 'half-holiday', 'sandwich', 'calendar-day'),
  holidayName: Nullable(Type.String()),
})

export const Person = Type.Object({ id: Id, firstName: Type.String(), lastName: Type.String(), title: Nullable(Type.String()) })

export const LeaveRequest = Type.Object({
  id: Id,
  employee: Person,
  typeId: Id,
  typeName: Type.String(),
  unit: Unit,
  firstDay: Day,
  lastDay: Day,
  startsAt: OneOf('start', 'noon'),
  endsAt: OneOf('noon', 'end'),
  fromTime: Nullable(Type.String()),
  toTime: Nullable(Type.String()),
  quantity: Quantity,
  state: LeaveState,
  note: Nullable(Type.String()),
  comment: Nullable(Type.String()),
  decidedByName: Nullable(Type.String()),
  documentCount: Type.Integer({ description: 'Documents handed in with it' }),
  enteredByName: Nullable(Type.String({ description: 'Who asked for it in the name of the person; null for themselves' })),
  decidedAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  can: Type.Object({
    approve: Type.Boolean(),
    reject: Type.Boolean(),
    withdraw: Type.Boolean(),
    change: Type.Boolean(),
    cancel: Type.Boolean(),
    readDocuments: Type.Boolean(),
  }),
})
export type LeaveRequest = Static<typeof LeaveRequest>

/** How many are away on a day, of those that a limit counts. */
export const Coverage = Type.Object({ limitId: Id, name: Type.String(), day: Day, away: Type.Integer(), maxAway: Type.Integer() })

/** What deciding would mean; only for those who may decide. */
export const Consequence = Type.Object({
  availableNow: Nullable(Quantity),
  availableAfter: Nullable(Quantity),
  teamSize: Type.Integer(),
  awayWith: Type.Array(Type.Object({ employeeId: Id, firstName: Type.String(), lastName: Type.String(), firstDay: Day, lastDay: Day })),
  coverage: Type.Array(Coverage, { description: 'The fullest day of each limit that counts the person, with them away' }),
})

/** Whose a row is, and of which kind of leave. */
export const whose = { employeeId: Id, firstName: Type.String(), lastName: Type.String() }
export const ofType = { typeId: Id, typeName: Type.String(), unit: Unit }

const feature = 'leaveManagement'
/** Routes for who sets up leave. */
export const settingUp = { access: 'leave.configure', feature } as const

const one = Named('request', LeaveRequest)

export const previewLeave = {
  method: 'POST',
  url: '/leave/requests/preview',
  config: { access: 'leave.request', feature, readOnly: true },
  schema: {
    summary: 'What a request would cost: each date, why, and the balance after',
    body: Fields({ typeId: Id, ...dates, ...forOthers }),
    response: {
      200: Named(
        'preview',
        Type.Object({
          dates: Type.Array(CostedDate),
          quantity: Quantity,
          unit: Unit,
          availableBefore: Nullable(Quantity),
          availableAfter: Nullable(Quantity),
          warnings: Type.Array(Type.Object({ code: Type.String(), message: Type.String() })),
          refusal: Nullable(Type.Object({ code: Type.String(), message: Type.String() })),
        }),
      ),
    },
  },
  examples: { body: { typeId: '01990000-0000-7000-8000-000000000000', firstDay: '2026-12-01', lastDay: '2026-12-03' } },
} as const satisfies Contract

export const submitLeave = {
  method: 'POST',
  url: '/leave/requests',
  config: { access: 'leave.request', feature },
  schema: {
    summary: 'Ask for leave',
    body: Fields({ typeId: Id, ...dates, ...forOthers, note: Type.Optional(Text(1000)) }),
    response: { 201: one },
  },
  examples: {
    body: { typeId: '01990000-0000-7000-8000-000000000000', firstDay: '2026-12-01', lastDay: '2026-12-03', note: 'Family visit' },
  },
} as const satisfies Contract

export const listRequests = {
  method: 'GET',
  url: '/leave/requests',
  config: { access: 'leave.read', feature },
  schema: {
    summary: 'Requests I may see, newest first',
    querystring: PageQuery({
      mine: Type.Optional(Type.Boolean()),
      employeeId: Type.Optional(Id),
      state: Type.Optional(LeaveState),
      typeId: Type.Optional(Id),
      departmentId: Type.Optional(Id),
      q: Type.Optional(Text(100)),
      from: Type.Optional(Day),
      to: Type.Optional(Day),
    }),
    response: { 200: Page('requests', LeaveRequest) },
  },
} as const satisfies Contract

export const listApprovals = {
  method: 'GET',
  url: '/leave/approvals',
  config: { access: 'leave.approve', feature },
  schema: {
    summary: 'Requests that wait for my decision, oldest first',
    querystring: PagedQuery({}),
    response: { 200: Page('requests', LeaveRequest) },
  },
} as const satisfies Contract

export const getRequest = {
  method: 'GET',
  url: '/leave/requests/:id',
  config: { access: 'leave.read', feature },
  schema: {
    summary: 'One request with its dates and, for who may decide it, what deciding would mean',
    params: ById,
    response: {
      200: Type.Object({ request: LeaveRequest, dates: Type.Array(CostedDate), consequence: Nullable(Consequence) }),
    },
  },
} as const satisfies Contract

export const withdrawLeave = {
  method: 'DELETE',
  url: '/leave/requests/:id',
  config: { access: 'leave.request', feature },
  schema: {
    summary: 'Take my request back while nobody decided, or cancel approved leave that has not begun',
    params: ById,
    response: { 200: one },
  },
} as const satisfies Contract

export const approveLeave = {
  method: 'POST',
  url: '/leave/requests/:id/approve',
  config: { access: 'leave.approve', feature },
  schema: {
    summary: 'Approve a request',
    params: ById,
    body: Approving,
    response: { 200: one },
  },
  examples: { body: { comment: 'Enjoy' } },
} as const satisfies Contract

export const rejectLeave = {
  method: 'POST',
  url: '/leave/requests/:id/reject',
  config: { access: 'leave.approve', feature },
  schema: {
    summary: 'Reject a request, saying why',
    params: ById,
    body: Rejecting,
    response: { 200: one },
  },
  examples: { body: { comment: 'The release is that week' } },
} as const satisfies Contract

export const About = Type.Object({
  requestId: Id,
  employeeId: Id,
  typeName: Type.String(),
  quantity: Quantity,
  unit: Unit,
  amount: Type.String(),
  firstDay: Day,
  lastDay: Day,
  person: Type.String(),
})
const what = '{amount} of {typeName}, {firstDay} to {lastDay}'
export const leaveSubmitted = event('leave.submitted', `{actor} asked for ${what}`, About)
export const leaveEntered = event('leave.entered', `{actor} entered ${what}, for {person}`, About)
export const leaveApproved = event('leave.approved', `{actor} approved ${what}, for {person}`, About)
export const leaveRejected = event('leave.rejected', `{actor} rejected ${what}, for {person}`, About)
export const leaveWithdrawn = event('leave.withdrawn', `{actor} took back ${what}`, About)
export const leaveCancelled = event('leave.cancelled', `{actor} cancelled ${what}`, About)
export const requestEvents = [leaveSubmitted, leaveEntered, leaveApproved, leaveRejected, leaveWithdrawn, leaveCancelled]
