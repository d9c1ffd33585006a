import assert from 'node:assert/strict'
import { test } from 'node:test'
import { addDays } from '../../server/core/dates.ts'
import { assertAccessible, picture, signedIn } from '../e2e/app.ts'
import { workedFrom } from '../e2e/calendar.ts'

const office = { latitude: -6.2088, longitude: 106.8456 }

test('days at home are limited and a place to clock is set up; a request to work at home shows what it means and is approved', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/time/places', permissions: ['geolocation'], geolocation: office })
  await hr.getByLabel('Days at home a week').fill('3')
  await hr.getByLabel('Allowed, and the day is flagged').check()
  await hr.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('The rules hold from today on').waitFor()
  await hr.getByRole('button', { name: 'Add a place' }).click()
  const form = hr.getByRole('dialog', { name: 'Add a place' })
  await form.getByLabel('Name').fill('Head office')
  await form.getByRole('button', { name: 'Take where I am now' }).click()
  await picture(hr, 'place-form')
  assert.equal(await form.getByLabel('Latitude').inputValue(), String(office.latitude))
  await form.getByRole('button', { name: 'Add a place' }).click()
  await hr.getByRole('row', { name: /Head office Everybody -6.2088, 106.8456 150 m/ }).waitFor()
  await picture(hr, 'places-set-up')

  const page = await signedIn(t, 'employee@acme.test', { at: '/time' })
  await page.getByRole('link', { name: 'Work somewhere else' }).click()
  const ask = page.getByRole('dialog', { name: 'Work somewhere else' })
  await ask.getByText('Your company allows 3 days a week at home.').waitFor()
  // Free days cost none of the three.
  const monday = workedFrom(15, 1, 5)
  const dayOf = (after: number) => addDays(monday, after)
  await ask.getByLabel('First day').fill(dayOf(0))
  await ask.getByLabel('Last day').fill(dayOf(4))
  await ask.getByRole('button', { name: /^Ask for/ }).click()
  await ask.getByText('At most 3 days a week may be worked from home.').waitFor()
  await ask.getByLabel('Last day').fill(dayOf(1))
  await assertAccessible(page)
  await picture(page, 'location-form')
  await ask.getByRole('button', { name: /^Ask for/ }).click()
  const mine = page.getByRole('region', { name: 'Where I work' })
  await mine.getByText('Waiting').waitFor()
  await picture(page, 'location-asked')

  const manager = await signedIn(t, 'manager@acme.test', { at: '/inbox' })
  await manager
    .getByRole('navigation', { name: 'Waiting requests' })
    .getByRole('link', { name: /Work from home/ })
    .click()
  await manager.getByRole('row', { name: /Week of .* 0 2 of 3/ }).waitFor()
  await assertAccessible(manager)
  await picture(manager, 'location-inbox')
  await manager.getByRole('button', { name: 'Approve', exact: true }).click()
  await manager
    .getByText(/^Approved/)
    .first()
    .waitFor()
  await page.goto(`/time?day=${dayOf(0)}`)
  await page.getByRole('table').getByText('At home').first().waitFor()
  await picture(page, 'location-approved')
})

test('a month is closed and opened again, saying why', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/time/months' })
  await hr.getByRole('button', { name: /^Close / }).click()
  const sure = hr.getByRole('dialog', { name: /^Close / })
  await sure
    .getByRole('button', { name: /^Close / })
    .last()
    .click()
  const row = hr.getByRole('group', { name: 'Closed months' }).getByRole('row').nth(1)
  await row.getByText('Closed', { exact: true }).waitFor()
  await picture(hr, 'month-closed')
  await row.getByRole('button', { name: /^Open again/ }).click()
  const form = hr.getByRole('dialog', { name: /again\?$/ })
  await form.getByLabel('Why').fill('A shift was entered wrongly')
  await assertAccessible(hr)
  await picture(hr, 'month-reopen')
  await form.getByRole('button', { name: 'Open again' }).click()
  await row.getByRole('button').waitFor({ state: 'detached' })
  await row.getByText('Open again', { exact: true }).waitFor()
})
