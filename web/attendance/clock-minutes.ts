import type { ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'

/** Minutes worked until now, the running stretch included. */
export function workedNow(status: ClockStatus, now: number) {
  return status.workedMinutes + (status.state === 'working' ? runningMinutes(status.since, now) : 0)
}

/** When the scheduled minutes will have been worked, if nothing interrupts; null when nobody works or nothing is left. Minutes that are full already do not move it. */
export function fullDayAt({ state, since, scheduledMinutes, workedMinutes }: ClockStatus): Date | null {
  const left = scheduledMinutes - workedMinutes
  return state === 'working' && since && left > 0 ? new Date(Date.parse(since) + left * 60_000) : null
}

export function breakNow(status: ClockStatus, now: number) {
  return status.breakMinutes + (status.state === 'break' ? runningMinutes(status.since, now) : 0)
}

/** Whole minutes of the stretch that runs since then. */
export function runningMinutes(since: string | null, now: number) {
  return since ? Math.max(0, Math.floor((now - Date.parse(since)) / 60_000)) : 0
}
