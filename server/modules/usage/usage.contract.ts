import { Day, features, Fields, Instant, limitCodes, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'

const LimitUse = Type.Object({
  code: OneOf(...limitCodes),
  used: Type.Integer({ description: 'People, bytes, branches, or calls of today (UTC)' }),
  limit: Type.Integer(),
  decidedBy: OneOf('plan', 'operator'),
  planThatAllows: Nullable(Type.String({ description: 'The smallest plan that would allow one more than the limit' })),
})

const FeatureUse = Type.Object({ code: OneOf(...features), requests: Type.Integer() })

export const Usage = Type.Object({
  plan: Type.String(),
  day: Day,
  asOf: Instant,
  limits: Type.Array(LimitUse),
  requests: Type.Integer({ description: 'Everything that was asked today, by people and programs' }),
  features: Type.Array(FeatureUse),
})

export const UsageDay = Type.Object({
  day: Day,
  employees: Nullable(Type.Integer()),
  storageBytes: Nullable(Type.Integer()),
  locations: Nullable(Type.Integer()),
  apiCalls: Type.Integer(),
  requests: Type.Integer(),
  features: Type.Array(FeatureUse),
})

export const getUsage = {
  method: 'GET',
  url: '/usage',
  config: { access: 'usage.read' },
  schema: {
    summary: 'What the company uses of what it may',
    description:
      'People, files and branches as they are now. Calls and requests of today, from all servers up to less than a minute ago; a day is one in UTC.',
    response: { 200: Type.Object({ usage: Usage }) },
  },
} as const satisfies Contract

export const getUsageHistory = {
  method: 'GET',
  url: '/usage/history',
  config: { access: 'usage.read' },
  schema: {
    summary: 'What the company used, day by day',
    description:
      'At most 366 days, by default the last 30. People, files and branches as they were when they were last counted on the day.',
    querystring: Fields({ from: Type.Optional(Day), to: Type.Optional(Day) }),
    response: { 200: Type.Object({ days: Type.Array(UsageDay) }) },
  },
} as const satisfies Contract

export const permissions = [
  {
    code: 'usage.read',
    title: 'See usage and limits',
    description: 'People, files, branches and calls against what the plan allows.',
    reaches: ['company'],
    roles: {},
  },
] as const satisfies readonly Permission[]
