import { visible } from '../../core/access.ts'
import type { Deps } from '../../core/deps.ts'
import type { LiveTopic } from '../../core/live.ts'
import type { StoredEvent, Subscriber } from '../../core/module.ts'
import { attendanceEvents, listToday } from './attendance.contract.ts'
import { correctionApproved } from './correction.contract.ts'
import { locationApproved, locationWithdrawn } from './work-location.contract.ts'

/** Who is here now, for those who may see it of one of these people. */
export const presenceTopic: LiveTopic = {
  name: 'presence',
  route: listToday,
  async sees(ctx, employeeIds) {
    const seen = await ctx.tx
      .selectFrom('employee as e')
      .select('e.id')
      .where('e.companyId', '=', ctx.companyId)
      .where((eb) => eb('e.id', '=', eb.fn.any(eb.val([...employeeIds]))))
      .where(visible(ctx, 'attendance.read', 'e.id'))
      .limit(1)
      .executeTakeFirst()
    return seen !== undefined
  },
}

/** Whoever looks at who is here now sees this person anew. */
export const tellPresence = ({ live }: Deps, companyId: string, employeeId: string) => live.tell(companyId, presenceTopic.name, employeeId)

export const presenceSubscribers: readonly Subscriber[] = [
  {
    name: 'live-punches',
    on: attendanceEvents,
    run: (deps, companyId, { subjectId }: StoredEvent) => tellPresence(deps, companyId, subjectId!),
  },
  {
    name: 'live-requests',
    on: [correctionApproved, locationApproved, locationWithdrawn],
    run: (deps, companyId, { data }: StoredEvent) => tellPresence(deps, companyId, data['employeeId']!),
  },
]
