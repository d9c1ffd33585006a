import { ById, event, Fields, Id, Instant, Named, Nothing, Nullable, Outcome, Page, PagedQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { RoleName } from './access.role.contract.ts'

export const From = Type.String({ format: 'date-time', description: 'Valid from this instant on' })
export const To = Type.String({ format: 'date-time', description: 'No longer valid at this instant' })

export const Assignment = Type.Object({
  role: RoleName,
  validFrom: Nullable(Instant),
  validTo: Nullable(Instant),
  state: Type.Unsafe<'active' | 'planned' | 'ended'>({ type: 'string', enum: ['active', 'planned', 'ended'] }),
  inherits: Type.Array(RoleName, { description: 'What comes with it by inheritance' }),
  assignedAt: Instant,
  assignedByName: Nullable(Type.String()),
})
export type Assignment = Static<typeof Assignment>

export const assignRole = {
  method: 'POST',
  url: '/roles/assign',
  config: { access: 'access.manage', stepUp: true },
  schema: {
    summary: 'Give a role to somebody, for a time or for good; given again, it takes the new times',
    body: Fields({ userId: Id, roleId: Id, validFrom: Type.Optional(Nullable(From)), validTo: Type.Optional(Nullable(To)) }),
    response: { 200: Named('assignments', Type.Array(Assignment)) },
  },
  examples: {
    body: {
      userId: '01990000-0000-7000-8000-000000000001',
      roleId: '01990000-0000-7000-8000-000000000002',
      validTo: '2099-01-01T00:00:00Z',
    },
  },
} as const satisfies Contract

export const assignRoleToMany = {
  method: 'POST',
  url: '/roles/assign/bulk',
  config: { access: 'access.manage', stepUp: true, ratePerMinute: 10 },
  schema: {
    summary: 'Give a role to the accounts of several people; each as if alone, with an answer for each',
    description:
      'Whoever cannot be given it, or has no account, is told with the reason, and hinders nobody else. ' +
      'What stands in the way of all of them for the same reason is answered as an error, as for one.',
    body: Fields({
      employeeIds: Type.Array(Id, { minItems: 1, maxItems: 500, uniqueItems: true }),
      roleId: Id,
      validFrom: Type.Optional(Nullable(From)),
      validTo: Type.Optional(Nullable(To)),
    }),
    response: { 200: Type.Object({ people: Type.Array(Outcome), done: Type.Integer() }) },
  },
  examples: {
    body: { employeeIds: ['01990000-0000-7000-8000-000000000001'], roleId: '01990000-0000-7000-8000-000000000002' },
  },
} as const satisfies Contract

export const removeRole = {
  method: 'DELETE',
  url: '/roles/remove/:userId/:roleId',
  config: { access: 'access.manage' },
  schema: { summary: 'Take a role from somebody', params: Fields({ userId: Id, roleId: Id }), response: { 200: Nothing } },
} as const satisfies Contract

export const listUserRoles = {
  method: 'GET',
  url: '/roles/user/:userId',
  config: { access: 'access.read' },
  schema: {
    summary: 'The roles of somebody, those to come and those that ended too',
    params: Fields({ userId: Id }),
    response: { 200: Named('assignments', Type.Array(Assignment)) },
  },
} as const satisfies Contract

export const listRoleUsers = {
  method: 'GET',
  url: '/roles/:id/users',
  config: { access: 'access.read' },
  schema: {
    summary: 'Who holds a role',
    params: ById,
    querystring: PagedQuery({ q: Type.Optional(Text(100)) }),
    response: {
      200: Page(
        'users',
        Type.Object({
          id: Id,
          firstName: Type.String(),
          lastName: Type.String(),
          email: Type.String(),
          validFrom: Nullable(Instant),
          validTo: Nullable(Instant),
        }),
      ),
    },
  },
} as const satisfies Contract

const Who = Type.Object({ role: Type.String(), user: Type.String() })
export const roleAssigned = event('role.assigned', '{actor} gave {user} the role {role}', Who)
export const roleRemoved = event('role.removed', '{actor} took the role {role} from {user}', Who)
