import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Named,
  Nothing,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { employmentFields, EmploymentTeam, maskedFields } from './employees.fields.contract.ts'

/** One effective-dated row of where, as what and for whom somebody works; a field group is null to whom it is not granted. */
export const Employment = Type.Object({
  id: Id,
  employeeId: Id,
  firstDay: Day,
  lastDay: Nullable(Day),
  title: Nullable(Type.String()),
  departmentId: Nullable(Id),
  departmentName: Nullable(Type.String()),
  branchId: Nullable(Id),
  branchName: Nullable(Type.String()),
  managerId: Nullable(Id),
  managerName: Nullable(Type.String()),
  positionId: Nullable(Id),
  positionTitle: Nullable(Type.String()),
  team: Nullable(EmploymentTeam),
  pay: Nullable(Type.Object({ salaryRef: Nullable(Type.String()) })),
  version: Version,
})
export type Employment = Static<typeof Employment>

export const Reason = OneOf('promotion', 'transfer', 'manager', 'contract', 'correction', 'other')
const note = Nullable(Text(500))
const ByEmployment = Fields({ id: Id, employmentId: Id })

export const listEmployments = {
  method: 'GET',
  url: '/employees/:id/employments',
  config: { access: 'employee.read-team', audited: true },
  schema: {
    summary: "A person's employments, newest first",
    params: ById,
    querystring: PagedQuery({}),
    response: { 200: Page('employments', Employment) },
  },
} as const satisfies Contract

export const startEmployment = {
  method: 'POST',
  url: '/employees/:id/employments',
  config: { access: 'employee.update' },
  schema: {
    summary: 'Begin a new employment on a day past, present or to come; what is left out stays as it was',
    params: ById,
    body: Fields({
      firstDay: Day,
      reason: Type.Optional(Reason),
      note: Type.Optional(note),
      ...Type.Partial(Type.Object(employmentFields)).properties,
    }),
    response: { 201: Named('employment', Employment) },
  },
  examples: { body: { firstDay: '2030-02-01', title: 'Team lead', reason: 'promotion' } },
} as const satisfies Contract

export const correctEmployment = {
  method: 'PATCH',
  url: '/employees/:id/employments/:employmentId',
  config: { access: 'employee.update' },
  schema: {
    summary: 'Correct an employment; the former values stay in the audit log',
    params: ByEmployment,
    body: Changes({ firstDay: Day, reason: Reason, note, ...employmentFields, version: Version }),
    response: { 200: Named('employment', Employment) },
  },
  examples: { body: { title: 'Lead engineer' } },
} as const satisfies Contract

export const removeEmployment = {
  method: 'DELETE',
  url: '/employees/:id/employments/:employmentId',
  config: { access: 'employee.update' },
  schema: { summary: 'Take back an employment that has not begun', params: ByEmployment, response: { 200: Nothing } },
} as const satisfies Contract

export const assignUser = {
  method: 'POST',
  url: '/positions/:id/assign-user',
  config: { access: 'employee.update' },
  schema: {
    summary: 'Give a position to a person, today or from another day on',
    params: ById,
    body: Fields({ employeeId: Id, firstDay: Type.Optional(Day) }),
    response: { 200: Named('employment', Employment) },
  },
  examples: { body: { employeeId: '01980000-0000-7000-8000-000000000000' } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String(), firstDay: Type.String(), employmentId: Id })
export const employmentStarted = event('employment.started', '{actor} began a new employment of {name} on {firstDay}', Which, maskedFields)
export const employmentCorrected = event(
  'employment.corrected',
  '{actor} corrected the employment of {name} from {firstDay}',
  Which,
  maskedFields,
)
export const employmentRemoved = event(
  'employment.removed',
  '{actor} took back the employment of {name} from {firstDay}',
  Which,
  maskedFields,
)
export const employmentEvents = [employmentStarted, employmentCorrected, employmentRemoved]
