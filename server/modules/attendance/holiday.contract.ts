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
  OneOf,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Recomputing } from './recompute.contract.ts'

export const holidayPortions = ['full', 'first', 'second', 'none'] as const

/** Which of the parts are needed depends on the kind; holiday.rules.ts says what is missing. */
const yearlyParts = {
  kind: OneOf('fixed', 'weekday', 'easter'),
  month: Type.Optional(Type.Integer({ minimum: 1, maximum: 12 })),
  day: Type.Optional(Type.Integer({ minimum: 1, maximum: 31 })),
  weekday: Type.Optional(Type.Integer({ minimum: 1, maximum: 7, description: '1 Monday … 7 Sunday' })),
  nth: Type.Optional(Type.Integer({ enum: [-1, 1, 2, 3, 4, 5], description: 'Which of the month; -1 is the last' })),
  offsetDays: Type.Optional(Type.Integer({ minimum: -80, maximum: 200, description: 'Days from Easter Sunday' })),
  church: Type.Optional(OneOf('western', 'eastern')),
}
const Year = Type.Integer({ minimum: 1900, maximum: 2200 })

export const Holiday = Type.Object({
  id: Id,
  calendarId: Id,
  name: Type.String(),
  portion: OneOf(...holidayPortions),
  firstDay: Nullable(Day),
  lastDay: Nullable(Day),
  yearly: Nullable(Type.Object(yearlyParts)),
  fromYear: Nullable(Year),
  toYear: Nullable(Year),
  isPublic: Type.Boolean({ description: 'Imported as a public holiday of a country' }),
  version: Version,
})
export type Holiday = Static<typeof Holiday>

/** What a write answers with: the thing, and the recomputation it started, if days are touched. */
const Written = Recomputing('holiday', Holiday)

const fields = {
  portion: OneOf(...holidayPortions),
  firstDay: Nullable(Day),
  lastDay: Nullable(Day),
  yearly: Nullable(Fields(yearlyParts)),
  fromYear: Nullable(Year),
  toYear: Nullable(Year),
}

export const listHolidays = {
  method: 'GET',
  url: '/holidays',
  config: { access: 'self' },
  schema: {
    summary: 'The holidays of a person, one row per date, by own calendar, branch and company',
    querystring: Fields({ from: Day, to: Day, employeeId: Type.Optional(Id) }),
    response: {
      200: Named(
        'holidays',
        Type.Array(Type.Object({ day: Day, name: Type.String(), portion: OneOf('full', 'first', 'second'), calendarName: Type.String() })),
      ),
    },
  },
  examples: { querystring: { from: '2026-01-01', to: '2026-12-31' } },
} as const satisfies Contract

export const listEntries = {
  method: 'GET',
  url: '/holiday-calendars/:id/holidays',
  config: { access: 'self' },
  schema: {
    summary: 'The holidays of a calendar as they were put in, dates and rules',
    params: ById,
    querystring: PagedQuery({ year: Type.Optional(Year) }),
    response: { 200: Page('holidays', Holiday) },
  },
} as const satisfies Contract

export const createHoliday = {
  method: 'POST',
  url: '/holidays',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Add a holiday to a calendar: a date, a range, or a rule for every year',
    body: Fields({ calendarId: Id, name: Text(120), ...Type.Partial(Type.Object(fields)).properties }),
    response: { 201: Written },
  },
  examples: { body: { calendarId: '01980000-0000-7000-8000-000000000000', name: 'Founding day', firstDay: '2030-06-03' } },
} as const satisfies Contract

export const updateHoliday = {
  method: 'PATCH',
  url: '/holidays/:id',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Change a holiday; the days it touches are computed anew',
    params: ById,
    body: Changes({ name: Text(120), ...fields, version: Version }),
    response: { 200: Written },
  },
  examples: { body: { portion: 'second' } },
} as const satisfies Contract

export const removeHoliday = {
  method: 'DELETE',
  url: '/holidays/:id',
  config: { access: 'attendance.configure' },
  schema: { summary: 'Take a holiday out of its calendar', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const holidayCreated = event('holiday.created', '{actor} added the holiday {name}', Which)
export const holidayUpdated = event('holiday.updated', '{actor} changed the holiday {name}', Which)
export const holidayRemoved = event('holiday.removed', '{actor} took out the holiday {name}', Which)
export const holidayEvents = [holidayCreated, holidayUpdated, holidayRemoved]
