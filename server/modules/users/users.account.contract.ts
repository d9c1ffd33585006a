import { ById, Email, Fields, Id, Named, Nullable, OneOf, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Username } from '../auth/auth.contract.ts'
import { User } from './users.contract.ts'

export const getMyUser = {
  method: 'GET',
  url: '/users/me',
  config: { access: 'self' },
  schema: { summary: 'My own account', response: { 200: Named('user', User) } },
} as const satisfies Contract

export const getUserStats = {
  method: 'GET',
  url: '/users/stats',
  config: { access: 'user.read' },
  schema: {
    summary: 'How many accounts there are, by status and role',
    response: {
      200: Named(
        'stats',
        Type.Object({
          total: Type.Integer(),
          byStatus: Type.Object({ active: Type.Integer(), archived: Type.Integer() }),
          /** Active accounts that hold the role; one with two roles counts in both. */
          byRole: Type.Array(Type.Object({ code: Type.String(), name: Type.String(), count: Type.Integer() })),
          /** Of the active ones. */
          neverSignedIn: Type.Integer(),
          withEmployee: Type.Integer(),
          withoutEmployee: Type.Integer(),
        }),
      ),
    },
  },
} as const satisfies Contract

export const getUserByEmployeeNumber = {
  method: 'GET',
  url: '/users/by-employee-number/:number',
  config: { access: 'user.read' },
  schema: {
    summary: 'The account of the person with an employee number',
    params: Fields({ number: Text(30) }),
    response: { 200: Named('user', User) },
  },
} as const satisfies Contract

export const deleteUser = {
  method: 'DELETE',
  url: '/users/:id',
  config: { access: 'user.archive' },
  schema: { summary: 'Archive an account: nothing is ever deleted', params: ById, response: { 200: Named('user', User) } },
} as const satisfies Contract

export const archiveUsers = {
  method: 'POST',
  url: '/users/bulk/archive',
  config: { access: 'user.archive' },
  schema: {
    summary: 'Archive several accounts: all of them, or none and why not',
    body: Fields({ ids: Type.Array(Id, { minItems: 1, maxItems: 100, uniqueItems: true }) }),
    response: { 200: Named('archived', Type.Integer({ description: 'How many were archived' })) },
  },
  examples: { body: { ids: ['0198f0a0-0000-7000-8000-000000000001'] } },
} as const satisfies Contract

export const resetUserPassword = {
  method: 'POST',
  url: '/users/:id/reset-password',
  config: { access: 'user.reset-password', ratePerMinute: 30, stepUp: true },
  schema: {
    summary: 'Sign a person out everywhere and mail them a link for a new password',
    params: ById,
    response: { 200: Named('sessionsEnded', Type.Integer()) },
  },
} as const satisfies Contract

export const syncUser = {
  method: 'POST',
  url: '/users/sync/:externalId',
  config: { access: 'user.sync' },
  schema: {
    summary: 'Create or update the account with this id in another system; sending it again changes nothing',
    params: Fields({ externalId: Text(100) }),
    body: Fields({
      email: Email,
      firstName: Text(80),
      lastName: Text(80),
      username: Type.Optional(Nullable(Username)),
      roleCode: Type.Optional(Text(60)),
      employeeNumber: Type.Optional(Text(30)),
    }),
    response: { 200: Type.Object({ user: User, outcome: OneOf('created', 'updated', 'unchanged') }) },
  },
  examples: { body: { email: 'synced@acme.test', firstName: 'Synced', lastName: 'Person' } },
} as const satisfies Contract
