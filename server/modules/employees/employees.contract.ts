import {
  ById,
  Changes,
  Day,
  Email,
  event,
  Fields,
  Id,
  Named,
  Nullable,
  OneOf,
  reaches,
  Text,
  Type,
  Version,
  ownOfEverybody,
} from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'
import { CustomValues } from '../custom-fields/custom-fields.contract.ts'
import { employeeStatuses, employmentFields, maskedFields, Pay, Personal, personFields, Team } from './employees.fields.contract.ts'

export { employeeStatuses } from './employees.fields.contract.ts'

/** The public field group (`rules-access.md § What is granted`): what every colleague within reach may know. */
export const Employee = Type.Object({
  id: Id,
  employeeNumber: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Nullable(Type.String()),
  title: Nullable(Type.String()),
  status: OneOf(...employeeStatuses),
  departmentId: Nullable(Id),
  departmentName: Nullable(Type.String()),
  branchId: Nullable(Id),
  branchName: Nullable(Type.String()),
  managerId: Nullable(Id),
  managerName: Nullable(Type.String()),
  joinedOn: Day,
  leftOn: Nullable(Day),
  version: Version,
})
export type Employee = Static<typeof Employee>

/** One employee; a field group is null to whom it is not granted. */
export const EmployeeDetail = Type.Object({
  ...Employee.properties,
  preferredName: Nullable(Type.String()),
  workPhone: Nullable(Type.String()),
  positionId: Nullable(Id),
  positionTitle: Nullable(Type.String()),
  team: Nullable(Team),
  personal: Nullable(Personal),
  pay: Nullable(Pay),
  can: Type.Object({ update: Type.Boolean(), updateContacts: Type.Boolean(), archive: Type.Boolean() }),
})
export type EmployeeDetail = Static<typeof EmployeeDetail>

export const getEmployee = {
  method: 'GET',
  url: '/employees/:id',
  config: { access: 'employee.read', audited: true },
  schema: {
    summary: 'One person, today or with the employment in force on another day',
    params: ById,
    querystring: Fields({ asOf: Type.Optional(Day) }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
} as const satisfies Contract

export const createEmployee = {
  method: 'POST',
  url: '/employees',
  config: { access: 'employee.create' },
  schema: {
    summary: 'Add a person; their first employment starts on the day they join',
    body: Fields({
      employeeNumber: Type.Optional(
        Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9./-]{0,29}$', description: 'Left out: the next number' }),
      ),
      firstName: Text(80),
      lastName: Text(80),
      email: Type.Optional(Nullable(Email)),
      joinedOn: Day,
      ...Type.Partial(Type.Object({ ...employmentFields, ...personFields })).properties,
      custom: Type.Optional(CustomValues),
    }),
    response: { 201: Named('employee', EmployeeDetail) },
  },
  examples: { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', title: 'Backend engineer' } },
} as const satisfies Contract

export const updateEmployee = {
  method: 'PATCH',
  url: '/employees/:id',
  config: { access: 'employee.update' },
  schema: {
    summary: 'Change a person; a change of department, manager or title starts a new employment today',
    params: ById,
    body: Changes({
      firstName: Text(80),
      lastName: Text(80),
      email: Nullable(Email),
      status: OneOf('onboarding', 'active', 'on-leave', 'suspended', 'notice'),
      noticeOn: Nullable(Day),
      leftOn: Nullable(Type.String({ format: 'date', description: 'The last day at work, for somebody on notice' })),
      leavingReason: Nullable(Text(500)),
      ...employmentFields,
      ...personFields,
      version: Version,
    }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
  examples: { body: { title: 'Senior backend engineer' } },
} as const satisfies Contract

const Who = Type.Object({ name: Type.String() })
export const employeeCreated = event('employee.created', '{actor} added {name}', Who, maskedFields)
export const employeeUpdated = event('employee.updated', '{actor} changed {name}', Who, maskedFields)
export const employeeEvents = [employeeCreated, employeeUpdated]

export const permissions = [
  {
    code: 'employee.read',
    title: 'See people',
    description: 'Name, title, department, manager and work contact.',
    reaches: [...reaches],
    roles: {
      hr: 'company',
      finance: 'company',
      ceo: 'company',
      director: 'company',
      manager: 'company',
      project_lead: 'company',
      employee: 'company',
      teacher: 'company',
    },
  },
  {
    code: 'employee.read-personal',
    title: 'See personal data',
    description: 'Phone, birth date, private contact, gender, nationality, marital status.',
    reaches: [...reaches],
    sensitive: true,
    roles: { ...ownOfEverybody, hr: 'company' },
  },
  {
    code: 'employee.read-team',
    title: 'See terms of employment',
    description: 'Contract, weekly hours, working pattern, history of employments, notice.',
    reaches: [...reaches],
    roles: { ...ownOfEverybody, hr: 'company', ceo: 'company', director: 'department', manager: 'team' },
  },
  {
    code: 'employee.read-pay',
    title: 'See pay data',
    description: 'Salary reference, bank account, tax number.',
    reaches: [...reaches],
    sensitive: true,
    roles: { ...ownOfEverybody, hr: 'company', finance: 'company' },
  },
  {
    code: 'employee.create',
    title: 'Add people',
    description: 'Add a person to the company.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
  {
    code: 'employee.update',
    title: 'Change people',
    description: 'Change a person and their employment.',
    reaches: ['team', 'department', 'branch', 'company'],
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
