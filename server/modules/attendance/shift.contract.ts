import {
  ById,
  Changes,
  Clock,
  Day,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Recomputing } from './recompute.contract.ts'

const upTo = (maximum: number) => Type.Integer({ minimum: 0, maximum })
const Color = Type.String({ pattern: '^#[0-9a-f]{6}$', examples: ['#2f9e44'] })

/** What of a shift may be left to its default. */
const options = {
  color: Nullable(Color),
  breakMinutes: upTo(720),
  windowBeforeMinutes: upTo(720),
  windowAfterMinutes: upTo(720),
  lateGraceMinutes: Nullable(upTo(240)),
  earlyGraceMinutes: Nullable(upTo(240)),
  halfDayBelowMinutes: Nullable(upTo(1440)),
  absentBelowMinutes: Nullable(upTo(1440)),
  counting: OneOf('pairs', 'first-last'),
  countEarly: Type.Boolean({ description: 'Whether work before its start counts' }),
  countLate: Type.Boolean({ description: 'Whether work after its end counts' }),
  onDaysOff: OneOf('work', 'off'),
  onHolidays: OneOf('work', 'off'),
  isActive: Type.Boolean({ description: 'False when it is archived: it stays where it stands and is given to nobody new' }),
}

export const Shift = Type.Object({ id: Id, name: Type.String(), startTime: Clock, endTime: Clock, ...options, version: Version })
export type Shift = Static<typeof Shift>

export const listShifts = {
  method: 'GET',
  url: '/shifts',
  config: { access: 'self', feature: 'attendance' },
  schema: {
    summary: 'Shifts',
    querystring: PagedQuery({
      q: Type.Optional(Text(100)),
      active: Type.Optional(Type.Boolean({ description: 'True lists only those that can be assigned' })),
    }),
    response: { 200: Page('shifts', Shift) },
  },
} as const satisfies Contract

export const getShift = {
  method: 'GET',
  url: '/shifts/:id',
  config: { access: 'self', feature: 'attendance' },
  schema: { summary: 'One shift', params: ById, response: { 200: Named('shift', Shift) } },
} as const satisfies Contract

export const createShift = {
  method: 'POST',
  url: '/shifts',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Make a shift; an end at or before its start is on the next day',
    body: Fields({ name: Text(80), startTime: Clock, endTime: Clock, ...Type.Partial(Type.Object(options)).properties }),
    response: { 201: Named('shift', Shift) },
  },
  examples: { body: { name: 'Night', startTime: '22:00', endTime: '06:00' } },
} as const satisfies Contract

export const updateShift = {
  method: 'PATCH',
  url: '/shifts/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Change a shift; the days on which it is worked are computed anew',
    params: ById,
    body: Changes({ name: Text(80), startTime: Clock, endTime: Clock, ...options, version: Version }),
    response: { 200: Recomputing('shift', Shift) },
  },
  examples: { body: { lateGraceMinutes: 5 } },
} as const satisfies Contract

export const removeShift = {
  method: 'DELETE',
  url: '/shifts/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: { summary: 'Remove a shift that is assigned to nobody, now, before or later', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const ShiftAssignment = Type.Object({
  id: Id,
  shiftId: Nullable(Id),
  shiftName: Nullable(Type.String()),
  employeeId: Nullable(Id),
  departmentId: Nullable(Id),
  branchId: Nullable(Id),
  targetName: Type.String({ description: 'Of the person, department or branch' }),
  firstDay: Day,
  lastDay: Nullable(Day),
  weekdays: Type.Unsafe<number[] | null>({ type: ['array', 'null'], items: { type: 'integer', minimum: 1, maximum: 7 } }),
  version: Version,
})
export type ShiftAssignment = Static<typeof ShiftAssignment>

const weekdays = Type.Array(Type.Integer({ minimum: 1, maximum: 7 }), { minItems: 1, maxItems: 7, uniqueItems: true })

export const listShiftAssignments = {
  method: 'GET',
  url: '/shift-assignments',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'What is assigned to people within my reach, and to groups, in a range of dates',
    querystring: PagedQuery({ from: Day, to: Day, employeeId: Type.Optional(Id), shiftId: Type.Optional(Id) }),
    response: { 200: Page('assignments', ShiftAssignment) },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-22' } },
} as const satisfies Contract

export const assignShift = {
  method: 'POST',
  url: '/shift-assignments',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'Assign a shift, or without one a day off, to a person, a department or a branch',
    body: Fields({
      shiftId: Type.Optional(Nullable(Id)),
      employeeId: Type.Optional(Id),
      departmentId: Type.Optional(Id),
      branchId: Type.Optional(Id),
      firstDay: Day,
      lastDay: Type.Optional(Nullable(Day)),
      weekdays: Type.Optional(weekdays),
    }),
    response: { 201: Recomputing('assignment', ShiftAssignment) },
  },
  examples: {
    body: {
      shiftId: '01980000-0000-7000-8000-000000000000',
      employeeId: '01980000-0000-7000-8000-000000000000',
      firstDay: '2030-01-07',
      lastDay: '2030-01-11',
    },
  },
} as const satisfies Contract

export const removeShiftAssignment = {
  method: 'DELETE',
  url: '/shift-assignments/:id',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: { summary: 'Take an assignment back', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const endShiftAssignment = {
  method: 'PATCH',
  url: '/shift-assignments/:id',
  config: { access: 'shift.assign', feature: 'attendance' },
  schema: {
    summary: 'Change the dates of an assignment',
    params: ById,
    body: Changes({ firstDay: Day, lastDay: Nullable(Day), version: Version }),
    response: { 200: Recomputing('assignment', ShiftAssignment) },
  },
  examples: { body: { lastDay: '2030-01-09' } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const shiftCreated = event('shift.created', '{actor} made the shift {name}', Which)
export const shiftUpdated = event('shift.updated', '{actor} changed the shift {name}', Which)
export const shiftRemoved = event('shift.removed', '{actor} removed the shift {name}', Which)
const Assigned = Type.Object({ name: Type.String(), firstDay: Day })
export const shiftAssigned = event('shift.assigned', '{actor} assigned {name} from {firstDay}', Assigned)
export const shiftReassigned = event('shift.reassigned', '{actor} changed the dates of an assignment of {name}', Assigned)
export const shiftUnassigned = event('shift.unassigned', '{actor} took back an assignment of {name} from {firstDay}', Assigned)
export const shiftEvents = [shiftCreated, shiftUpdated, shiftRemoved, shiftAssigned, shiftReassigned, shiftUnassigned]

export const shiftPermission = {
  code: 'shift.assign',
  feature: 'attendance',
  title: 'Plan shifts',
  description: 'Assign shifts and days off to people within reach; to groups with reach over the company.',
  reaches: ['own', 'team', 'department', 'branch', 'company'],
  roles: { hr: 'company', director: 'department', manager: 'team' },
} as const
