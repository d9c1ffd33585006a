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

export const HolidayCalendar = Type.Object({
  id: Id,
  name: Type.String(),
  isCompany: Type.Boolean({ description: "The company's own: it holds for everybody, unless another replaces it" }),
  replaces: Type.Boolean({ description: 'Where it holds, wider calendars do not count' }),
  country: Nullable(Type.String()),
  region: Nullable(Type.String()),
  follows: Type.Boolean({ description: 'The public holidays of the years to come are added by themselves' }),
  holidays: Type.Integer(),
  version: Version,
})
export type HolidayCalendar = Static<typeof HolidayCalendar>

export const CalendarAssignment = Type.Object({
  id: Id,
  calendarId: Id,
  branchId: Nullable(Id),
  branchName: Nullable(Type.String()),
  employeeId: Nullable(Id),
  employeeName: Nullable(Type.String()),
  firstDay: Day,
  lastDay: Nullable(Day),
  version: Version,
})
export type CalendarAssignment = Static<typeof CalendarAssignment>

const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'An ISO 3166 code such as ID' })
const region = Type.String({ pattern: '^[A-Za-z0-9-]{1,20}$', description: 'A code of the list of regions, such as BY' })
const fields = { country: Nullable(country), region: Nullable(region), replaces: Type.Boolean(), follows: Type.Boolean() }
const ByAssignment = Fields({ id: Id, assignmentId: Id })

export const listCalendars = {
  method: 'GET',
  url: '/holiday-calendars',
  config: { access: 'self' },
  schema: { summary: 'Holiday calendars', querystring: PagedQuery({}), response: { 200: Page('calendars', HolidayCalendar) } },
} as const satisfies Contract

export const getCalendar = {
  method: 'GET',
  url: '/holiday-calendars/:id',
  config: { access: 'self' },
  schema: { summary: 'One holiday calendar', params: ById, response: { 200: Named('calendar', HolidayCalendar) } },
} as const satisfies Contract

export const createCalendar = {
  method: 'POST',
  url: '/holiday-calendars',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Make a calendar for branches or people',
    body: Fields({ name: Text(80), ...Type.Partial(Type.Object(fields)).properties }),
    response: { 201: Named('calendar', HolidayCalendar) },
  },
  examples: { body: { name: 'Bavaria', country: 'DE', region: 'BY' } },
} as const satisfies Contract

export const updateCalendar = {
  method: 'PATCH',
  url: '/holiday-calendars/:id',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Change a calendar',
    params: ById,
    body: Changes({ name: Text(80), ...fields, version: Version }),
    response: { 200: Recomputing('calendar', HolidayCalendar) },
  },
  examples: { body: { name: 'Bavaria (Catholic)' } },
} as const satisfies Contract

export const removeCalendar = {
  method: 'DELETE',
  url: '/holiday-calendars/:id',
  config: { access: 'attendance.configure' },
  schema: { summary: 'Remove a calendar that holds for nobody, with its holidays', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const listAssignments = {
  method: 'GET',
  url: '/holiday-calendars/:id/assignments',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'For whom a calendar holds, and when',
    params: ById,
    querystring: PagedQuery({}),
    response: { 200: Page('assignments', CalendarAssignment) },
  },
} as const satisfies Contract

export const assignCalendar = {
  method: 'POST',
  url: '/holiday-calendars/:id/assignments',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Let a calendar hold for a branch or a person',
    params: ById,
    body: Fields({
      branchId: Type.Optional(Id),
      employeeId: Type.Optional(Id),
      firstDay: Day,
      lastDay: Type.Optional(Nullable(Day)),
    }),
    response: { 201: Recomputing('assignment', CalendarAssignment) },
  },
  examples: { body: { branchId: '01980000-0000-7000-8000-000000000000', firstDay: '2030-01-01' } },
} as const satisfies Contract

export const changeAssignment = {
  method: 'PATCH',
  url: '/holiday-calendars/:id/assignments/:assignmentId',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Change when a calendar holds for somebody',
    params: ByAssignment,
    body: Changes({ firstDay: Day, lastDay: Nullable(Day), version: Version }),
    response: { 200: Recomputing('assignment', CalendarAssignment) },
  },
  examples: { body: { lastDay: '2031-12-31' } },
} as const satisfies Contract

export const removeAssignment = {
  method: 'DELETE',
  url: '/holiday-calendars/:id/assignments/:assignmentId',
  config: { access: 'attendance.configure' },
  schema: { summary: 'Take a calendar away from a branch or a person', params: ByAssignment, response: { 200: Nothing } },
} as const satisfies Contract

const Place = Type.Object({ code: Type.String(), name: Type.String() })

export const listPlaces = {
  method: 'GET',
  url: '/public-holidays/places',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'The countries whose public holidays are known, or the regions of one',
    querystring: Fields({ country: Type.Optional(country) }),
    response: { 200: Named('places', Type.Array(Place)) },
  },
} as const satisfies Contract

const source = {
  country,
  region: Type.Optional(region),
  fromYear: Type.Integer({ minimum: 1970, maximum: 2100 }),
  toYear: Type.Integer({ minimum: 1970, maximum: 2100 }),
  language: Type.Optional(Type.String({ pattern: '^[a-z]{2}$' })),
}
const PublicDate = Type.Object({
  day: Day,
  name: Type.String(),
  portion: OneOf('full', 'second'),
  state: OneOf('new', 'present'),
})

export const previewImport = {
  method: 'POST',
  url: '/holiday-calendars/:id/import/preview',
  config: { access: 'attendance.configure', readOnly: true },
  schema: {
    summary: 'Which public holidays an import would add, and which dates are there already',
    params: ById,
    body: Fields(source),
    response: { 200: Named('dates', Type.Array(PublicDate)) },
  },
  examples: { body: { country: 'ID', fromYear: 2030, toYear: 2030 } },
} as const satisfies Contract

export const importHolidays = {
  method: 'POST',
  url: '/holiday-calendars/:id/import',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Add the public holidays of a country or region; dates that are there already stay as they are',
    params: ById,
    body: Fields({
      ...source,
      follow: Type.Optional(Type.Boolean()),
      days: Type.Optional(Type.Array(Day, { maxItems: 500, description: 'Only these dates; without it all' })),
    }),
    response: { 200: Type.Object({ added: Type.Integer(), present: Type.Integer(), recomputeId: Nullable(Id) }) },
  },
  examples: { body: { country: 'ID', fromYear: 2030, toYear: 2030 } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const calendarCreated = event('holiday-calendar.created', '{actor} made the holiday calendar {name}', Which)
export const calendarUpdated = event('holiday-calendar.updated', '{actor} changed the holiday calendar {name}', Which)
export const calendarRemoved = event('holiday-calendar.removed', '{actor} removed the holiday calendar {name}', Which)
export const calendarAssigned = event('holiday-calendar.assigned', '{actor} changed for whom the holiday calendar {name} holds', Which)
export const holidaysImported = event(
  'holiday-calendar.imported',
  '{actor} added {added} public holidays of {country} to the calendar {name}',
  Type.Object({ name: Type.String(), added: Type.Integer(), country: Type.String() }),
)
export const calendarEvents = [calendarCreated, calendarUpdated, calendarRemoved, calendarAssigned, holidaysImported]
