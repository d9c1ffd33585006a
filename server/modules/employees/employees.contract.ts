import { ById, Changes, Day, Email, event, Fields, Id, Named, Nullable, OneOf, reaches, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

export const employeeStatuses = ['onboarding', 'active', 'suspended', 'notice', 'left', 'archived'] as const

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

/** The personal field group, for `employee.read-personal`. */
export const Personal = Type.Object({
  phone: Nullable(Type.String()),
  birthDate: Nullable(Day),
  personalEmail: Nullable(Type.String()),
  address: Nullable(Type.String()),
})

/** One employee; `personal` is null to whom it is not granted. */
export const EmployeeDetail = Type.Object({
  ...Employee.properties,
  personal: Nullable(Personal),
  can: Type.Object({ update: Type.Boolean() }),
})

const phone = Type.String({ pattern: '^[+0-9 ()./-]{3,40}$' })

export const getEmployee = {
  method: 'GET',
  url: '/employees/:id',
  config: { access: 'employee.read' },
  schema: { summary: 'One person', params: ById, response: { 200: Named('employee', EmployeeDetail) } },
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
      title: Type.Optional(Nullable(Text(120))),
      departmentId: Type.Optional(Nullable(Id)),
      branchId: Type.Optional(Nullable(Id)),
      managerId: Type.Optional(Nullable(Id)),
      phone: Type.Optional(Nullable(phone)),
      birthDate: Type.Optional(Nullable(Day)),
      personalEmail: Type.Optional(Nullable(Email)),
      address: Type.Optional(Nullable(Text(500))),
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
      status: OneOf('onboarding', 'active', 'suspended', 'notice'),
      title: Nullable(Text(120)),
      departmentId: Nullable(Id),
      branchId: Nullable(Id),
      managerId: Nullable(Id),
      phone: Nullable(phone),
      birthDate: Nullable(Day),
      personalEmail: Nullable(Email),
      address: Nullable(Text(500)),
      version: Version,
    }),
    response: { 200: Named('employee', EmployeeDetail) },
  },
  examples: { body: { title: 'Senior backend engineer' } },
} as const satisfies Contract

const Who = Type.Object({ name: Type.String() })
const personalFields = ['phone', 'birthDate', 'personalEmail', 'address']
export const employeeCreated = event('employee.created', '{actor} added {name}', Who, personalFields)
export const employeeUpdated = event('employee.updated', '{actor} changed {name}', Who, personalFields)

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
    description: 'Phone, birth date, private contact.',
    reaches: [...reaches],
    sensitive: true,
    roles: {
      hr: 'company',
      ceo: 'own',
      director: 'own',
      finance: 'own',
      manager: 'own',
      project_lead: 'own',
      employee: 'own',
      teacher: 'own',
    },
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
