import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn } from '../e2e/app.ts'
import { fillTime } from '../e2e/calendar.ts'

const short = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

// A week to come, so that nothing of what the demo clocked stands in it; by weekday it is the same every day of the year, and its
// Monday is among the fourteen days that people see of their shifts.
const monday = () => {
  const date = new Date(Date.now() + 13 * 864e5)
  date.setUTCDate(date.getUTCDate() - ((date.getUTCDay() + 6) % 7))
  return date.toISOString().slice(0, 10)
}

test('a week is planned by keyboard and by dragging, published, copied, seen by whom it is for, and swapped with a colleague', async (t) => {
  const page = await signedIn(t, 'hr@acme.test')
  const employee = await signedIn(t, 'employee@acme.test')
  const me = (await (await employee.request.get('/api/v1/auth/me', { headers: await bearer(employee) })).json()) as Me
  const name = `${me.data.user.firstName} ${me.data.user.lastName}`
  await page.getByRole('link', { name: 'Roster' }).first().click()
  await page.getByRole('heading', { name: 'Roster', level: 1 }).waitFor()
  await addShift(page, 'Early', '06:00', '14:00')
  await addShift(page, 'Late', '14:00', '22:00')
  await page.goto(`/time/roster?day=${monday()}&q=${encodeURIComponent(name)}`)
  const cells = page.getByRole('table').getByRole('button', { name: new RegExp(`^${name}`) })
  await cells.first().waitFor()
  assert.equal(await cells.count(), 7)

  // Monday to Wednesday by keyboard alone.
  await cells.first().focus()
  for (const key of ['Enter', 'ArrowRight', 'Enter', 'ArrowRight', 'Enter']) await page.keyboard.press(key)
  await page.getByText('3 dates selected').waitFor()
  await picture(page, 'roster-selected')
  const early = page.getByRole('button', { name: /^Early 06:00/ })
  await early.focus()
  await page.keyboard.press('Enter')
  await page.getByText('3 dates drafted').waitFor()
  await page.getByRole('button', { name: /^Late 14:00/ }).dragTo(cells.nth(3))
  await page.getByRole('button', { name: 'Publish 4 drafts …' }).waitFor()
  assert.match(await cells.nth(3).innerText(), /Late/)
  // The day after a late shift early: shifts touch a night of eight hours, and overlap nothing.
  await assertAccessible(page)
  await picture(page, 'roster-drafted')
  await employee.goto('/time')
  const mine = employee.getByRole('region', { name: 'My shifts' })
  await mine.waitFor()

  await page.getByRole('button', { name: 'Publish 4 drafts …' }).click()
  const dialog = page.getByRole('dialog', { name: 'Publish the plan' })
  await dialog.getByText('4 shifts').waitFor()
  await assertAccessible(page)
  await picture(page, 'roster-publish')
  await dialog.getByRole('button', { name: 'Publish 4 days' }).click()
  await page.getByText('The shifts of 1 person are published').waitFor()
  await page.getByRole('button', { name: 'Publish 0 drafts …' }).waitFor()

  await page.getByRole('button', { name: 'Copy a week' }).click()
  const copy = page.getByRole('dialog', { name: 'Copy a week' })
  await picture(page, 'roster-copy')
  await copy.getByRole('button', { name: 'Copy a week' }).click()
  await page.getByText('4 dates were drafted').waitFor()
  await page.getByRole('button', { name: 'Next week' }).click()
  await page.getByRole('button', { name: 'Publish 4 drafts …' }).waitFor()
  await page.getByText('4 weeks').click()
  await page.getByRole('columnheader').nth(28).waitFor()
  await picture(page, 'roster-four-weeks')

  await employee.reload()
  await mine.getByText('Early').first().waitFor()
  await mine.scrollIntoViewIfNeeded()
  await picture(employee, 'my-shifts')

  await page.goto(`/time/roster?day=${monday()}&q=Tom%20Becker`)
  await page.getByRole('button', { name: /^Late 14:00/ }).dragTo(
    page
      .getByRole('table')
      .getByRole('button', { name: /^Tom Becker/ })
      .first(),
  )
  await page.getByRole('button', { name: 'Publish 1 draft …' }).click()
  await page.getByRole('dialog', { name: 'Publish the plan' }).getByRole('button', { name: 'Publish 1 day' }).click()
  await page.getByText('The shifts of 1 person are published').waitFor()
  await swap(t, employee)
})

/** Mei works early and Tom late on the Monday: she asks, he agrees, their manager approves, and both work what the other did. */
async function swap(t: TestContext, employee: Page) {
  const requestsOf = (page: Page) => page.getByRole('region', { name: 'Shift requests' })
  await requestsOf(employee).getByRole('link', { name: 'Ask for another shift' }).click()
  const form = employee.getByRole('dialog', { name: 'Ask for another shift' })
  await form.getByLabel('On which day').fill(monday())
  await form.getByRole('combobox', { name: 'With whom' }).click()
  await employee.getByRole('option', { name: /Tom Becker · Late/ }).click()
  await assertAccessible(employee)
  await picture(employee, 'shift-form')
  await form.getByRole('button', { name: 'Ask Tom to swap' }).click()
  await requestsOf(employee).getByText('Colleague asked').waitFor()

  const tom = await signedIn(t, 'tom.becker@acme.test', { at: '/time' })
  await requestsOf(tom).getByText('Swap with Mei Chen').waitFor()
  await assertAccessible(tom)
  await picture(tom, 'shift-asked')
  await requestsOf(tom).getByRole('button', { name: 'Agree' }).click()
  await tom.getByRole('dialog', { name: 'Swap with your colleague?' }).getByRole('button', { name: 'Agree' }).click()
  await requestsOf(tom).getByText('Waiting').waitFor()

  const manager = await signedIn(t, 'manager@acme.test', { at: '/inbox' })
  const waiting = manager.getByRole('navigation', { name: 'Waiting requests' })
  await waiting.getByRole('link', { name: /Swap with Tom Becker/ }).click()
  await manager.getByRole('row', { name: /Tom Becker .*Late.*Early/ }).waitFor()
  await assertAccessible(manager)
  await picture(manager, 'shift-inbox')
  await manager.getByRole('button', { name: 'Approve', exact: true }).click()
  await manager
    .getByText(/^Approved/)
    .first()
    .waitFor()
  await employee.reload()
  await requestsOf(employee).getByText('Approved').waitFor()
  await picture(employee, 'shift-approved')
  const shifts = employee.getByRole('region', { name: 'My shifts' }).getByRole('listitem')
  await shifts
    .filter({ hasText: short.format(new Date(monday())) })
    .getByText('Late')
    .waitFor()
}

type Me = { data: { user: { firstName: string; lastName: string } } }

async function bearer(page: Page) {
  const { data } = (await (await page.request.post('/api/v1/auth/refresh', { data: {} })).json()) as {
    data: { tokens: { accessToken: string } }
  }
  return { authorization: `Bearer ${data.tokens.accessToken}` }
}

async function addShift(page: Page, name: string, starts: string, ends: string) {
  await page.getByRole('button', { name: 'Add a shift' }).first().click()
  const form = page.getByRole('dialog', { name: 'Add a shift' })
  await form.getByRole('textbox', { name: 'Name' }).fill(name)
  await fillTime(form, 'Starts', starts)
  await fillTime(form, 'Ends', ends)
  await form.getByRole('button', { name: 'Add a shift' }).click()
  await page.getByRole('button', { name: new RegExp(`^${name} ${starts}`) }).waitFor()
}
