import { accessKinds, ById, event, Fields, Id, Instant, Named, Nullable, OneOf, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

const Said = Nullable(Type.Boolean())
/** What is said of a module: true on, false off, null nothing. */
const said = { read: Said, create: Said, update: Said, delete: Said }

export const ModuleAccess = Type.Object({
  module: Type.String(),
  title: Type.String(),
  user: Type.Object(said),
  roles: Type.Array(Type.Object({ roleId: Id, roleName: Type.String(), ...said })),
  /** What comes of it. */
  effective: Type.Object({ read: Type.Boolean(), create: Type.Boolean(), update: Type.Boolean(), delete: Type.Boolean() }),
  canSwitch: Type.Boolean({ description: 'False for what nobody can be shut out of' }),
})
export type ModuleAccess = Static<typeof ModuleAccess>

const Switch = Type.Object({
  holder: Type.Object({ type: OneOf('user', 'role'), id: Id, name: Type.String() }),
  module: Type.String(),
  ...said,
  changedAt: Instant,
})

export const grantModuleAccess = {
  method: 'POST',
  url: '/module-access/grant',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Switch a module on or off for a person or a role; what is left out stays as it is, null says nothing any more',
    body: Fields({
      userId: Type.Optional(Id),
      roleId: Type.Optional(Id),
      module: Text(60),
      read: Type.Optional(Said),
      create: Type.Optional(Said),
      update: Type.Optional(Said),
      delete: Type.Optional(Said),
    }),
    response: { 200: Named('switch', Switch) },
  },
  examples: { body: { userId: '01990000-0000-7000-8000-000000000001', module: 'leave', update: false } },
} as const satisfies Contract

export const listModuleAccess = {
  method: 'GET',
  url: '/module-access/user/:id',
  config: { access: 'access.read' },
  schema: {
    summary: 'Every module, what is said of it for somebody and what comes of it',
    params: ById,
    response: { 200: Named('modules', Type.Array(ModuleAccess)) },
  },
} as const satisfies Contract

const OfRole = Type.Object({
  module: Type.String(),
  title: Type.String(),
  ...said,
  /** What roles that it inherits from say; off wins over on. */
  inherited: Type.Array(Type.Object({ roleId: Id, roleName: Type.String(), ...said })),
  canSwitch: Type.Boolean({ description: 'False for what nobody can be shut out of, and for administrators' }),
})

export const listRoleModuleAccess = {
  method: 'GET',
  url: '/module-access/role/:id',
  config: { access: 'access.read' },
  schema: {
    summary: 'Every module, and what is said of it for a role and for those it inherits from',
    params: ById,
    response: { 200: Named('modules', Type.Array(OfRole)) },
  },
} as const satisfies Contract

export const checkModuleAccess = {
  method: 'GET',
  url: '/module-access/check/:userId/:moduleId/:access',
  config: { access: 'access.read' },
  schema: {
    summary: 'Whether a module is open to somebody',
    params: Fields({ userId: Id, moduleId: Text(60), access: OneOf(...accessKinds) }),
    response: { 200: Type.Object({ allowed: Type.Boolean(), decidedBy: OneOf('nothing', 'user', 'role', 'archived', 'feature') }) },
  },
} as const satisfies Contract

export const moduleAccessChanged = event(
  'module-access.changed',
  '{actor} changed the access of {holder} to {module}',
  Type.Object({ holder: Type.String(), module: Type.String() }),
)
