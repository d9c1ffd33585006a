import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright'
import { addDays, eachDay, localDateOf, weekdayOf } from '../../server/core/dates.ts'
import { publicHolidays } from '../../server/modules/attendance/index.ts'

export const dayMs = 86_400_000
export const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
const monthFirst = new Intl.DateTimeFormat('en-US', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** The next date on a weekday (0 Sunday), counted from an instant. */
export function weekdayFrom(from: number, weekday: number): number {
  const start = Math.floor(from / dayMs) * dayMs
  return start + ((weekday - new Date(start).getUTCDay() + 7) % 7) * dayMs
}

/** Clicks a date in the calendar of a request form, turning months until it is there. */
export async function pick(page: Page, day: number, form = 'Request leave') {
  const dialog = page.getByRole('dialog', { name: form })
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day)
  const next = dialog.getByRole('button', { name: 'Next month' })
  // Before the calendar is there no month is, and there is no way back from the next one.
  await next.waitFor()
  for (let turns = 0; turns < 30 && !(await dialog.getByRole('button', { name: month }).isVisible()); turns += 1) await next.click()
  await dialog
    // A new company has the month before the day.
    .getByRole('button', { name: new RegExp(`^(${longDay.format(day)}|${monthFirst.format(day)})$`) })
    .first()
    .click()
}

/** Fills in a time of day, 'HH:MM', on a clock of 24 hours. */
export async function fillTime(form: Locator, name: string, time: string) {
  await form.getByLabel(`${name}: hours`).fill(time.slice(0, 2))
  await form.getByLabel(`${name}: minutes`).fill(time.slice(3))
}

export const todayInJakarta = () => localDateOf(new Date().toISOString(), 'Asia/Jakarta')

/**
 * The first date at least so many days from now on a weekday (1 Monday … 7 Sunday) from which so many days in a row are no
 * holidays of Indonesia: a test that names a date by its distance alone fails in the weeks of Christmas.
 */
export function workedFrom(daysFromNow: number, weekday: number, days = 1): string {
  const today = todayInJakarta()
  const found = eachDay(addDays(today, daysFromNow), addDays(today, daysFromNow + 60)).find(
    (day) => weekdayOf(day) === weekday && eachDay(day, addDays(day, days - 1)).every(isWorked),
  )
  assert(found)
  return found
}

/** A Tuesday at least a week from now that is worked. */
export const aWorkingDay = () => workedFrom(7, 2)

const isWorked = (day: string) => !publicHolidays('ID', Number(day.slice(0, 4))).some((holiday) => holiday.day === day)
