import {
  accessKinds,
  ById,
  Changes,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  reaches,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Permission as Declared, Static } from '../../core/contract.ts'

export const Reach = OneOf(...reaches)
export const Effect = OneOf('allow', 'deny')
export const Code = Type.String({ pattern: '^[a-z][a-z-]*\\.[a-z][a-z-]*$', maxLength: 80, description: 'resource.action' })
const OwnCode = Type.String({
  pattern: '^x-[a-z][a-z-]*\\.[a-z][a-z-]*$',
  maxLength: 80,
  description: 'x-resource.action: those of Muster never begin so',
})

/** How much of each kind a company may have: people find their way in it, and a screen can show all of it. */
export const accessLimits = {
  roles: 200,
  permissions: 200,
  groups: 100,
  templates: 200,
  directGrants: 1000,
  roleDepth: 10,
  parents: 10,
} as const

export const Permission = Type.Object({
  id: Nullable(Id),
  code: Type.String(),
  title: Type.String(),
  description: Type.String(),
  reaches: Type.Array(Reach),
  sensitive: Type.Boolean(),
  origin: OneOf('system', 'company'),
  module: Nullable(Type.String()),
  moduleTitle: Nullable(Type.String()),
  kind: Nullable(OneOf(...accessKinds)),
  feature: Nullable(Type.String()),
  version: Nullable(Version),
})
export type Permission = Static<typeof Permission>

export const listPermissions = {
  method: 'GET',
  url: '/permissions',
  config: { access: 'access.read' },
  schema: {
    summary: 'Everything that can be granted: of Muster and of the company itself',
    querystring: PagedQuery({
      q: Type.Optional(Text(100)),
      module: Type.Optional(Text(60)),
      origin: Type.Optional(OneOf('system', 'company')),
      sensitive: Type.Optional(Type.Boolean()),
    }),
    response: { 200: Page('permissions', Permission) },
  },
} as const satisfies Contract

export const getPermission = {
  method: 'GET',
  url: '/permissions/:id',
  config: { access: 'access.read' },
  schema: { summary: 'One permission of the company itself', params: ById, response: { 200: Named('permission', Permission) } },
} as const satisfies Contract

export const getPermissionByCode = {
  method: 'GET',
  url: '/permissions/code/:permission',
  config: { access: 'access.read' },
  schema: {
    summary: 'One permission by its code',
    params: Fields({ permission: Text(80) }),
    response: { 200: Named('permission', Permission) },
  },
} as const satisfies Contract

const ownReaches = Type.Array(Reach, { minItems: 1, maxItems: 5, uniqueItems: true })

export const createPermission = {
  method: 'POST',
  url: '/permissions',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Add a permission of the company itself, for other programs to ask about',
    body: Fields({
      code: OwnCode,
      title: Text(120),
      description: Type.Optional(Text(500)),
      reaches: Type.Optional(ownReaches),
      sensitive: Type.Optional(Type.Boolean()),
    }),
    response: { 201: Named('permission', Permission) },
  },
  examples: { body: { code: 'x-laboratory.enter', title: 'Enter the laboratory' } },
} as const satisfies Contract

export const updatePermission = {
  method: 'PATCH',
  url: '/permissions/:id',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Change a permission of the company itself; those of Muster are read-only',
    params: ById,
    body: Changes({ title: Text(120), description: Text(500), sensitive: Type.Boolean(), version: Version }),
    response: { 200: Named('permission', Permission) },
  },
  examples: { body: { title: 'Enter the laboratories' } },
} as const satisfies Contract

export const deletePermission = {
  method: 'DELETE',
  url: '/permissions/:id',
  config: { access: 'access.manage' },
  schema: { summary: 'Remove a permission of the company itself that nobody is granted', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Count = Type.Integer()
export const permissionStatistics = {
  method: 'GET',
  url: '/permissions/statistics',
  config: { access: 'access.read' },
  schema: {
    summary: 'How many permissions and grants there are, and which sensitive ones are held by most',
    response: {
      200: Named(
        'statistics',
        Type.Object({
          permissions: Type.Object({ system: Count, company: Count, sensitive: Count, ungranted: Count }),
          grants: Type.Object({
            total: Count,
            allow: Count,
            deny: Count,
            byRole: Count,
            direct: Count,
            byPosition: Count,
            onRecords: Count,
            expiring: Count,
          }),
          delegations: Type.Object({ active: Count, planned: Count }),
          sensitive: Type.Array(Type.Object({ permission: Type.String(), title: Type.String(), roles: Count, users: Count }), {
            description: 'Sensitive permissions with how many roles and people they are granted to themselves, most first; at most 20',
          }),
        }),
      ),
    },
  },
} as const satisfies Contract

export const permissionHierarchy = {
  method: 'GET',
  url: '/permissions/hierarchy',
  config: { access: 'access.read' },
  schema: {
    summary: 'Permissions by module and resource',
    response: {
      200: Named(
        'modules',
        Type.Array(
          Type.Object({
            module: Type.String(),
            title: Type.String(),
            resources: Type.Array(Type.Object({ resource: Type.String(), permissions: Type.Array(Permission) })),
          }),
        ),
      ),
    },
  },
} as const satisfies Contract

const Which = Type.Object({ code: Type.String() })
export const permissionCreated = event('permission.created', '{actor} added the permission {code}', Which)
export const permissionUpdated = event('permission.updated', '{actor} changed the permission {code}', Which)
export const permissionDeleted = event('permission.deleted', '{actor} removed the permission {code}', Which)

export const permissions = [
  {
    code: 'access.read',
    title: 'See roles and permissions',
    description: 'Roles, what they may do and who holds them; grants, delegations and templates.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
  {
    code: 'access.manage',
    title: 'Change roles and permissions',
    description: 'Roles and their inheritance, grants, templates and module access; never more than one holds oneself.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
  {
    code: 'access.explain',
    title: 'Explain decisions',
    description: 'Ask what somebody else may do and why: which grant, by which path, which guardrail.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
  {
    code: 'access.delegate',
    title: 'Delegate own permissions',
    description: 'Let somebody else act with some of one’s own permissions, for a time.',
    reaches: ['own'],
    roles: { hr: 'own', finance: 'own', ceo: 'own', director: 'own', manager: 'own', project_lead: 'own' },
  },
] as const satisfies readonly Declared[]
