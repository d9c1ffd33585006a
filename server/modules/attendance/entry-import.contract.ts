import {
  ById,
  Changes,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
  Zone,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { clockActs } from './attendance.contract.ts'

export const Device = Type.Object({
  id: Id,
  name: Type.String(),
  branchId: Nullable(Id),
  isActive: Type.Boolean({ description: 'Whether its entries are waited for' }),
  syncedUntil: Nullable(Instant),
  version: Version,
})
export type Device = Static<typeof Device>

export const listDevices = {
  method: 'GET',
  url: '/attendance/devices',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: { summary: 'Devices that send entries', querystring: PagedQuery({}), response: { 200: Page('devices', Device) } },
} as const satisfies Contract

export const createDevice = {
  method: 'POST',
  url: '/attendance/devices',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Add a device, of a branch or of the whole company',
    body: Fields({ name: Text(80), branchId: Type.Optional(Nullable(Id)) }),
    response: { 201: Named('device', Device) },
  },
  examples: { body: { name: 'Main entrance' } },
} as const satisfies Contract

export const updateDevice = {
  method: 'PATCH',
  url: '/attendance/devices/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Change a device, or stop waiting for it',
    params: ById,
    body: Changes({ name: Text(80), branchId: Nullable(Id), isActive: Type.Boolean(), version: Version }),
    response: { 200: Named('device', Device) },
  },
  examples: { body: { isActive: false } },
} as const satisfies Contract

export const importEntries = {
  method: 'POST',
  url: '/attendance/entries/import',
  config: { access: 'attendance.import', feature: 'attendance' },
  schema: {
    summary: 'Take entries of devices or of a CSV file; what is there already is taken once',
    body: Fields({
      deviceId: Type.Optional(Id),
      syncedUntil: Type.Optional(Instant),
      entries: Type.Optional(
        Type.Array(
          Fields({
            employeeNumber: Type.String({ minLength: 1, maxLength: 60 }),
            kind: OneOf(...clockActs),
            at: Instant,
            timeZone: Type.Optional(Zone),
          }),
          { maxItems: 1000 },
        ),
      ),
      csv: Type.Optional(
        Type.String({ minLength: 1, maxLength: 200_000, description: 'Columns employeeNumber, kind, at, timeZone; at most 1,000 rows' }),
      ),
    }),
    response: {
      200: Type.Object({
        added: Type.Integer(),
        known: Type.Integer({ description: 'Entries that were there already' }),
        rejected: Type.Array(Type.Object({ row: Type.Integer(), code: Type.String(), message: Type.String() })),
      }),
    },
  },
  examples: { body: { entries: [{ employeeNumber: '0001', kind: 'start', at: '2026-11-16T08:58:00Z', timeZone: 'Asia/Jakarta' }] } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const deviceCreated = event('attendance-device.created', '{actor} added the device {name}', Which)
export const deviceUpdated = event('attendance-device.updated', '{actor} changed the device {name}', Which)
export const entriesImported = event(
  'attendance.imported',
  '{actor} took in {added} entries',
  Type.Object({ added: Type.Integer(), known: Type.Integer(), rejected: Type.Integer() }),
)
export const importEvents = [deviceCreated, deviceUpdated, entriesImported]

export const importPermission = {
  code: 'attendance.import',
  feature: 'attendance',
  title: 'Take in entries',
  description: 'Entries of devices and files, for everybody.',
  reaches: ['company'],
  roles: { hr: 'company' },
} as const
