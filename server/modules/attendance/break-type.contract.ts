import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PagedQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Recomputing } from './recompute.contract.ts'

const parts = {
  name: Text(60),
  maxMinutes: Nullable(Type.Integer({ minimum: 1, maximum: 480, description: 'How long one break may be; null for any length' })),
  paid: Type.Boolean(),
  isActive: Type.Boolean({ description: 'Whether it can be chosen' }),
  sortOrder: Type.Integer({ minimum: 0, maximum: 1000 }),
}

export const BreakType = Type.Object({ id: Id, ...parts, version: Version })
export type BreakType = Static<typeof BreakType>

export const listBreakTypes = {
  method: 'GET',
  url: '/break-types',
  config: { access: 'self', feature: 'attendance' },
  schema: {
    summary: 'Types of breaks',
    querystring: PagedQuery({ active: Type.Optional(Type.Boolean({ description: 'True lists only those that can be chosen' })) }),
    response: { 200: Page('breakTypes', BreakType) },
  },
} as const satisfies Contract

export const createBreakType = {
  method: 'POST',
  url: '/break-types',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Add a type of break',
    body: Fields({
      name: parts.name,
      paid: parts.paid,
      maxMinutes: Type.Optional(parts.maxMinutes),
      isActive: Type.Optional(parts.isActive),
      sortOrder: Type.Optional(parts.sortOrder),
    }),
    response: { 201: Named('breakType', BreakType) },
  },
  examples: { body: { name: 'Prayer', paid: true, maxMinutes: 20 } },
} as const satisfies Contract

export const updateBreakType = {
  method: 'PATCH',
  url: '/break-types/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Change a type of break; days with such breaks are computed anew',
    params: ById,
    body: Changes({ ...parts, version: Version }),
    response: { 200: Recomputing('breakType', BreakType) },
  },
  examples: { body: { isActive: false } },
} as const satisfies Contract

export const removeBreakType = {
  method: 'DELETE',
  url: '/break-types/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: { summary: 'Remove a type of break that nobody has taken', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const breakTypeCreated = event('break-type.created', '{actor} added the break {name}', Which)
export const breakTypeUpdated = event('break-type.updated', '{actor} changed the break {name}', Which)
export const breakTypeRemoved = event('break-type.removed', '{actor} removed the break {name}', Which)
export const breakTypeEvents = [breakTypeCreated, breakTypeUpdated, breakTypeRemoved]
