import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { readSheet } from '../../server/core/sheet.ts'
import { assertAccessible, picture, signedIn } from './app.ts'
import { namesIn } from './keyboard.ts'

test('of two who decide the same request at once one does, and the other is told', async (t) => {
  const manager = await openInbox(t, 'manager@acme.test')
  const hr = await openInbox(t, 'hr@acme.test')
  const [name = ''] = await namesIn(manager)
  for (const page of [manager, hr]) {
    await page
      .getByRole('navigation', { name: 'Waiting requests' })
      .getByRole('link', { name: new RegExp(name) })
      .click()
    await page.getByRole('heading', { name: /of (Annual|Sick|Unpaid) leave/ }).waitFor()
    await page.getByRole('main').getByText(name).nth(1).waitFor()
  }
  const told = await Promise.all([manager, hr].map(decide))
  assert.deepEqual(told.toSorted(), [`Approved for ${name}`, 'refused'].toSorted())
  const loser = told[0] === 'refused' ? manager : hr
  // What is left on the screen is what was decided, with nothing more to press.
  await loser.getByRole('button', { name: /^Approve/ }).waitFor({ state: 'detached' })
  await loser.getByRole('main').getByText('Approved', { exact: true }).first().waitFor()
  await picture(loser, 'inbox-conflict')

  async function decide(page: Page) {
    await page.getByRole('button', { name: /^Approve/ }).waitFor()
    await page.keyboard.press('a')
    const done = page.getByText(new RegExp(`Approved .* for ${name}`))
    const refused = page.getByRole('alert').filter({ hasText: /meanwhile|already approved/ })
    await done.or(refused).first().waitFor()
    return (await done.isVisible()) ? `Approved for ${name}` : 'refused'
  }
})

test('the inbox is searched without a letter deciding anything, narrowed to a kind, put in another order, and had as a file', async (t) => {
  const page = await openInbox(t, 'hr@acme.test')
  const oldestFirst = await namesIn(page)
  assert(oldestFirst.length > 2)
  const line = await page.getByText(/requests wait for your decision/).textContent()
  const rows = page.getByRole('navigation', { name: 'Waiting requests' }).getByRole('link')

  await page.getByRole('combobox', { name: 'Order' }).click()
  await page.getByRole('option', { name: 'Newest first' }).click()
  await page.waitForURL(/sort=-askedAt/)
  await rows
    .first()
    .filter({ hasText: oldestFirst.at(-1)! })
    .waitFor()
  assert.deepEqual(await namesIn(page), oldestFirst.toReversed())

  const wanted = oldestFirst[1]!
  await page.getByRole('searchbox').pressSequentially('ajar')
  await page.getByText('Nothing found').waitFor()
  await assertAccessible(page)
  assert.equal(await page.getByText(/requests wait for your decision/).textContent(), line, 'letters of a search decide nothing')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await rows.nth(1).waitFor()
  await page.getByRole('searchbox').pressSequentially(wanted.toLowerCase())
  await page.waitForURL(/q=/)
  await rows.nth(1).waitFor({ state: 'detached' })
  assert.deepEqual(await namesIn(page), [wanted])
  await page.getByRole('main').getByText(wanted).nth(1).waitFor()
  await page.getByRole('combobox', { name: 'Kind of request' }).click()
  await page.getByRole('option', { name: 'Leave', exact: true }).click()
  await page.waitForURL(/kind=leave/)
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  const [heading, ...lines] = await Array.fromAsync(readSheet(await readFile(await (await waiting).path())))
  assert.deepEqual(
    lines.map((cells) => `${cells[heading!.indexOf('First name')]} ${cells[heading!.indexOf('Last name')]}`),
    [wanted],
  )
  await picture(page, 'inbox-narrowed')

  await page.setViewportSize({ width: 390, height: 844 })
  assert.equal(await page.getByRole('combobox', { name: 'Order' }).count(), 0)
  await page.getByRole('button', { name: 'Filters' }).click()
  await page.getByRole('combobox', { name: 'Order' }).waitFor()
  await assertAccessible(page)
  await picture(page, 'inbox-narrowed-phone')
})

async function openInbox(t: Parameters<typeof signedIn>[0], email: string) {
  const page = await signedIn(t, email, { at: '/inbox' })
  await page.getByRole('heading', { name: /of .* leave/ }).waitFor()
  return page
}
