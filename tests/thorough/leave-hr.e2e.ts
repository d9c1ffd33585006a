import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { readSheet } from '../../server/core/sheet.ts'
import { assertAccessible, openApp, picture, settled, signedIn } from '../e2e/app.ts'
import { dayMs, pick, weekdayFrom, workedFrom } from '../e2e/calendar.ts'

test('a document is handed in with leave that needs one, and HR reads it; HR enters, changes and cancels leave of somebody', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/leave/types' })
  await hr.getByRole('button', { name: 'More for Unpaid leave' }).click()
  await hr.getByRole('menuitem', { name: 'Edit' }).click()
  const type = hr.getByRole('dialog', { name: 'Unpaid leave' })
  await type.getByLabel('Document above days').fill('1')
  await type.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('document above 1 day').waitFor()

  const page = await signedIn(t, 'employee@acme.test', { at: '/leave?ask=leave' })
  const form = page.getByRole('dialog', { name: 'Request leave' })
  await form.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: 'Unpaid leave' }).click()
  const tuesday = Date.parse(workedFrom(60, 2, 2))
  await pick(page, tuesday)
  await pick(page, tuesday + dayMs)
  await form.getByText('Above 1 day this leave needs a document; 2 are asked for.').first().waitFor()
  const choosing = page.waitForEvent('filechooser')
  await form.getByRole('button', { name: 'Attach a document' }).click()
  await (await choosing).setFiles({ name: 'letter.pdf', mimeType: 'application/pdf', buffer: Buffer.from('%PDF-1.7\n%%EOF\n') })
  await form.getByText('letter.pdf').waitFor()
  await form.getByRole('button', { name: 'Request 2 days' }).scrollIntoViewIfNeeded()
  await assertAccessible(page)
  await picture(page, 'leave-document')
  await form.getByRole('button', { name: 'Request 2 days' }).click()
  await page.getByText('Asked for 2 days').waitFor()

  const name = 'Mei Chen'
  await hr.goto('/leave/balances')
  await hr.getByRole('combobox', { name: 'Person' }).fill('Mei')
  await hr.getByRole('option', { name }).click()
  const requests = hr.getByRole('region', { name: 'Requests' })
  await requests
    .getByRole('button', { name: /^More for Unpaid leave/ })
    .first()
    .click()
  await hr.getByRole('menuitem', { name: '1 document' }).click()
  const downloading = hr.waitForEvent('download')
  await hr
    .getByRole('dialog', { name: 'Documents' })
    .getByRole('button', { name: /letter\.pdf/ })
    .click()
  assert.equal((await downloading).suggestedFilename(), 'letter.pdf')
  await picture(hr, 'leave-document-hr')
  await hr.keyboard.press('Escape')

  await hr.getByRole('button', { name: 'Enter leave' }).click()
  const enter = hr.getByRole('dialog', { name: 'Enter leave' })
  await enter.getByRole('combobox', { name: 'Type' }).click()
  await hr.getByRole('option', { name: /^Sick leave/ }).click()
  const later = Date.parse(workedFrom(80, 3, 2))
  await pick(hr, later, 'Enter leave')
  await pick(hr, later, 'Enter leave')
  await enter.getByLabel('I have seen the document on paper').waitFor()
  await enter.getByRole('button', { name: 'Request 1 day' }).scrollIntoViewIfNeeded()
  await assertAccessible(hr)
  await picture(hr, 'leave-enter')
  await enter.getByRole('button', { name: 'Request 1 day' }).click()
  await hr.getByText(`1 day entered for ${name}`).waitFor()
  // Older sick leave is listed until the new one is.
  const row = requests.getByRole('row').filter({ hasText: 'Sick leave' }).filter({ hasText: 'Waiting' })
  const entered = row.getByRole('button', { name: /^More for Sick leave/ })
  await entered.click()
  await hr.getByRole('menuitem', { name: 'Change' }).click()
  const change = hr.getByRole('dialog', { name: 'Change the request' })
  await change.getByLabel('Last day').fill(new Date(later + dayMs).toISOString().slice(0, 10))
  await change.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('The request is changed').waitFor()
  await requests.getByText('2 days').first().waitFor()
  await entered.click()
  await hr.getByRole('menuitem', { name: 'Cancel leave' }).click()
  const cancel = hr.getByRole('dialog', { name: 'Cancel leave of Mei?' })
  await cancel.getByLabel('Reason').fill('Entered by mistake')
  await assertAccessible(hr)
  await cancel.getByRole('button', { name: 'Cancel 2 days' }).click()
  await hr.getByText('2 days taken back').waitFor()
  await picture(hr, 'leave-of-somebody')
})

test('HR lists optional holidays, of which somebody takes one, and pays out leave at a rate', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/leave/types?form=add' })
  const add = hr.getByRole('dialog', { name: 'Add a kind of leave' })
  await add.getByLabel('Name').fill('Optional holiday')
  await add.getByLabel('Code').fill('optional')
  await add.getByRole('switch', { name: 'Counted down from a balance' }).click()
  await add.getByRole('switch', { name: 'On listed days only (optional holidays)' }).click()
  await add.getByRole('button', { name: 'Add a kind of leave' }).click()
  await hr.getByRole('button', { name: 'More for Optional holiday' }).click()
  await hr.getByRole('menuitem', { name: 'Days it may be taken on' }).click()
  const listed = hr.getByRole('dialog', { name: 'Optional holiday: days' })
  await listed.getByRole('button', { name: 'Add a day' }).click()
  const day = workedFrom(100, 4)
  await listed.getByLabel('Day 1', { exact: true }).fill(day)
  await listed.getByLabel('Name of day 1').fill('Founders day')
  await assertAccessible(hr)
  await picture(hr, 'leave-listed')
  await listed.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('Optional holiday is changed').waitFor()

  const page = await signedIn(t, 'employee@acme.test', { at: '/leave?ask=leave' })
  const form = page.getByRole('dialog', { name: 'Request leave' })
  await form.getByRole('combobox', { name: 'Type' }).click()
  await page.getByRole('option', { name: 'Optional holiday' }).click()
  await form.getByRole('combobox', { name: 'Optional holiday' }).click()
  await page.getByRole('option', { name: /^Founders day/ }).click()
  await picture(page, 'leave-optional')
  await form.getByRole('button', { name: 'Request 1 day' }).click()
  await page.getByText('Asked for 1 day').waitFor()

  await hr.goto('/leave/types')
  await hr.getByRole('button', { name: 'More for Annual leave' }).click()
  await hr.getByRole('menuitem', { name: 'Edit' }).click()
  const type = hr.getByRole('dialog', { name: 'Annual leave' })
  await type.getByRole('switch', { name: 'Can be paid out' }).click()
  await type.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('Annual leave is changed').waitFor()
  await hr.goto('/leave/balances')
  await hr.getByRole('combobox', { name: 'Person' }).fill('Mei')
  await hr.getByRole('option', { name: 'Mei Chen' }).click()
  // What is still read above it would move it from under the mouse.
  await settled(hr)
  await hr.getByRole('button', { name: 'Pay out leave' }).click()
  const pay = hr.getByRole('dialog', { name: 'Pay out leave' })
  await pay.getByRole('combobox', { name: 'Type' }).click()
  await hr.getByRole('option', { name: 'Annual leave' }).click()
  await pay.getByLabel('Quantity').fill('900')
  await pay.getByLabel(/^Rate for one/).fill('250')
  await pay.getByRole('button', { name: 'Pay out leave' }).click()
  await pay.getByText(/can be paid out; 900 were asked for/).waitFor()
  await pay.getByLabel('Quantity').fill('0.5')
  await pay.getByText(/^125/).waitFor()
  await assertAccessible(hr)
  await pay.getByRole('button', { name: 'Pay out leave' }).click()
  await hr.getByText('0.5 days paid out').waitFor()
  await hr.getByRole('region', { name: 'Paid out' }).getByText('0.5 days').waitFor()
  await picture(hr, 'leave-paid-out')
})

test('HR sees the balances of everybody with the figures of the API and the file, and gives leave for a day off that was worked', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test')
  const answered = hr.waitForResponse(/reports\/leave\/balances\?/)
  await hr.goto('/leave/balances?q=chen')
  const { rows } = ((await (await answered).json()) as { data: { rows: Reported[] } }).data
  await hr.getByRole('link', { name: 'Mei Chen' }).first().waitFor()
  const [heading, ...lines] = await cellsOf(hr)
  assert(rows.length > 1)
  assert.deepEqual(
    lines.map(([person, ...cells]) => [person!.split('\n')[0], ...cells]),
    rows.map(({ employee, balance }) => [`${employee.firstName} ${employee.lastName}`, ...shownOf(balance, heading!.slice(2))]),
  )
  const downloading = hr.waitForEvent('download')
  await hr.getByRole('button', { name: 'CSV' }).click()
  const [names, ...inFile] = await Array.fromAsync(readSheet(await readFile(await (await downloading).path())))
  const available = names!.indexOf('Available')
  assert.deepEqual([heading![2], names![available - 1]], ['Available', 'Leave type'], 'what is left is right after its kind')
  const table = hr.getByRole('group', { name: 'Balances' })
  await hr.setViewportSize({ width: 1440, height: 900 })
  assert(await table.evaluate((element) => element.scrollWidth <= element.clientWidth), 'the table is within its card')
  assert.deepEqual(
    inFile.map((line) => line[available]),
    rows.map(({ balance }) => balance['available']),
  )
  await assertAccessible(hr)
  await picture(hr, 'leave-report')

  await hr.goto('/leave/types?form=add')
  const add = hr.getByRole('dialog', { name: 'Add a kind of leave' })
  await add.getByLabel('Name').fill('Time off in lieu')
  await add.getByLabel('Code').fill('lieu')
  await add.getByLabel('Lapses after days').fill('90')
  await add.getByRole('button', { name: 'Add a kind of leave' }).click()
  await hr.getByText('Time off in lieu').first().waitFor()
  const worked = new Date(weekdayFrom(Date.now() - 8 * dayMs, 0)).toISOString().slice(0, 10)
  // A Thursday gone by, also where the first of them was a holiday.
  const working = workedFrom(-20, 4)
  const { sql } = await openApp()
  await sql(`insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes)
    select company_id, id, '${worked}', 'present', 0, 480, 0, 0, 0, 0, 0 from employee where first_name = 'Mei' and last_name = 'Chen'
    on conflict (company_id, employee_id, work_date) do update set worked_minutes = 480`)
  await hr.goto('/leave/balances?q=chen')
  const single = hr.waitForResponse(/leave\/balances\/[0-9a-f-]{36}/)
  await hr.getByRole('link', { name: 'Mei Chen' }).first().click()
  const { balances } = ((await (await single).json()) as { data: { balances: Record<string, string>[] } }).data
  const region = hr.getByRole('region', { name: 'For extra work' })
  await region.waitFor()
  const [head, ...own] = await cellsOf(hr)
  assert.deepEqual(
    own,
    balances.filter(({ tracksBalance }) => tracksBalance).map((balance) => shownOf(balance, head!.slice(1))),
  )
  await region.getByRole('button', { name: 'Give leave for a day worked' }).click()
  const give = hr.getByRole('dialog', { name: 'Give leave for a day worked' })
  await give.getByRole('combobox', { name: 'Type' }).click()
  await hr.getByRole('option', { name: 'Time off in lieu' }).click()
  await give.getByText('Lapses 90 days after the day worked').waitFor()
  await give.getByLabel('Day off worked').fill(working)
  await give.getByRole('button', { name: 'Give leave for a day worked' }).click()
  await give.getByText(`${working} was not a day off.`).waitFor()
  await give.getByLabel('Day off worked').fill(worked)
  await assertAccessible(hr)
  await picture(hr, 'leave-earn')
  await give.getByRole('button', { name: 'Give leave for a day worked' }).click()
  await hr.getByText(/^1 day given, until/).waitFor()
  await region.getByText('1 day', { exact: true }).waitFor()
  await hr
    .getByRole('group', { name: 'Balances' })
    .getByRole('row', { name: /^Time off in lieu\s*1 day/ })
    .waitFor()
  await picture(hr, 'leave-earned')
  await region.getByRole('button', { name: /^More for/ }).click()
  await hr.getByRole('menuitem', { name: 'Take it back' }).click()
  await hr.getByRole('dialog').getByRole('button', { name: 'Take it back' }).click()
  await region.getByText('Taken back').waitFor()
  await hr
    .getByRole('group', { name: 'Balances' })
    .getByRole('row', { name: /^Time off in lieu\s*0 days/ })
    .waitFor()
})

test('somebody asks for leave to be paid out; HR sees what it leaves, approves it and sets the rate', async (t) => {
  // The test before lets annual leave be paid out; alone, this one does so.
  const { sql } = await openApp()
  await sql(`update leave_type set encashable = true where code = 'annual'`)
  const page = await signedIn(t, 'employee@acme.test', { at: '/leave?payOut=ask' })
  const form = page.getByRole('dialog', { name: 'Ask to be paid out' })
  await form.getByText(/^At most .* available$/).waitFor()
  await form.getByLabel('Quantity').fill('900')
  await form.getByRole('button', { name: 'Ask for 900 days' }).click()
  await form.getByText(/can be paid out; 900 were asked for/).waitFor()
  await form.getByLabel('Quantity').fill('1.5')
  await assertAccessible(page)
  await picture(page, 'leave-payout-ask')
  await form.getByRole('button', { name: 'Ask for 1.5 days' }).click()
  await page.getByText('Asked for 1.5 days to be paid out').waitFor()
  await page.getByRole('region', { name: 'Leave to be paid out' }).getByText('Waiting').waitFor()

  const hr = await signedIn(t, 'hr@acme.test', { at: '/inbox' })
  await hr.getByText('1.5 days of Annual leave paid out').first().click()
  await hr.getByText('Paid out this year').waitFor()
  await assertAccessible(hr)
  await picture(hr, 'leave-payout-inbox')
  await hr.getByRole('button', { name: 'Approve' }).last().click()
  await hr.getByText('1.5 days of Annual leave paid out').first().waitFor({ state: 'detached' })
  await hr.goto('/leave/balances?q=chen')
  await hr.getByRole('link', { name: 'Mei Chen' }).first().click()
  const paid = hr.getByRole('region', { name: 'Paid out' })
  await paid.getByRole('button', { name: 'Set the rate' }).click()
  const rate = hr.getByRole('dialog', { name: 'Set the rate' })
  await rate.getByLabel(/^Rate for one/).fill('200')
  await rate.getByText(/^300/).waitFor()
  await rate.getByRole('button', { name: 'Set the rate' }).click()
  await paid.getByText(/^300/).waitFor()
  await picture(hr, 'leave-payout-paid')
})

/** The table of balances as it stands on the page. */
async function cellsOf(page: Page) {
  const rows = await page.getByRole('group', { name: 'Balances' }).getByRole('row').all()
  return Promise.all(rows.map((row) => row.locator('th, td').allInnerTexts()))
}

/** What the page should show of a balance under these headings. */
const shownOf = (balance: Readonly<Record<string, string>>, heading: readonly string[]) => [
  balance['typeName'],
  new Intl.NumberFormat('en-GB', {
    style: 'unit',
    unit: balance['unit'] === 'days' ? 'day' : 'hour',
    unitDisplay: 'long',
    maximumFractionDigits: 4,
  }).format(Number(balance['available'])),
  ...heading.slice(1).map((name) => figure(balance[figureOf[name]!]!, spent.includes(name))),
]

type Reported = { employee: { firstName: string; lastName: string }; balance: Record<string, string> }
const spent = ['Taken', 'Held', 'Lapsed', 'Paid out']
const figureOf: Readonly<Record<string, string>> = {
  Granted: 'entitled',
  'Carried over': 'carriedIn',
  Earned: 'accrued',
  Adjusted: 'adjusted',
  'Extra work': 'compensatory',
  Taken: 'taken',
  Held: 'held',
  Lapsed: 'expired',
  'Paid out': 'encashed',
}
const figure = (quantity: string, isSpent = false) =>
  `${isSpent && Number(quantity) > 0 ? '−' : ''}${new Intl.NumberFormat('en-GB', { maximumFractionDigits: 4 }).format(Number(quantity))}`
