import {
  Day,
  event,
  Fields,
  Id,
  Instant,
  Minutes,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  reaches,
  Text,
  Type,
  Zone,
  ownOfEverybody,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

export const clockStates = ['off', 'working', 'break'] as const
export const clockActs = ['start', 'break', 'resume', 'end'] as const
export const dayStatuses = ['present', 'half-day', 'absent', 'on-leave', 'half-leave', 'holiday', 'day-off', 'open', 'undecided'] as const
export const dayFlags = [
  'break-exceeded',
  'automatic-break',
  'automatic-end',
  'outside-fence',
  'position-inaccurate',
  'position-missing',
] as const
export const presences = ['working', 'break', 'finished', 'on-leave', 'half-leave', 'holiday', 'day-off', 'missing', 'expected'] as const

export const Entry = Type.Object({
  id: Id,
  kind: OneOf(...clockActs),
  at: Instant,
  timeZone: Zone,
  workDate: Day,
  source: OneOf('web', 'mobile', 'kiosk', 'device', 'import', 'correction', 'automatic'),
})

/** The clock of one person now. Worked and break minutes are of finished stretches; the running one counts from `since`. */
export const ClockStatus = Type.Object({
  state: OneOf(...clockStates),
  since: Nullable(Instant),
  startedAt: Nullable(Instant),
  workDate: Day,
  timeZone: Zone,
  scheduledMinutes: Minutes,
  workedMinutes: Minutes,
  breakMinutes: Minutes,
  lateMinutes: Minutes,
  allowed: Type.Array(OneOf(...clockActs)),
})
export type ClockStatus = Static<typeof ClockStatus>

/** Where somebody works, as approved; null is their usual place. */
const WorkPlace = OneOf('home', 'office', 'other')

export const AttendanceDay = Type.Object({
  date: Day,
  status: OneOf(...dayStatuses),
  firstStartAt: Nullable(Instant),
  lastEndAt: Nullable(Instant),
  scheduledMinutes: Minutes,
  workedMinutes: Minutes,
  breakMinutes: Minutes,
  paidBreakMinutes: Minutes,
  automaticBreakMinutes: Minutes,
  lateMinutes: Minutes,
  earlyExitMinutes: Minutes,
  overtimeMinutes: Minutes,
  overtimeShares: Type.Array(Type.Object({ rate: Type.String(), minutes: Minutes })),
  undertimeMinutes: Minutes,
  shortfallMinutes: Minutes,
  flags: Type.Array(OneOf(...dayFlags)),
  holidayName: Nullable(Type.String()),
  shiftNames: Type.Array(Type.String()),
  location: Nullable(WorkPlace),
})

export const PersonToday = Type.Object({
  employeeId: Id,
  firstName: Type.String(),
  lastName: Type.String(),
  title: Nullable(Type.String()),
  departmentName: Nullable(Type.String()),
  presence: OneOf(...presences),
  since: Nullable(Instant),
  startedAt: Nullable(Instant),
  lateMinutes: Minutes,
  workedMinutes: Minutes,
  location: Nullable(WorkPlace),
})

/** Looked at and kept only where the company uses a fence. */
const Position = Fields({
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  accuracyMeters: Type.Number({ minimum: 0, maximum: 1_000_000 }),
})

const punch = Fields({
  timeZone: Type.Optional(Zone),
  source: Type.Optional(OneOf('web', 'mobile')),
  position: Type.Optional(Position),
  note: Type.Optional(Text(500)),
  /** When it was pressed, of a device that had no network then; without it the server's own time counts. */
  pressedAt: Type.Optional(Instant),
})
const Punched = Type.Object({ entry: Entry, status: ClockStatus })

function clockRoute<A extends 'start' | 'resume' | 'end', S extends string>(act: A, summary: S) {
  return {
    method: 'POST',
    url: `/attendance/${act}`,
    config: { access: 'attendance.clock', feature: 'attendance' },
    schema: { summary, body: punch, response: { 201: Punched } },
    examples: { body: { timeZone: 'Asia/Jakarta' } },
  } as const satisfies Contract
}

export const start = clockRoute('start', 'Start working')
export const pause = {
  method: 'POST',
  url: '/attendance/break',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: {
    summary: 'Start a break, of a type if there are any',
    body: Fields({ ...punch.properties, breakTypeId: Type.Optional(Id) }),
    response: { 201: Punched },
  },
  examples: { body: { timeZone: 'Asia/Jakarta' } },
} as const satisfies Contract
export const resume = clockRoute('resume', 'End the break')
export const end = clockRoute('end', 'Stop working; a running break is ended first')

export const myStatus = {
  method: 'GET',
  url: '/attendance/my-status',
  config: { access: 'attendance.clock', feature: 'attendance' },
  schema: { summary: 'My clock and my day', response: { 200: Type.Object({ status: ClockStatus }) } },
} as const satisfies Contract

export const listToday = {
  method: 'GET',
  url: '/attendance/today',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Who is here now, within my reach; the counters count the same people as the rows',
    querystring: PageQuery({ q: Type.Optional(Text(100)), departmentId: Type.Optional(Id), presence: Type.Optional(OneOf(...presences)) }),
    response: {
      200: Type.Object({
        date: Day,
        ...Page('people', PersonToday).properties,
        counters: Type.Object(
          Object.fromEntries(presences.map((p) => [p, Type.Integer()])) as Record<
            (typeof presences)[number],
            ReturnType<typeof Type.Integer>
          >,
        ),
      }),
    },
  },
} as const satisfies Contract

export const exportToday = csvOf(listToday, 'people of the board')

export const listDays = {
  method: 'GET',
  url: '/attendance',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Every date of a range for one person, also the empty ones; at most 366 dates',
    querystring: Fields({ employeeId: Type.Optional(Id), from: Day, to: Day }),
    response: { 200: Type.Object({ employeeId: Id, days: Type.Array(AttendanceDay) }) },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-20' } },
} as const satisfies Contract

const Punch = Type.Object({ workDate: Day, at: Instant })
export const todayExported = csvExported('attendance.board-exported', 'people of the board')
export const started = event('attendance.started', '{actor} started working', Punch)
export const paused = event('attendance.break-started', '{actor} started a break', Punch)
export const resumed = event('attendance.resumed', '{actor} went back to work', Punch)
export const ended = event('attendance.ended', '{actor} stopped working', Punch)
export const endedAutomatically = event('attendance.ended-automatically', '{actor} put in the end that was forgotten on {workDate}', Punch)

export const attendanceEvents = [started, paused, resumed, ended, endedAutomatically, todayExported]

export const permissions = [
  {
    code: 'attendance.clock',
    feature: 'attendance',
    title: 'Clock in and out',
    description: "One's own clock: start, break, resume, end.",
    reaches: ['own'],
    roles: ownOfEverybody,
  },
  {
    code: 'attendance.read',
    feature: 'attendance',
    title: 'See attendance',
    description: 'Who is here, days and minutes.',
    reaches: [...reaches],
    roles: { ...ownOfEverybody, hr: 'company', ceo: 'company', director: 'department', manager: 'team' },
  },
  {
    code: 'attendance.configure',
    title: 'Set up working time',
    description: 'Holidays, working patterns, shifts, breaks and the rules of overtime.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
