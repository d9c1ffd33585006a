import type { Refusal } from '../../core/refusal.ts'
import type { RowChange } from '../../core/sheet-kind.ts'
import type { RowChange as TermsChange } from './employees.employment.rules.ts'
import { changeStanding } from './employees.lifecycle.rules.ts'
import type { Standing, StandingAsk, StandingChange } from './employees.lifecycle.rules.ts'

/** What codes and numbers stand for. */
export type References = Readonly<Record<'department' | 'branch' | 'position' | 'employee' | 'pattern', ReadonlyMap<string, string>>>

/**
 * How somebody new of a file stands: who left and who is archived come in as such, with the last day they had; everybody else as if
 * added today and changed at once. Refuses a last day before joining or, for who left, one that is not past.
 */
export function standingOfNew(joinedOn: string, ask: StandingAsk, today: string): StandingChange | Refusal {
  const status = joinedOn > today ? ('onboarding' as const) : ('active' as const)
  if (ask.status !== 'left' && ask.status !== 'archived') {
    return stepsTo({ status, joinedOn, leftOn: null, noticeOn: null }, { ...ask, status: ask.status ?? status }, today)
  }
  const { leftOn = null, noticeOn = null, leavingReason = null } = ask
  if (leftOn === null || leftOn < joinedOn || leftOn > today || (ask.status === 'left' && leftOn === today)) {
    return {
      code: 'LAST_DAY_NOT_PAST',
      message: `Somebody who ${ask.status === 'left' ? 'left' : 'is archived'} needs a last day between joining and today.`,
      details: { leftOn, joinedOn, today },
    }
  }
  if (noticeOn !== null && noticeOn > leftOn) {
    return { code: 'LAST_DAY_TOO_EARLY', message: 'The last day cannot be before the notice.', details: { leftOn, noticeOn } }
  }
  return { status: ask.status, leftOn, noticeOn, leavingReason }
}

/** By the steps that the API takes one by one: who is away or suspended with a last day was on notice before. */
function stepsTo(start: Standing, ask: StandingAsk, today: string): StandingChange | Refusal {
  const isAway = ask.status === 'on-leave' || ask.status === 'suspended'
  if (!isAway || !ask.leftOn) {
    const change = changeStanding(start, ask, today)
    return isRefusal(change) ? change : { status: start.status, ...change }
  }
  const noticed = changeStanding(start, { ...ask, status: 'notice' }, today)
  if (isRefusal(noticed)) return noticed
  const away = changeStanding({ ...start, ...noticed }, { status: ask.status }, today)
  return isRefusal(away) ? away : { ...noticed, ...away }
}

const isRefusal = (answer: StandingChange | Refusal): answer is Refusal => 'code' in answer

/** What a row says of somebody's employment; what does not change is left out. */
export function termsOf({ cells, changed }: RowChange, refs: References): TermsChange {
  const terms: Record<string, string | null> = {}
  for (const key of ['title', 'contractKind', 'weeklyHours', 'salaryRef']) if (changed.includes(key)) terms[key] = cells[key] || null
  for (const [key, field, table] of references) if (changed.includes(key)) terms[field] = cells[key] ? refs[table].get(cells[key])! : null
  return terms
}

const references = [
  ['departmentCode', 'departmentId', 'department'],
  ['branchCode', 'branchId', 'branch'],
  ['positionCode', 'positionId', 'position'],
  ['managerNumber', 'managerId', 'employee'],
  ['workingPattern', 'workingPatternId', 'pattern'],
] as const

/** What a row says of how somebody stands; what does not change is left out. */
export function standingAskOf({ cells, changed }: RowChange): StandingAsk {
  const ask: Record<string, string | null> = {}
  for (const key of ['status', 'leftOn', 'noticeOn', 'leavingReason']) if (changed.includes(key)) ask[key] = cells[key] || null
  return ask
}
