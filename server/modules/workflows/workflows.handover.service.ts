import { newId } from '../../core/ids.ts'
import { ask, excludedOf, stepOf, stick } from './workflows.advance.service.ts'
import { sittingIn } from './workflows.decide.service.ts'
import { isLive } from './workflows.history.rules.ts'
import { managersOf, standInsOf } from './workflows.people.queries.ts'
import { record } from './workflows.run.service.ts'
import type { Run } from './workflows.run.service.ts'
import { successorOf } from './workflows.seat.rules.ts'

/**
 * Hands the open tasks of people whose account is closed to who stands in for them, else to their manager; with neither the
 * instance is stuck. A seat in which somebody else can still vote needs nobody new. Decisions already made stay.
 */
export async function handOverGone(run: Run) {
  const { ctx } = run
  const open = Object.values(run.state.tasks).filter(isLive)
  if (open.length === 0) return
  const userIds = [...new Set(open.map(({ userId }) => userId))]
  const active = await ctx.tx
    .selectFrom('userAccount')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', userIds)
    .where('status', '=', 'active')
    .execute()
  const there = new Set(active.map(({ id }) => id))
  const gone = open.filter(({ userId }) => !there.has(userId))
  if (gone.length === 0) return
  const goneIds = gone.map(({ userId }) => userId)
  const [standIns, managerOf, excluded] = await Promise.all([standInsOf(ctx, goneIds), managersOf(ctx, goneIds), excludedOf(run)])
  for (const { id, seatId, step: key, userId, ready, dueAt, remindAt, round } of gone) {
    const step = stepOf(run, key)
    const others = open.some((task) => task.seatId === seatId && there.has(task.userId))
    const heir = others ? null : successorOf(userId, { standIns, managerOf, excluded }, sittingIn(run, { step: key, round }))
    if (!others && heir === null) {
      if (run.state.stuck?.step !== key) await stick(run, step, 'approver-gone')
      continue
    }
    record(run, { kind: 'handed-over', step: key, taskId: id, data: {} })
    if (heir)
      ask(
        run,
        step,
        { taskId: newId(), seatId, userId: heir, forUserId: null, because: 'handed-over', ready, self: false },
        { dueAt, remindAt },
      )
  }
}
