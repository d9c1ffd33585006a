import { Day, Fields, Id, Nullable, Outcome, Text, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Reason } from './employees.employment.contract.ts'

/** People of one act. */
export const mostPeople = 500

const employeeIds = Type.Array(Id, { minItems: 1, maxItems: mostPeople, uniqueItems: true })

const Outcomes = Type.Object({ people: Type.Array(Outcome), done: Type.Integer() })

const sameForAll = 'What stands in the way of all of them for the same reason is answered as an error, as for one.'

export const archivePeople = {
  method: 'POST',
  url: '/employees/bulk/archive',
  config: { access: 'employee.archive', ratePerMinute: 10 },
  schema: {
    summary: 'Archive several people; each as if alone, with an answer for each',
    description: `Whoever cannot be archived is told with the reason, and hinders nobody else. ${sameForAll}`,
    body: Fields({ employeeIds, reason: Type.Optional(Nullable(Text(500))), leftOn: Type.Optional(Day) }),
    response: { 200: Outcomes },
  },
  examples: { body: { employeeIds: ['01980000-0000-7000-8000-000000000000'], leftOn: '2030-01-31' } },
} as const satisfies Contract

export const placePeople = {
  method: 'POST',
  url: '/employees/bulk/employments',
  config: { access: 'employee.update', ratePerMinute: 10 },
  schema: {
    summary: 'Change the branch, department, manager or position of several people from a day on; each as if alone',
    description: `What is left out stays as it is. Whoever cannot be changed is told with the reason, and hinders nobody else. ${sameForAll}`,
    body: Fields({
      employeeIds,
      firstDay: Day,
      reason: Type.Optional(Reason),
      departmentId: Type.Optional(Nullable(Id)),
      branchId: Type.Optional(Nullable(Id)),
      managerId: Type.Optional(Nullable(Id)),
      positionId: Type.Optional(Nullable(Id)),
    }),
    response: { 200: Outcomes },
  },
  examples: { body: { employeeIds: ['01980000-0000-7000-8000-000000000000'], firstDay: '2030-02-01', branchId: null } },
} as const satisfies Contract
