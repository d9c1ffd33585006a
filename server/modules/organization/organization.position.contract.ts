import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { csvExported, csvOf } from '../../core/list-contract.ts'

/** How full a position is today; `vacant` is null where any number may hold it. */
export const seats = {
  headcount: Nullable(Type.Integer({ description: 'How many may hold it at once; null for any number' })),
  filled: Type.Integer({ description: 'How many hold it today' }),
  vacant: Nullable(Type.Integer({ description: 'How many more may hold it today; null for any number' })),
}

export const Position = Type.Object({
  id: Id,
  code: Type.String(),
  title: Type.String(),
  departmentId: Nullable(Id),
  branchId: Nullable(Id),
  reportsToId: Nullable(Id),
  level: Nullable(Type.Integer({ description: '1 is the top' })),
  description: Nullable(Type.String()),
  ...seats,
  version: Version,
})
export type Position = Static<typeof Position>

/** A position of a list, with the names of what it belongs to. */
export const ListedPosition = Type.Object({
  ...Position.properties,
  departmentName: Nullable(Type.String()),
  branchName: Nullable(Type.String()),
})
export type ListedPosition = Static<typeof ListedPosition>

const code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$' })
const fields = {
  departmentId: Nullable(Id),
  branchId: Nullable(Id),
  reportsToId: Nullable(Id),
  level: Nullable(Type.Integer({ minimum: 1, maximum: 50, description: '1 is the top' })),
  headcount: Nullable(Type.Integer({ minimum: 0, maximum: 100_000, description: 'How many may hold it at once; null for any number' })),
  description: Nullable(Text(1000)),
}

export const listPositions = {
  method: 'GET',
  url: '/positions',
  config: { access: 'organization.read' },
  schema: {
    summary: 'Positions, how many may hold each and how many do today',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      departmentId: Type.Optional(Id),
      branchId: Type.Optional(Id),
      reportsToId: Type.Optional(Id),
      vacant: Type.Optional(Type.Boolean({ description: 'True lists those somebody more may hold today, false the full ones' })),
    }),
    response: { 200: Page('positions', ListedPosition) },
  },
} as const satisfies Contract

export const exportPositions = csvOf(listPositions, 'positions')

export const getPosition = {
  method: 'GET',
  url: '/positions/:id',
  config: { access: 'organization.read' },
  schema: { summary: 'One position', params: ById, response: { 200: Named('position', Position) } },
} as const satisfies Contract

export const createPosition = {
  method: 'POST',
  url: '/positions',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Add a position',
    body: Fields({
      code,
      title: Text(120),
      departmentId: Type.Optional(fields.departmentId),
      branchId: Type.Optional(fields.branchId),
      reportsToId: Type.Optional(fields.reportsToId),
      level: Type.Optional(fields.level),
      headcount: Type.Optional(fields.headcount),
      description: Type.Optional(fields.description),
    }),
    response: { 201: Named('position', Position) },
  },
  examples: { body: { code: 'BE-2', title: 'Backend engineer', level: 4, headcount: 3 } },
} as const satisfies Contract

export const updatePosition = {
  method: 'PATCH',
  url: '/positions/:id',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Change or move a position',
    params: ById,
    body: Changes({ code, title: Text(120), ...fields, version: Version }),
    response: { 200: Named('position', Position) },
  },
  examples: { body: { headcount: 4 } },
} as const satisfies Contract

export const deletePosition = {
  method: 'DELETE',
  url: '/positions/:id',
  config: { access: 'organization.manage' },
  schema: { summary: 'Remove a position that nobody ever held', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const positionCreated = event('position.created', '{actor} added the position {name}', Which)
export const positionUpdated = event('position.updated', '{actor} changed the position {name}', Which)
export const positionDeleted = event('position.deleted', '{actor} removed the position {name}', Which)
export const positionsExported = csvExported('position.exported', 'positions')
export const positionEvents = [positionsExported, positionCreated, positionUpdated, positionDeleted]
