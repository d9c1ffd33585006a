import { ById, Day, Fields, Id, Nullable, OneOf, Page, PagedQuery, PageQuery, Pagination, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'

/** A person where they are today, of the public field group. */
export const Member = Type.Object({
  id: Id,
  employeeNumber: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  email: Nullable(Type.String()),
  status: Type.String(),
  title: Nullable(Type.String()),
  departmentId: Nullable(Id),
  departmentName: Nullable(Type.String()),
  branchId: Nullable(Id),
  positionId: Nullable(Id),
  managerId: Nullable(Id),
  since: Day,
})
export type Member = Static<typeof Member>

export const listDepartmentUsers = {
  method: 'GET',
  url: '/departments/:id/users',
  config: { access: 'employee.read' },
  schema: {
    summary: 'The people of a department today, as far as I may see them',
    params: ById,
    querystring: PageQuery({
      includeBelow: Type.Optional(Type.Boolean({ description: 'True counts the departments below as well' })),
      q: Type.Optional(Text(100)),
    }),
    response: { 200: Page('employees', Member) },
  },
} as const satisfies Contract

export const listPositionUsers = {
  method: 'GET',
  url: '/positions/:id/users',
  config: { access: 'employee.read' },
  schema: {
    summary: 'The people who hold a position today, as far as I may see them',
    params: ById,
    querystring: PageQuery({ q: Type.Optional(Text(100)) }),
    response: { 200: Page('employees', Member) },
  },
} as const satisfies Contract

const ChartPerson = Type.Object({
  id: Id,
  employeeNumber: Type.String(),
  firstName: Type.String(),
  lastName: Type.String(),
  title: Nullable(Type.String()),
  departmentId: Nullable(Id),
  positionId: Nullable(Id),
  managerId: Nullable(Id),
  reportCount: Type.Integer({ description: 'Who report to them directly, of those I may see' }),
})
export type ChartPerson = Static<typeof ChartPerson>

const ChartDepartment = Type.Object({
  id: Id,
  code: Type.String(),
  name: Type.String(),
  headEmployeeId: Nullable(Id),
  employeeCount: Type.Integer({ description: 'People in it that day, sub-departments not counted, of those I may see' }),
  departmentCount: Type.Integer({ description: 'Departments directly below' }),
})
export type ChartDepartment = Static<typeof ChartDepartment>

export const orgChart = {
  method: 'GET',
  url: '/org-chart',
  config: { access: 'employee.read' },
  schema: {
    summary: 'One level of the organisation chart, by manager or by department',
    description:
      'By manager: who reports to `parentId`; without it who stands at the top, that is without a manager whom the caller may see on that day. ' +
      'By department: the departments below `parentId`, or the topmost; with `people` also who is in `parentId` itself, or in no department.',
    querystring: PagedQuery({
      by: OneOf('manager', 'department'),
      parentId: Type.Optional(Id),
      asOf: Type.Optional(Day),
      people: Type.Optional(Type.Boolean({ description: 'By department only: true lists the people of the parent as well' })),
    }),
    response: {
      200: Type.Object({
        asOf: Day,
        departments: Type.Array(ChartDepartment),
        people: Type.Array(ChartPerson),
        pagination: Type.Object({ departments: Nullable(Pagination), people: Nullable(Pagination) }),
      }),
    },
  },
  examples: { querystring: { by: 'manager' } },
} as const satisfies Contract

export const orgChartLine = {
  method: 'GET',
  url: '/org-chart/line/:id',
  config: { access: 'employee.read' },
  schema: {
    summary: 'What stands above a person in the organisation chart, from the top down',
    description:
      'By manager: the people to open one below the other until the person shows, as far as the caller may see them. By department: the ' +
      'departments, the person’s own last. A person who is not employed that day stands nowhere in it: 404.',
    params: ById,
    querystring: Fields({ by: OneOf('manager', 'department'), asOf: Type.Optional(Day) }),
    response: { 200: Type.Object({ asOf: Day, above: Type.Array(Id) }) },
  },
  examples: { querystring: { by: 'manager' } },
} as const satisfies Contract
