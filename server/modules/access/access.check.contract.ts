import { ById, event, Fields, Id, Instant, Named, Nothing, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Assignment } from './access.assignment.contract.ts'
import { Code, Effect, Reach } from './access.contract.ts'
import { Delegation } from './access.delegation.contract.ts'
import { Grant } from './access.grant.contract.ts'
import { RoleName } from './access.role.contract.ts'

const levels = ['direct', 'delegated', 'resource', 'role', 'position'] as const
export const guardrails = [
  'user-archived',
  'company-suspended',
  'company-read-only',
  'plan-without-feature',
  'feature-off',
  'module-off',
  'self-approval',
  'field-above-clearance',
] as const

const Resource = Type.String({
  pattern: '^employee:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$',
  description: 'The record, as type:id; a record of somebody is asked about by their employee',
  examples: ['employee:01990000-0000-7000-8000-000000000001'],
})
const Field = OneOf('public', 'team', 'personal', 'pay')

const Result = Type.Object({
  permission: Type.String(),
  resource: Nullable(Type.String()),
  allowed: Type.Boolean(),
  guardrail: Nullable(OneOf(...guardrails)),
  level: Nullable(OneOf(...levels)),
  grantId: Nullable(Id),
  delegationId: Nullable(Id),
})
export type Result = Static<typeof Result>

export const checkPermissions = {
  method: 'POST',
  url: '/permissions/check',
  config: { access: 'self', readOnly: true },
  schema: {
    summary: 'Whether I may do things, or with access.explain whether somebody else may; at most 1,000 at once',
    description: 'Without a resource: whether there is anything it could be allowed on. `field` asks for a group of fields as well.',
    body: Fields({
      userId: Type.Optional(Id),
      checks: Type.Array(Fields({ permission: Code, resource: Type.Optional(Resource), field: Type.Optional(Field) }), {
        minItems: 1,
        maxItems: 1000,
      }),
    }),
    response: { 200: Named('results', Type.Array(Result)) },
  },
  examples: { body: { checks: [{ permission: 'employee.read' }] } },
} as const satisfies Contract

const Explanation = Type.Object({
  ...Result.properties,
  user: Type.Object({ id: Id, name: Type.String() }),
  effect: Nullable(Effect),
  reach: Nullable(Reach),
  /** How far away the record is from whoever it was decided around. */
  distance: Nullable(Reach),
  holder: Type.Unsafe<{ type: 'user' | 'role' | 'position'; id: string; name: string } | null>({
    type: ['object', 'null'],
    properties: { type: OneOf('user', 'role', 'position'), id: Id, name: Type.String() },
  }),
  roleChain: Type.Array(RoleName, { description: 'From the role that somebody holds to the one that grants it' }),
  reportingLine: Type.Array(Type.Object({ id: Id, name: Type.String() }), {
    description: 'From the record’s person up to whom it was decided around',
  }),
  delegatedBy: Nullable(Type.String()),
  validFrom: Nullable(Instant),
  validTo: Nullable(Instant),
  asOf: Instant,
})
export type Explanation = Static<typeof Explanation>

export const explainAccess = {
  method: 'GET',
  url: '/access/explain',
  config: { access: 'access.explain' },
  schema: {
    summary: 'Why somebody may or may not do something',
    querystring: Fields({ userId: Id, permission: Code, resource: Type.Optional(Resource), field: Type.Optional(Field) }),
    response: { 200: Named('explanation', Explanation) },
  },
  examples: { querystring: { userId: '01990000-0000-7000-8000-000000000001', permission: 'employee.read' } },
} as const satisfies Contract

const Held = Type.Object({
  permission: Type.String(),
  title: Type.String(),
  module: Nullable(Type.String()),
  reach: Reach,
  levels: Type.Array(OneOf(...levels)),
  hasExceptions: Type.Boolean({ description: 'Denied to some within its reach, or allowed on single records' }),
  isOff: Type.Boolean({ description: 'Granted, but of a feature or module that is off' }),
})

export const getUserAccess = {
  method: 'GET',
  url: '/access/users/:id',
  config: { access: 'access.read' },
  schema: {
    summary: 'Everything one person may do, and where each of it comes from',
    params: ById,
    response: {
      200: Type.Object({
        user: Type.Object({ id: Id, name: Type.String(), status: OneOf('active', 'archived'), employeeId: Nullable(Id) }),
        assignments: Type.Array(Assignment),
        permissions: Type.Array(Held),
        grants: Type.Array(
          Type.Object({
            ...Grant.properties,
            level: OneOf(...levels),
            via: Type.Array(RoleName, { description: 'The roles it comes through' }),
          }),
          { description: 'At most 2,000' },
        ),
        delegations: Type.Array(Delegation),
      }),
    },
  },
} as const satisfies Contract

export const refreshCache = {
  method: 'POST',
  url: '/permissions/refresh-cache',
  config: { access: 'access.manage' },
  schema: { summary: 'Make every server look at everybody’s permissions anew', response: { 200: Nothing } },
} as const satisfies Contract

export const refreshPermissions = {
  method: 'POST',
  url: '/auth/refresh-permissions',
  config: { access: 'self' },
  schema: {
    summary: 'Drop my cached permissions and read them anew',
    response: { 200: Type.Object({ permissionCount: Type.Integer(), accessVersion: Type.Integer() }) },
  },
} as const satisfies Contract

export const cacheRefreshed = event('permissions.refreshed', '{actor} had all permissions read anew', Type.Object({}))
