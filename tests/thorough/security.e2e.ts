import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { totpCode } from '../../server/core/totp.ts'
import { fromBase32 } from '../factors.ts'
import { assertAccessible, freshPage, openApp, password, picture, signedIn } from '../e2e/app.ts'

const halfMinute = () => Math.floor(Date.now() / 30_000)
const greeting = (page: Page) => page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor()
/** Whoever signs in again comes back to where they were. */
const back = (page: Page) => page.getByRole('heading', { name: 'Security', level: 1 }).waitFor()

test('an authenticator app is set up, asked for at the next sign-in, and a recovery code stands in for it once', async (t) => {
  const page = await signedIn(t, 'finance@acme.test', { at: '/security' })
  await page.getByRole('button', { name: 'Set up an app' }).click()
  await page.getByRole('img', { name: 'QR code for the authenticator app' }).waitFor()
  const typed = await page
    .locator('code')
    .filter({ hasText: /^[A-Z2-7 ]+$/ })
    .textContent()
  const secret = fromBase32(typed!.replaceAll(' ', ''))
  await assertAccessible(page)
  await picture(page, 'security-app')
  const step = halfMinute()
  await page.getByLabel('Code', { exact: true }).fill(totpCode(secret, step))
  await page.getByRole('button', { name: 'Switch on' }).click()
  const codes = page.getByRole('list', { name: 'Recovery codes' })
  await codes.waitFor()
  const recovery = await codes.getByRole('listitem').first().textContent()
  assert.equal(await codes.getByRole('listitem').count(), 10)
  await picture(page, 'security-codes')
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await page.getByText('10 recovery codes are left').waitFor()
  await assertAccessible(page)
  await picture(page, 'security')

  await signOut(page)
  await signIn(page, 'finance@acme.test')
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await assertAccessible(page)
  await picture(page, 'second-step')
  await page.getByLabel('Code').fill('000000')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('main').getByRole('alert').waitFor()
  // The code that confirmed the app is used up; the next one counts already.
  await page.getByLabel('Code').fill(totpCode(secret, step + 1))
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await back(page)

  await signOut(page)
  await signIn(page, 'finance@acme.test')
  await page.getByLabel('Code').fill(recovery!)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await back(page)
  await page.getByText('9 recovery codes are left').waitFor()
})

test('a passkey is added and signs in without email and password', async (t) => {
  const page = await freshPage(t, { alone: true })
  await virtualAuthenticator(page)
  await page.goto('/')
  await signIn(page, 'hr@acme.test')
  await greeting(page)
  await page.goto('/security')
  await page.getByRole('button', { name: 'Add a passkey' }).click()
  await page.getByLabel('Name of the passkey').fill('Test key')
  await page.getByRole('button', { name: 'Go on' }).click()
  await page.getByText('Test key', { exact: true }).waitFor()
  await assertAccessible(page)
  await picture(page, 'security-passkey')
  await signOut(page)
  const answered = page.waitForResponse(/\/auth\/passkeys\/sign-in$/)
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click()
  const answer = await answered
  assert.equal(answer.status(), 200, `${await answer.text()} to ${answer.request().postData()}`)
  await back(page)

  await signOut(page)
  await signIn(page, 'hr@acme.test')
  await page.getByRole('heading', { name: 'One more step' }).waitFor()
  await page.getByRole('button', { name: 'Use a passkey' }).click()
  await back(page)
})

test('a sensitive act asks who it is in a dialog, then goes on; an API key is shown once', async (t) => {
  const page = await signedIn(t, 'admin@acme.test')
  await ageProofs()
  await page.goto('/security')
  await page.getByRole('button', { name: 'Make a key' }).click()
  await page.getByLabel('Name', { exact: true }).fill('Payroll at the bank')
  await page.getByLabel('What it may do').first().click()
  await page.getByRole('option', { name: 'employee.read', exact: true }).click()
  await page.getByLabel('Name', { exact: true }).click()
  await page.getByRole('button', { name: 'Make a key' }).last().click()
  const dialog = page.getByRole('dialog', { name: 'Is it you?' })
  await dialog.getByLabel('Password', { exact: true }).fill('not this one')
  await dialog.getByRole('button', { name: 'Go on' }).click()
  await dialog.getByRole('alert').waitFor()
  await picture(page, 'step-up')
  await dialog.getByLabel('Password', { exact: true }).fill(password)
  await dialog.getByRole('button', { name: 'Go on' }).click()
  const key = (await page.locator('pre').filter({ hasText: /^mst_/ }).textContent())!
  await picture(page, 'api-key')
  await page.getByRole('button', { name: 'I have kept it' }).click()
  await page.getByText('Payroll at the bank').waitFor()
  const { url } = await openApp()
  const answer = await fetch(`${url}/api/v1/employees`, { headers: { 'x-api-key': key } })
  assert.equal(answer.status, 200)
})

async function signIn(page: Page, email: string) {
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

async function signOut(page: Page) {
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByRole('menuitem', { name: 'Sign out' }).click()
  await page.getByRole('heading', { name: 'Sign in' }).waitFor()
}

/** Chromium's own passkey in software, with a finger that always fits. */
async function virtualAuthenticator(page: Page) {
  const cdp = await page.context().newCDPSession(page)
  await cdp.send('WebAuthn.enable')
  await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: 'internal',
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified: true,
      automaticPresenceSimulation: true,
    },
  })
}

/** Every session was proved long ago: what a quarter of an hour of waiting would do. */
async function ageProofs() {
  const { sql } = await openApp()
  await sql(`update session set proved_at = now() - interval '15 minutes'`)
}

test('an operator sets up a second factor and enters a company; its admin sees it, allows more and ends it', async (t) => {
  const operator = await freshPage(t)
  await operator.goto('/operator')
  await operator.getByLabel('Email').fill('operator@muster.test')
  await operator.getByLabel('Password', { exact: true }).fill(password)
  await operator.getByRole('button', { name: 'Sign in', exact: true }).click()
  await operator.getByRole('button', { name: 'Set up an app' }).click()
  const typed = await operator
    .locator('code')
    .filter({ hasText: /^[A-Z2-7 ]+$/ })
    .textContent()
  await operator.getByLabel('Code', { exact: true }).fill(totpCode(fromBase32(typed!.replaceAll(' ', '')), halfMinute()))
  await operator.getByRole('button', { name: 'Switch on' }).click()
  await operator.getByRole('button', { name: 'I have kept them' }).click()
  await operator.getByRole('tab', { name: 'Support' }).click()
  await operator.getByRole('heading', { name: 'Enter a company' }).waitFor()
  await operator.getByLabel('Company').first().fill('acme')
  await operator.getByRole('option', { name: /Acme Corp/ }).click()
  await operator.getByLabel('Reason').fill('Ticket 4711: a payslip is wrong')
  await assertAccessible(operator)
  await picture(operator, 'operator')
  await operator.getByRole('button', { name: 'Enter', exact: true }).click()
  await operator.getByText(/You are in Acme Corp for support until/).waitFor()
  await operator.getByText('Only looks').waitFor()
  await picture(operator, 'support-inside')
  await operator.reload()
  await operator.getByText('Only looks').waitFor()

  const admin = await signedIn(t, 'admin@acme.test')
  await admin.getByText(/of Muster support is in your company until/).waitFor()
  await assertAccessible(admin)
  await picture(admin, 'support-banner')
  await admin.getByRole('link', { name: 'Support access' }).click()
  await admin.getByRole('heading', { name: 'Support access', level: 1 }).waitFor()
  await admin.getByRole('button', { name: 'Allow changes' }).click()
  await admin.getByText('May change things').waitFor()
  await assertAccessible(admin)
  await picture(admin, 'support-list')
  await admin.getByRole('main').getByRole('button', { name: 'End now' }).last().click()
  await admin.getByText('ended by the company').waitFor()
  await operator.getByRole('link', { name: 'People' }).click()
  await operator.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
})
