import {
  ById,
  Changes,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { From, To } from './access.assignment.contract.ts'
import { Code, Effect, Reach } from './access.contract.ts'
import { Slug } from './access.group.contract.ts'
import { Role } from './access.role.contract.ts'

export const templateKinds = ['role', 'grants'] as const

const TemplateItem = Type.Object({ permission: Type.String(), effect: Effect, reach: Reach })
export const Template = Type.Object({
  id: Id,
  kind: OneOf(...templateKinds),
  code: Type.String(),
  name: Type.String(),
  description: Nullable(Type.String()),
  items: Type.Array(TemplateItem),
  roleCount: Type.Integer({ description: 'Roles made from it' }),
  grantCount: Type.Integer({ description: 'Grants that came from it and are still there' }),
  createdAt: Instant,
  version: Version,
})
export type Template = Static<typeof Template>

const items = Type.Array(Fields({ permission: Code, effect: Type.Optional(Effect), reach: Type.Optional(Reach) }), {
  minItems: 1,
  maxItems: 300,
})
const made = { code: Slug, name: Text(120), description: Type.Optional(Text(500)), items }
const ids = Type.Optional(Type.Array(Id, { maxItems: 200, uniqueItems: true }))

export const listTemplates = {
  method: 'GET',
  url: '/permission-templates',
  config: { access: 'access.read' },
  schema: {
    summary: 'Sets of grants to be applied at once',
    querystring: PageQuery({ q: Type.Optional(Text(100)), kind: Type.Optional(OneOf(...templateKinds)) }),
    response: { 200: Page('templates', Template) },
  },
} as const satisfies Contract

export const createTemplate = {
  method: 'POST',
  url: '/permission-templates',
  config: { access: 'access.manage' },
  schema: { summary: 'Make a set of grants for people and roles', body: Fields(made), response: { 201: Named('template', Template) } },
  examples: { body: { code: 'newcomer', name: 'Newcomer', items: [{ permission: 'employee.read', reach: 'own' }] } },
} as const satisfies Contract

export const updateTemplate = {
  method: 'PATCH',
  url: '/permission-templates/:id',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Change a template of either kind; nothing that came from it changes with it',
    params: ById,
    body: Changes({ name: Text(120), description: Nullable(Text(500)), items, version: Version }),
    response: { 200: Named('template', Template) },
  },
  examples: { body: { name: 'Newcomer' } },
} as const satisfies Contract

export const removeTemplate = {
  method: 'DELETE',
  url: '/permission-templates/:id',
  config: { access: 'access.manage' },
  schema: {
    summary: 'Remove a template of either kind; what came from it stays and goes on naming it',
    params: ById,
    response: { 200: Nothing },
  },
} as const satisfies Contract

export const applyTemplate = {
  method: 'POST',
  url: '/permission-templates/apply',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Give the grants of a template to people, roles and positions in one act, or none of it',
    body: Fields({
      templateId: Id,
      userIds: ids,
      roleIds: ids,
      positionIds: ids,
      validFrom: Type.Optional(Nullable(From)),
      validTo: Type.Optional(Nullable(To)),
    }),
    response: { 200: Type.Object({ created: Type.Integer(), unchanged: Type.Integer() }) },
  },
  examples: {
    body: { templateId: '01990000-0000-7000-8000-000000000003', userIds: ['01990000-0000-7000-8000-000000000001'] },
  },
} as const satisfies Contract

export const createRoleTemplate = {
  method: 'POST',
  url: '/roles/templates',
  config: { access: 'access.manage' },
  schema: { summary: 'Make a template of a role', body: Fields(made), response: { 201: Named('template', Template) } },
  examples: { body: { code: 'reception', name: 'Reception', items: [{ permission: 'employee.read', reach: 'own' }] } },
} as const satisfies Contract

export const applyRoleTemplate = {
  method: 'POST',
  url: '/roles/templates/apply',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Make a role from a template',
    body: Fields({ templateId: Id, code: Slug, name: Text(120) }),
    response: { 201: Named('role', Role) },
  },
  examples: { body: { templateId: '01990000-0000-7000-8000-000000000003', code: 'desk-north', name: 'Desk, north' } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const templateCreated = event('permission-template.created', '{actor} made the permission template {name}', Which)
export const templateUpdated = event('permission-template.updated', '{actor} changed the permission template {name}', Which)
export const templateRemoved = event('permission-template.removed', '{actor} removed the permission template {name}', Which)
export const templateApplied = event(
  'permission-template.applied',
  '{actor} applied the permission template {name}: {count} grants',
  Type.Object({ name: Type.String(), count: Type.String() }),
)
