import { visible } from '../../core/access.ts'
import type { LiveTopic } from '../../core/live.ts'
import type { Telling } from '../../core/module.ts'
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

/** Whoever looks at who is here now sees anew whom such an event is about. */
export const presenceChanges = (on: Telling['on'], about: Telling['about']): Telling => ({ topic: presenceTopic.name, on, about })

export const presenceTellings: readonly Telling[] = [
  presenceChanges(attendanceEvents, ({ subjectId }) => subjectId!),
  presenceChanges([correctionApproved, locationApproved, locationWithdrawn], ({ data }) => data['employeeId']!),
]
