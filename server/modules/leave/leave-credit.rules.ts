import { Decimal } from 'decimal.js'
import { addDays, daysBetween } from '../../core/dates.ts'
import type { LeaveYear } from './leave-entitlement.rules.ts'

export type CreditPeriod = 'week' | 'half-month' | 'month' | 'quarter' | 'half-year' | 'year'

/** What a policy gives of one kind of leave while it is in force, `firstDay`–`lastDay` (null: without end). */
export type CreditPlan = {
  firstDay: string
  lastDay: string | null
  /** Decimal in the type's unit, for a whole leave year. */
  yearlyAmount: string
  /** From so many years of service the yearly amount is another. */
  steps: readonly { fromYears: number; yearlyAmount: string }[]
  /** All at the start; by period; or for hours worked. */
  crediting: 'front' | 'earned' | 'hours'
  period: CreditPeriod
  creditOn: 'first' | 'last'
  /** Days after joining from which on leave is earned. */
  waitingDays: number
  /** Hours worked for one unit, of `hours` only. */
  hoursPerUnit: string | null
}

export type Employed = { joinedOn: string; leftOn: string | null }
export type Rounding = { step: string; mode: 'half-up' | 'up' | 'down' }

/** A credit that falls due: the running total of the leave year it brings, rounded. */
export type DueCredit = { dueOn: string; total: string }

/** Minutes worked from one day to another, both included. */
export type WorkedMinutes = (from: string, to: string) => number

type Stretch = { from: string; to: string; yearlyAmount: Decimal }
type Part = { dueOn: string; exact: Decimal }

/** Thirds and twelfths do not end; what lies behind this place is the fault of dividing, not of the amount. */
const exactPlaces = 12
const stepZeroPlaces = 4
const modes = { 'half-up': Decimal.ROUND_HALF_UP, up: Decimal.ROUND_UP, down: Decimal.ROUND_DOWN } as const

/**
 * The credits of one leave year, by due day (rules-leave.md § Granting). The running total is rounded, never each credit,
 * and never more than the yearly amount. Partial periods count by their days; front-loaded leave is one period, the year.
 * Several plans (a policy that ends and one that begins) add up. The first credit falls `waitingDays` after joining.
 */
export function creditsOf(
  plans: readonly CreditPlan[],
  year: LeaveYear,
  employed: Employed,
  rounding: Rounding,
  worked: WorkedMinutes = () => 0,
): DueCredit[] {
  const parts = plans.flatMap((plan) => partsOf(plan, year, employed, worked)).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1))
  const most = mostOf(plans, year, employed)
  const credits: DueCredit[] = []
  let exact = new Decimal(0)
  for (const part of parts) {
    exact = exact.plus(part.exact)
    const total = Decimal.min(most, rounded(exact, rounding)).toFixed()
    const last = credits.at(-1)
    if (last?.dueOn === part.dueOn) last.total = total
    else credits.push({ dueOn: part.dueOn, total })
  }
  return credits
}

/**
 * A text that is the same only where `creditsOf` is, for leave that is not earned by hours worked: what matters only outside the
 * leave year (when somebody joined, was assigned, or will leave) is not in it.
 */
export function whatCreditsFollowFrom(
  plans: readonly CreditPlan[],
  year: LeaveYear,
  { joinedOn, leftOn }: Employed,
  rounding: Rounding,
): string {
  const joins = plans.some(({ steps, waitingDays }) => steps.length > 0 || addDays(joinedOn, waitingDays) > year.firstDay)
  // Field by field: what is read with a plan, such as whose it is, must not tell people apart.
  const within = plans.map(({ firstDay, lastDay, yearlyAmount, steps, crediting, period, creditOn, waitingDays }) => [
    later(firstDay, year.firstDay),
    earlier(lastDay ?? year.lastDay, year.lastDay),
    yearlyAmount,
    steps,
    crediting,
    period,
    creditOn,
    waitingDays,
  ])
  return JSON.stringify([within, year, joins ? joinedOn : '', earlier(leftOn ?? year.lastDay, year.lastDay), rounding])
}

/** To the step by its mode, once; step '0' keeps four places. Quantities are not negative. */
export function rounded(exact: Decimal, { step, mode }: Rounding): Decimal {
  const value = exact.toDecimalPlaces(exactPlaces, Decimal.ROUND_HALF_UP)
  const size = new Decimal(step)
  return size.isZero() ? value.toDecimalPlaces(stepZeroPlaces, modes[mode]) : value.div(size).toDecimalPlaces(0, modes[mode]).times(size)
}

/** The periods of a leave year, counted from its first day; of a year, together, exactly the year. */
export function periodsOf(year: LeaveYear, period: CreditPeriod): LeaveYear[] {
  const starts = startsOf(year, period).filter((day, index, all) => day <= year.lastDay && (index === 0 || day > all[index - 1]!))
  return starts.map((firstDay, index) => ({ firstDay, lastDay: starts[index + 1] ? addDays(starts[index + 1]!, -1) : year.lastDay }))
}

/** The same day so many months later, or the last of its month where there is none. */
export function addMonths(day: string, months: number): string {
  const [year, month, date] = day.split('-').map(Number) as [number, number, number]
  const index = year * 12 + month - 1 + months
  const last = new Date(Date.UTC(Math.floor(index / 12), (index % 12) + 1, 0)).getUTCDate()
  const pad = (value: number, width: number) => String(value).padStart(width, '0')
  return `${pad(Math.floor(index / 12), 4)}-${pad((index % 12) + 1, 2)}-${pad(Math.min(date, last), 2)}`
}

function startsOf({ firstDay, lastDay }: LeaveYear, period: CreditPeriod): string[] {
  const every = (count: number, months: number) => Array.from({ length: count }, (_, index) => addMonths(firstDay, index * months))
  if (period === 'year') return [firstDay]
  if (period === 'half-year') return every(2, 6)
  if (period === 'quarter') return every(4, 3)
  if (period === 'month') return every(12, 1)
  if (period === 'half-month') return every(12, 1).flatMap((start) => [start, addDays(start, 15)])
  return Array.from({ length: Math.ceil((daysBetween(firstDay, lastDay) + 1) / 7) }, (_, index) => addDays(firstDay, index * 7))
}

function partsOf(plan: CreditPlan, year: LeaveYear, employed: Employed, worked: WorkedMinutes): Part[] {
  const stretches = stretchesOf(plan, year, employed)
  const [first, last] = [stretches[0], stretches.at(-1)]
  if (!first || !last) return []
  const period = plan.crediting === 'front' ? 'year' : plan.period
  return periodsOf(year, period)
    .filter((one) => one.lastDay >= first.from && one.firstDay <= last.to)
    .map((one) => {
      const [from, to] = [later(one.firstDay, first.from), earlier(one.lastDay, last.to)]
      const dueOn =
        plan.crediting === 'hours'
          ? earlier(addDays(to, 1), year.lastDay)
          : plan.crediting === 'front' || plan.creditOn === 'first'
            ? from
            : to
      const exact =
        plan.crediting === 'hours'
          ? new Decimal(worked(from, to)).div(60).div(plan.hoursPerUnit!)
          : stretches.reduce((sum, stretch) => sum.plus(shareOf(stretch, one, year, period)), new Decimal(0))
      return { dueOn, exact }
    })
}

/** What a period brings of a stretch: its share of the yearly amount, by the days of the period that lie in the stretch. */
function shareOf({ from, to, yearlyAmount }: Stretch, one: LeaveYear, year: LeaveYear, period: CreditPeriod): Decimal {
  const days = daysBetween(later(from, one.firstDay), earlier(to, one.lastDay)) + 1
  if (days <= 0) return new Decimal(0)
  const length = daysBetween(one.firstDay, one.lastDay) + 1
  const perYear = { year: 1, 'half-year': 2, quarter: 4, month: 12, 'half-month': 24 }
  if (period === 'week') return yearlyAmount.times(days).div(daysBetween(year.firstDay, year.lastDay) + 1)
  return yearlyAmount.times(days).div(perYear[period] * length)
}

/** The days on which the plan gives something, cut where the years of service change the amount. */
function stretchesOf({ firstDay, lastDay, yearlyAmount, steps, waitingDays }: CreditPlan, year: LeaveYear, employed: Employed): Stretch[] {
  const { joinedOn, leftOn } = employed
  const from = [firstDay, addDays(joinedOn, waitingDays), year.firstDay].reduce(later)
  const to = [lastDay ?? year.lastDay, leftOn ?? year.lastDay, year.lastDay].reduce(earlier)
  if (from > to) return []
  const cuts = [...steps]
    .sort((a, b) => a.fromYears - b.fromYears)
    .map((step) => ({ ...step, day: addMonths(joinedOn, step.fromYears * 12) }))
  const inForce = (day: string) => cuts.findLast((cut) => cut.day <= day)?.yearlyAmount ?? yearlyAmount
  const starts = [from, ...cuts.map(({ day }) => day).filter((day) => day > from && day <= to)]
  return starts.map((start, index) => ({
    from: start,
    to: starts[index + 1] ? addDays(starts[index + 1]!, -1) : to,
    yearlyAmount: new Decimal(inForce(start)),
  }))
}

function mostOf(plans: readonly CreditPlan[], year: LeaveYear, employed: Employed): Decimal {
  const amounts = plans.flatMap((plan) => stretchesOf(plan, year, employed).map((stretch) => stretch.yearlyAmount))
  return Decimal.max(0, ...amounts)
}

const later = (a: string, b: string) => (a > b ? a : b)
const earlier = (a: string, b: string) => (a < b ? a : b)
