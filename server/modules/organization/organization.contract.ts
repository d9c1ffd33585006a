import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PageQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Permission, Static } from '../../core/contract.ts'

export const Department = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  parentId: Nullable(Id),
  branchId: Nullable(Id),
  headEmployeeId: Nullable(Id),
  managerIds: Type.Array(Id, { description: 'People who manage it beside its head' }),
  costCenter: Nullable(Type.String()),
  description: Nullable(Type.String()),
  employeeCount: Type.Integer({ description: 'People in it today, sub-departments not counted' }),
  version: Version,
})
export type Department = Static<typeof Department>

const managerIds = Type.Array(Id, { maxItems: 20, uniqueItems: true, description: 'All of them: who is left out manages it no longer' })
const code = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,29}$' })

export const listDepartments = {
  method: 'GET',
  url: '/departments',
  config: { access: 'organization.read' },
  schema: {
    summary: 'Departments',
    querystring: PageQuery({ q: Type.Optional(Text(100)), parentId: Type.Optional(Id), branchId: Type.Optional(Id) }),
    response: { 200: Page('departments', Department) },
  },
} as const satisfies Contract

export const getDepartment = {
  method: 'GET',
  url: '/departments/:id',
  config: { access: 'organization.read' },
  schema: { summary: 'One department', params: ById, response: { 200: Named('department', Department) } },
} as const satisfies Contract

export const createDepartment = {
  method: 'POST',
  url: '/departments',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Open a department',
    body: Fields({
      code,
      name: Text(120),
      parentId: Type.Optional(Nullable(Id)),
      branchId: Type.Optional(Nullable(Id)),
      headEmployeeId: Type.Optional(Nullable(Id)),
      managerIds: Type.Optional(managerIds),
      costCenter: Type.Optional(Nullable(Text(40))),
      description: Type.Optional(Nullable(Text(1000))),
    }),
    response: { 201: Named('department', Department) },
  },
  examples: { body: { code: 'PLAT', name: 'Platform' } },
} as const satisfies Contract

export const updateDepartment = {
  method: 'PATCH',
  url: '/departments/:id',
  config: { access: 'organization.manage' },
  schema: {
    summary: 'Change or move a department',
    params: ById,
    body: Changes({
      code,
      name: Text(120),
      parentId: Nullable(Id),
      branchId: Nullable(Id),
      headEmployeeId: Nullable(Id),
      managerIds,
      costCenter: Nullable(Text(40)),
      description: Nullable(Text(1000)),
      version: Version,
    }),
    response: { 200: Named('department', Department) },
  },
  examples: { body: { name: 'Platform and tools' } },
} as const satisfies Contract

export const deleteDepartment = {
  method: 'DELETE',
  url: '/departments/:id',
  config: { access: 'organization.manage' },
  schema: { summary: 'Close an empty department', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const Which = Type.Object({ name: Type.String() })
export const departmentCreated = event('department.created', '{actor} opened the department {name}', Which)
export const departmentUpdated = event('department.updated', '{actor} changed the department {name}', Which)
export const departmentDeleted = event('department.deleted', '{actor} closed the department {name}', Which)

export const permissions = [
  {
    code: 'organization.read',
    title: 'See the organisation',
    description: 'Branches, departments and positions, and how many people each has.',
    reaches: ['company'],
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
    code: 'organization.manage',
    title: 'Change the organisation',
    description: 'Open, change, move and close branches, departments and positions.',
    reaches: ['company'],
    roles: { hr: 'company' },
  },
] as const satisfies readonly Permission[]
