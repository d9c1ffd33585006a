import { Id, OneOf, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Employee, employeeStatuses } from './employees.contract.ts'

export const listEmployees = {
  method: 'GET',
  url: '/employees',
  config: { access: 'employee.read' },
  schema: {
    summary: 'People I may see',
    querystring: PageQuery({
      q: Type.Optional(Text(100)),
      departmentId: Type.Optional(Id),
      branchId: Type.Optional(Id),
      managerId: Type.Optional(Id),
      status: Type.Optional(OneOf(...employeeStatuses)),
    }),
    response: { 200: Page('employees', Employee) },
  },
} as const satisfies Contract
