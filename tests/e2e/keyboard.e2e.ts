import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays, eachDay, localDateOf, weekdayOf } from '../../server/core/dates.ts'
import { publicHolidays } from '../../server/modules/attendance/index.ts'
import { freshPage, password, picture, signedIn } from './app.ts'
import { assertVisibleFocus, namesIn, tabTo, viaPalette } from './keyboard.ts'

test('by keyboard alone an employee signs in, clocks in and out, asks for leave and takes it back', async (t) => {
  const page = await freshPage(t)
  await page.goto('/sign-in')
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
  await assertVisibleFocus(page)
  await page.keyboard.type('employee@acme.test')
  await tabTo(page, page.getByLabel('Password', { exact: true }))
  await page.keyboard.type(password)
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor()
  await tabTo(page, page.getByRole('link', { name: 'Skip to the page' }))

  const clock = page.getByRole('group', { name: 'Clock' })
  await tabTo(page, clock.getByRole('button', { name: 'Start' }))
  await page.keyboard.press('Enter')
  await clock.getByRole('button', { name: 'Break' }).waitFor()
  // The button that was pressed is gone; the next act is where it was.
  await assertVisibleFocus(page)
  await tabTo(page, clock.getByRole('button', { name: 'End' }))
  await page.keyboard.press('Enter')
  await clock.getByRole('button', { name: 'Start' }).waitFor()

  await viaPalette(page, 'Request leave')
  const drawer = page.getByRole('dialog', { name: 'Request leave' })
  await drawer.getByRole('button', { name: 'Next month' }).waitFor()
  await tabTo(page, drawer.getByRole('button', { name: 'Next month' }))
  const [day, label] = aWorkingDay()
  const ahead = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - monthsOf(today())
  for (let month = 0; month < ahead; month += 1) await page.keyboard.press('Enter')
  // One of the days is a stop; from there on arrows go.
  const focused = () => page.evaluate<string>("document.activeElement.getAttribute('aria-label') ?? ''")
  for (let stop = 0; stop < 5 && !/\d/.test(await focused()); stop += 1) await page.keyboard.press('Tab')
  for (let step = 0; step < 40 && (await focused()) !== label; step += 1) await page.keyboard.press('ArrowRight')
  assert.equal(await focused(), label)
  await assertVisibleFocus(page)
  await page.keyboard.press('Enter')
  await page.keyboard.press('Enter')
  await tabTo(page, drawer.getByRole('button', { name: 'Request 1 day' }))
  await picture(page, 'keyboard-request')
  await page.keyboard.press('Enter')
  await page.getByText('Asked for 1 day').waitFor()
  await drawer.waitFor({ state: 'detached' })

  await viaPalette(page, 'My leave')
  await page.getByRole('heading', { name: 'Leave', exact: true, level: 1 }).waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Withdraw' }).first())
  await page.keyboard.press('Enter')
  const asks = page.getByRole('dialog')
  await tabTo(page, asks.getByRole('button', { name: 'Withdraw 1 day' }))
  await page.keyboard.press('Enter')
  await page.getByText('1 day taken back').waitFor()
})

const today = () => localDateOf(new Date().toISOString(), 'Asia/Jakarta')
const monthsOf = (day: string) => Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7))

/** A Tuesday at least a week from now that is no holiday, and what the calendar calls it. */
function aWorkingDay(): [string, string] {
  const year = Number(today().slice(0, 4))
  const holidays = new Set([...publicHolidays('ID', year), ...publicHolidays('ID', year + 1)].map(({ day }) => day))
  const found = eachDay(addDays(today(), 7), addDays(today(), 60)).find((day) => weekdayOf(day) === 2 && !holidays.has(day))
  assert(found)
  const format = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' })
  return [found, format.format(new Date(`${found}T00:00:00Z`))]
}

test('by keyboard alone a manager works through the inbox, says why not, and sees who is here', async (t) => {
  const page = await signedIn(t, 'manager@acme.test')
  await viaPalette(page, 'Inbox')
  await page.getByRole('heading', { name: /of .* leave/ }).waitFor()
  const list = page.getByRole('navigation', { name: 'Waiting requests' })
  const rows = list.getByRole('link')
  const current = () => list.locator('[aria-current]')
  const [first = '', second = ''] = await namesIn(page)
  await current().filter({ hasText: first }).waitFor()
  await page.keyboard.press('j')
  await current().filter({ hasText: second }).waitFor()
  await assertVisibleFocus(page)
  assert.match((await page.locator(':focus').textContent()) ?? '', new RegExp(second))
  await page.keyboard.press('k')
  await current().filter({ hasText: first }).waitFor()
  await page.getByRole('button', { name: /^Approve/ }).waitFor()

  await page.keyboard.press('r')
  await page.getByText('Say why; a rejection needs a comment').waitFor()
  await assertVisibleFocus(page)
  await picture(page, 'inbox-reject')
  await page.keyboard.type('Rather in January')
  await tabTo(page, page.getByRole('button', { name: 'Reject', exact: true }))
  await page.keyboard.press('Enter')
  await page.getByText(new RegExp(`Rejected .* for ${first}`)).waitFor()

  await current().filter({ hasText: second }).waitFor()
  await page.getByRole('button', { name: /^Approve/ }).waitFor()
  await page.keyboard.press('a')
  await page.getByText(new RegExp(`Approved .* for ${second}`)).waitFor()
  await rows.filter({ hasText: second }).waitFor({ state: 'detached' })
  assert(!(await namesIn(page)).includes(first))

  await viaPalette(page, 'Team today')
  await page.getByRole('heading', { name: 'Team today', level: 1 }).waitFor()
  await tabTo(page, page.getByRole('textbox', { name: /Find|Search/ }))
  await page.keyboard.type('Mei')
  await page.getByRole('row', { name: /Mei Chen/ }).waitFor()
  await page.getByRole('row', { name: /Ana Lopes/ }).waitFor({ state: 'detached' })
  // People are found by name as well, and gone to.
  await viaPalette(page, 'Mei Chen')
  await page.getByRole('heading', { name: 'Mei Chen', level: 1 }).waitFor()
})
