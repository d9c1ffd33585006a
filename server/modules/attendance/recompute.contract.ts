import { ById, Instant, Named, Nullable, OneOf, Page, PagedQuery, Type, Id } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import type { TSchema } from 'typebox'

export const Recompute = Type.Object({
  id: Id,
  reason: Type.String(),
  state: OneOf('waiting', 'running', 'done'),
  totalDays: Type.Integer({ description: 'Days to be computed anew' }),
  doneDays: Type.Integer(),
  createdAt: Instant,
  endedAt: Nullable(Instant),
})

/** What was changed, under its name, and what follows the days it is computed anew for; null where no day is. */
export function Recomputing<N extends string, S extends TSchema>(name: N, schema: S) {
  return Type.Object({ [name]: schema, recomputeId: Nullable(Id) } as Record<N, S> & { recomputeId: typeof RecomputeId })
}
const RecomputeId = Nullable(Id)

export const listRecomputes = {
  method: 'GET',
  url: '/attendance/recomputes',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: {
    summary: 'Changes that are working their way through the days, newest first',
    querystring: PagedQuery({}),
    response: { 200: Page('recomputes', Recompute) },
  },
} as const satisfies Contract

export const getRecompute = {
  method: 'GET',
  url: '/attendance/recomputes/:id',
  config: { access: 'attendance.configure', feature: 'attendance' },
  schema: { summary: 'How far a change has come', params: ById, response: { 200: Named('recompute', Recompute) } },
} as const satisfies Contract
