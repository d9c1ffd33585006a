import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { picture, signedIn } from './app.ts'
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

async function openInbox(t: Parameters<typeof signedIn>[0], email: string) {
  const page = await signedIn(t, email, { at: '/inbox' })
  await page.getByRole('heading', { name: /of .* leave/ }).waitFor()
  return page
}
