import { Day, Fields, Id, Minutes, Nullable, OneOf, Page, PagedQuery, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { AttendanceDay, dayStatuses, Entry } from './attendance.contract.ts'

const Count = Type.Integer({ minimum: 0 })

export const Totals = Type.Object({
  days: Type.Object(Object.fromEntries(dayStatuses.map((status) => [status, Count])) as Record<(typeof dayStatuses)[number], typeof Count>),
  scheduledMinutes: Minutes,
  workedMinutes: Minutes,
  breakMinutes: Minutes,
  paidBreakMinutes: Minutes,
  lateMinutes: Minutes,
  earlyExitMinutes: Minutes,
  overtimeMinutes: Minutes,
  approvedOvertimeMinutes: Minutes,
  undertimeMinutes: Minutes,
  shortfallMinutes: Minutes,
  lateDays: Count,
  flaggedDays: Type.Integer({ minimum: 0, description: 'Days that somebody should look at' }),
  attendancePercent: Nullable(
    Type.String({ description: 'Present of the days that were to be worked, such as "95.2"; null when there were none' }),
  ),
})
export type Totals = Static<typeof Totals>

export const summarise = {
  method: 'GET',
  url: '/attendance/summary',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'What the days of people within my reach add up to, today included and no day to come',
    querystring: PagedQuery({ from: Day, to: Day, employeeId: Type.Optional(Id), departmentId: Type.Optional(Id) }),
    response: {
      200: Page(
        'people',
        Type.Object({ employeeId: Id, employeeNumber: Type.String(), firstName: Type.String(), lastName: Type.String(), totals: Totals }),
      ),
    },
  },
  examples: { querystring: { from: '2026-11-01', to: '2026-11-30' } },
} as const satisfies Contract

export const getDay = {
  method: 'GET',
  url: '/attendance/:employeeId/:date',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'One day of one person with its entries',
    params: Fields({ employeeId: Id, date: Day }),
    response: {
      200: Type.Object({
        day: AttendanceDay,
        overtimeState: Nullable(OneOf('to-approve', 'approved', 'refused')),
        entries: Type.Array(Entry),
      }),
    },
  },
} as const satisfies Contract
