import { Decimal } from 'decimal.js'
import type { Settings } from '../../core/settings.ts'
import { addDays } from '../../core/dates.ts'
import type { CreditPlan, DueCredit } from './leave-credit.rules.ts'
import type { LeaveYear } from './leave-entitlement.rules.ts'

export type YearKind = 'calendar' | 'fiscal' | 'joining'

/** One policy's word on one kind of leave for one person. */
export type Assignment = CreditPlan & { leaveYear: 'company' | YearKind }

/** The last credit that was written for a leave year. */
export type LastCredit = { dueOn: string; revision: number; total: string }

/** A credit to write: it brings the running total to `total`, from `total` − `quantity`. */
export type CreditRow = { dueOn: string; revision: number; total: string; quantity: string }

const firstOfTime = '0001-01-01'

/**
 * What a person is given of one kind of leave, by the kind of leave year it is counted in: their policies, and on days
 * without one the type's own yearly amount, all at the start of the company's leave year.
 */
export function plansByYear(
  assignments: readonly Assignment[],
  yearlyAmount: string | null,
  { leaveYear }: Pick<Settings, 'leaveYear'>,
): Map<YearKind, CreditPlan[]> {
  const plans = new Map<YearKind, CreditPlan[]>()
  const give = (kind: YearKind, plan: CreditPlan) => plans.set(kind, [...(plans.get(kind) ?? []), plan])
  for (const { leaveYear: kind, ...plan } of assignments) give(kind === 'company' ? leaveYear : kind, plan)
  if (yearlyAmount === null || new Decimal(yearlyAmount).isZero()) return plans
  for (const gap of gapsBetween(assignments)) give(leaveYear, { ...frontLoaded(yearlyAmount), ...gap })
  return plans
}

/** A yearly amount that is there from the first day of the leave year on. */
export function frontLoaded(yearlyAmount: string): CreditPlan {
  return {
    firstDay: firstOfTime,
    lastDay: null,
    yearlyAmount,
    steps: [],
    crediting: 'front',
    period: 'year',
    creditOn: 'first',
    waitingDays: 0,
    hoursPerUnit: null,
  }
}

/** The month and day, MM-DD, on which a leave year of a kind begins. */
export function yearStartOf(kind: YearKind, { fiscalYearStart }: Pick<Settings, 'fiscalYearStart'>, joinedOn: string): string {
  if (kind === 'joining') return joinedOn.slice(5)
  return kind === 'fiscal' ? fiscalYearStart : '01-01'
}

/**
 * What is to be written now of a leave year's credits (rules-leave.md § Granting): each that fell due since the last one,
 * dated its due day, and, where the plan is another than it was, the difference, dated today. Front-loaded leave is written
 * ahead. Nothing when it was written already, so late and repeated runs change nothing.
 */
export function creditsToWrite(input: {
  credits: readonly DueCredit[]
  last: LastCredit | undefined
  today: string
  year: LeaveYear
  isFront: boolean
  /** False leaves differences alone: of hours worked, which the next credit makes up for, and of years that ended. */
  withDifference: boolean
}): CreditRow[] {
  const { credits, last, today, year, isFront } = input
  const due = credits.filter(({ dueOn }) => isFront || dueOn <= today)
  const rows: CreditRow[] = []
  let total = new Decimal(last?.total ?? 0)
  for (const credit of due.filter(({ dueOn }) => !last || dueOn > last.dueOn)) {
    const quantity = new Decimal(credit.total).minus(total)
    if (quantity.isZero() || (quantity.isNegative() && !input.withDifference)) continue
    rows.push({ dueOn: credit.dueOn, revision: 0, total: credit.total, quantity: quantity.toFixed() })
    total = new Decimal(credit.total)
  }
  const target = new Decimal(due.at(-1)?.total ?? 0)
  if (!input.withDifference || target.eq(total)) return rows
  const on = [year.firstDay, today].reduce((a, b) => (a > b ? a : b))
  const before = rows.at(-1) ?? last
  const dueOn = before && before.dueOn > on ? before.dueOn : on
  const revision = before?.dueOn === dueOn ? before.revision + 1 : 0
  return [...rows, { dueOn, revision, total: target.toFixed(), quantity: target.minus(total).toFixed() }]
}

/** The credits still to come, by due day, each with what it will add. */
export function creditsToCome(
  credits: readonly DueCredit[],
  last: LastCredit | undefined,
  today: string,
): { dueOn: string; quantity: string }[] {
  let total = new Decimal(last?.total ?? 0)
  return credits
    .filter(({ dueOn }) => dueOn > today && (!last || dueOn > last.dueOn))
    .flatMap((credit) => {
      const quantity = new Decimal(credit.total).minus(total)
      total = Decimal.max(total, credit.total)
      return quantity.gt(0) ? [{ dueOn: credit.dueOn, quantity: quantity.toFixed() }] : []
    })
}

/** What of a credit a maximum balance leaves room for, given what is available on its day. */
export function creditThatFits({ maxBalance }: { maxBalance: string | null }, quantity: string, available: () => string): string {
  if (maxBalance === null) return quantity
  const room = new Decimal(maxBalance).minus(available())
  return Decimal.max(0, Decimal.min(quantity, room)).toFixed()
}

function gapsBetween(assignments: readonly Assignment[]): { firstDay: string; lastDay: string | null }[] {
  const gaps: { firstDay: string; lastDay: string | null }[] = []
  let from: string | null = firstOfTime
  for (const one of [...assignments].sort((a, b) => (a.firstDay < b.firstDay ? -1 : 1))) {
    if (from !== null && from < one.firstDay) gaps.push({ firstDay: from, lastDay: addDays(one.firstDay, -1) })
    from = one.lastDay === null ? null : addDays(one.lastDay, 1)
  }
  return from === null ? gaps : [...gaps, { firstDay: from, lastDay: null }]
}
