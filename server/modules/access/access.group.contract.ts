import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { Code } from './access.contract.ts'

export const PermissionGroup = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  permissions: Type.Array(Type.String()),
  version: Version,
})
export type PermissionGroup = Static<typeof PermissionGroup>

const permissions = Type.Array(Code, { minItems: 1, maxItems: 200, uniqueItems: true })
export const Slug = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,59}$' })

export const listGroups = {
  method: 'GET',
  url: '/permissions/groups',
  config: { access: 'access.read' },
  schema: {
    summary: 'Permissions that the company looks at together',
    querystring: PageQuery({ q: Type.Optional(Text(100)) }),
    response: { 200: Page('groups', PermissionGroup) },
  },
} as const satisfies Contract

export const exportGroups = csvOf(listGroups, 'groups of permissions')

export const createGroup = {
  method: 'POST',
  url: '/permissions/groups',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Make a group of permissions',
    body: Fields({ code: Slug, name: Text(120), description: Type.Optional(Text(500)), permissions }),
    response: { 201: Named('group', PermissionGroup) },
  },
  examples: { body: { code: 'front-desk', name: 'Front desk', permissions: ['employee.read'] } },
} as const satisfies Contract

export const updateGroup = {
  method: 'PATCH',
  url: '/permissions/groups/:id',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Change a group of permissions; nothing that was granted changes with it',
    params: ById,
    body: Changes({ name: Text(120), description: Nullable(Text(500)), permissions, version: Version }),
    response: { 200: Named('group', PermissionGroup) },
  },
  examples: { body: { name: 'Reception' } },
} as const satisfies Contract

export const deleteGroup = {
  method: 'DELETE',
  url: '/permissions/groups/:id',
  config: { access: 'access.manage' },
  schema: { summary: 'Remove a group; nothing that was granted changes with it', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const groupCreated = event('permission-group.created', '{actor} made the group of permissions {name}', Which)
export const groupUpdated = event('permission-group.updated', '{actor} changed the group of permissions {name}', Which)
export const groupDeleted = event('permission-group.deleted', '{actor} removed the group of permissions {name}', Which)
export const groupsExported = csvExported('permission-group.exported', 'groups of permissions')
