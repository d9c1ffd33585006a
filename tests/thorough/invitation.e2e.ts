import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, freshPage, picture, signedIn } from '../e2e/app.ts'

const passphrase = 'kopi tubruk tanpa gula'
const email = 'nadia.baru@acme.test'

test('HR invites a new person with a role and their place in the directory; the person sets a password and lands on home', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test')
  const person = await newcomer(hr)
  await hr.getByRole('link', { name: 'Accounts' }).click()
  await hr.getByRole('heading', { name: 'Accounts', level: 1 }).waitFor()
  await hr
    .getByRole('group', { name: 'Accounts' })
    .getByText('hr@acme.test')
    .or(hr.getByText(/active · /))
    .first()
    .waitFor()
  await assertAccessible(hr)
  await picture(hr, 'accounts')
  await hr.getByRole('tab', { name: 'Invitations' }).click()
  await hr.getByText('No invitations here').waitFor()
  await hr.getByRole('button', { name: 'Invite' }).first().click()
  const drawer = hr.getByRole('dialog', { name: 'Invite somebody' })
  await drawer.getByLabel('Email').fill(email)
  await drawer.getByRole('combobox', { name: 'Role' }).click()
  await hr.getByRole('option', { name: 'Employee' }).click()
  await drawer.getByRole('combobox', { name: 'Person' }).fill('Nadia')
  await hr.getByRole('option', { name: 'Nadia Barusaja' }).click()
  await assertAccessible(hr)
  await picture(hr, 'invite')
  await drawer.getByRole('button', { name: 'Send invitation' }).click()
  await hr.getByText(`An invitation is on its way to ${email}`).waitFor()
  await hr.getByText('Open', { exact: true }).last().waitFor()
  await hr.getByRole('row', { name: /Nadia Barusaja Employee/ }).waitFor()
  await assertAccessible(hr)
  await picture(hr, 'invitations')

  const page = await freshPage(t)
  const link = await openInvitation(page)
  await page.getByRole('heading', { name: 'Join Acme Corp' }).waitFor()
  await page.getByText(`You are invited as ${email}`).waitFor()
  assert.equal(await page.getByLabel('First name').inputValue(), 'Nadia')
  await assertAccessible(page)
  await picture(page, 'invitation')
  await page.getByLabel('Password', { exact: true }).fill('passwordpassword')
  await page.getByLabel('Password again').fill('passwordpassword')
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByText('on every list of guesses').first().waitFor()
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByLabel('Password again').fill(passphrase)
  await page.getByRole('button', { name: 'Make my account' }).click()
  await page.getByRole('heading', { name: /Good (morning|afternoon|evening), Nadia/ }).waitFor()
  await assertAccessible(page)
  await page.reload()
  await page.getByRole('heading', { name: /Good .*, Nadia/ }).waitFor()
  const mine = page.waitForResponse((response) => response.url().endsWith('/auth/me') && response.ok())
  await page.reload()
  const { data } = (await (await mine).json()) as { data: { user: { employeeId: string; emailVerified: boolean } } }
  assert.deepEqual([data.user.employeeId, data.user.emailVerified], [person, true])

  const again = await freshPage(t)
  await again.goto(link)
  await again.getByRole('alert').filter({ hasText: 'used or revoked already' }).waitFor()
  await assertAccessible(again)
  await hr.reload()
  await hr.getByText('Accepted', { exact: true }).last().waitFor()
})

test('an account is archived and restored from the list, and its person is sent a link for a new password', async (t) => {
  const admin = await signedIn(t, 'admin@acme.test', { at: '/accounts?q=finance' })
  const row = admin.getByRole('row').filter({ hasText: 'finance@acme.test' })
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await admin.getByRole('menuitem', { name: 'Send password link' }).click()
  await admin.getByRole('button', { name: 'Send the link' }).click()
  await admin.getByText('A link is on its way to finance@acme.test').waitFor()
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await admin.getByRole('menuitem', { name: 'Archive account' }).click()
  await assertAccessible(admin)
  await admin.getByRole('button', { name: /^Archive / }).click()
  await row.getByText('Archived').waitFor()
  await row.getByRole('button', { name: /^Actions for/ }).click()
  await admin.getByRole('menuitem', { name: 'Restore account' }).click()
  await row.getByText('Active').waitFor()
})

test('somebody signed in with a password they were given chooses their own before anything opens', async (t) => {
  const hr = await signedIn(t, 'hr@acme.test')
  const body = { email: 'given@acme.test', username: 'Given.Person', firstName: 'Given', lastName: 'Person', password: passphrase }
  assert.equal((await post(hr, 'users', body)).status(), 201)
  const page = await freshPage(t)
  await page.goto('/people')
  await page.getByLabel('Email').fill('given.person')
  await page.getByLabel('Password', { exact: true }).fill(passphrase)
  await page.getByLabel('Company').fill('acme')
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor()
  await assertAccessible(page)
  await page.goto('/people')
  await page.getByRole('heading', { name: 'Choose your own password' }).waitFor()
  await page.getByLabel('Password you were given').fill(passphrase)
  await page.getByLabel('New password').fill('teh manis setiap pagi')
  await page.getByRole('button', { name: 'Change password' }).click()
  await page.getByRole('heading', { name: /Good .*, Given/ }).waitFor()
})

/** Somebody in the directory who has no account yet. Returns their id. */
async function newcomer(hr: Page): Promise<string> {
  const answer = await post(hr, 'employees', { firstName: 'Nadia', lastName: 'Barusaja', joinedOn: '2026-01-05' })
  const { data } = (await answer.json()) as { data: { employee: { id: string } } }
  return data.employee.id
}

/** Asks the API as the person of this page. */
async function post(hr: Page, path: string, body: object) {
  const made = hr.waitForResponse((response) => response.url().endsWith('/auth/refresh') && response.ok())
  await hr.reload()
  const { data } = (await (await made).json()) as { data: { tokens: { accessToken: string } } }
  await hr.getByRole('heading', { name: /Good/ }).waitFor()
  return hr.request.post(`/api/v1/${path}`, { headers: { authorization: `Bearer ${data.tokens.accessToken}` }, data: body })
}

/** Opens the newest invitation of the development mailbox, once the job has sent it, and follows its link. Returns the path. */
async function openInvitation(page: Page): Promise<string> {
  const row = page.getByRole('row').filter({ hasText: email }).filter({ hasText: 'Join Acme Corp' })
  await page.goto('/dev/mail')
  while (!(await row.count())) await page.reload()
  await row.first().getByRole('link').click()
  const link = new URL((await page.locator('a[href*="/invitation/"]').getAttribute('href')) ?? '')
  // The server of the tests listens on any free port, which its mails do not know.
  await page.goto(link.pathname)
  return link.pathname
}
