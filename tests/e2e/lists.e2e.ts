import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn } from './app.ts'

test('a list is ordered by its headings, has the columns somebody chose, and is had as a file of exactly what is asked for', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/accounts?q=acme' })
  const heading = page.getByRole('columnheader', { name: 'Last sign-in' })
  await heading.getByRole('button').click()
  await page.waitForURL(/sort=lastSignedInAt/)
  await heading.getByRole('button').click()
  await page.waitForURL(/sort=-lastSignedInAt/)
  assert.equal(await heading.getAttribute('aria-sort'), 'descending')
  await page.getByRole('button', { name: 'Columns' }).click()
  await page.getByRole('checkbox', { name: 'Role' }).click()
  await page.getByRole('checkbox', { name: 'Email' }).click()
  await page.getByRole('columnheader', { name: 'Email' }).waitFor()
  await assertAccessible(page)
  await picture(page, 'lists-accounts')
  await page.reload()
  await page.getByRole('columnheader', { name: 'Email' }).waitFor()
  assert.equal(await page.getByRole('columnheader', { name: 'Role' }).count(), 0)
  assert.equal(await heading.getAttribute('aria-sort'), 'descending')

  const total = Number((await page.getByText(/^\d+–\d+ of \d+$/).textContent())!.split(' of ')[1])
  const lines = await fileOf(page)
  assert.equal(lines.length, total + 1)
  assert.match(lines[0]!, /Email,Username,Roles/)

  await page.setViewportSize({ width: 390, height: 844 })
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByRole('combobox', { name: 'Sort' }).click()
  await page.getByRole('option', { name: 'Account, descending' }).click()
  await page.waitForURL(/sort=-lastName/)
  await assertAccessible(page)
  await picture(page, 'lists-accounts-phone')
})

test('several invitations are chosen and revoked together', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { at: '/accounts/invitations' })
  for (const name of ['rara', 'sari']) {
    await page.getByRole('button', { name: 'Invite' }).first().click()
    const drawer = page.getByRole('dialog', { name: 'Invite somebody' })
    await drawer.getByLabel('Email').fill(`${name}@baru.test`)
    await drawer.getByRole('combobox', { name: 'Role' }).click()
    await page.getByRole('option', { name: 'Employee' }).click()
    await drawer.getByRole('button', { name: 'Send invitation' }).click()
    await page.getByRole('row', { name: new RegExp(name) }).waitFor()
  }
  await page.goto('/accounts/invitations?q=baru.test')
  await page.getByRole('checkbox', { name: 'Choose all on this page' }).click()
  const bar = page.getByRole('group', { name: 'Chosen invitations' })
  await bar.getByText('2 chosen').waitFor()
  await assertAccessible(page)
  await picture(page, 'lists-invitations')
  await bar.getByRole('button', { name: 'Send again' }).click()
  const again = page.getByRole('dialog', { name: 'Send 2 invitations again?' })
  await again.getByRole('button', { name: 'Send 2 again' }).click()
  await again.getByRole('alert').filter({ hasText: 'sent less than a minute ago' }).waitFor()
  await again.getByRole('button', { name: 'Cancel' }).click()
  await bar.getByRole('button', { name: 'Revoke' }).click()
  const revoke = page.getByRole('dialog', { name: 'Revoke 2 invitations?' })
  await assertAccessible(page)
  await revoke.getByRole('button', { name: 'Revoke 2' }).click()
  await page.getByText('2 invitations were revoked').waitFor()
  assert.equal(await bar.count(), 0)
  assert.equal(await page.getByRole('row').filter({ hasText: 'Revoked' }).count(), 2)
})

test('HR finds the leave and the corrections of everybody, in the order of a heading and as a file', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { at: '/leave/requests?state=approved' })
  await page.getByRole('columnheader', { name: 'Person' }).getByRole('button').click()
  await page.waitForURL(/sort=lastName/)
  const shown = page.getByText(/^\d+–\d+ of \d+$/)
  const total = Number((await shown.textContent())!.split(' of ')[1])
  await assertAccessible(page)
  await picture(page, 'lists-requests')
  const lines = await fileOf(page)
  assert(total > 0)
  assert.equal(lines.filter((line) => line.includes(',approved,')).length, total)
  await page.setViewportSize({ width: 390, height: 844 })
  await picture(page, 'lists-requests-phone')
  await page.goto('/time/corrections')
  await page.getByRole('heading', { name: 'Corrections', level: 1 }).waitFor()
  await assertAccessible(page)
  await picture(page, 'lists-corrections-phone')
  await page.setViewportSize({ width: 1440, height: 900 })
  await picture(page, 'lists-corrections')
})

/** The lines of the file that the list's button gives. */
async function fileOf(page: Page) {
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  return (await readFile(await (await waiting).path(), 'utf8')).trim().split(/\r?\n/)
}
