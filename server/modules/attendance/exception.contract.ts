import { Day, event, Fields, Id, Instant, Minutes, Nothing, Nullable, OneOf, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { AttendanceDay } from './attendance.contract.ts'

export const exceptionKinds = ['forgotten-end', 'flagged', 'missing', 'overtime'] as const
const Kind = OneOf(...exceptionKinds)

export const AttendanceException = Type.Object({
  employeeId: Id,
  firstName: Type.String(),
  lastName: Type.String(),
  date: Day,
  kinds: Type.Array(Kind),
  status: AttendanceDay.properties.status,
  flags: AttendanceDay.properties.flags,
  firstStartAt: Nullable(Instant),
  lastEndAt: Nullable(Instant),
  workedMinutes: Minutes,
  scheduledMinutes: Minutes,
  overtimeMinutes: Minutes,
  /** Names what is seen, for who accepts it. */
  figures: Type.String(),
  isCorrected: Type.Boolean({ description: 'A correction of the day waits for a decision' }),
  can: Type.Object({ correct: Type.Boolean(), accept: Type.Boolean(), decideOvertime: Type.Boolean() }),
})
export type AttendanceException = Static<typeof AttendanceException>

export const listExceptions = {
  method: 'GET',
  url: '/attendance/exceptions',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Days of people within my reach that somebody has to look at, newest first; at most 92 dates',
    querystring: PageQuery({
      from: Day,
      to: Day,
      kind: Type.Optional(Kind),
      departmentId: Type.Optional(Id),
      q: Type.Optional(Text(100)),
    }),
    response: {
      200: Type.Object({
        ...Page('exceptions', AttendanceException).properties,
        counters: Type.Object(
          Object.fromEntries(exceptionKinds.map((kind) => [kind, Type.Integer()])) as Record<
            (typeof exceptionKinds)[number],
            ReturnType<typeof Type.Integer>
          >,
          { description: 'Days of each kind, whatever kind is asked for' },
        ),
      }),
    },
  },
  examples: { querystring: { from: '2026-11-01', to: '2026-11-30' } },
} as const satisfies Contract

export const exportExceptions = csvOf(listExceptions, 'days')
export const exceptionsExported = csvExported('attendance.exceptions-exported', 'days that somebody has to look at')

const Problem = Nullable(Type.Object({ code: Type.String(), message: Type.String() }, { description: 'Why the day was not accepted' }))

export const acceptExceptions = {
  method: 'POST',
  url: '/attendance/exceptions/accept',
  config: { access: 'correction.approve', feature: 'attendance', ratePerMinute: 20 },
  schema: {
    summary: 'Accept several days as they are; each as if alone, with an answer for each',
    description:
      'Which cannot be is told with the reason, and hinders no other; what stands in the way of all of them is an error, as for one.',
    body: Fields({
      days: Type.Array(Fields({ employeeId: Id, date: Day, figures: Type.String({ maxLength: 300 }) }), { minItems: 1, maxItems: 100 }),
      comment: Type.Optional(Text(500)),
    }),
    response: {
      200: Type.Object({ days: Type.Array(Type.Object({ employeeId: Id, date: Day, problem: Problem })), done: Type.Integer() }),
    },
  },
  examples: {
    body: { days: [{ employeeId: '0198f0a0-0000-7000-8000-000000000001', date: '2026-03-02', figures: 'absent 0' }], comment: 'A day out' },
  },
} as const satisfies Contract

export const acceptException = {
  method: 'POST',
  url: '/attendance/exceptions/:employeeId/:date/accept',
  config: { access: 'correction.approve', feature: 'attendance' },
  schema: {
    summary: "Accept somebody's day as it is: nothing has to be corrected; never one's own",
    params: Fields({ employeeId: Id, date: Day }),
    body: Fields({ figures: Type.String({ maxLength: 300 }), comment: Type.Optional(Text(500)) }),
    response: { 200: Nothing },
  },
  examples: { body: { figures: 'absent 0', comment: 'Ill, told by phone' } },
} as const satisfies Contract

export const exceptionAccepted = event(
  'attendance.accepted',
  '{actor} accepted {date} of {person} as it is',
  Type.Object({ employeeId: Id, date: Day, person: Type.String() }),
)
