import { ById, Changes, event, Fields, Id, Named, Nothing, Nullable, Page, PagedQuery, Text, Type, Version } from '../../core/contract.ts'
import type { Contract, Static } from '../../core/contract.ts'
import { settingUp } from './leave.contract.ts'

export const CoverageLimit = Type.Object({
  id: Id,
  name: Type.String(),
  branchId: Nullable(Id),
  branchName: Nullable(Type.String()),
  departmentId: Nullable(Id),
  departmentName: Nullable(Type.String()),
  maxAway: Type.Integer({ description: 'So many may be away on one day before it warns' }),
  version: Version,
})
export type CoverageLimit = Static<typeof CoverageLimit>

const maxAway = Type.Integer({ minimum: 0, maximum: 100_000 })

export const listCoverage = {
  method: 'GET',
  url: '/leave/coverage',
  config: settingUp,
  schema: { summary: 'How many may be away at once', querystring: PagedQuery({}), response: { 200: Page('limits', CoverageLimit) } },
} as const satisfies Contract

export const createCoverage = {
  method: 'POST',
  url: '/leave/coverage',
  config: settingUp,
  schema: {
    summary: 'Say how many of the company, a branch or a department with those below it may be away on one day',
    body: Fields({ name: Text(120), maxAway, branchId: Type.Optional(Id), departmentId: Type.Optional(Id) }),
    response: { 201: Named('limit', CoverageLimit) },
  },
  examples: { body: { name: 'Front desk', maxAway: 2 } },
} as const satisfies Contract

export const updateCoverage = {
  method: 'PATCH',
  url: '/leave/coverage/:id',
  config: settingUp,
  schema: {
    summary: 'Change how many may be away at once',
    params: ById,
    body: Changes({ name: Text(120), maxAway, version: Version }),
    response: { 200: Named('limit', CoverageLimit) },
  },
  examples: { body: { maxAway: 3 } },
} as const satisfies Contract

export const deleteCoverage = {
  method: 'DELETE',
  url: '/leave/coverage/:id',
  config: settingUp,
  schema: { summary: 'Warn no more', params: ById, response: { 200: Nothing } },
} as const satisfies Contract

const About = Type.Object({ limitId: Id, name: Type.String(), maxAway: Type.Integer() })
export const coverageCreated = event('leave-coverage.created', '{actor} set how many of {name} may be away at once: {maxAway}', About)
export const coverageUpdated = event('leave-coverage.updated', '{actor} changed how many of {name} may be away at once: {maxAway}', About)
export const coverageDeleted = event('leave-coverage.deleted', '{actor} took away the limit of how many of {name} may be away', About)
export const coverageEvents = [coverageCreated, coverageUpdated, coverageDeleted]
