import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { accessLimits, Effect, Permission, Reach } from './access.contract.ts'
import { Slug } from './access.group.contract.ts'

export const RoleName = Type.Object({ id: Id, code: Type.String(), name: Type.String() })

export const Role = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  isSystem: Type.Boolean(),
  templateId: Nullable(Id),
  parents: Type.Array(RoleName),
  userCount: Type.Integer({ description: 'Accounts that are active and hold it now' }),
  grantCount: Type.Integer({ description: 'Grants of its own, inherited ones not counted' }),
  can: Type.Object({ update: Type.Boolean(), delete: Type.Boolean() }),
  version: Version,
})
export type Role = Static<typeof Role>

const parentIds = Type.Array(Id, {
  maxItems: accessLimits.parents,
  uniqueItems: true,
  description: 'All of them: it has everything they have',
})

export const listRoles = {
  method: 'GET',
  url: '/roles',
  config: { access: 'access.read' },
  schema: {
    summary: 'Roles with how many people hold each',
    querystring: PageQuery({ q: Type.Optional(Text(100)), isSystem: Type.Optional(Type.Boolean()) }),
    response: { 200: Page('roles', Role) },
  },
} as const satisfies Contract

export const getRole = {
  method: 'GET',
  url: '/roles/:id',
  config: { access: 'access.read' },
  schema: { summary: 'One role', params: ById, response: { 200: Named('role', Role) } },
} as const satisfies Contract

export const getRoleByCode = {
  method: 'GET',
  url: '/roles/code/:roleCode',
  config: { access: 'access.read' },
  schema: { summary: 'One role by its code', params: Fields({ roleCode: Text(60) }), response: { 200: Named('role', Role) } },
} as const satisfies Contract

export const createRole = {
  method: 'POST',
  url: '/roles',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Make a role',
    body: Fields({ code: Slug, name: Text(120), description: Type.Optional(Text(500)), parentIds: Type.Optional(parentIds) }),
    response: { 201: Named('role', Role) },
  },
  examples: { body: { code: 'receptionist', name: 'Receptionist' } },
} as const satisfies Contract

export const updateRole = {
  method: 'PATCH',
  url: '/roles/:id',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Rename a role',
    params: ById,
    body: Changes({ name: Text(120), description: Nullable(Text(500)), version: Version }),
    response: { 200: Named('role', Role) },
  },
  examples: { body: { name: 'Reception' } },
} as const satisfies Contract

export const deleteRole = {
  method: 'DELETE',
  url: '/roles/:id',
  config: { access: 'access.manage' },
  schema: { summary: 'Remove a role that nobody holds and no other inherits from', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Lineage = Type.Object({
  role: RoleName,
  ancestors: Type.Array(Type.Object({ ...RoleName.properties, depth: Type.Integer() }), {
    description: 'Roles it inherits from, nearest first',
  }),
  descendants: Type.Array(Type.Object({ ...RoleName.properties, depth: Type.Integer() }), { description: 'Roles that inherit from it' }),
})

export const getRoleHierarchy = {
  method: 'GET',
  url: '/roles/:id/hierarchy',
  config: { access: 'access.read' },
  schema: { summary: 'What a role inherits from, and what inherits from it', params: ById, response: { 200: Named('hierarchy', Lineage) } },
} as const satisfies Contract

export const setRoleParents = {
  method: 'POST',
  url: '/roles/:id/hierarchy',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Say which roles a role inherits from',
    params: ById,
    body: Fields({ parentIds }),
    response: { 200: Named('hierarchy', Lineage) },
  },
  examples: { body: { parentIds: [] } },
} as const satisfies Contract

const Count = Type.Integer()
export const roleStatistics = {
  method: 'GET',
  url: '/roles/statistics',
  config: { access: 'access.read' },
  schema: {
    summary: 'How roles are used',
    response: {
      200: Named(
        'statistics',
        Type.Object({
          roles: Type.Object({ total: Count, system: Count, own: Count, unused: Count }),
          assignments: Type.Object({ active: Count, planned: Count, expiringWithin30Days: Count }),
          usersWithoutRole: Count,
          byRole: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String(), users: Count, grants: Count })),
        }),
      ),
    },
  },
} as const satisfies Contract

const Cell = Type.Object({
  roleId: Id,
  permission: Type.String(),
  effect: Effect,
  reach: Reach,
  inheritedFrom: Nullable(RoleName),
  grantId: Id,
})

export const roleMatrix = {
  method: 'GET',
  url: '/roles/matrix',
  config: { access: 'access.read' },
  schema: {
    summary: 'Roles × permissions: every cell that says something, inherited ones told apart',
    response: {
      200: Type.Object({
        roles: Type.Array(Role),
        permissions: Type.Array(Permission),
        cells: Type.Array(Cell, { description: 'Of a role and permission the own cells come first, then inherited ones, nearest first' }),
      }),
    },
  },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const roleCreated = event('role.created', '{actor} made the role {name}', Which)
export const roleUpdated = event('role.updated', '{actor} changed the role {name}', Which)
export const roleDeleted = event('role.deleted', '{actor} removed the role {name}', Which)
export const roleParentsSet = event('role.parents-set', '{actor} changed what the role {name} inherits', Which)
