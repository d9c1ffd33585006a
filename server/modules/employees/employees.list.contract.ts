import { Bytes, Day, Fields, Id, Named, Nullable, OneOf, Page, PageQuery, Text, Type } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { CustomTexts, shownCustomFields } from '../custom-fields/custom-fields.contract.ts'
import { Employee, employeeStatuses } from './employees.contract.ts'

export const contractKinds = ['permanent', 'fixed-term', 'part-time', 'internship', 'contractor', 'temporary'] as const

/** What a list of people goes by, one page of it or all of them as a file. */
const listFilters = {
  q: Type.Optional(Text(100)),
  departmentId: Type.Optional(Id),
  includeBelow: Type.Optional(Type.Boolean({ description: 'With departmentId: also the departments below it' })),
  branchId: Type.Optional(Id),
  managerId: Type.Optional(Id),
  positionId: Type.Optional(Id),
  skillId: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 5, description: 'Repeated: people who have all of them' })),
  status: Type.Optional(
    Type.Array(OneOf(...employeeStatuses), {
      minItems: 1,
      maxItems: 10,
      description: 'Repeated: any of them. Left out: who has not left',
    }),
  ),
  contractKind: Type.Optional(OneOf(...contractKinds)),
  joinedFrom: Type.Optional(Day),
  joinedTo: Type.Optional(Day),
  leftFrom: Type.Optional(Day),
  leftTo: Type.Optional(Day),
  custom: Type.Optional(
    Type.Array(Type.String({ maxLength: 260 }), {
      minItems: 1,
      maxItems: 5,
      description: 'Custom fields, repeated: all of them hold. key=value; for numbers and dates also key>=value and key<=value',
      examples: [['shirt-size=m']],
    }),
  ),
}
export type ListFilters = Partial<Static<ReturnType<typeof PageQuery<typeof listFilters>>>>

/** A person of a list; `custom` holds what stands in the custom fields that were asked for, as far as it is shown. */
export const ListedEmployee = Type.Object({ ...Employee.properties, custom: Type.Optional(CustomTexts) })
export type ListedEmployee = Static<typeof ListedEmployee>

export const listEmployees = {
  method: 'GET',
  url: '/employees',
  config: { access: 'employee.read' },
  schema: {
    summary: 'People I may see',
    description:
      'q looks for words of name, email, number, work telephone, title and skills; accents and a wrong letter do not matter. Best first unless sorted.',
    querystring: PageQuery({ ...listFilters, customFields: shownCustomFields }),
    response: { 200: Page('employees', ListedEmployee) },
  },
} as const satisfies Contract

/** The field groups beside the public one that a file can hold, each for whom it is shown. */
export const csvGroups = ['team', 'personal', 'pay'] as const

export const exportEmployees = {
  method: 'GET',
  url: '/employees/csv',
  config: { access: 'employee.read', ratePerMinute: 10, audited: true },
  schema: {
    summary: 'The people of a list, all of them, as CSV',
    description:
      'Takes the filters and the order of GET /employees and answers the same people, at most 50,000. fieldGroup adds the columns of a group: ' +
      'of people whose group is not shown they are blank.',
    querystring: Fields({
      sort: Type.Optional(PageQuery({}).properties.sort),
      ...listFilters,
      customFields: shownCustomFields,
      fieldGroup: Type.Optional(Type.Array(OneOf(...csvGroups), { minItems: 1, maxItems: csvGroups.length })),
    }),
    response: { 200: Bytes('text/csv') },
  },
} as const satisfies Contract

/** How many people are there; `id` and `name` are null for those who are nowhere. */
const Shares = Type.Array(Type.Object({ id: Nullable(Id), name: Nullable(Type.String()), count: Type.Integer() }))

export const employeeStatistics = {
  method: 'GET',
  url: '/employees/statistics',
  config: { access: 'employee.read' },
  schema: {
    summary: 'How many people I may see, where they are, and who joined and left in the last 12 months',
    response: {
      200: Named(
        'statistics',
        Type.Object({
          total: Type.Integer({ description: 'People who have not left' }),
          byStatus: Type.Array(Type.Object({ status: OneOf(...employeeStatuses), count: Type.Integer() })),
          byDepartment: Shares,
          byBranch: Shares,
          byPosition: Shares,
          months: Type.Array(
            Type.Object({ month: Type.String({ description: 'YYYY-MM' }), joined: Type.Integer(), left: Type.Integer() }),
            { description: 'The last 12 months, this one included, oldest first' },
          ),
        }),
      ),
    },
  },
} as const satisfies Contract

export const searchPeople = {
  method: 'GET',
  url: '/search/people',
  config: { access: 'employee.read' },
  schema: {
    summary: 'The people that a few letters mean, best first',
    querystring: Fields({
      q: Text(100),
      limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 10 })),
    }),
    response: {
      200: Named(
        'people',
        Type.Array(
          Type.Object({
            id: Id,
            firstName: Type.String(),
            lastName: Type.String(),
            title: Nullable(Type.String()),
            departmentName: Nullable(Type.String()),
            photoHash: Nullable(Type.String()),
          }),
        ),
      ),
    },
  },
  examples: { querystring: { q: 'mei chen' } },
} as const satisfies Contract
