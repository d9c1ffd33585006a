import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Recomputing } from './recompute.contract.ts'

/** A shift per day of the rotation; null is a day off. */
const Slots = Type.Array(Type.Unsafe<string | null>({ type: ['string', 'null'], format: 'uuid' }), { minItems: 1, maxItems: 366 })

export const Roster = Type.Object({ id: Id, name: Type.String(), anchorDay: Day, slots: Slots, members: Type.Integer(), version: Version })
export type Roster = Static<typeof Roster>

export const RosterMember = Type.Object({
  id: Id,
  rosterId: Id,
  employeeId: Id,
  employeeName: Type.String(),
  offsetDays: Type.Integer(),
  firstDay: Day,
  lastDay: Nullable(Day),
  version: Version,
})
export type RosterMember = Static<typeof RosterMember>

const offsetDays = Type.Integer({ minimum: 0, maximum: 365, description: 'How many days further along the rotation' })
const ByMember = Fields({ id: Id, memberId: Id })
const Written = Recomputing('member', RosterMember)

export const listRosters = {
  method: 'GET',
  url: '/rosters',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: { summary: 'Rosters', querystring: PagedQuery({}), response: { 200: Page('rosters', Roster) } },
} as const satisfies Contract

export const getRoster = {
  method: 'GET',
  url: '/rosters/:id',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: { summary: 'One roster', params: ById, response: { 200: Named('roster', Roster) } },
} as const satisfies Contract

export const createRoster = {
  method: 'POST',
  url: '/rosters',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Make a rotation of shifts and days off that repeats day by day',
    body: Fields({ name: Text(80), anchorDay: Day, slots: Slots }),
    response: { 201: Named('roster', Roster) },
  },
  examples: { body: { name: 'Two on, two off', anchorDay: '2030-01-07', slots: [null, null] } },
} as const satisfies Contract

export const updateRoster = {
  method: 'PATCH',
  url: '/rosters/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Change a rotation; the days of its members are computed anew',
    params: ById,
    body: Changes({ name: Text(80), anchorDay: Day, slots: Slots, version: Version }),
    response: { 200: Recomputing('roster', Roster) },
  },
  examples: { body: { anchorDay: '2030-01-14' } },
} as const satisfies Contract

export const removeRoster = {
  method: 'DELETE',
  url: '/rosters/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: { summary: 'Remove a roster in which nobody turns, now, before or later', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const listMembers = {
  method: 'GET',
  url: '/rosters/:id/members',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'Who turns in a roster, as far as I may plan them',
    params: ById,
    querystring: PagedQuery({}),
    response: { 200: Page('members', RosterMember) },
  },
} as const satisfies Contract

export const addMember = {
  method: 'POST',
  url: '/rosters/:id/members',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'Let a person turn in a roster',
    params: ById,
    body: Fields({ employeeId: Id, offsetDays: Type.Optional(offsetDays), firstDay: Day, lastDay: Type.Optional(Nullable(Day)) }),
    response: { 201: Written },
  },
  examples: { body: { employeeId: '01980000-0000-7000-8000-000000000000', firstDay: '2030-01-07' } },
} as const satisfies Contract

export const changeMember = {
  method: 'PATCH',
  url: '/rosters/:id/members/:memberId',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'Change when or how far along somebody turns in a roster',
    params: ByMember,
    body: Changes({ offsetDays, firstDay: Day, lastDay: Nullable(Day), version: Version }),
    response: { 200: Written },
  },
  examples: { body: { lastDay: '2030-12-31' } },
} as const satisfies Contract

export const removeMember = {
  method: 'DELETE',
  url: '/rosters/:id/members/:memberId',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: { summary: 'Take somebody out of a roster, as if they had never turned in it', params: ByMember, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const rosterCreated = event('roster.created', '{actor} made the roster {name}', Which)
export const rosterUpdated = event('roster.updated', '{actor} changed the roster {name}', Which)
export const rosterRemoved = event('roster.removed', '{actor} removed the roster {name}', Which)
export const rosterStaffed = event('roster.staffed', '{actor} changed who turns in the roster {name}', Which)
export const rosterEvents = [rosterCreated, rosterUpdated, rosterRemoved, rosterStaffed]
