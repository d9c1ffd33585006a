import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, openApp, picture, signedIn, until } from './app.ts'

test('without a network the clock goes on, in the open app and in one opened anew, and what was pressed counts from when it was', async (t) => {
  const page = await signedIn(t, 'employee@acme.test', { serviceWorkers: 'allow' })
  await until(page, `caches.open('muster').then((cache) => cache.keys()).then((keys) => keys.length > 5)`)
  const clock = page.getByRole('group', { name: 'Clock' })
  await clock.getByRole('button', { name: 'Start', exact: true }).waitFor()

  await page.context().setOffline(true)
  await clock.getByRole('button', { name: 'Start', exact: true }).click()
  await clock.getByRole('button', { name: 'End', exact: true }).waitFor()
  await page.getByText('1 press of the clock is kept here').waitFor()
  const pressed = Date.now()
  await picture(page, 'offline-open')

  await page.reload()
  await page.getByRole('heading', { name: 'Muster cannot be reached' }).waitFor()
  await page.getByText('Mei Chen').waitFor()
  await assertAccessible(page)
  await clock.getByRole('button', { name: 'Break', exact: true }).click()
  await page
    .getByRole('region', { name: 'Kept here until they can be sent' })
    .getByText(/^Break at/)
    .waitFor()
  await picture(page, 'offline-opened-anew')

  await page.context().setOffline(false)
  await page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor({ timeout: 30_000 })
  await clock.getByRole('button', { name: 'Resume', exact: true }).waitFor()
  await page.getByText('is kept here').waitFor({ state: 'detached' })
  const { sql } = await openApp()
  const { rows } = (await sql(
    `select x.kind, x.at, x.created_at > x.at as later from attendance_entry x join employee e on e.company_id = x.company_id and e.id = x.employee_id
      where e.email = 'employee@acme.test' and x.created_at > now() - interval '2 minutes' order by x.at`,
  )) as { rows: { kind: string; at: Date; later: boolean }[] }
  assert.deepEqual(
    rows.map(({ kind }) => kind),
    ['start', 'break'],
  )
  assert(Math.abs(rows[0]!.at.getTime() - pressed) < 5_000, 'it counts from when it was pressed')
  assert(rows.every(({ later }) => later))
})
