import {
  ById,
  Changes,
  CursorQuery,
  Day,
  event,
  Fields,
  Id,
  Instant,
  Named,
  Nullable,
  OneOf,
  Stream,
  Text,
  Type,
  Version,
  ownOfEverybody,
} from '../../core/contract.ts'
import type { Contract, Permission } from '../../core/contract.ts'
import { EmployeeDetail } from './employees.contract.ts'
import { contactFields, employmentFields, maskedFields } from './employees.fields.contract.ts'

export const archiveEmployee = {
  method: 'POST',
  url: '/employees/:id/archive',
  config: { access: 'employee.archive' },
  schema: {
    summary: 'Archive a person: their account closes, their reports go to their manager, history stays',
    params: ById,
    body: Fields({ reason: Type.Optional(Nullable(Text(500))), leftOn: Type.Optional(Day), version: Type.Optional(Version) }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
  examples: { body: { reason: 'Contract ended' } },
} as const satisfies Contract

export const restoreEmployee = {
  method: 'POST',
  url: '/employees/:id/restore',
  config: { access: 'employee.archive' },
  schema: {
    summary: 'Bring an archived person back with their account, without the seats they had',
    params: ById,
    response: { 200: Named('employee', EmployeeDetail) },
  },
} as const satisfies Contract

export const rehireEmployee = {
  method: 'POST',
  url: '/employees/:id/rehire',
  config: { access: 'employee.create' },
  schema: {
    summary: 'Employ somebody again who left; they keep their number, and history stays',
    params: ById,
    body: Fields({ firstDay: Day, ...Type.Partial(Type.Object(employmentFields)).properties }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
  examples: { body: { firstDay: '2030-01-07', title: 'Backend engineer' } },
} as const satisfies Contract

export const updateContacts = {
  method: 'PATCH',
  url: '/employees/:id/contacts',
  config: { access: 'employee.update-contacts' },
  schema: {
    summary: 'Change my own contacts',
    params: ById,
    body: Changes({ ...contactFields, version: Version }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
  examples: { body: { preferredName: 'Mei' } },
} as const satisfies Contract

/** What happened to a person; `team` is null to whom the team field group is not granted. */
export const TimelineEntry = Type.Object({
  id: Id,
  day: Day,
  at: Nullable(Instant),
  kind: OneOf('employment', 'added', 'started', 'status', 'left', 'archived', 'restored', 'rehired'),
  employment: Nullable(
    Type.Object({
      title: Nullable(Type.String()),
      departmentName: Nullable(Type.String()),
      branchName: Nullable(Type.String()),
      managerName: Nullable(Type.String()),
      positionTitle: Nullable(Type.String()),
    }),
  ),
  team: Nullable(
    Type.Object({
      reason: Nullable(Type.String()),
      note: Nullable(Type.String()),
      contractKind: Nullable(Type.String()),
      weeklyHours: Nullable(Type.String()),
      status: Nullable(Type.String()),
      actorName: Nullable(Type.String()),
    }),
  ),
})

export const getTimeline = {
  method: 'GET',
  url: '/employees/:id/timeline',
  config: { access: 'employee.read' },
  schema: {
    summary: 'What happened to a person, oldest first',
    params: ById,
    querystring: CursorQuery({}),
    response: { 200: Stream('entries', TimelineEntry) },
  },
} as const satisfies Contract

const Who = Type.Object({ name: Type.String() })
export const employeeStarted = event('employee.started', '{name} started work', Who)
export const employeeLeft = event('employee.left', '{name} left', Type.Object({ name: Type.String(), leftOn: Type.String() }))
export const employeeArchived = event('employee.archived', '{actor} archived {name}', Who, maskedFields)
export const employeeRestored = event('employee.restored', '{actor} restored {name}', Who, maskedFields)
export const employeeRehired = event('employee.rehired', '{actor} employed {name} again', Who, maskedFields)
export const contactsUpdated = event('employee.contacts-updated', '{actor} changed the contacts of {name}', Who, maskedFields)

export const lifecycleEvents = [
  employeeStarted,
  employeeLeft,
  employeeArchived,
  employeeRestored,
  employeeRehired,
  contactsUpdated,
] as const

export const lifecyclePermissions = [
  {
    code: 'employee.archive',
    title: 'Archive people',
    description: 'Archive a person with their account, and restore them.',
    reaches: ['team', 'department', 'branch', 'company'],
    sensitive: true,
    roles: { hr: 'company' },
  },
  {
    code: 'employee.update-contacts',
    title: 'Change own contacts',
    description: 'Preferred name, phone, private email and address of oneself.',
    reaches: ['own'],
    roles: ownOfEverybody,
  },
] as const satisfies readonly Permission[]
