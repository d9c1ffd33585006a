import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, WebSocket } from 'playwright'
import { assertAccessible, picture, signedIn } from './app.ts'
import { dayMs, pick, workedFrom } from './calendar.ts'

test('the employee clocks in and asks for three days, the manager approves, and the balance moves by exactly three', async (t) => {
  const employee = await signedIn(t, 'employee@acme.test')
  const clock = employee.getByRole('group', { name: 'Clock' }).or(employee.getByRole('region', { name: 'Clock' }))
  await employee.getByRole('button', { name: 'Start', exact: true }).first().click()
  await employee.getByRole('button', { name: 'End', exact: true }).first().waitFor()
  await clock.first().waitFor()
  await assertAccessible(employee)
  await picture(employee, 'home-employee')

  const tuesday = Date.parse(workedFrom(7, 2, 3))
  const before = await annualBalance(employee)
  await employee
    .getByRole('button', { name: 'Request leave' })
    .or(employee.getByRole('link', { name: 'Request leave' }))
    .first()
    .click()
  for (const day of [tuesday, tuesday + 2 * dayMs]) await pick(employee, day)
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
