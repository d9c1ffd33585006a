import { sessionsOf } from './attendance.rules.ts'
import type { Punch } from './attendance.rules.ts'

export type Forgotten = {
  entries: readonly Punch[]
  /** Minutes of work scheduled on the day, and of unpaid breaks scheduled beside them. */
  scheduledMinutes: number
  scheduledBreakMinutes: number
  /** The end of the schedule, in milliseconds. */
  closesAt: number
  afterMinutes: number
  now: string
}

const MINUTE_MS = 60_000

/**
 * The instant, in milliseconds, at which a session that still runs is ended by itself; null while that is not due
 * (rules-attendance.md § Forgotten end). It is where the day's work reaches the scheduled time plus the tolerance, with the unpaid
 * breaks that were scheduled and not taken; on a break, the tolerance after the scheduled end. Never sooner than the tolerance
 * after the last punch, so that who comes back in the evening is not thrown out. It does not depend on when it is asked.
 */
export function forgottenEnd({ entries, scheduledMinutes, scheduledBreakMinutes, closesAt, afterMinutes, now }: Forgotten): number | null {
  const at = Date.parse(now)
  const sessions = sessionsOf(entries, at)
  const running = sessions.at(-1)
  if (!running || running.endedAt !== null || scheduledMinutes === 0) return null
  const segments = sessions.flatMap((session) => session.segments)
  const last = running.segments.at(-1)
  // Nothing lies between the last punch and now.
  if (!last || last.to !== at) return null
  const lengthOf = (kind: 'work' | 'break') =>
    segments.filter((segment) => segment !== last && segment.kind === kind).reduce((sum, { from, to }) => sum + to - from, 0)
  const tolerance = afterMinutes * MINUTE_MS
  const untaken = Math.max(0, scheduledBreakMinutes * MINUTE_MS - lengthOf('break'))
  const reached = last.from + scheduledMinutes * MINUTE_MS + tolerance + untaken - lengthOf('work')
  const due = Math.max(last.kind === 'work' ? reached : closesAt + tolerance, last.from + tolerance)
  return due <= at ? due : null
}
