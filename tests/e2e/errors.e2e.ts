import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, openApp, picture, signedIn, until } from './app.ts'
import { aWorkingDay, pick } from './calendar.ts'

/** What the API answers instead, for one path. */
const answering = (page: Page, path: string, status: number, error: object, headers: Record<string, string> = {}) =>
  page.route(`**/api/v1${path}`, (route) =>
    route.fulfill({ status, headers, contentType: 'application/json', body: JSON.stringify({ success: false, error }) }),
  )

test('whoever may not see a page, or asks for one that is not there, is told so and has a way on', async (t) => {
  const page = await signedIn(t, 'employee@acme.test', { at: '/audit' })
  await page.getByRole('alert').waitFor()
  await assertAccessible(page)
  await picture(page, 'error-403')
  await page.getByRole('link', { name: 'Home' }).first().click()
  await page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor()

  await page.goto('/no-such-page')
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await picture(page, 'error-404')
  await page.goto('/people/0192d0a0-0000-7000-8000-000000000000')
  await page.getByRole('link', { name: 'All people' }).waitFor()
  await picture(page, 'error-404-record')
})

test('a server that is gone, too busy or at fault is told of with a way on, and the page comes back with it', async (t) => {
  const page = await signedIn(t, 'manager@acme.test')
  for (const [name, status, code, message] of [
    ['429', 429, 'RATE_LIMITED', 'Too many requests; try again in a minute.'],
    ['500', 500, 'INTERNAL_ERROR', 'Something went wrong on our side.'],
  ] as const) {
    await answering(page, '/employees?*', status, { code, message, requestId: 'req-12345678' }, { 'retry-after': '60' })
    await page.goto('/people')
    const alert = page.getByRole('alert').filter({ hasText: message })
    await alert.waitFor()
    assert(await alert.getByText('req-12345678').isVisible(), 'the request id is there to be told to somebody')
    await picture(page, `error-${name}`)
    await page.unroute('**/api/v1/employees?*')
    await alert.getByRole('button', { name: 'Try again' }).click()
    await page.getByText('Hassan Ali').first().waitFor()
  }
  await page.route('**/api/v1/employees?*', (route) => route.abort('connectionrefused'))
  await page.goto('/people?q=Hassan')
  await page.getByRole('alert').filter({ hasText: 'cannot be reached' }).waitFor()
  await picture(page, 'error-server-down')
  await page.unroute('**/api/v1/employees?*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await page.getByText('Hassan Ali').first().waitFor()
})

test('a search for somebody that fails says so, and not that nobody was found', async (t) => {
  const page = await signedIn(t, 'manager@acme.test')
  const error = { code: 'INTERNAL_ERROR', message: 'Something went wrong on our side.', requestId: 'req-12345678' }
  await answering(page, '/search/people?*', 500, error)
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog')
  await palette.getByRole('textbox', { name: 'Search' }).fill('Mei Chen')
  await palette.getByText(error.message).waitFor()
  await picture(page, 'error-palette')
  await page.keyboard.press('Enter')
  assert.equal(new URL(page.url()).pathname, '/', 'nobody is gone to instead')

  await answering(page, '/approvals/colleagues?q=*', 500, error)
  await page.goto('/substitutes?form=add')
  await page.getByRole('dialog').getByRole('combobox').first().fill('Mei Chen')
  await page.getByText(error.message).waitFor()
  await picture(page, 'error-picker')
})

test('a form that somebody else was quicker with keeps what was typed until what is there now is asked for', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/people?q=Mei' })
  await hr.getByText('Mei Chen').first().click()
  await hr.getByRole('button', { name: 'Edit', exact: true }).click()
  const form = hr.getByRole('dialog')
  await form.getByLabel('First name').fill('May')
  const { sql } = await openApp()
  await sql(`update employee set version = version + 1, first_name = 'Meimei' where email = 'employee@acme.test'`)
  await form.getByRole('button', { name: /^Save/ }).click()
  const alert = form.getByRole('alert').filter({ hasText: 'Somebody changed this meanwhile' })
  await alert.waitFor()
  assert.equal(await form.getByLabel('First name').inputValue(), 'May', 'what was typed is kept')
  await assertAccessible(hr)
  await picture(hr, 'error-409')
  await alert.getByRole('button', { name: 'Load what is there now' }).click()
  await until(hr, `[...document.querySelectorAll('[role=dialog] input')].some((one) => one.value === 'Meimei')`)
})

test('leave that may no longer be asked for is refused with the figures of now, and asked for once it may', async (t) => {
  const { sql } = await openApp()
  const atMost = (amount: string) => sql(`update leave_type set max_per_request = ${amount} where code = 'annual'`)
  t.after(() => atMost('null'))
  const page = await signedIn(t, 'employee@acme.test', { at: '/leave?ask=leave' })
  const form = page.getByRole('dialog', { name: 'Request leave' })
  await pick(page, Date.parse(aWorkingDay()))
  const button = form.getByRole('button', { name: 'Request 1 day' })
  await button.waitFor()
  await form.getByLabel('Note').fill('To the dentist')
  await atMost('0.5')
  const answer = page.waitForResponse((response) => response.url().endsWith('/leave/requests') && response.request().method() === 'POST')
  await button.click()
  assert.equal((await answer).status(), 422)
  await form.getByRole('alert').filter({ hasText: 'One request may cost at most 0.5 days; this one costs 1.' }).waitFor()
  await until(
    page,
    `[...document.querySelectorAll('[role=dialog] button')].some((one) => one.disabled && one.textContent.includes('Request'))`,
  )
  assert.equal(await form.getByLabel('Note').inputValue(), 'To the dentist', 'what was typed is kept')
  await assertAccessible(page)
  await picture(page, 'error-422')
  await form.getByText('Starts at noon').click()
  await form.getByRole('button', { name: 'Request 0.5 days' }).click()
  await page.getByText('Asked for 0.5 days').waitFor()
})

test('what is written stays when the page behind it is renewed, and nothing of somebody else is written over', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test', { at: '/leave/types' })
  const { sql } = await openApp()
  const name = hr.getByRole('dialog').getByLabel('Name')
  const renameTo = async (next: string) => {
    await sql(`update leave_type set version = version + 1, name = '${next}' where code = 'unpaid'`)
    // As another tab tells that did it.
    await hr.evaluate(`new BroadcastChannel('muster-session').postMessage({ kind: 'outdated', paths: ['/leave'] })`)
    await hr.getByRole('button', { name: `More for ${next}`, includeHidden: true }).waitFor({ state: 'attached' })
  }
  await hr.getByRole('button', { name: 'More for Unpaid leave' }).click()
  await hr.getByRole('menuitem', { name: 'Edit' }).click()
  await renameTo('Leave without pay')
  await until(hr, `document.querySelector('[role=dialog] input')?.value === 'Leave without pay'`)
  await name.fill('Time off without pay')
  await renameTo('Unpaid days')
  assert.equal(await name.inputValue(), 'Time off without pay', 'what is written stays')
  await hr.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByRole('alert').filter({ hasText: 'Somebody changed this meanwhile' }).waitFor()
  await hr.getByRole('button', { name: 'Load what is there now' }).click()
  await until(hr, `document.querySelector('[role=dialog] input')?.value === 'Unpaid days'`)
  await name.fill('Unpaid leave')
  await hr.getByRole('button', { name: 'Save changes' }).click()
  await hr.getByText('Unpaid leave is changed').waitFor()
})
