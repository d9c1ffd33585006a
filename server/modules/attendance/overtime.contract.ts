import { Day, event, Fields, Id, Minutes, Named, Nullable, OneOf, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

export const overtimeStates = ['to-approve', 'approved', 'refused'] as const
const Share = Type.Object({ rate: Type.String(), minutes: Minutes })

export const Overtime = Type.Object({
  employeeId: Id,
  firstName: Type.String(),
  lastName: Type.String(),
  date: Day,
  minutes: Minutes,
  shares: Type.Array(Share),
  state: OneOf(...overtimeStates),
  comment: Nullable(Type.String()),
  can: Type.Object({ decide: Type.Boolean() }),
})
export type Overtime = Static<typeof Overtime>

export const listOvertime = {
  method: 'GET',
  url: '/attendance/overtime',
  config: { access: 'attendance.read', feature: 'attendance' },
  schema: {
    summary: 'Days with overtime of people within my reach, newest first',
    querystring: PagedQuery({ from: Day, to: Day, employeeId: Type.Optional(Id), state: Type.Optional(OneOf(...overtimeStates)) }),
    response: { 200: Page('overtime', Overtime) },
  },
  examples: { querystring: { from: '2026-11-01', to: '2026-11-30' } },
} as const satisfies Contract

export const decideOvertime = {
  method: 'POST',
  url: '/attendance/overtime/:employeeId/:date',
  config: { access: 'overtime.approve', feature: 'attendance' },
  schema: {
    summary: "Approve or refuse the overtime of somebody's day; never one's own",
    params: Fields({ employeeId: Id, date: Day }),
    body: Fields({
      state: OneOf('approved', 'refused'),
      minutes: Type.Optional(Minutes),
      comment: Type.Optional(Text(500)),
    }),
    response: { 200: Named('overtime', Overtime) },
  },
  examples: { body: { state: 'approved' } },
} as const satisfies Contract

export const overtimeDecided = event(
  'overtime.decided',
  '{actor} {state} {minutes} minutes of overtime on {date}',
  Type.Object({ employeeId: Id, date: Day, state: Type.String(), minutes: Type.Integer() }),
)

export const overtimePermission = {
  code: 'overtime.approve',
  feature: 'attendance',
  title: 'Approve overtime',
  description: "Approve or refuse the overtime of people's days.",
  reaches: ['team', 'department', 'branch', 'company'],
  roles: { hr: 'company', director: 'department', manager: 'team' },
} as const
