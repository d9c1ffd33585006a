import { ById, Changes, Clock, Day, event, Fields, Id, Named, Nothing, Page, PagedQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { Recomputing } from './recompute.contract.ts'

const Time = Type.Object({
  week: Type.Integer({ minimum: 1, maximum: 52 }),
  weekday: Type.Integer({ minimum: 1, maximum: 7, description: '1 Monday … 7 Sunday' }),
  start: Clock,
  end: Clock,
  breakMinutes: Type.Integer({ minimum: 0, maximum: 1439 }),
})

export const WorkingPattern = Type.Object({
  id: Id,
  name: Type.String(),
  weeks: Type.Integer(),
  anchorDay: Day,
  times: Type.Array(Time),
  isFlexible: Type.Boolean({ description: 'Its minutes count, its times do not: nobody is late' }),
  version: Version,
})
export type WorkingPattern = Static<typeof WorkingPattern>

const parts = {
  name: Text(80),
  weeks: Type.Integer({ minimum: 1, maximum: 52 }),
  anchorDay: Day,
  times: Type.Array(Type.Object(Time.properties, { additionalProperties: false }), { maxItems: 728 }),
  isFlexible: Type.Boolean(),
}

export const listPatterns = {
  method: 'GET',
  url: '/working-patterns',
  config: { access: 'self' },
  schema: { summary: 'Working patterns', querystring: PagedQuery({}), response: { 200: Page('patterns', WorkingPattern) } },
} as const satisfies Contract

export const getPattern = {
  method: 'GET',
  url: '/working-patterns/:id',
  config: { access: 'self' },
  schema: { summary: 'One working pattern', params: ById, response: { 200: Named('pattern', WorkingPattern) } },
} as const satisfies Contract

export const createPattern = {
  method: 'POST',
  url: '/working-patterns',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Make a working pattern of one or more weeks',
    body: Fields({
      name: parts.name,
      weeks: Type.Optional(parts.weeks),
      anchorDay: Type.Optional(parts.anchorDay),
      times: parts.times,
      isFlexible: Type.Optional(parts.isFlexible),
    }),
    response: { 201: Named('pattern', WorkingPattern) },
  },
  examples: { body: { name: 'Mornings', times: [{ week: 1, weekday: 1, start: '08:00', end: '12:00', breakMinutes: 0 }] } },
} as const satisfies Contract

export const updatePattern = {
  method: 'PATCH',
  url: '/working-patterns/:id',
  config: { access: 'attendance.configure' },
  schema: {
    summary: 'Change a working pattern; the days of its people are computed anew',
    params: ById,
    body: Changes({ ...parts, version: Version }),
    response: { 200: Recomputing('pattern', WorkingPattern) },
  },
  examples: { body: { isFlexible: true } },
} as const satisfies Contract

export const removePattern = {
  method: 'DELETE',
  url: '/working-patterns/:id',
  config: { access: 'attendance.configure' },
  schema: { summary: 'Remove a working pattern that nobody has, now, before or later', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const patternCreated = event('working-pattern.created', '{actor} made the working pattern {name}', Which)
export const patternUpdated = event('working-pattern.updated', '{actor} changed the working pattern {name}', Which)
export const patternRemoved = event('working-pattern.removed', '{actor} removed the working pattern {name}', Which)
export const patternEvents = [patternCreated, patternUpdated, patternRemoved]
