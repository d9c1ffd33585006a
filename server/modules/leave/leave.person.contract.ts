import { ById, Day, Fields, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { LeaveState } from './leave.contract.ts'

export const personCalendar = {
  method: 'GET',
  url: '/employees/:id/calendar',
  config: { access: 'leave.read-calendar', feature: 'leaveManagement' },
  schema: {
    summary: 'When a person is away, and the holidays that hold for them',
    params: ById,
    querystring: Fields({ from: Day, to: Day }),
    response: {
      200: Type.Object({
        absences: Type.Array(
          Type.Object({
            firstDay: Day,
            lastDay: Day,
            startsAt: OneOf('start', 'noon'),
            endsAt: OneOf('noon', 'end'),
            state: LeaveState,
            typeName: Nullable(Type.String({ description: 'Only where I may see the request itself' })),
          }),
        ),
        holidays: Type.Array(Type.Object({ day: Day, name: Type.String(), portion: OneOf('full', 'first', 'second') })),
      }),
    },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-22' } },
} as const satisfies Contract
