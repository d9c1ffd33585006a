import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { picture, signedIn } from './app.ts'

test('the inbox is worked through by keyboard alone, and a rejection says why', async (t) => {
  const page = await openInbox(t, 'manager@acme.test')
  const rows = page.getByRole('navigation', { name: 'Waiting requests' }).getByRole('link')
  const current = () => page.getByRole('navigation', { name: 'Waiting requests' }).locator('[aria-current]')
  const [first = '', second = ''] = await names(page)
  await current().filter({ hasText: first }).waitFor()
  await page.keyboard.press('j')
  await current().filter({ hasText: second }).waitFor()
  assert.match((await page.locator(':focus').textContent()) ?? '', new RegExp(second))
  await page.keyboard.press('k')
  await current().filter({ hasText: first }).waitFor()
  await page.getByRole('button', { name: /^Approve/ }).waitFor()

  await page.keyboard.press('r')
  await page.getByText('Say why; a rejection needs a comment').waitFor()
  assert.equal(await page.getByLabel('Comment').evaluate('document.activeElement.getAttribute("aria-label")'), 'Comment')
  await picture(page, 'inbox-reject')
  await page.keyboard.type('Rather in January')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Tab')
  await page.keyboard.press('Enter')
  await page.getByText(new RegExp(`Rejected .* for ${first}`)).waitFor()

  await current().filter({ hasText: second }).waitFor()
  const approve = page.getByRole('button', { name: /^Approve/ })
  await approve.waitFor()
  await page.keyboard.press('a')
  await page.getByText(new RegExp(`Approved .* for ${second}`)).waitFor()
  await rows.filter({ hasText: second }).waitFor({ state: 'detached' })
  assert(!(await names(page)).includes(first))
})

test('of two who decide the same request at once one does, and the other is told', async (t) => {
  const manager = await openInbox(t, 'manager@acme.test')
  const hr = await openInbox(t, 'hr@acme.test')
  const [name = ''] = await names(manager)
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
  const page = await signedIn(t, email)
  await page.goto('/inbox')
  await page.getByRole('heading', { name: /of .* leave/ }).waitFor()
  return page
}

/** Who asked, in the order of the list; the initials come before the name. */
async function names(page: Page) {
  const texts = await page.getByRole('navigation', { name: 'Waiting requests' }).getByRole('link').allInnerTexts()
  return texts.map((text) => text.split('\n').find((line) => line.includes(' ')) ?? '')
}
