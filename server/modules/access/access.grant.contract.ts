import { ById, event, Fields, Id, Instant, Named, Nothing, Nullable, OneOf, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { From, To } from './access.assignment.contract.ts'
import { Code, Effect, Reach } from './access.contract.ts'

const Resource = Type.Object({ type: Type.String(), id: Id, name: Nullable(Type.String()) })
export const Grant = Type.Object({
  id: Id,
  permission: Type.String(),
  title: Type.String(),
  effect: Effect,
  reach: Reach,
  holder: Type.Object({ type: OneOf('user', 'role', 'position'), id: Id, name: Type.String() }),
  resourceType: Nullable(Type.String()),
  resourceId: Nullable(Id),
  resourceName: Nullable(Type.String()),
  templateId: Nullable(Id),
  templateName: Nullable(Type.String()),
  validFrom: Nullable(Instant),
  validTo: Nullable(Instant),
  state: OneOf('active', 'planned', 'ended'),
  reason: Nullable(Type.String()),
  createdAt: Instant,
  createdByName: Nullable(Type.String()),
})
export type Grant = Static<typeof Grant>

const effect = Type.Optional(Effect)
const reach = Type.Optional(Reach)
const times = { validFrom: Type.Optional(Nullable(From)), validTo: Type.Optional(Nullable(To)) }
const reason = Type.Optional(Text(500))
const Wanted = Fields({ permission: Code, effect, reach })

export const grantToRole = {
  method: 'POST',
  url: '/roles/:id/permissions',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Allow or deny a role a permission; said again, it takes the new reach',
    description: 'Without a reach, the widest that the permission allows.',
    params: ById,
    body: Wanted,
    response: { 200: Named('grant', Grant) },
  },
  examples: { body: { permission: 'employee.read', reach: 'team' } },
} as const satisfies Contract

export const changeRoleGrants = {
  method: 'POST',
  url: '/roles/:id/permissions/bulk',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Change many cells of a role at once, or none',
    params: ById,
    body: Fields({
      set: Type.Optional(Type.Array(Wanted, { maxItems: 500 })),
      remove: Type.Optional(Type.Array(Fields({ permission: Code, effect }), { maxItems: 500 })),
    }),
    response: { 200: Type.Object({ set: Type.Integer(), removed: Type.Integer(), unchanged: Type.Integer() }) },
  },
  examples: { body: { set: [{ permission: 'employee.read', reach: 'team' }] } },
} as const satisfies Contract

export const removeRoleGrant = {
  method: 'DELETE',
  url: '/roles/:id/permissions/:permissionId',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Take a permission from a role, by its code',
    params: Fields({ id: Id, permissionId: Code }),
    querystring: Fields({ effect }),
    response: { 200: Nothing },
  },
} as const satisfies Contract

const ids = Type.Optional(Type.Array(Id, { maxItems: 200, uniqueItems: true }))

export const bulkAssign = {
  method: 'POST',
  url: '/permissions/bulk-assign',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Allow or deny permissions to people, roles and positions in one act, or none of it',
    body: Fields({
      userIds: ids,
      roleIds: ids,
      positionIds: ids,
      grants: Type.Array(Wanted, { minItems: 1, maxItems: 200 }),
      ...times,
      reason,
    }),
    response: { 200: Type.Object({ created: Type.Integer(), unchanged: Type.Integer() }) },
  },
  examples: {
    body: { userIds: ['01990000-0000-7000-8000-000000000001'], grants: [{ permission: 'employee.read', reach: 'own' }] },
  },
} as const satisfies Contract

export const listGrants = {
  method: 'GET',
  url: '/access/grants',
  config: { access: 'access.read' },
  schema: {
    summary: 'Grants with their holders, newest first',
    querystring: PagedQuery({
      userId: Type.Optional(Id),
      roleId: Type.Optional(Id),
      positionId: Type.Optional(Id),
      templateId: Type.Optional(Id),
      permission: Type.Optional(Code),
      effect,
      onRecords: Type.Optional(Type.Boolean({ description: 'True: only those on single records; false: only the others' })),
    }),
    response: { 200: Page('grants', Grant) },
  },
} as const satisfies Contract

export const deleteGrant = {
  method: 'DELETE',
  url: '/access/grants/:id',
  config: { access: 'access.manage' },
  schema: { summary: 'Take one grant back', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const ResourceType = OneOf('employee')

export const grantOnResource = {
  method: 'POST',
  url: '/resource-permissions/grant',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Allow or deny a permission on one record, to a person, a role or a position',
    body: Fields({
      permission: Code,
      effect,
      resourceType: ResourceType,
      employeeId: Id,
      userId: Type.Optional(Id),
      roleId: Type.Optional(Id),
      positionId: Type.Optional(Id),
      ...times,
      reason,
    }),
    response: { 200: Named('grant', Grant) },
  },
  examples: {
    body: {
      permission: 'employee.read',
      resourceType: 'employee',
      employeeId: '01990000-0000-7000-8000-000000000002',
      userId: '01990000-0000-7000-8000-000000000001',
    },
  },
} as const satisfies Contract

export const revokeOnResource = {
  method: 'DELETE',
  url: '/resource-permissions/revoke',
  config: { access: 'access.manage' },
  schema: { summary: 'Take a grant on one record back', querystring: Fields({ grantId: Id }), response: { 200: Nothing } },
  examples: { querystring: { grantId: '01990000-0000-7000-8000-000000000001' } },
} as const satisfies Contract

export const listResourceGrantsOfUser = {
  method: 'GET',
  url: '/resource-permissions/user/:id',
  config: { access: 'access.read' },
  schema: {
    summary: 'What somebody is granted on single records',
    params: ById,
    querystring: PagedQuery({}),
    response: { 200: Page('grants', Grant) },
  },
} as const satisfies Contract

export const listResourceGrants = {
  method: 'GET',
  url: '/resource-permissions/resource/:type/:id',
  config: { access: 'access.read' },
  schema: {
    summary: 'Who is granted what on one record',
    params: Fields({ type: ResourceType, id: Id }),
    querystring: PagedQuery({}),
    response: { 200: Type.Object({ ...Page('grants', Grant).properties, resource: Resource }) },
  },
} as const satisfies Contract

const What = Type.Object({ permission: Type.String(), effect: Type.String(), holder: Type.String() })
export const grantAdded = event('grant.added', '{actor} made “{effect} {permission}” hold for {holder}', What)
export const grantRemoved = event('grant.removed', '{actor} took “{effect} {permission}” from {holder}', What)
export const grantsChanged = event(
  'grants.changed',
  '{actor} changed {count} permissions of {holder}',
  Type.Object({ count: Type.String(), holder: Type.String() }),
)
