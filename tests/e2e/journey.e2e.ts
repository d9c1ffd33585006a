import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, WebSocket } from 'playwright'
import { addDays, eachDay, localDateOf, weekdayOf } from '../../server/core/dates.ts'
import { publicHolidays } from '../../server/modules/attendance/index.ts'
import { assertAccessible, picture, signedIn } from './app.ts'

test('the employee clocks in and asks for three days, the manager approves, and the balance moves by exactly three', async (t) => {
  const employee = await signedIn(t, 'employee@acme.test')
  const clock = employee.getByRole('group', { name: 'Clock' }).or(employee.getByRole('region', { name: 'Clock' }))
  await employee.getByRole('button', { name: 'Start', exact: true }).first().click()
  await employee.getByRole('button', { name: 'End', exact: true }).first().waitFor()
  await clock.first().waitFor()
  await assertAccessible(employee)
  await picture(employee, 'home-employee')

  const [first, last] = threeWorkingDays()
  const before = await annualBalance(employee)
  await employee
    .getByRole('button', { name: 'Request leave' })
    .or(employee.getByRole('link', { name: 'Request leave' }))
    .first()
    .click()
  await chooseDates(employee, first, last)
  await employee.getByText('3 days', { exact: true }).first().waitFor()
  await assertAccessible(employee)
  await picture(employee, 'request-drawer')
  await employee.getByLabel('Note').fill('Family visit')
  await employee.getByRole('button', { name: 'Request 3 days' }).click()
  await employee.getByText('Asked for 3 days').waitFor()

  const manager = await signedIn(t, 'manager@acme.test')
  await manager
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click()
  await manager.getByRole('heading', { name: 'Inbox' }).waitFor()
  await manager
    .getByText(/Mei Chen/)
    .first()
    .click()
  await manager.getByText('“Family visit”').or(manager.getByText('Family visit')).first().waitFor()
  await assertAccessible(manager)
  await picture(manager, 'inbox')
  await manager.getByRole('button', { name: 'Approve 3 days' }).click()
  await manager
    .getByText(/Approved 3 days for Mei/)
    .first()
    .waitFor()

  await employee.goto('/leave')
  await employee.getByRole('heading', { name: 'Leave', exact: true }).waitFor()
  assert.equal(await annualBalance(employee), before - 3)
  await picture(employee, 'leave')
  // The board of whoever may see it follows at once; it would ask by itself only after a minute.
  const listening = new Promise<WebSocket>((done) => {
    manager.once('websocket', (socket) =>
      socket.on('framereceived', ({ payload }) => {
        if (String(payload).startsWith('40')) done(socket)
      }),
    )
  })
  await manager.goto('/time/today?q=Mei')
  const mei = manager.getByRole('row', { name: /Mei Chen/ })
  await mei.getByText('Working', { exact: true }).waitFor()
  const told = (await listening).waitForEvent('framereceived', ({ payload }) => String(payload) === '42["changed","presence"]')
  await employee.getByRole('button', { name: 'End', exact: true }).first().click()
  await employee.getByRole('button', { name: 'Start', exact: true }).first().waitFor()
  await told
  await mei.getByText('Finished', { exact: true }).waitFor({ timeout: 10_000 })

  const admin = await signedIn(t, 'admin@acme.test')
  await admin.getByRole('link', { name: 'Audit log' }).click()
  await admin
    .getByText(/approved 3 days of Annual leave/)
    .first()
    .waitFor()
  await admin.getByRole('button', { name: 'Verify' }).click()
  await admin.getByText('Intact', { exact: true }).waitFor()
  await assertAccessible(admin)
  await picture(admin, 'audit')
})

/** A Tuesday to Thursday at least a week from now without a holiday. */
function threeWorkingDays(): [string, string] {
  const today = localDateOf(new Date().toISOString(), 'Asia/Jakarta')
  const year = Number(today.slice(0, 4))
  const holidays = new Set([...publicHolidays('ID', year), ...publicHolidays('ID', year + 1)].map(({ day }) => day))
  const tuesday = eachDay(addDays(today, 7), addDays(today, 60)).find(
    (day) => weekdayOf(day) === 2 && !eachDay(day, addDays(day, 2)).some((one) => holidays.has(one)),
  )
  assert(tuesday)
  return [tuesday, addDays(tuesday, 2)]
}

async function chooseDates(page: Page, first: string, last: string) {
  for (const day of [first, last]) {
    const label = new Intl.DateTimeFormat('en-GB', { weekday: 'long', day: 'numeric', month: 'long', timeZone: 'UTC' }).format(
      new Date(`${day}T00:00:00Z`),
    )
    const button = page.getByRole('button', { name: label, exact: true })
    for (let month = 0; month < 3 && !(await button.isVisible()); month += 1) await page.getByRole('button', { name: /Next month/ }).click()
    await button.click()
  }
}

/** What is available of annual leave, as the app answers it to this very page. */
async function annualBalance(page: Page): Promise<number> {
  // A page that asks for no balances: an answer to the page before would be taken for this one's.
  await page.goto('/account')
  const answered = page.waitForResponse((response) => response.url().includes('/leave/balances/me') && response.ok())
  await page.goto('/leave')
  const { data } = (await (await answered).json()) as { data: { balances: { typeCode: string; available: string }[] } }
  const annual = data.balances.find(({ typeCode }) => typeCode === 'annual')
  assert(annual)
  await page.getByText(annual.available, { exact: true }).first().waitFor()
  return Number(annual.available)
}
