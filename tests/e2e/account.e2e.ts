import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, freshPage, password, picture, signedIn } from './app.ts'

const passphrase = 'kuda laut menari 77'

test('a company is opened, its first person is signed in and sees what to do first, and confirms the address by mail', async (t) => {
  const page = await freshPage(t)
  await page.goto('/signup')
  await page.getByLabel('Company name').fill('Nusa Kopi')
  await page.getByLabel('First name').fill('Ayu')
  await page.getByLabel('Last name').fill('Lestari')
  await page.getByRole('textbox', { name: 'Email' }).fill('ayu@nusa-kopi.test')
  await page.getByLabel('Password', { exact: true }).fill('passwordpassword')
  assert.equal(await page.getByLabel('Short name').inputValue(), 'nusa-kopi')
  await page.getByRole('button', { name: 'Open a company' }).click()
  await page.getByRole('alert').waitFor()
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByRole('button', { name: 'Open a company' }).click()
  await page.getByRole('heading', { name: /Good .*, Ayu/ }).waitFor()
  const steps = page.getByRole('region', { name: 'First steps' })
  await steps.getByRole('link', { name: 'Check the settings' }).waitFor()
  assert.equal(await steps.getByRole('img', { name: 'To do' }).count(), 3)
  await assertAccessible(page)
  await picture(page, 'home-new-company')

  await openMail(page, 'ayu@nusa-kopi.test', 'Confirm your email address')
  await page.getByText('Your email address is confirmed.').waitFor()
  await page.getByRole('link', { name: 'Continue to Muster' }).click()
  await steps.getByRole('img', { name: 'Done' }).waitFor()
})

test('dates are shown and typed as the person has them, and the calendar begins the week as the company does', async (t) => {
  const page = await signedIn(t, 'manager@acme.test')
  await page.goto('/account')
  await page.getByRole('combobox', { name: 'Dates' }).click()
  await page.getByRole('option', { name: 'DD.MM.YYYY' }).click()
  await page.getByText('Your choice was saved').waitFor()
  await page.getByRole('combobox', { name: 'Time zone' }).fill('Tokyo')
  await page.getByRole('option', { name: 'Asia/Tokyo' }).click()
  await page.getByRole('combobox', { name: 'Time zone' }).and(page.locator('[value="Asia/Tokyo"]')).waitFor()
  await picture(page, 'account-formats')
  await page.goto('/substitutes')
  await page.getByRole('button', { name: 'Name a substitute' }).click()
  const form = page.getByRole('dialog')
  const last = form.getByLabel('Last day')
  assert.match(await last.inputValue(), /^\d\d\.\d\d\.\d{4}$/)
  await last.fill('9.2.2031')
  await form.getByLabel('First day').click()
  assert.equal(await last.inputValue(), '09.02.2031')
  const calendar = page.locator('[data-dates-dropdown]')
  await calendar.getByRole('button', { name: 'Next month' }).waitFor()
  assert.equal(await calendar.getByRole('columnheader').first().textContent(), 'Mo')
  await assertAccessible(page)
  await picture(page, 'day-input')
})

test('a forgotten password is set anew by mail, and the old one no longer opens', async (t) => {
  const elsewhere = await signedIn(t, 'finance@acme.test')
  const page = await freshPage(t)
  await page.goto('/sign-in')
  await page.getByRole('textbox', { name: 'Email' }).fill('finance@acme.test')
  await page.getByLabel('Password', { exact: true }).fill('not my password')
  await page.getByText('To Acme Corp').waitFor()
  await page.keyboard.press('Enter')
  await page.getByRole('alert').filter({ hasText: 'Email or password is wrong.' }).waitFor()
  await page.getByRole('link', { name: 'Forgot your password?' }).click()
  await page.getByRole('heading', { name: 'Forgot your password?' }).waitFor()
  await page.getByRole('textbox', { name: 'Email' }).fill('finance@acme.test')
  await page.getByRole('button', { name: 'Send the link' }).click()
  await page.getByText('a mail with a link is on its way').waitFor()

  await openMail(page, 'finance@acme.test', 'new password')
  await page.getByLabel('New password', { exact: true }).fill(passphrase)
  await page.getByLabel('New password again').fill(passphrase)
  await page.getByRole('button', { name: 'Set password' }).click()
  await page.getByText('Your new password is set').waitFor()
  await page.getByRole('link', { name: 'Back to sign-in' }).click()
  await signIn(page, 'finance@acme.test', password)
  await page.getByRole('alert').filter({ hasText: 'Email or password is wrong.' }).waitFor()
  await signIn(page, 'finance@acme.test', passphrase)
  await page.getByRole('heading', { name: /Good/ }).waitFor()

  await elsewhere.getByRole('link', { name: 'People' }).click()
  await elsewhere.getByRole('heading', { name: 'Sign in' }).waitFor()
})

test('a session ended elsewhere is signed out there, and comes back to where it was', async (t) => {
  const here = await signedIn(t, 'employee@acme.test')
  const there = await signedIn(t, 'employee@acme.test')
  await there.goto('/leave?state=approved')
  await there.getByRole('heading', { name: 'Leave', exact: true, level: 1 }).waitFor()
  await here.goto('/account')
  await here.getByRole('button', { name: /^Sign out of/ }).click()
  await here.getByText('Signed out there').waitFor()
  await there.reload()
  await there.getByRole('heading', { name: 'Sign in' }).waitFor()
  await signIn(there, 'employee@acme.test', password)
  await there.getByRole('heading', { name: 'Leave', exact: true, level: 1 }).waitFor()
  assert.match(there.url(), /\/leave\?state=approved$/)
  await here.reload()
  await here.getByRole('heading', { name: 'Account' }).waitFor()
})

test('two tabs renew the session at once without ending it, and show the same clock', async (t) => {
  const one = await signedIn(t, 'manager@acme.test')
  const other = await one.context().newPage()
  await other.goto('/time')
  await other.getByRole('heading', { name: 'My time' }).waitFor()
  for (let round = 0; round < 3; round += 1) {
    const renewals = Promise.all([one, other].map((page) => page.waitForResponse((response) => response.url().endsWith('/auth/refresh'))))
    await Promise.all([one.reload(), other.reload()])
    assert.deepEqual(
      (await renewals).map((response) => response.status()),
      [200, 200],
    )
  }
  const clockOf = (page: Page) => page.getByRole('group', { name: 'Clock' })
  // On a day off nobody of the demo is at work yet.
  const begun = clockOf(one).getByRole('button', { name: /^(Start|Break)$/ })
  await begun.waitFor()
  if ((await begun.textContent())?.includes('Start')) await begun.click()
  await clockOf(one).getByRole('button', { name: 'Break' }).click()
  await clockOf(other).getByRole('button', { name: 'Resume' }).waitFor()
  await clockOf(other).getByRole('button', { name: 'Resume' }).click()
  await clockOf(one).getByRole('button', { name: 'Break' }).waitFor()
  await one.getByRole('button', { name: /your menu/ }).click()
  await one.getByRole('menuitem', { name: 'Sign out' }).click()
  await other.getByRole('heading', { name: 'Sign in' }).waitFor()
})

async function signIn(page: Page, email: string, secret: string) {
  await page.getByRole('textbox', { name: 'Email' }).fill(email)
  await page.getByLabel('Password', { exact: true }).fill(secret)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

/** Opens the newest such mail of the development mailbox, once the job has sent it, and follows its link. */
async function openMail(page: Page, to: string, subject: string) {
  const row = page.getByRole('row').filter({ hasText: to }).filter({ hasText: subject })
  await page.goto('/dev/mail')
  while (!(await row.count())) await page.reload()
  await row.first().getByRole('link').click()
  const link = new URL((await page.locator('a[href*="token="]').getAttribute('href')) ?? '')
  // The server of the tests listens on any free port, which its mails do not know.
  await page.goto(link.pathname + link.search)
}
