import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, openApp, picture, signedIn } from '../e2e/app.ts'
import { fillTime } from '../e2e/calendar.ts'

const short = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'UTC' })

test('a correction of a day is asked for with what it changes, approved beside it, and the day has it', async (t) => {
  const page = await signedIn(t, 'employee@acme.test')
  // A Wednesday gone by: whatever the clock says there, it becomes this.
  const now = new Date()
  const day = new Date(now.getTime() - (((now.getUTCDay() + 3) % 7) + 1) * 86_400_000)
  const date = day.toISOString().slice(0, 10)
  await page.goto(`/time?day=${date}`)
  await page.getByRole('link', { name: `Correct ${short.format(day)}` }).click()
  const form = page.getByRole('dialog', { name: 'Correct a day' })
  await form.getByRole('button', { name: 'Add an entry' }).waitFor()
  for (let left = await form.getByRole('button', { name: /^Remove entry/ }).count(); left > 0; left -= 1)
    await form.getByRole('button', { name: 'Remove entry 1', exact: true }).click()
  for (const [index, time] of ['08:00', '12:00', '12:30', '17:45'].entries()) {
    await form.getByRole('button', { name: 'Add an entry' }).click()
    const number = String(index + 1)
    if (time === '12:00') {
      await form.getByRole('combobox', { name: `Kind of entry ${number}` }).click()
      await page.getByRole('option', { name: 'Break' }).click()
    }
    await fillTime(form, `Time of entry ${number}`, time)
  }
  await form.getByRole('row', { name: /Worked .*9:15/ }).waitFor()
  await form.getByLabel('Why').fill('The clock at the door was broken')
  await assertAccessible(page)
  await picture(page, 'correction-form')
  await form.getByRole('button', { name: 'Request this correction' }).click()
  const mine = page.getByRole('region', { name: 'My corrections' })
  await mine.getByText('Waiting').waitFor()
  await picture(page, 'correction-asked')

  const manager = await signedIn(t, 'manager@acme.test', { at: '/inbox' })
  await manager
    .getByRole('navigation', { name: 'Waiting requests' })
    .getByRole('link', { name: /Correction of a day/ })
    .click()
  await manager.getByRole('row', { name: /Worked .*9:15/ }).waitFor()
  await assertAccessible(manager)
  await picture(manager, 'correction-inbox')
  await manager.getByRole('button', { name: 'Approve', exact: true }).click()
  await manager
    .getByText(/^Approved/)
    .first()
    .waitFor()

  await page.reload()
  await mine.getByText('Approved').waitFor()
  await page.getByRole('row', { name: new RegExp(`${short.format(day)}.*9:15`) }).waitFor()
  await picture(page, 'correction-approved')
  await page.goto(`/time/sheet?day=${date}`)
  await page.getByRole('row', { name: new RegExp(`${short.format(day)}.*9:15`) }).waitFor()
  const sheet = await page.pdf({ preferCSSPageSize: true })
  assert.equal(sheet.toString('latin1').match(/\/Type\s*\/Page\b/g)?.length, 1, 'one sheet of paper')
  await picture(page, 'timesheet')
  await page.emulateMedia({ media: 'print' })
  await picture(page, 'timesheet-printed')
  await page.emulateMedia({ media: 'screen' })
  await page.goto('/time')
  await page.setViewportSize({ width: 375, height: 800 })
  await picture(page, 'correction-phone')
})

test('a manager clears what is to be looked at: overtime decided, a day corrected for the person, a day taken as it is', async (t) => {
  const { sql } = await openApp()
  // What the night would have flagged: the last two days of somebody whose ends were put in.
  await sql(`update attendance_day set flags = '{automatic-end}', overtime_state = null where (employee_id, work_date) in
    (select d.employee_id, d.work_date from attendance_day d join employee e on e.id = d.employee_id
     where e.first_name = 'Jonas' and e.last_name = 'Weber' and d.worked_minutes > 0 and d.work_date < current_date - 1
     order by d.work_date desc limit 2)`)
  const page = await signedIn(t, 'manager@acme.test', { at: '/time/exceptions' })
  const list = page.getByRole('group', { name: 'To clear' })
  const counter = page.getByRole('button', { name: /^Overtime/ })
  await list
    .getByRole('button', { name: /^Approve \d/ })
    .first()
    .waitFor()
  await assertAccessible(page)
  await picture(page, 'exceptions')
  const waiting = Number(/\d+$/.exec(await counter.innerText())![0])
  await list
    .getByRole('button', { name: /^Approve \d/ })
    .first()
    .click()
  await page.getByText('The overtime is approved').waitFor()
  await page.getByRole('button', { name: new RegExp(`^Overtime ?${waiting - 1}$`) }).waitFor()

  await page.getByRole('button', { name: /^Ended without clocking/ }).click()
  const lines = list.getByRole('row').filter({ hasText: 'Jonas Weber' })
  await lines.nth(1).waitFor()
  await lines.first().getByRole('link', { name: 'Correct' }).click()
  const form = page.getByRole('dialog', { name: 'Correct a day of Jonas Weber' })
  await form.getByRole('button', { name: 'Add an entry' }).waitFor()
  const last = form.getByLabel(/^Time of entry/).last()
  await last.fill('19:45')
  await form.getByLabel('Why').fill('He left when the shop closed')
  await assertAccessible(page)
  await picture(page, 'exceptions-correct')
  await form.getByRole('button', { name: 'Request this correction' }).click()
  await lines.getByText('Correction waiting').waitFor()
  await lines.nth(1).getByRole('checkbox').click()
  await page.getByRole('group', { name: 'Chosen days' }).getByRole('button', { name: 'Right as it is' }).click()
  await picture(page, 'exceptions-several')
  await page.getByRole('dialog').getByRole('button', { name: 'Take 1 as it is' }).click()
  await page.getByText('1 day is taken as it is').waitFor()
  await lines.nth(1).waitFor({ state: 'detached' })
  await page.setViewportSize({ width: 375, height: 800 })
  await picture(page, 'exceptions-phone')
})
