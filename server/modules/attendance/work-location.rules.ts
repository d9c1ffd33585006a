import { addDays, daysBetween, eachDay, weekdayOf } from '../../core/dates.ts'
import type { Refusal } from '../../core/refusal.ts'

export type HomeLimits = { homeDaysPerWeek: number | null; homeDaysPerMonth: number | null }

/** Working days at home in the week or month that begins on `from`; `limit` null is none. */
export type HomeUse = { per: 'week' | 'month'; from: string; limit: number | null; used: number; asked: number }

/** What a request means: its working days, and the days at home of each week and month it touches. */
export type LocationConsequence = { workingDays: number; periods: HomeUse[] }

/** So many dates one request may span. */
const longestDays = 92

/** Why these dates cannot be asked for, or null: they begin today or later, the last is not before the first, at most 92 of them. */
export function refuseDates(firstDay: string, lastDay: string, today: string): Refusal | null {
  if (lastDay < firstDay)
    return {
      code: 'WORK_LOCATION_DAYS',
      message: 'The last day is before the first.',
      details: { field: 'lastDay', expected: { from: firstDay } },
    }
  if (firstDay < today)
    return {
      code: 'WORK_LOCATION_PAST',
      message: 'This day has passed already.',
      details: { field: 'firstDay', expected: { from: today } },
    }
  if (daysBetween(firstDay, lastDay) < longestDays) return null
  const details = { field: 'lastDay', expected: { to: addDays(firstDay, longestDays - 1) } }
  return { code: 'WORK_LOCATION_TOO_LONG', message: `At most ${longestDays} days are asked for at once.`, details }
}

/** The dates that can count against a limit with those asked for: whole weeks and whole months around them. */
export function limitSpan(firstDay: string, lastDay: string, weekStart: number): { from: string; to: string } {
  const from = [weekOf(firstDay, weekStart), monthOf(firstDay)].sort()[0]!
  const to = [addDays(weekOf(lastDay, weekStart), 6), addDays(monthOf(addDays(monthOf(lastDay), 31)), -1)].sort()[1]!
  return { from, to }
}

/**
 * Why so many days at home are too many, or null (rules-attendance.md § Work location). `asked` and `taken` are working days at
 * home, none in both; of each week (from `weekStart`, 1 Monday … 7 Sunday) and month the first that passes its limit is told.
 */
export function refuseHomeDays(asked: readonly string[], taken: readonly string[], limits: HomeLimits, weekStart: number): Refusal | null {
  const passed = homeUse(asked, taken, limits, weekStart).find((one) => one.limit !== null && one.used + one.asked > one.limit)
  if (!passed) return null
  const { per, limit } = passed
  const message = `At most ${limit} ${limit === 1 ? 'day' : 'days'} a ${per} may be worked from home.`
  return { code: 'WORK_LOCATION_LIMIT', message, details: passed }
}

/** Working days at home of each week and then each month that are asked for, beside those that count already and the limit. */
export function homeUse(asked: readonly string[], taken: readonly string[], limits: HomeLimits, weekStart: number): HomeUse[] {
  const periods = [
    { per: 'week', limit: limits.homeDaysPerWeek, of: (day: string) => weekOf(day, weekStart) },
    { per: 'month', limit: limits.homeDaysPerMonth, of: monthOf },
  ] as const
  return periods.flatMap(({ per, limit, of }) =>
    [...Map.groupBy(asked, of)].map(([from, days]) => ({
      per,
      from,
      limit,
      used: taken.filter((day) => of(day) === from).length,
      asked: days.length,
    })),
  )
}

/** The dates of a request on which work is scheduled. */
export const workingDays = (firstDay: string, lastDay: string, isWork: (day: string) => boolean) =>
  eachDay(firstDay, lastDay).filter(isWork)

const weekOf = (day: string, weekStart: number) => addDays(day, -((weekdayOf(day) - weekStart + 7) % 7))
const monthOf = (day: string) => `${day.slice(0, 7)}-01`
