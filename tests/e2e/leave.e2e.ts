import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn } from './app.ts'

const dayMs = 86_400_000
const longDay = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })

test('half a day is asked for with its cost and the balance after it', async (t) => {
  const page = await signedIn(t, 'employee@acme.test')
  await page.goto('/leave?ask=leave')
  const form = page.getByRole('dialog', { name: 'Request leave' })
  const tuesday = weekdayFrom(Date.now() + 40 * dayMs, 2)
  await pick(page, tuesday)
  await pick(page, tuesday)
  await form.getByText('Starts at noon').click()
  await form.getByText('Second half').waitFor()
  await form.getByLabel(/^Balance .* before, .* after$/).waitFor()
  await assertAccessible(page)
  await picture(page, 'leave-half-day')
  await form.getByRole('button', { name: 'Request 0.5 days' }).click()
  await page.getByText('Asked for 0.5 days').waitFor()
})

test('a request across a holiday shows what costs nothing, and why', async (t) => {
  const page = await signedIn(t, 'employee@acme.test')
  await page.goto('/leave?ask=leave')
  const form = page.getByRole('dialog', { name: 'Request leave' })
  const { first, last, free } = acrossHoliday()
  await pick(page, first)
  await pick(page, last)
  await form.locator('[data-free]').first().waitFor()
  const lines = await form.locator('.cost-lines > div').allInnerTexts()
  assert(
    lines.some((line) => /[A-Z][a-z]+/.test(line) && /\b0$/.test(line.trim())),
    lines.join('|'),
  )
  assert(lines.length > 1, `${longDay.format(free)} is a holiday`)
  await picture(page, 'leave-across-holiday')
  await form.getByRole('button', { name: /^Request [\d.]+ days?$/ }).click()
  await page.getByText(/^Asked for/).waitFor()
})

test('HR sets limits; who decides sees where they would be passed, and the calendar shows them by the day', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test')
  await hr.goto('/leave/limits')
  await hr.getByRole('button', { name: 'Add a limit' }).click()
  const limit = hr.getByRole('dialog', { name: 'Add a limit' })
  await limit.getByLabel('Name').fill('Whole company')
  await limit.getByLabel('At most away').fill('0')
  await assertAccessible(hr)
  await limit.getByRole('button', { name: 'Add a limit' }).click()
  await hr.getByText('The limit Whole company is added').waitFor()
  await hr.getByRole('button', { name: 'Add days without leave' }).click()
  const closed = hr.getByRole('dialog', { name: 'Add days without leave' })
  await closed.getByLabel('Why').fill('Stocktaking')
  const day = new Date(weekdayFrom(Date.now() + 90 * dayMs, 3)).toISOString().slice(0, 10)
  await closed.getByLabel('First day').fill(day)
  await closed.getByLabel('Last day').fill(day)
  await closed.getByRole('button', { name: 'Add days without leave' }).click()
  await hr.getByText('No leave: Stocktaking').waitFor()
  await hr.getByRole('cell', { name: 'Stocktaking', exact: true }).waitFor()
  await assertAccessible(hr)
  await picture(hr, 'leave-limits')

  const manager = await signedIn(t, 'manager@acme.test')
  await manager.goto('/inbox')
  await manager
    .getByText(/^Whole company: \d+ away on .*, at most 0 should be$/)
    .first()
    .waitFor()
  await picture(manager, 'leave-coverage-inbox')

  await hr.goto('/leave/calendar')
  await hr.getByText('Whole company').first().waitFor()
  await assertAccessible(hr)
  await picture(hr, 'leave-calendar')
  await hr.setViewportSize({ width: 375, height: 800 })
  await hr.getByText('Days on which too many are away').waitFor()
  await picture(hr, 'leave-calendar-phone')
  await assertAccessible(hr)
})

test('a calendar link is made, told once and ended', async (t) => {
  const page = await signedIn(t, 'employee@acme.test')
  await page.goto('/leave/calendar')
  await page.getByRole('button', { name: 'Calendar links' }).click()
  const dialog = page.getByRole('dialog', { name: 'Calendar links' })
  await dialog.getByRole('button', { name: 'Link to my leave' }).click()
  const link = dialog.getByRole('textbox', { name: 'My leave' })
  await link.waitFor()
  const url = await link.inputValue()
  const read = await page.request.get(new URL(url).pathname)
  assert.match(await read.text(), /^BEGIN:VCALENDAR/)
  await assertAccessible(page)
  await picture(page, 'leave-links')
  await dialog.getByRole('button', { name: 'End the link: My leave' }).click()
  await page.getByText('The link works no more').waitFor()
  assert.equal((await page.request.get(new URL(url).pathname)).status(), 404)
})

test('HR closes a leave year step by step, sees what became of it, and takes it back', async (t) => {
  const page = await signedIn(t, 'hr@acme.test')
  await page.goto('/leave/types')
  await page.getByRole('button', { name: 'More for Annual leave' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  const form = page.getByRole('dialog', { name: 'Annual leave' })
  await form.getByRole('combobox', { name: 'What is left' }).click()
  await page.getByRole('option', { name: 'up to a limit' }).click()
  await form.getByLabel('Carried on at most').fill('5')
  await assertAccessible(page)
  await picture(page, 'leave-type-form')
  await form.getByRole('button', { name: 'Save changes' }).click()
  await page.getByText('Annual leave is changed').waitFor()
  await picture(page, 'leave-types')

  await page.goto('/leave/year-end')
  await page.getByRole('button', { name: 'Close a leave year' }).click()
  const wizard = page.getByRole('dialog', { name: 'Close a leave year' })
  await wizard.getByLabel('Last day of the leave year').waitFor()
  await wizard.getByRole('button', { name: 'Show what it does' }).click()
  await wizard.getByText(/^\d+ leave years of \d+ people$/).waitFor()
  await assertAccessible(page)
  await picture(page, 'leave-year-end-preview')
  await wizard.getByRole('button', { name: 'Go on' }).click()
  await wizard.getByRole('button', { name: /^Close \d+ leave years$/ }).click()
  await page.getByText(/^Leave years until .* are being closed$/).waitFor()
  await page.getByText('Done', { exact: true }).first().waitFor()
  await assertAccessible(page)
  await picture(page, 'leave-year-end')
  await page
    .getByRole('button', { name: /^More for/ })
    .first()
    .click()
  await page.getByRole('menuitem', { name: 'Take it back' }).click()
  await page.getByRole('button', { name: /^Reopen \d+ leave years?$/ }).click()
  await page.getByText('Taken back', { exact: true }).first().waitFor()
})

test('a policy is built beside its worked example, and given to people after a preview', async (t) => {
  const page = await signedIn(t, 'hr@acme.test')
  await page.goto('/leave/policies')
  await page.getByRole('button', { name: 'Add a policy' }).first().click()
  const form = page.getByRole('dialog', { name: 'Add a policy' })
  await form.getByLabel('Policy').fill('Sick leave by the month')
  await form
    .getByRole('combobox', { name: 'Kind of leave' })
    .or(form.getByRole('combobox', { name: 'Type' }))
    .first()
    .click()
  await page.getByRole('option', { name: 'Sick leave' }).click()
  await form.getByLabel('A year').fill('12')
  await form.getByRole('combobox', { name: 'Credited' }).click()
  await page.getByRole('option', { name: 'earned by period' }).click()
  await form.getByLabel('Example: joined on').waitFor()
  await assertAccessible(page)
  await picture(page, 'leave-policy-form')
  await form.getByRole('button', { name: 'Add a policy' }).click()
  await page.getByText('The policy Sick leave by the month is added').waitFor()
  await page.getByRole('button', { name: 'More for Sick leave by the month' }).click()
  await page.getByRole('menuitem', { name: 'Give it to people' }).click()
  const assign = page.getByRole('dialog', { name: 'Give Sick leave by the month to people' })
  await assign.getByText(/^\d+ people$/).waitFor()
  await assertAccessible(page)
  await picture(page, 'leave-assign')
})

test("HR looks at anybody's balances as of a day and adjusts them with a reason", async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { colorScheme: 'dark' })
  await page.goto('/leave/balances')
  await page.getByRole('combobox', { name: 'Person' }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('region', { name: 'How this came about' }).waitFor()
  await page.getByRole('button', { name: 'Adjust a balance' }).click()
  const form = page.getByRole('dialog', { name: 'Adjust a balance' })
  await form.getByLabel('Quantity').fill('1.5')
  await form.getByLabel(/^Reason/).fill('Worked through a weekend')
  await assertAccessible(page)
  await form.getByRole('button', { name: 'Adjust a balance' }).click()
  await page.getByText('The balance is adjusted').waitFor()
  await page
    .getByText(/Worked through a weekend/)
    .first()
    .waitFor()
  await picture(page, 'leave-balances-dark')
})

/** The next date on a weekday (0 Sunday), counted from an instant. */
function weekdayFrom(from: number, weekday: number): number {
  const start = Math.floor(from / dayMs) * dayMs
  return start + ((weekday - new Date(start).getUTCDay() + 7) % 7) * dayMs
}

/** The day before and after the next Christmas, New Year's Day or Independence Day that falls between working days. */
function acrossHoliday() {
  const soon = Date.now() + 3 * dayMs
  const year = new Date().getUTCFullYear()
  const holidays = [year, year + 1].flatMap((one) => ['01-01', '08-17', '12-25'].map((date) => Date.parse(`${one}-${date}T00:00:00Z`)))
  const free = holidays.find((day) => day > soon && [2, 3, 4].includes(new Date(day).getUTCDay())) ?? holidays.find((day) => day > soon)!
  const working = (day: number, step: number): number => ([0, 6].includes(new Date(day).getUTCDay()) ? working(day + step, step) : day)
  return { first: working(free - dayMs, -dayMs), last: working(free + dayMs, dayMs), free }
}

/** Clicks a date in the calendar of the request form, turning months until it is there. */
async function pick(page: Page, day: number) {
  const dialog = page.getByRole('dialog', { name: 'Request leave' })
  const month = new Intl.DateTimeFormat('en-GB', { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(day)
  for (let turns = 0; turns < 30 && !(await dialog.getByRole('button', { name: month }).isVisible()); turns += 1)
    await dialog.getByRole('button', { name: 'Next month' }).click()
  await dialog
    .getByRole('button', { name: longDay.format(day), exact: true })
    .first()
    .click()
}
