import {
  ById,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  PageQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { From, To } from './access.assignment.contract.ts'
import { Code, Reach } from './access.contract.ts'
import { RoleName } from './access.role.contract.ts'

const Person = Type.Object({ id: Id, name: Type.String() })
export const delegationStates = ['planned', 'active', 'over', 'ended'] as const

export const Delegation = Type.Object({
  id: Id,
  giver: Person,
  receiver: Person,
  role: Type.Unsafe<Static<typeof RoleName> | null>({ ...RoleName, type: ['object', 'null'] }),
  permissions: Type.Array(Type.Object({ permission: Type.String(), title: Type.String(), reach: Nullable(Reach) })),
  validFrom: Instant,
  validTo: Instant,
  reason: Nullable(Type.String()),
  state: OneOf(...delegationStates),
  endedAt: Nullable(Instant),
  endedReason: Nullable(OneOf('revoked', 'giver-archived', 'receiver-archived', 'role-deleted')),
  can: Type.Object({ revoke: Type.Boolean() }),
  createdAt: Instant,
  version: Version,
})
export type Delegation = Static<typeof Delegation>

const list = PagedQuery({ state: Type.Optional(OneOf(...delegationStates)) })

export const createDelegation = {
  method: 'POST',
  url: '/delegations',
  config: { access: 'access.delegate' },
  schema: {
    summary: 'Let somebody act with some of my permissions, or one of my roles, for a time',
    body: Fields({
      receiverId: Id,
      roleId: Type.Optional(Id),
      permissions: Type.Optional(Type.Array(Fields({ permission: Code, reach: Type.Optional(Reach) }), { minItems: 1, maxItems: 100 })),
      validFrom: From,
      validTo: To,
      reason: Type.Optional(Text(500)),
    }),
    response: { 201: Named('delegation', Delegation) },
  },
  examples: {
    body: {
      receiverId: '01990000-0000-7000-8000-000000000001',
      permissions: [{ permission: 'leave.approve' }],
      validFrom: '2099-01-01T00:00:00Z',
      validTo: '2099-01-15T00:00:00Z',
    },
  },
} as const satisfies Contract

export const delegationChoices = {
  method: 'GET',
  url: '/delegations/choices',
  config: { access: 'access.delegate' },
  schema: {
    summary: 'What I can let others do, and whom: roles and permissions of my own, and people I may see who have an account',
    querystring: Fields({ q: Type.Optional(Text(100)) }),
    response: {
      200: Type.Object({
        receivers: Type.Array(Type.Object({ id: Id, name: Type.String(), email: Type.String() }), { description: 'The first 20' }),
        roles: Type.Array(RoleName),
        permissions: Type.Array(Type.Object({ permission: Type.String(), title: Type.String() })),
      }),
    },
  },
} as const satisfies Contract

export const revokeDelegation = {
  method: 'POST',
  url: '/delegations/:id/revoke',
  config: { access: 'self' },
  schema: {
    summary: 'End a delegation at once: who gave it, who has it, and who looks after permissions may',
    params: ById,
    response: { 200: Named('delegation', Delegation) },
  },
} as const satisfies Contract

export const listGivenDelegations = {
  method: 'GET',
  url: '/delegations/mine',
  config: { access: 'self' },
  schema: { summary: 'What I let others do', querystring: list, response: { 200: Page('delegations', Delegation) } },
} as const satisfies Contract

export const listReceivedDelegations = {
  method: 'GET',
  url: '/delegations/to-me',
  config: { access: 'self' },
  schema: { summary: 'What others let me do', querystring: list, response: { 200: Page('delegations', Delegation) } },
} as const satisfies Contract

export const listDelegations = {
  method: 'GET',
  url: '/delegations',
  config: { access: 'access.read' },
  schema: {
    summary: 'Delegations of everybody',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      state: Type.Optional(OneOf(...delegationStates)),
      userId: Type.Optional(Id),
    }),
    response: { 200: Page('delegations', Delegation) },
  },
} as const satisfies Contract

export const exportDelegations = csvOf(listDelegations, 'delegations')

const Who = Type.Object({ giver: Type.String(), receiver: Type.String() })
export const delegationCreated = event('delegation.created', '{giver} lets {receiver} act in their place', Who)
export const delegationEnded = event('delegation.ended', '{actor} ended what {giver} let {receiver} do', Who)
export const delegationsExported = csvExported('delegation.exported', 'delegations')
