import { Day, Email, Id, Nullable, OneOf, Text, Type } from '../../core/contract.ts'
import type { Static } from '../../core/contract.ts'

export const employeeStatuses = ['onboarding', 'active', 'on-leave', 'suspended', 'notice', 'left', 'archived'] as const
export type EmployeeStatus = (typeof employeeStatuses)[number]
export const contractKinds = ['permanent', 'fixed-term', 'part-time', 'internship', 'contractor', 'temporary'] as const

/** The personal field group, for `employee.read-personal`. */
export const Personal = Type.Object({
  phone: Nullable(Type.String()),
  birthDate: Nullable(Day),
  personalEmail: Nullable(Type.String()),
  address: Nullable(Type.String()),
  gender: Nullable(Type.String()),
  nationality: Nullable(Type.String({ description: 'ISO 3166-1 alpha-2' })),
  maritalStatus: Nullable(Type.String()),
})
export type Personal = Static<typeof Personal>

const Terms = {
  contractKind: Nullable(OneOf(...contractKinds)),
  weeklyHours: Nullable(Type.String({ description: 'Decimal hours such as "37.50"' })),
  workingPatternId: Nullable(Id),
}

/** The team field group, for `employee.read-team`: the terms in force, and how somebody leaves. */
export const Team = Type.Object({
  ...Terms,
  firstDay: Nullable(Type.String({ format: 'date', description: 'Of the employment in force' })),
  lastDay: Nullable(Day),
  noticeOn: Nullable(Day),
  leavingReason: Nullable(Type.String()),
})
export type Team = Static<typeof Team>

/** The pay field group, for `employee.read-pay`. */
export const Pay = Type.Object({
  salaryRef: Nullable(Type.String({ description: 'What payroll finds the salary by' })),
  bankName: Nullable(Type.String()),
  bankAccount: Nullable(Type.String()),
  taxNumber: Nullable(Type.String()),
})
export type Pay = Static<typeof Pay>

/** What of the team group an employment says. */
export const EmploymentTeam = Type.Object({ ...Terms, reason: Type.String(), note: Nullable(Type.String()) })

// What is written

export const phone = Type.String({ pattern: '^[+0-9 ()./-]{3,40}$' })

/** What people may change of themselves. */
export const contactFields = {
  preferredName: Nullable(Text(80)),
  phone: Nullable(phone),
  personalEmail: Nullable(Email),
  address: Nullable(Text(500)),
}

export const personFields = {
  ...contactFields,
  workPhone: Nullable(phone),
  birthDate: Nullable(Day),
  gender: Nullable(OneOf('female', 'male', 'other', 'undisclosed')),
  nationality: Nullable(Type.String({ pattern: '^[A-Z]{2}$', description: 'ISO 3166-1 alpha-2' })),
  maritalStatus: Nullable(OneOf('single', 'married', 'partnered', 'divorced', 'widowed')),
  bankName: Nullable(Text(120)),
  bankAccount: Nullable(Text(60)),
  taxNumber: Nullable(Text(60)),
}

/** What an employment says; left out, it stays as it was. */
export const employmentFields = {
  title: Nullable(Text(120)),
  departmentId: Nullable(Id),
  branchId: Nullable(Id),
  managerId: Nullable(Id),
  positionId: Nullable(Id),
  workingPatternId: Nullable(Id),
  contractKind: OneOf(...contractKinds),
  weeklyHours: Nullable(Type.String({ pattern: '^\\d{1,3}(\\.\\d{1,2})?$', description: 'More than 0, at most 168', examples: ['37.5'] })),
  salaryRef: Nullable(Text(120)),
}

/** Which fields may only be written by whom their group is shown to; every other field is public. */
export const groupOfField: Readonly<Record<string, 'team' | 'personal' | 'pay'>> = {
  workingPatternId: 'team',
  contractKind: 'team',
  weeklyHours: 'team',
  noticeOn: 'team',
  leavingReason: 'team',
  note: 'team',
  phone: 'personal',
  birthDate: 'personal',
  personalEmail: 'personal',
  address: 'personal',
  gender: 'personal',
  nationality: 'personal',
  maritalStatus: 'personal',
  salaryRef: 'pay',
  bankName: 'pay',
  bankAccount: 'pay',
  taxNumber: 'pay',
}

/** What no event may carry. */
export const maskedFields = Object.keys(groupOfField).filter((field) => groupOfField[field] !== 'team')
