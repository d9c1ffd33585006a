import type { Locator, Page } from 'playwright'

export const dayMs = 86_400_000
export const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

/** The next date on a weekday (0 Sunday), counted from an instant. */
export function weekdayFrom(from: number, weekday: number): number {
  const start = Math.floor(from / dayMs) * dayMs
  return start + ((weekday - new Date(start).getUTCDay() + 7) % 7) * dayMs
}

/** Clicks a date in the calendar of a request form, turning months until it is there. */
export async function pick(page: Page, day: number, form = 'Request leave') {
  const dialog = page.getByRole('dialog', { name: form })
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day)
  for (let turns = 0; turns < 30 && !(await dialog.getByRole('button', { name: month }).isVisible()); turns += 1)
    await dialog.getByRole('button', { name: 'Next month' }).click()
  await dialog
    .getByRole('button', { name: longDay.format(day), exact: true })
    .first()
    .click()
}

/** Fills in a time of day, 'HH:MM', on a clock of 24 hours. */
export async function fillTime(form: Locator, name: string, time: string) {
  await form.getByLabel(`${name}: hours`).fill(time.slice(0, 2))
  await form.getByLabel(`${name}: minutes`).fill(time.slice(3))
}
