import {
  ById,
  Changes,
  Email,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Page,
  PageQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'
import { NewPassword, Username } from '../auth/auth.contract.ts'

export const User = Type.Object({
  id: Id,
  email: Type.String(),
  username: Nullable(Type.String()),
  firstName: Type.String(),
  lastName: Type.String(),
  status: OneOf('active', 'archived'),
  roles: Type.Array(Type.Object({ id: Id, code: Type.String(), name: Type.String() })),
  employeeId: Nullable(Id),
  /** The account's id in the system it is kept in step with. */
  externalId: Nullable(Type.String()),
  lastSignedInAt: Nullable(Instant),
  archivedAt: Nullable(Instant),
  version: Version,
})
export type User = Static<typeof User>

export const listUsers = {
  method: 'GET',
  url: '/users',
  config: { access: 'user.read' },
  schema: {
    summary: 'Accounts of the company',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      status: Type.Optional(OneOf('active', 'archived')),
      roleCode: Type.Optional(Text(60)),
      withoutEmployee: Type.Optional(Type.Boolean({ description: 'True: only accounts without an employee; false: only those with one' })),
      neverSignedIn: Type.Optional(Type.Boolean()),
      lastSignedInBefore: Type.Optional(
        Type.String({ format: 'date-time', description: 'Only accounts whose last sign-in was before this instant' }),
      ),
    }),
    response: { 200: Page('users', User) },
  },
} as const satisfies Contract

export const exportUsers = csvOf(listUsers, 'accounts')
export const usersExported = csvExported('user.exported', 'accounts')

export const getUser = {
  method: 'GET',
  url: '/users/:id',
  config: { access: 'user.read' },
  schema: { summary: 'One account', params: ById, response: { 200: Named('user', User) } },
} as const satisfies Contract

export const createUser = {
  method: 'POST',
  url: '/users',
  config: { access: 'user.create' },
  schema: {
    summary: 'Make an account; the person sets their own password by the link in the mail, or changes the one given here',
    body: Fields({
      email: Email,
      username: Type.Optional(Username),
      firstName: Text(80),
      lastName: Text(80),
      password: Type.Optional(NewPassword),
      roleCode: Type.Optional(Text(60)),
      employeeId: Type.Optional(Id),
    }),
    response: { 201: Named('user', User) },
  },
  examples: { body: { email: 'new.person@acme.test', firstName: 'New', lastName: 'Person', roleCode: 'employee' } },
} as const satisfies Contract

export const updateUser = {
  method: 'PATCH',
  url: '/users/:id',
  config: { access: 'user.update' },
  schema: {
    summary: 'Change an account',
    params: ById,
    body: Changes({ firstName: Text(80), lastName: Text(80), email: Email, username: Nullable(Username), version: Version }),
    response: { 200: Named('user', User) },
  },
  examples: { body: { firstName: 'Renamed' } },
} as const satisfies Contract

export const archiveUser = {
  method: 'POST',
  url: '/users/:id/archive',
  config: { access: 'user.archive' },
  schema: { summary: 'Close an account and end its sessions; history stays', params: ById, response: { 200: Named('user', User) } },
} as const satisfies Contract

export const restoreUser = {
  method: 'POST',
  url: '/users/:id/restore',
  config: { access: 'user.archive' },
  schema: { summary: 'Open an archived account again', params: ById, response: { 200: Named('user', User) } },
} as const satisfies Contract

const Who = Type.Object({ email: Type.String() })
export const userCreated = event('user.created', '{actor} made an account for {email}', Who)
export const userUpdated = event('user.updated', '{actor} changed the account of {email}', Who)
export const userArchived = event('user.archived', '{actor} archived the account of {email}', Who)
export const userRestored = event('user.restored', '{actor} restored the account of {email}', Who)
export const userPasswordReset = event('user.password-reset', '{actor} signed {email} out and sent a link for a new password', Who)

export const permissions = [
  {
    code: 'user.read',
    title: 'See accounts',
    description: 'Accounts, their roles and last sign-in.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
  {
    code: 'user.create',
    title: 'Make accounts',
    description: 'Make an account and invite its person.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'user.update',
    title: 'Change accounts',
    description: 'Name and email of an account.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'user.archive',
    title: 'Archive accounts',
    description: 'Archive and restore accounts.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'user.reset-password',
    title: 'Send password links',
    description: 'End the sessions of an account and mail its person a link for a new password.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'user.invite',
    title: 'Invite people',
    description: 'Invite people by mail to make their own account; send again and revoke.',
    reaches: ['company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'user.sync',
    title: 'Keep accounts in step',
    description: 'Create and change accounts from another system by the id they have there.',
    reaches: ['company'],
    sensitive: true,
    roles: {},
  },
] as const satisfies readonly Permission[]
