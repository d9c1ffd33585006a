import { CursorQuery, Id, Instant, Named, Nullable, Page, PagedQuery, Stream, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { csvOf } from '../../core/list-contract.ts'
import { Status } from '../companies/companies.contract.ts'
import { listCompanies } from './platform.company.contract.ts'

/** Recorded as what the operator did, like everything an operator does. */
export const exportCompanies = csvOf(listCompanies, 'companies')

const Count = Type.Object({ name: Type.String(), count: Type.Integer() })

export const getOverview = {
  method: 'GET',
  url: '/platform/overview',
  config: { access: 'operator' },
  schema: {
    summary: 'The platform in figures',
    response: {
      200: Named(
        'overview',
        Type.Object({
          companies: Type.Integer(),
          byStatus: Type.Array(Count),
          byPlan: Type.Array(Count),
          newIn30Days: Type.Integer(),
          trialsEndingIn7Days: Type.Integer(),
          employees: Type.Integer(),
          requestsToday: Type.Integer(),
          apiCallsToday: Type.Integer(),
          errorsToday: Type.Integer(),
          jobsWaiting: Type.Integer(),
          jobsFailed: Type.Integer(),
          databaseBytes: Type.Integer(),
        }),
      ),
    },
  },
} as const satisfies Contract

export const listErrors = {
  method: 'GET',
  url: '/platform/errors',
  config: { access: 'operator' },
  schema: {
    summary: 'What went wrong on our side in the last 30 days, newest first',
    querystring: CursorQuery({ companyId: Type.Optional(Id) }),
    response: {
      200: Stream(
        'errors',
        Type.Object({
          id: Id,
          at: Instant,
          code: Type.String(),
          place: Type.String({ description: 'The route or the job' }),
          requestId: Nullable(Type.String()),
          companyId: Nullable(Id),
          companyName: Nullable(Type.String()),
        }),
      ),
    },
  },
} as const satisfies Contract

export const listActivity = {
  method: 'GET',
  url: '/platform/companies/activity',
  config: { access: 'operator' },
  schema: {
    summary: 'How much companies did in the last 7 days, the busiest first',
    querystring: PagedQuery({}),
    response: {
      200: Page(
        'companies',
        Type.Object({
          id: Id,
          name: Type.String(),
          status: Status,
          requests: Type.Integer(),
          apiCalls: Type.Integer(),
          activeDays: Type.Integer(),
          lastActiveAt: Nullable(Instant),
        }),
      ),
    },
  },
} as const satisfies Contract
