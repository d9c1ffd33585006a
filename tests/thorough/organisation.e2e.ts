import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn, until } from '../e2e/app.ts'

test('a department is moved by the dialog and by dragging, and a move below itself is refused in words', async (t) => {
  const page = await signedIn(t, 'admin@acme.test')
  await page.getByRole('link', { name: 'Organisation' }).click()
  await page.getByRole('tree', { name: 'Departments' }).waitFor()
  await assertAccessible(page)
  assert.equal(await levelOf(page, 'Sales'), 1)

  // By keyboard alone: to the department, to its menu, to the dialog.
  const first = page.getByRole('treeitem').first()
  await first.focus()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.getByRole('treeitem', { name: /^Sales/, selected: true }).waitFor()
  await page.getByRole('button', { name: 'More for Sales' }).focus()
  await page.keyboard.press('Enter')
  await page.getByRole('menuitem', { name: 'Move to …' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.locator('[role="menuitem"]:focus', { hasText: 'Move to …' }).waitFor()
  await page.keyboard.press('Enter')
  const dialog = page.getByRole('dialog', { name: 'Move Sales' })
  await dialog.getByRole('combobox', { name: 'Place it below' }).fill('Platform')
  await page.getByRole('option', { name: 'Platform' }).waitFor()
  await page.keyboard.press('ArrowDown')
  await page.keyboard.press('Enter')
  await dialog.getByRole('button', { name: 'Move below Platform' }).waitFor()
  await assertAccessible(page)
  await page.keyboard.press('Enter')
  await page.getByText('Sales is now below Platform').waitFor()
  await page
    .getByRole('treeitem', { name: /^Sales/ })
    .and(page.locator('[aria-level="2"]'))
    .waitFor()
  await picture(page, 'organisation-moved')

  await drag(page, 'Platform', 'Sales')
  const refused = page.getByRole('dialog', { name: 'Move Platform' })
  await refused.getByRole('button', { name: /^Move below/ }).click()
  await refused.getByText('A department cannot be placed below itself.').waitFor()
  await assertAccessible(page)
  await picture(page, 'organisation-refused')
  await refused.getByRole('button', { name: 'Cancel' }).click()
  assert.equal(await levelOf(page, 'Platform'), 1)

  await drag(page, 'Sales', 'People & Finance')
  await page.getByRole('dialog', { name: 'Move Sales' }).getByRole('button', { name: 'Move below People & Finance' }).click()
  await page.getByText('Sales is now below People & Finance').waitFor()
  const parent = page.getByRole('treeitem', { name: /^People & Finance/, expanded: true })
  await parent.waitFor()
  await parent.focus()
  await page.keyboard.press('ArrowLeft')
  await page.getByRole('treeitem', { name: /^Sales/ }).waitFor({ state: 'detached' })
  await page.keyboard.press('ArrowRight')
  await page.getByRole('treeitem', { name: /^Sales/ }).waitFor()
})

/** What the chart is looked at through. */
const port = "document.querySelector('.canvas-port')"

test('the chart shows who is looked for, and is dragged, scrolled and zoomed by mouse, keyboard and fingers', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/organization/chart', viewport: { width: 768, height: 700 } })
  await page.getByRole('combobox', { name: 'Find a person' }).fill('Hassan')
  await page.getByRole('option', { name: /Hassan Ali/ }).click()
  const chart = page.getByRole('group', { name: 'Org chart' })
  const found = chart.locator('[aria-current]', { hasText: 'Hassan Ali' })
  await found.waitFor()
  assert.match(page.url(), /person=/)
  const inside = `(({ left, right }, frame) => left >= frame.left && right <= frame.right)(
    ...['[aria-current]', ''].map((one) => document.querySelector('.canvas-port ' + one).getBoundingClientRect()))`
  await until(page, inside)
  await assertAccessible(page)
  await picture(page, 'chart-found')

  const size = page.getByRole('toolbar', { name: 'Size of the chart' }).getByRole('status')
  await chart.focus()
  for (const size of ['125%', '156%']) {
    await page.keyboard.press('+')
    await page.getByText(size, { exact: true }).waitFor()
  }
  // Dragged from a card, whose link is not followed.
  await page.evaluate(`${port}.scrollTo(30, 30)`)
  const card = (await chart.getByRole('link').first().boundingBox())!
  await page.mouse.move(card.x + 60, card.y + 10)
  await page.mouse.down()
  await page.mouse.move(card.x + 20, card.y - 20, { steps: 4 })
  await page.mouse.up()
  assert.deepEqual(await page.evaluate(`[${port}.scrollLeft, ${port}.scrollTop].map(Math.round)`), [70, 60])
  assert.match(page.url(), /organization\/chart/)

  await page.evaluate(`${port}.scrollTo(0, 0)`)
  await chart.focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await until(page, `${port}.scrollLeft > 0 && ${port}.scrollTop > 0`)

  await page.evaluate(pinch)
  await until(page, "Number.parseInt(document.querySelector('.canvas-acts [role=status]').textContent) < 100")
  await page.getByRole('button', { name: 'Show all of it' }).click()
  assert(await page.evaluate(`${port}.firstElementChild.getBoundingClientRect().width <= ${port}.clientWidth + 1`), 'it fits')
  assert.match(await size.innerText(), /^\d+%$/)

  await page.getByText('By department', { exact: true }).click()
  await found.waitFor()
  assert.equal(await found.count(), 1)
})

/** Two fingers that come half as near. */
const pinch = `{
  const [one, { left, top }] = [${port}, ${port}.getBoundingClientRect()]
  const touches = (apart) =>
    [0, apart].map((x, identifier) => new Touch({ identifier, target: one, clientX: left + 20 + x, clientY: top + 40 }))
  const send = (kind, fingers) => one.dispatchEvent(new TouchEvent(kind, { touches: fingers, cancelable: true, bubbles: true }))
  send('touchstart', touches(300))
  send('touchmove', touches(150))
  send('touchend', [])
}`

test('a person is added, with what the server refuses said at the field, and found in the list', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/people' })
  await page.getByRole('button', { name: 'Add a person' }).click()
  const form = page.getByRole('dialog', { name: 'Add a person' })
  await form.getByLabel('First name').fill('Wulan')
  await form.getByLabel('Last name').fill('Pratiwi')
  await form.getByRole('textbox', { name: 'Email' }).fill('not an address')
  await assertAccessible(page)
  const add = form.getByRole('button', { name: 'Add Wulan Pratiwi' })
  await add.click()
  const email = form.getByRole('textbox', { name: 'Email' })
  await form.getByText('Enter an address such as name@company.com').waitFor()
  assert.equal(await email.getAttribute('aria-invalid'), 'true')
  await email.fill('wulan.pratiwi@acme.test')
  await form.getByLabel('Job title').fill('Data analyst')
  await form.getByRole('combobox', { name: 'Department' }).click()
  await page.getByRole('option', { name: 'Platform' }).click()
  await form.getByRole('combobox', { name: 'Manager' }).fill('Victor')
  await page.getByRole('option', { name: /Victor Nguyen/ }).click()
  await add.click()
  await page.getByRole('heading', { name: 'Wulan Pratiwi', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Victor Nguyen' }).waitFor()
  await assertAccessible(page)

  await page.goto('/people')
  await page.getByRole('searchbox', { name: /Find by name/ }).fill('Pratiwi')
  await page.getByRole('link', { name: /Wulan Pratiwi/ }).waitFor()
  await page.getByText('1 person').waitFor()
})

test('who changes a person that somebody else changed meanwhile is told, and may go on from what is there now', async (t) => {
  const mine = await signedIn(t, 'admin@acme.test')
  const theirs = await signedIn(t, 'hr@acme.test')
  for (const page of [mine, theirs]) {
    await page.goto('/people?q=Grace')
    await page.getByRole('link', { name: /Grace Kim/ }).click()
    await page.getByRole('button', { name: 'Edit', exact: true }).click()
    await page.getByLabel('Job title').waitFor()
  }
  await mine.getByLabel('Job title').fill('Customer success lead')
  await mine.getByRole('button', { name: 'Save changes' }).click()
  await mine.getByText('Changes to Grace Kim were saved').waitFor()
  await theirs.getByLabel('Job title').fill('Head of customers')
  await theirs.getByRole('button', { name: 'Save changes' }).click()
  await theirs.getByRole('alert').filter({ hasText: 'Somebody changed this meanwhile' }).waitFor()
  await assertAccessible(theirs)
  await theirs.getByRole('button', { name: 'Load what is there now' }).click()
  await theirs.getByRole('button', { name: 'Load what is there now' }).waitFor({ state: 'detached' })
  assert.equal(await theirs.getByLabel('Job title').inputValue(), 'Customer success lead')
})

async function drag(page: Page, from: string, to: string) {
  const item = (name: string) => page.getByRole('treeitem', { name: new RegExp(`^${name}`) })
  await item(from).dragTo(item(to))
}

async function levelOf(page: Page, name: string) {
  return Number(await page.getByRole('treeitem', { name: new RegExp(`^${name}`) }).getAttribute('aria-level'))
}
