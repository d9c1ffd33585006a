import type { Refusal } from '../../core/refusal.ts'
import type { EmployeeStatus } from './employees.fields.contract.ts'

/**
 * What a status may be changed to by hand. Beside it stand the acts with a route of their own: leaving comes with the day, archiving,
 * restoring and rehiring.
 */
export const transitions: Readonly<Record<EmployeeStatus, readonly EmployeeStatus[]>> = {
  onboarding: ['active', 'notice'],
  active: ['on-leave', 'suspended', 'notice'],
  'on-leave': ['active', 'suspended', 'notice'],
  suspended: ['active', 'on-leave', 'notice'],
  // Back to active is notice taken back; away or suspended, somebody still leaves on their last day.
  notice: ['active', 'on-leave', 'suspended'],
  left: [],
  archived: [],
}

/** How a person stands, and with which dates they leave. */
export type Standing = {
  readonly status: EmployeeStatus
  readonly joinedOn: string
  readonly leftOn: string | null
  readonly noticeOn: string | null
}

export type StandingAsk = {
  readonly status?: EmployeeStatus | undefined
  readonly noticeOn?: string | null | undefined
  readonly leftOn?: string | null | undefined
  readonly leavingReason?: string | null | undefined
}

export type StandingChange = {
  readonly status?: EmployeeStatus
  readonly noticeOn?: string | null
  readonly leftOn?: string | null
  readonly leavingReason?: string | null
}

/**
 * What is written when somebody's status and dates of leaving are changed on `today`. Notice needs a last day, no earlier than the day
 * of joining and that of the notice, which is today unless it is given; going back to active takes the notice back with all its dates.
 */
export function changeStanding(
  before: Standing,
  { status = before.status, ...asked }: StandingAsk,
  today: string,
): StandingChange | Refusal {
  if (status !== before.status && !transitions[before.status].includes(status)) {
    return {
      code: 'STATUS_TRANSITION',
      message: `Somebody who is ${before.status} cannot become ${status}.`,
      details: { from: before.status, to: status, allowed: transitions[before.status] },
    }
  }
  const dates = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) as Omit<StandingChange, 'status'>
  if (status === 'active') {
    const kept = Object.entries(dates).find(([, value]) => value !== null)
    if (kept) return { code: 'NOT_ON_NOTICE', message: `Give notice first to set ${kept[0]}.`, details: { field: kept[0], status } }
    return before.status === 'active' ? {} : { status, noticeOn: null, leftOn: null, leavingReason: null }
  }
  if (Object.keys(dates).length === 0 && status !== 'notice') return { status }
  if (status !== 'notice' && before.noticeOn === null) {
    return { code: 'NOT_ON_NOTICE', message: 'Give notice first to set when somebody leaves.', details: { status } }
  }
  const noticeOn = dates.noticeOn ?? before.noticeOn ?? today
  const leftOn = dates.leftOn === undefined ? before.leftOn : dates.leftOn
  if (leftOn === null) return { code: 'NOTICE_NEEDS_LAST_DAY', message: 'Say which day is the last at work.', details: { noticeOn } }
  if (leftOn < noticeOn || leftOn < before.joinedOn) {
    return {
      code: 'LAST_DAY_TOO_EARLY',
      message: 'The last day cannot be before the notice or the day of joining.',
      details: { leftOn, noticeOn, joinedOn: before.joinedOn },
    }
  }
  return { ...dates, status, noticeOn, leftOn }
}

/**
 * The last day of somebody who is archived on `today`: the one asked for, else the one that was set if it has come, else today; never
 * before joining. Refuses a day to come, which is notice, and one before joining.
 */
export function lastDayOf(
  { joinedOn, leftOn }: Pick<Standing, 'joinedOn' | 'leftOn'>,
  asked: string | undefined,
  today: string,
): { leftOn: string } | Refusal {
  const day = asked ?? (leftOn !== null && leftOn < today ? leftOn : today)
  if (asked !== undefined && (asked > today || asked < joinedOn)) {
    return {
      code: 'LAST_DAY_NOT_PAST',
      message: 'The last day of somebody who is archived lies between joining and today; for a later one give notice.',
      details: { leftOn: asked, joinedOn, today },
    }
  }
  return { leftOn: day < joinedOn ? joinedOn : day }
}
