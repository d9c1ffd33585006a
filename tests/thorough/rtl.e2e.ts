import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import ar from '../../web/locales/ar.json' with { type: 'json' }
import { assertAccessible, freshPage, inScheme, password, picture, signedIn } from '../e2e/app.ts'

test('in Arabic, from right to left, somebody signs in, clocks, asks for leave with a preview, and it is decided', async (t) => {
  const page = await freshPage(t, { viewport: { width: 1280, height: 900 } })
  await page.goto('/sign-in')
  await page.getByText('العربية').click()
  await page.getByRole('heading', { name: ar.auth.signIn }).waitFor()
  assert.deepEqual(await page.evaluate('[document.documentElement.lang, document.documentElement.dir]'), ['ar', 'rtl'])
  await looked(page, 'sign-in')
  await page.getByRole('textbox', { name: ar.auth.email }).fill('employee@acme.test')
  await page.getByLabel(ar.auth.password, { exact: true }).fill(password)
  await page.keyboard.press('Enter')
  // What Mei reads is kept with her account: she reads English until she says otherwise.
  await page.getByRole('button', { name: /your menu/ }).click()
  await page.getByText('العربية').click()
  await page.getByRole('heading', { name: /^[^a-z]*\u2068Mei/, level: 1 }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: ar.clock.act.start, exact: true }).first().click()
  await page.getByRole('button', { name: ar.clock.act.end, exact: true }).first().waitFor()
  await looked(page, 'home')

  await page.getByRole('link', { name: ar.leave.requestLeave }).first().click()
  const form = page.getByRole('dialog', { name: ar.leave.requestLeave })
  await form.getByRole('button', { name: ar.ui.nextMonth }).click()
  // Three days that are no weekend: one of them at least is no holiday either.
  const days = form.locator('.mantine-DatePicker-day:not([data-outside], [data-weekend])')
  await days.nth(5).click()
  await days.nth(7).click()
  const ask = form.getByRole('button', { name: /^طلب/ }).last()
  await ask.and(page.locator(':enabled')).waitFor()
  await looked(page, 'request', 'dark')
  await ask.click()
  await page.getByText(/^طُلبت/).waitFor()

  const [first, wide] = [page.getByRole('row').nth(1), 1280]
  for (const [name, path, there] of [
    ['leave', '/leave', first],
    ['time', '/time?view=week', first],
    ['account', '/account', page.getByText(ar.account.thisDevice)],
  ] as const) {
    await page.goto(path)
    await there.waitFor()
    await looked(page, name)
    assert(Number(await page.evaluate('document.documentElement.scrollWidth')) <= wide, `${name} is no wider than the window`)
  }

  const manager = await signedIn(t, 'manager@acme.test', { at: '/account', viewport: { width: 375, height: 800 } })
  await manager.getByText('العربية').click()
  await manager.getByText(ar.account.thisDevice).waitFor()
  await manager.goto('/inbox')
  await manager.getByRole('heading', { name: ar.inbox.title, level: 1 }).waitFor()
  const waiting = manager.getByRole('navigation', { name: ar.inbox.waiting }).getByRole('link')
  await waiting.filter({ hasText: 'Mei Chen' }).first().click()
  const approve = manager.getByRole('button', { name: /^الموافقة على/ })
  await approve.waitFor()
  assert(Number(await manager.evaluate('document.documentElement.scrollWidth')) <= 375, 'the inbox is no wider than the phone')
  await looked(manager, 'inbox-phone')
  await approve.click()
  await manager
    .getByText(/^تمت الموافقة/)
    .first()
    .waitFor()
})

async function looked(page: Page, name: string, scheme: 'light' | 'dark' = 'light') {
  await inScheme(page, scheme)
  await assertAccessible(page)
  await picture(page, `rtl-${name}`)
}
