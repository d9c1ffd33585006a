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

const places = ['home', 'office', 'other'] as const
const State = OneOf('pending', 'approved', 'rejected', 'withdrawn', 'cancelled')

export const WorkLocationRequest = Type.Object({
  id: Id,
  employee: PersonName,
  firstDay: Day,
  lastDay: Day,
  place: OneOf(...places),
  address: Nullable(Type.String()),
  note: Nullable(Type.String()),
  state: State,
  comment: Nullable(Type.String()),
  enteredByName: Nullable(Type.String({ description: 'Who asked in the name of the person; null for themselves' })),
  decidedByName: Nullable(Type.String()),
  decidedAt: Nullable(Instant),
  createdAt: Instant,
  version: Version,
  can: Type.Object({ change: Type.Boolean(), withdraw: Type.Boolean() }),
})
export type WorkLocationRequest = Static<typeof WorkLocationRequest>

const asking = { access: 'work-location.request', feature: 'attendance' } as const
const one = Named('request', WorkLocationRequest)
const what = { firstDay: Day, lastDay: Day, place: OneOf(...places) }
/** Asked for with another place, and only then. */
const Address = Text(300)

export const askLocation = {
  method: 'POST',
  url: '/work-location/requests',
  config: asking,
  schema: {
    summary: 'Ask to work from home, the office or another place',
    body: Fields({ employeeId: Type.Optional(Id), ...what, address: Type.Optional(Address), note: Type.Optional(Text(1000)) }),
    response: { 201: one },
  },
  examples: { body: { firstDay: '2026-12-07', lastDay: '2026-12-08', place: 'home' } },
} as const satisfies Contract

export const listLocations = {
  method: 'GET',
  url: '/work-location/requests',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Requests about work locations of people within my reach, newest first',
    querystring: RequestQuery(State),
    response: { 200: Page('requests', WorkLocationRequest) },
  },
} as const satisfies Contract

export const changeLocation = {
  method: 'PATCH',
  url: '/work-location/requests/:id',
  config: asking,
  schema: {
    summary: 'Change an open request, which is then decided anew; withdraw it, or cancel an approved one that is not over',
    params: ById,
    body: Changes({ ...what, address: Address, note: Text(1000), state: OneOf('withdrawn'), version: Version }),
    response: { 200: one },
  },
  examples: { body: { state: 'withdrawn' } },
} as const satisfies Contract

export const approveLocation = {
  method: 'POST',
  url: '/work-location/requests/:id/approve',
  config: { access: 'work-location.approve', feature: 'attendance' },
  schema: {
    summary: 'Approve a place of work',
    params: ById,
    body: Approving,
    response: { 200: one },
  },
  examples: { body: { comment: 'Fine' } },
} as const satisfies Contract

export const rejectLocation = {
  method: 'POST',
  url: '/work-location/requests/:id/reject',
  config: { access: 'work-location.approve', feature: 'attendance' },
  schema: {
    summary: 'Reject a place of work, saying why',
    params: ById,
    body: Rejecting,
    response: { 200: one },
  },
  examples: { body: { comment: 'The delivery comes that day' } },
} as const satisfies Contract

export const currentLocation = {
  method: 'GET',
  url: '/work-location/current',
  config: asking,
  schema: {
    summary: 'Where I work today: as approved, else at the office',
    response: { 200: Type.Object({ date: Day, place: OneOf(...places), address: Nullable(Type.String()), requestId: Nullable(Id) }) },
  },
} as const satisfies Contract

const About = Type.Object({ requestId: Id, employeeId: Id, place: Type.String(), firstDay: Day, lastDay: Day, person: Type.String() })
const where = '{person} working at {place}, {firstDay} to {lastDay}'
export const locationAsked = event('work-location.asked', `{actor} asked for ${where}`, About)
export const locationChanged = event('work-location.changed', `{actor} changed what is asked for ${where}`, About)
export const locationApproved = event('work-location.approved', `{actor} approved ${where}`, About)
export const locationRejected = event('work-location.rejected', `{actor} rejected ${where}`, About)
export const locationWithdrawn = event('work-location.withdrawn', `{actor} took back ${where}`, About)
export const locationEvents = [locationAsked, locationChanged, locationApproved, locationRejected, locationWithdrawn]

export const locationPermissions = [
  {
    code: 'work-location.request',
    feature: 'attendance',
    title: 'Ask for work locations',
    description: "One's own; with a wider reach also in the name of others.",
    reaches: ['own', 'team', 'department', 'branch', 'company'],
    roles: { ...ownOfEverybody, hr: 'company' },
  },
  {
    code: 'work-location.approve',
    feature: 'attendance',
    neverOwn: true,
    title: 'Decide work locations',
    description: 'Approve and reject where others ask to work.',
    reaches: ['team', 'department', 'branch', 'company'],
    roles: { hr: 'company', director: 'department', manager: 'team' },
  },
] as const satisfies readonly Permission[]
