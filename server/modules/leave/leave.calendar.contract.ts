import { Day, Fields, Nullable, OneOf, Type } from '../../core/contract.ts'
import type { Contract } from '../../core/contract.ts'
import { Coverage, LeaveState, Person } from './leave.contract.ts'

const feature = 'leaveManagement'

export const leaveCalendar = {
  method: 'GET',
  url: '/leave/calendar',
  config: { access: 'leave.read-calendar', feature },
  schema: {
    summary: 'Who is away when; the kind of leave only where I may see the request itself',
    querystring: Fields({ from: Day, to: Day }),
    response: {
      200: Type.Object({
        absences: Type.Array(
          Type.Object({
            employee: Person,
            firstDay: Day,
            lastDay: Day,
            startsAt: OneOf('start', 'noon'),
            endsAt: OneOf('noon', 'end'),
            state: LeaveState,
            typeName: Nullable(Type.String()),
          }),
        ),
        coverage: Type.Array(Coverage, { description: 'How many have approved leave on a day, of those that a limit counts' }),
      }),
    },
  },
  examples: { querystring: { from: '2026-11-16', to: '2026-11-22' } },
} as const satisfies Contract
