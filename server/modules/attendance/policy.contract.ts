import { Changes, Day, event, Fields, Nothing, Nullable, OneOf, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

const minutes = (maximum: number, minimum = 0) => Type.Integer({ minimum, maximum })

const homeDays = (maximum: number) =>
  Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    maximum,
    description: 'Working days at home at most; null for no limit',
  })

/** How a company counts: breaks, overtime, shortfalls, the end nobody clocked. */
const parts = {
  halfDayBelowMinutes: minutes(1440),
  absentBelowMinutes: minutes(1440),
  automaticBreaks: Type.Array(Fields({ overMinutes: minutes(1440), minutes: minutes(480, 1) }), { maxItems: 5 }),
  overtimeRules: Type.Array(
    Fields({
      kind: OneOf('over-scheduled', 'over-day', 'over-week', 'day-off', 'holiday', 'outside-schedule'),
      overMinutes: Type.Optional(minutes(10_080)),
      rate: Type.String({ pattern: '^\\d{1,2}(\\.\\d{1,2})?$', description: 'A decimal such as "1.5"', examples: ['1.5'] }),
    }),
    { maxItems: 20 },
  ),
  overtimeToleranceMinutes: minutes(240),
  countsShortfalls: Type.Boolean({ description: 'Whether too little work counts against people' }),
  shortfallToleranceMinutes: minutes(240),
  geofence: OneOf('off', 'flag', 'refuse'),
  homeDaysPerWeek: homeDays(7),
  homeDaysPerMonth: homeDays(31),
  automaticEndAfterMinutes: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    maximum: 720,
    description: 'Minutes after the scheduled time at which a forgotten end is put in; null for never',
  }),
  minRestMinutes: Type.Unsafe<number | null>({
    type: ['integer', 'null'],
    minimum: 0,
    maximum: 1440,
    description: 'Minutes between two shifts below which who plans them is warned; null for none',
  }),
}

export const Policy = Type.Object(parts)
export type Policy = Static<typeof Policy>

const Held = Type.Object({
  policy: Policy,
  since: Nullable(Day),
  planned: Type.Array(Type.Object({ firstDay: Day, policy: Policy }), { maxItems: 12 }),
  version: Type.Integer(),
})

export const getPolicy = {
  method: 'GET',
  url: '/attendance/policy',
  config: { access: 'self', feature: 'attendance' },
  schema: { summary: 'How the company counts working time today and since when, and how it will', response: { 200: Held } },
} as const satisfies Contract

export const updatePolicy = {
  method: 'PATCH',
  url: '/attendance/policy',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Change how working time is counted, from today or a later day on',
    body: Changes({ ...parts, firstDay: Day, version: Version }),
    response: { 200: Held },
  },
  examples: { body: { automaticBreaks: [{ overMinutes: 360, minutes: 30 }] } },
} as const satisfies Contract

export const cancelPolicy = {
  method: 'DELETE',
  url: '/attendance/policy/:firstDay',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Take back what was planned for a later day',
    params: Fields({ firstDay: Day }),
    response: { 200: Nothing },
  },
} as const satisfies Contract

export const policyChanged = event(
  'attendance-policy.changed',
  '{actor} changed how working time is counted',
  Type.Object({ firstDay: Type.Optional(Day) }),
)
export const policyCancelled = event(
  'attendance-policy.cancelled',
  '{actor} took back how working time was to be counted from {firstDay} on',
  Type.Object({ firstDay: Day }),
)
export const policyEvents = [policyChanged, policyCancelled]
