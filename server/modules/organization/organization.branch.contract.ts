import {
  ById,
  Changes,
  Email,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  PageQuery,
  Pagination,
  Text,
  Type,
  Version,
  Zone,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

export const branchKinds = ['office', 'school', 'campus', 'shop', 'warehouse', 'factory', 'remote', 'other'] as const

export const Branch = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  kind: OneOf(...branchKinds),
  address: Nullable(Type.String()),
  city: Nullable(Type.String()),
  country: Nullable(Type.String()),
  phone: Nullable(Type.String()),
  email: Nullable(Type.String()),
  timeZone: Nullable(Zone),
  workingPatternId: Nullable(Id),
  archived: Type.Boolean(),
  archivedAt: Nullable(Instant),
  version: Version,
})
export type Branch = Static<typeof Branch>

const code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$' })
const country = Type.String({ pattern: '^[A-Z]{2}$', description: 'An ISO 3166 code such as ID' })
const phone = Type.String({ pattern: '^[+0-9 ()./-]{3,40}$' })

/** What may be left empty. */
const details = {
  address: Nullable(Text(500)),
  city: Nullable(Text(120)),
  country: Nullable(country),
  phone: Nullable(phone),
  email: Nullable(Email),
  timeZone: Nullable(Zone),
  workingPatternId: Nullable(Id),
}

export const listBranches = {
  method: 'GET',
  url: '/branches',
  config: { access: 'organization.read' },
  schema: {
    summary: 'Branches',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      kind: Type.Optional(OneOf(...branchKinds)),
      country: Type.Optional(country),
      archived: Type.Optional(Type.Boolean({ description: 'True lists closed ones as well' })),
    }),
    response: { 200: Page('branches', Branch) },
  },
} as const satisfies Contract

export const exportBranches = csvOf(listBranches, 'branches')

export const getBranch = {
  method: 'GET',
  url: '/branches/:id',
  config: { access: 'organization.read' },
  schema: { summary: 'One branch', params: ById, response: { 200: Named('branch', Branch) } },
} as const satisfies Contract

export const getBranchByCode = {
  method: 'GET',
  url: '/branches/by-code/:code',
  config: { access: 'organization.read' },
  schema: { summary: 'One branch by its code', params: Fields({ code }), response: { 200: Named('branch', Branch) } },
} as const satisfies Contract

export const createBranch = {
  method: 'POST',
  url: '/branches',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Open a branch',
    body: Fields({
      code,
      name: Text(120),
      kind: Type.Optional(OneOf(...branchKinds)),
      address: Type.Optional(details.address),
      city: Type.Optional(details.city),
      country: Type.Optional(details.country),
      phone: Type.Optional(details.phone),
      email: Type.Optional(details.email),
      timeZone: Type.Optional(details.timeZone),
      workingPatternId: Type.Optional(details.workingPatternId),
    }),
    response: { 201: Named('branch', Branch) },
  },
  examples: { body: { code: 'SBY', name: 'Surabaya', kind: 'office', city: 'Surabaya', country: 'ID', timeZone: 'Asia/Jakarta' } },
} as const satisfies Contract

export const updateBranch = {
  method: 'PATCH',
  url: '/branches/:id',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Change a branch',
    params: ById,
    body: Changes({ code, name: Text(120), kind: OneOf(...branchKinds), ...details, version: Version }),
    response: { 200: Named('branch', Branch) },
  },
  examples: { body: { name: 'Surabaya North' } },
} as const satisfies Contract

export const archiveBranch = {
  method: 'DELETE',
  url: '/branches/:id',
  config: { access: 'organization.manage' },
  schema: { summary: 'Close a branch that nobody and nothing belongs to any more', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

export const restoreBranch = {
  method: 'POST',
  url: '/branches/:id/restore',
  config: { access: 'organization.manage' },
  schema: { summary: 'Open a closed branch again', params: ById, response: { 200: Named('branch', Branch) } },
} as const satisfies Contract

const figures = {
  people: Type.Integer({ description: 'Employed there today' }),
  departments: Type.Integer(),
  positions: Type.Integer({ description: "Of the branch itself, or of its departments without a branch of the position's own" }),
}

export const branchStatistics = {
  method: 'GET',
  url: '/branches/statistics',
  config: { access: 'organization.read' },
  schema: {
    summary: 'How many people, departments and positions each branch has',
    querystring: PagedQuery({ archived: Type.Optional(Type.Boolean({ description: 'True counts closed ones as well' })) }),
    response: {
      200: Type.Object({
        branches: Type.Array(
          Type.Object({
            id: Id,
            code: Type.String(),
            name: Type.String(),
            kind: OneOf(...branchKinds),
            archived: Type.Boolean(),
            ...figures,
          }),
        ),
        byKind: Type.Array(Type.Object({ kind: OneOf(...branchKinds), branches: Type.Integer(), ...figures })),
        withoutBranch: Type.Object(figures),
        pagination: Pagination,
      }),
    },
  },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const branchCreated = event('branch.created', '{actor} opened the branch {name}', Which)
export const branchUpdated = event('branch.updated', '{actor} changed the branch {name}', Which)
export const branchArchived = event('branch.archived', '{actor} closed the branch {name}', Which)
export const branchRestored = event('branch.restored', '{actor} opened the branch {name} again', Which)
export const branchesExported = csvExported('branch.exported', 'branches')
export const branchEvents = [branchesExported, branchCreated, branchUpdated, branchArchived, branchRestored]
