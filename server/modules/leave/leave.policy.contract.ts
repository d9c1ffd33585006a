import {
  ById,
  Changes,
  Day,
  event,
  Fields,
  Id,
  Named,
  Nullable,
  OneOf,
  Page,
  PagedQuery,
  Quantity,
  Text,
  Type,
  Version,
} from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { ofType, settingUp, whose } from './leave.contract.ts'

const Amount = Type.String({ pattern: '^\\d{1,6}(\\.\\d{1,4})?$', description: 'A decimal quantity such as "1.5"', examples: ['1.5'] })
const Step = Type.Object(
  { fromYears: Type.Integer({ minimum: 1, maximum: 60 }), yearlyAmount: Amount },
  { additionalProperties: false, description: 'From so many years of service the yearly amount is this' },
)

const crediting = OneOf('front', 'earned', 'hours')
const period = OneOf('week', 'half-month', 'month', 'quarter', 'half-year', 'year')
const creditOn = OneOf('first', 'last')

/** What a policy gives of one kind of leave. */
const Entitlement = Type.Object({
  ...ofType,
  yearlyAmount: Quantity,
  crediting,
  period,
  creditOn,
  waitingDays: Type.Integer(),
  hoursPerUnit: Nullable(Quantity),
  steps: Type.Array(Step),
})

export const LeavePolicy = Type.Object({
  id: Id,
  name: Type.String(),
  leaveYear: OneOf('company', 'calendar', 'fiscal', 'joining'),
  isActive: Type.Boolean(),
  entitlements: Type.Array(Entitlement),
  peopleCount: Type.Integer({ description: 'People who have it today or later' }),
  version: Version,
})
export type LeavePolicy = Static<typeof LeavePolicy>

const fields = {
  name: Text(120),
  leaveYear: LeavePolicy.properties.leaveYear,
  entitlements: Type.Array(
    Fields({
      typeId: Id,
      yearlyAmount: Amount,
      crediting: Type.Optional(crediting),
      period: Type.Optional(period),
      creditOn: Type.Optional(creditOn),
      waitingDays: Type.Optional(Type.Integer({ minimum: 0, maximum: 3660 })),
      hoursPerUnit: Type.Optional(Nullable(Amount)),
      steps: Type.Optional(Type.Array(Step, { maxItems: 20 })),
    }),
    { minItems: 1, maxItems: 50 },
  ),
}

export const listPolicies = {
  method: 'GET',
  url: '/leave/policies',
  config: settingUp,
  schema: {
    summary: 'Policies: what they give of each kind of leave',
    querystring: PagedQuery({}),
    response: { 200: Page('policies', LeavePolicy) },
  },
} as const satisfies Contract

export const createPolicy = {
  method: 'POST',
  url: '/leave/policies',
  config: settingUp,
  schema: {
    summary: 'Add a policy',
    body: Fields({ ...fields, leaveYear: Type.Optional(fields.leaveYear) }),
    response: { 201: Named('policy', LeavePolicy) },
  },
  examples: {
    body: {
      name: 'Permanent staff',
      entitlements: [
        {
          typeId: '01990000-0000-7000-8000-000000000000',
          yearlyAmount: '24',
          crediting: 'earned',
          period: 'month',
          creditOn: 'first',
          waitingDays: 90,
          steps: [{ fromYears: 5, yearlyAmount: '27' }],
        },
      ],
    },
  },
} as const satisfies Contract

export const updatePolicy = {
  method: 'PATCH',
  url: '/leave/policies/:id',
  config: settingUp,
  schema: {
    summary: 'Change a policy; who has it gets the difference',
    params: ById,
    body: Changes({ ...fields, isActive: Type.Boolean(), version: Version }),
    response: { 200: Named('policy', LeavePolicy) },
  },
  examples: { body: { name: 'Permanent staff 2027' } },
} as const satisfies Contract

const audience = {
  branchId: Type.Optional(Id),
  departmentId: Type.Optional(Id),
  positionId: Type.Optional(Id),
  contractKind: Type.Optional(OneOf('permanent', 'fixed-term', 'part-time', 'internship', 'contractor', 'temporary')),
  employeeIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 1000, uniqueItems: true })),
  firstDay: Day,
  lastDay: Type.Optional(Nullable(Day)),
  onOverlap: Type.Optional(OneOf('refuse', 'skip', 'replace')),
}

/** What assigning would do to one person. */
const Assigned = Type.Object({
  ...whose,
  overlaps: Type.Boolean({ description: 'They have another policy for one of these kinds of leave on these days' }),
  amounts: Type.Array(Type.Object({ typeId: Id, typeName: Type.String(), quantity: Quantity, firstCreditOn: Nullable(Day) })),
})

export const previewAssignment = {
  method: 'POST',
  url: '/leave/policies/:id/assign/preview',
  config: { ...settingUp, readOnly: true },
  schema: {
    summary: 'Whom a policy would be given to, and what each would get in the leave year of its first day',
    params: ById,
    body: Fields(audience),
    response: {
      200: Named('preview', Type.Object({ total: Type.Integer(), overlapping: Type.Integer(), people: Type.Array(Assigned) })),
    },
  },
  examples: { body: { firstDay: '2027-01-01' } },
} as const satisfies Contract

export const assignPolicy = {
  method: 'POST',
  url: '/leave/policies/:id/assign',
  config: settingUp,
  schema: {
    summary: 'Give a policy to everybody who fits, or to the people named',
    params: ById,
    body: Fields({ ...audience, alsoLater: Type.Optional(Type.Boolean({ description: 'Also to whoever comes to fit later' })) }),
    response: { 200: Type.Object({ assigned: Type.Integer(), skipped: Type.Integer() }) },
  },
  examples: { body: { firstDay: '2027-01-01', onOverlap: 'skip' } },
} as const satisfies Contract

export const listAssignments = {
  method: 'GET',
  url: '/leave/assignments',
  config: settingUp,
  schema: {
    summary: 'Who has which policy for which kind of leave, newest first',
    querystring: PagedQuery({ employeeId: Type.Optional(Id), policyId: Type.Optional(Id) }),
    response: {
      200: Page(
        'assignments',
        Type.Object({
          id: Id,
          policyId: Id,
          policyName: Type.String(),
          typeId: Id,
          typeName: Type.String(),
          ...whose,
          firstDay: Day,
          lastDay: Nullable(Day),
        }),
      ),
    },
  },
} as const satisfies Contract

const About = Type.Object({ name: Type.String(), policyId: Id })
export const policyCreated = event('leave-policy.created', '{actor} added the leave policy {name}', About)
export const policyUpdated = event('leave-policy.updated', '{actor} changed the leave policy {name}', About)
export const policyAssigned = event(
  'leave-policy.assigned',
  '{actor} gave the leave policy {name} to {people} people from {firstDay} on',
  Type.Object({ name: Type.String(), policyId: Id, people: Type.String(), firstDay: Day }),
)
export const policyEvents = [policyCreated, policyUpdated, policyAssigned]
