import {
  ById,
  Changes,
  Day,
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
  reaches,
  Text,
  Type,
  Version,
  ownOfEverybody,
  PersonName,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { clockActs } from './attendance.contract.ts'

const parts = {
  name: Text(80),
  branchId: Nullable(Id),
  latitude: Type.Number({ minimum: -90, maximum: 90 }),
  longitude: Type.Number({ minimum: -180, maximum: 180 }),
  radiusMeters: Type.Integer({ minimum: 20, maximum: 20_000 }),
  isActive: Type.Boolean({ description: 'Whether it counts' }),
}

export const GeofencePlace = Type.Object({ id: Id, ...parts, branchName: Nullable(Type.String()), version: Version })
export type GeofencePlace = Static<typeof GeofencePlace>

const config = { access: 'attendance.configure', feature: 'attendance' } as const
const one = Named('place', GeofencePlace)

export const listPlaces = {
  method: 'GET',
  url: '/geofence-places',
  config,
  schema: { summary: 'Places where people clock', querystring: PagedQuery({}), response: { 200: Page('places', GeofencePlace) } },
} as const satisfies Contract

export const createPlace = {
  method: 'POST',
  url: '/geofence-places',
  config,
  schema: {
    summary: 'Add a place where people clock, of a branch or of everybody',
    body: Fields({ ...parts, branchId: Type.Optional(parts.branchId), isActive: Type.Optional(parts.isActive) }),
    response: { 201: one },
  },
  examples: { body: { name: 'Head office', latitude: -6.2088, longitude: 106.8456, radiusMeters: 150 } },
} as const satisfies Contract

export const updatePlace = {
  method: 'PATCH',
  url: '/geofence-places/:id',
  config,
  schema: {
    summary: 'Change a place, for punches to come',
    params: ById,
    body: Changes({ ...parts, version: Version }),
    response: { 200: one },
  },
  examples: { body: { radiusMeters: 200 } },
} as const satisfies Contract

export const removePlace = {
  method: 'DELETE',
  url: '/geofence-places/:id',
  config,
  schema: { summary: 'Remove a place; what it said of punches stays', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const verdicts = ['inside', 'outside', 'inaccurate', 'unknown'] as const

export const PunchPosition = Type.Object({
  entryId: Id,
  employee: PersonName,
  kind: OneOf(...clockActs),
  at: Instant,
  verdict: OneOf(...verdicts),
  placeName: Nullable(Type.String()),
  distanceMeters: Nullable(Type.Integer()),
  latitude: Nullable(Type.Number({ description: 'Null once it is forgotten, and where none was sent' })),
  longitude: Nullable(Type.Number()),
  accuracyMeters: Nullable(Type.Integer()),
})

export const listPositions = {
  method: 'GET',
  url: '/attendance/positions',
  config: { access: 'attendance.locate', feature: 'attendance', audited: true },
  schema: {
    summary: 'Where people within my reach clocked, newest first',
    querystring: PagedQuery({
      from: Day,
      to: Day,
      employeeId: Type.Optional(Id),
      verdict: Type.Optional(OneOf(...verdicts)),
      flagged: Type.Optional(Type.Boolean({ description: 'True leaves out what lies inside' })),
    }),
    response: { 200: Page('positions', PunchPosition) },
  },
  examples: { querystring: { from: '2026-11-01', to: '2026-11-30' } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const placeCreated = event('geofence-place.created', '{actor} added the place {name}', Which)
export const placeUpdated = event('geofence-place.updated', '{actor} changed the place {name}', Which)
export const placeRemoved = event('geofence-place.removed', '{actor} removed the place {name}', Which)
export const positionsViewed = event(
  'attendance-position.viewed',
  '{actor} looked at where {people} people clocked, {from} to {to}',
  Type.Object({ people: Type.Integer(), from: Type.String(), to: Type.String() }),
)
export const geofenceEvents = [placeCreated, placeUpdated, placeRemoved, positionsViewed]

export const locatePermission = {
  code: 'attendance.locate',
  feature: 'attendance',
  title: 'See where people clock',
  description: 'The positions of punches, where the company uses a fence.',
  reaches: [...reaches],
  sensitive: true,
  roles: { ...ownOfEverybody, hr: 'company' },
} as const satisfies Permission
