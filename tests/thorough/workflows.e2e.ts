import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, openApp, password, picture, signedIn } from '../e2e/app.ts'
import { look } from './look.ts'

const phone = { viewport: { width: 375, height: 812 }, hasTouch: true }

test('a workflow is drafted from a template, put in order, mended by the server’s reasons, simulated, activated and compared', async (t) => {
  const page = await signedIn(t, 'admin@acme.test')
  await page.getByRole('link', { name: 'Approvals', exact: true }).click()
  await page.getByRole('button', { name: 'New workflow' }).first().click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Name').fill('Leave over HR')
  await drawer.getByRole('radio', { name: /^Leave with HR/ }).check()
  await assertAccessible(page)
  await picture(page, 'workflow-new')
  await drawer.getByRole('button', { name: 'Draft workflow' }).click()
  await page.getByRole('heading', { name: 'Leave over HR', level: 1 }).waitFor()
  await page.getByText('Nothing keeps it from being activated').waitFor()

  const order = async () => (await page.locator('.flow > li').allInnerTexts()).map((text) => text.split('\n')[0])
  assert.deepEqual(await order(), ['Manager', 'More than five days', 'Human resources'])
  const handle = (name: string) => page.getByRole('button', { name: `Move ${name}: arrow keys up and down` })
  await handle('Human resources').press('ArrowUp')
  assert.deepEqual(await order(), ['Manager', 'Human resources', 'More than five days'])
  await page.getByText('Human resources is now step 2 of 3').waitFor({ state: 'attached' })
  await page.getByText('It cannot be activated yet').waitFor()
  await handle('Human resources').dragTo(page.getByRole('button', { name: /^More than five days/ }))
  assert.deepEqual(await order(), ['Manager', 'More than five days', 'Human resources'])
  await page.getByText('Nothing keeps it from being activated').waitFor()

  await page.getByRole('button', { name: /^More than five days/ }).click()
  const condition = page.getByLabel('Condition', { exact: true })
  await condition.fill('request.weeks > 5.0')
  await page.getByText(/weeks/).nth(1).waitFor()
  const activate = page.getByRole('button', { name: 'Activate' })
  assert.equal(await activate.isDisabled(), true)
  await assertAccessible(page)
  await picture(page, 'workflow-wrong')
  await condition.fill('request.days > 3.0')
  await page.getByText('Nothing keeps it from being activated').waitFor()

  await page.getByRole('button', { name: 'Simulate' }).click()
  await drawer.getByLabel('For whom').click()
  await page.getByRole('option', { name: /Mei Chen/ }).click()
  await drawer.getByLabel('Value of days').fill('4')
  await drawer.getByRole('button', { name: 'Simulate' }).click()
  await drawer.getByText('It would be approved, if everybody approves').waitFor()
  await drawer.getByText('The condition holds').waitFor()
  assert.equal(await drawer.getByText(/^If nobody answers/).count(), 2)
  await assertAccessible(page)
  await picture(page, 'workflow-simulated')
  await drawer.getByRole('button', { name: 'Close' }).click()

  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByText('Saved Leave over HR').first().waitFor()
  // The workflow is read again after it was activated, here late: what was written until then stays.
  let read = () => {}
  const late = new Promise<void>((resolve) => (read = resolve))
  await page.route(/\/workflows\/[0-9a-f-]{36}$/, async (route) => {
    await late
    await route.fallback()
  })
  await activate.click()
  await page.getByText('Leave over HR is active, version 1').first().waitFor()

  await page.getByRole('button', { name: /^Manager/ }).click()
  await page.getByLabel('Remind every so many days').fill('2')
  read()
  await page.getByText('Leave · Version 1').waitFor()
  assert.equal(await page.getByLabel('Remind every so many days').inputValue(), '2')
  await page.getByRole('button', { name: 'Versions' }).click()
  await drawer.getByRole('cell', { name: 'Remind every so many days' }).waitFor()
  await assertAccessible(page)
  await picture(page, 'workflow-versions')
  await drawer.getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Undo changes' }).click()

  await page.getByRole('button', { name: 'More for Leave over HR' }).click()
  await page.getByRole('menuitem', { name: 'Deactivate' }).click()
  await page.getByText('Inactive', { exact: true }).first().waitFor()
  await page.getByRole('button', { name: 'More for Leave over HR' }).click()
  await page.getByRole('menuitem', { name: 'Archive' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Archive' }).click()
  await page.getByText('Archived', { exact: true }).first().waitFor()
})

test('branches are designed inside their step, on a phone and in the dark as well', async (t) => {
  const call = await caller('admin@acme.test')
  const asks = (key: string, lane?: string) => ({
    key,
    kind: 'approval',
    name: key === 'law' ? 'Legal counsel' : key,
    strategy: 'any',
    approvers: [{ by: 'role', code: 'hr' }],
    ...(lane && { lane }),
  })
  const steps = [
    asks('first'),
    { key: 'both', kind: 'parallel', name: 'Both', branches: ['legal', 'money'], join: 'all' },
    asks('law', 'both.legal'),
    asks('cash', 'both.money'),
  ]
  const { workflow } = await call<{ workflow: { id: string } }>('POST', 'workflows', { kind: 'custom', name: 'Contract', steps })
  const page = await signedIn(t, 'admin@acme.test', phone)
  await page.goto(`/workflows/${workflow.id}`)
  await page.getByText('Nothing keeps it from being activated').waitFor()
  const branch = page.getByRole('group', { name: 'Branch legal of Both' })
  await branch.getByRole('button', { name: 'Add a step to legal' }).click()
  await page.getByRole('menuitem', { name: 'Approval' }).click()
  await branch.getByRole('button', { name: 'Move Approval: arrow keys up and down' }).press('ArrowUp')
  assert.deepEqual(
    (await branch.getByRole('listitem').allInnerTexts()).map((text) => text.split('\n')[0]),
    ['Approval', 'Legal counsel'],
  )
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'workflow-phone')
  await fits(page)
})

test('how a kind is decided is changed by roles or by a workflow, and what is not chosen cannot be saved', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/workflows/policies' })
  const leave = page.getByRole('region', { name: 'Leave', exact: true })
  await leave.getByRole('button', { name: 'Add a step' }).click()
  assert.equal(await leave.getByRole('button', { name: 'Change who decides: Leave' }).isDisabled(), true)
  await leave.getByLabel('Step 2: any one of').click()
  await page.getByRole('option', { name: 'Director' }).click()
  await page.keyboard.press('Escape')
  await leave.getByText(/→ one of Director/).waitFor()
  await leave.getByRole('button', { name: 'Change who decides: Leave' }).click()
  await page.getByText('Leave: saved. What runs goes on as it began.').first().waitFor()
  await page.reload()
  await leave.getByLabel('Step 2: any one of').waitFor()
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'policies')
  await leave.getByText('By a workflow').click()
  await leave
    .getByText('There is no active workflow of this kind yet: make one')
    .or(leave.getByLabel('Workflow', { exact: true }))
    .first()
    .waitFor()
  assert.equal(await leave.getByRole('button', { name: 'Change who decides: Leave' }).isDisabled(), true)
})

test('a person names their own substitute, who decides for them; who is asked without a permission finds it in the inbox', async (t) => {
  const call = await caller('admin@acme.test')
  const { colleagues } = await call<{ colleagues: { id: string }[] }>('GET', 'approvals/colleagues?q=Mei%20Chen')
  const approvers = [{ by: 'user', id: colleagues[0]!.id }]
  const { workflow } = await call<{ workflow: { id: string } }>('POST', 'workflows', {
    kind: 'custom',
    name: 'Purchase',
    fields: { amount: 'number' },
    steps: [{ key: 'ask', kind: 'approval', name: 'Purchase', strategy: 'any', approvers }],
  })
  await call('POST', `workflows/${workflow.id}/activate`)

  const page = await signedIn(t, 'employee@acme.test')
  assert.equal(await page.getByRole('link', { name: /^Inbox/ }).count(), 0, 'nothing waits, so there is no inbox')
  for (const title of ['Laptop for Yusuf', 'Chair for Rani', 'Desk for Hugo'])
    await call('POST', `workflows/${workflow.id}/execute`, { title, fields: { amount: 1200 } })
  await page.reload()
  await page
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .waitFor()
  await page
    .getByRole('button', { name: '3 requests wait for you' })
    .or(page.getByRole('link', { name: '3 requests wait for you' }))
    .first()
    .waitFor()
  await page.getByRole('region', { name: 'Waiting for you' }).getByText('Laptop for Yusuf').first().waitFor()
  await picture(page, 'home-asked')
  await page
    .getByRole('link', { name: /^Inbox/ })
    .first()
    .click()
  await page.getByRole('heading', { name: 'Laptop for Yusuf' }).waitFor()
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'inbox-custom')
  await page.keyboard.press('a')
  await page.getByText('Approved', { exact: true }).first().waitFor()
  await page.getByRole('heading', { name: 'Chair for Rani' }).waitFor()
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Desk for Hugo' }).waitFor()

  await page.getByRole('link', { name: 'Substitutes' }).click()
  await page.getByRole('button', { name: 'Name a substitute' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Substitute').click()
  await drawer.getByLabel('Substitute').fill('Hassan')
  await page.getByRole('option', { name: /Hassan Ali/ }).click()
  await assertAccessible(page)
  await picture(page, 'substitute-form')
  await drawer.getByRole('button', { name: 'Name substitute' }).click()
  await page.getByText('Hassan Ali decides for you').waitFor()
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'substitutes')
  await page.getByRole('button', { name: /^End that Hassan Ali/ }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click()
  await page.getByText('Ended', { exact: true }).first().waitFor()
})

test('many are chosen by keyboard and decided at once', async (t) => {
  const call = await caller('admin@acme.test')
  const { user } = await (await caller('finance@acme.test'))<{ user: { id: string } }>('GET', 'auth/me')
  const { workflow } = await call<{ workflow: { id: string } }>('POST', 'workflows', {
    kind: 'custom',
    name: 'Bulk',
    steps: [{ key: 'ask', kind: 'approval', name: 'Bulk', strategy: 'any', approvers: [{ by: 'user', id: user.id }] }],
  })
  await call('POST', `workflows/${workflow.id}/activate`)
  for (const nth of [1, 2, 3]) await call('POST', `workflows/${workflow.id}/execute`, { title: `Order ${nth}` })
  const page = await signedIn(t, 'finance@acme.test', { at: '/inbox' })
  const row = (nth: number) => page.getByRole('navigation', { name: 'Waiting requests' }).getByRole('link', { name: `Order ${nth}` })
  await row(1).click()
  await page.getByRole('heading', { name: 'Order 1' }).waitFor()
  await page.keyboard.press('x')
  await page.keyboard.press('j')
  await page.getByRole('heading', { name: 'Order 2' }).waitFor()
  await page.keyboard.press('x')
  await page.getByRole('group', { name: '2 chosen' }).getByRole('button', { name: 'Approve 2' }).click()
  await page.getByText('2 decided').first().waitFor()
  for (const nth of [1, 2]) await row(nth).waitFor({ state: 'detached' })
  await row(3).waitFor()
})

test('how long deciding takes is drawn, by kind, step and approver, and what waits longest', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { at: '/workflows/analytics' })
  await page.getByRole('heading', { name: 'Time to decide' }).waitFor()
  await page.getByRole('heading', { name: 'Oldest waiting' }).waitFor()
  for (const by of ['Step', 'Approver']) await page.getByText(by, { exact: true }).first().click()
  await page.getByRole('columnheader', { name: 'Median', exact: true }).waitFor()
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'approval-analytics')
})

/** Nothing is wider than the window. */
async function fits(page: Page) {
  assert.equal(await page.evaluate('document.documentElement.scrollWidth <= innerWidth'), true)
}

/** The API, as one person. */
async function caller(email: string) {
  const { url } = await openApp()
  const send = async (method: string, path: string, token: string, body?: object) => {
    const answer = await fetch(`${url}/api/v1/${path}`, {
      method,
      headers: { ...(token && { authorization: `Bearer ${token}` }), ...(body && { 'content-type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
    })
    assert(answer.ok, `${method} ${path}: ${answer.status} ${answer.ok ? '' : await answer.text()}`)
    return ((await answer.json()) as { data: unknown }).data
  }
  const { tokens } = (await send('POST', 'auth/login', '', { email, password, tokenDelivery: 'body' })) as {
    tokens: { accessToken: string }
  }
  return async <D>(method: string, path: string, body?: object) => (await send(method, path, tokens.accessToken, body)) as D
}
