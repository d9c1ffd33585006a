import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page, Response } from 'playwright'
import { freshPage, openApp, signedIn } from '../e2e/app.ts'
import { heading } from './visits.ts'
import type { Stop } from './visits.ts'

/** Gzipped script until the first meaningful screen, in bytes. */
const scriptBudget = 250 * 1024
/** The same for a page that is gone to from another. */
const laterBudget = 120 * 1024

test('the first meaningful screen needs at most 250 KB of script gzipped, before and after signing in', async (t) => {
  const { browser } = await openApp()
  const stranger = await freshPage(t, { alone: true })
  const before = await scriptsOf(stranger, '/', (page) => page.getByRole('button', { name: 'Sign in', exact: true }))
  const page = await signedIn(t, 'manager@acme.test', { alone: true })
  const state = await page.context().storageState()
  // Refresh tokens work once, so the page that is signed in must not go on.
  await page.context().close()
  const context = await browser.newContext({ baseURL: (await openApp()).url, storageState: state })
  t.after(() => context.close())
  const home = await scriptsOf(await context.newPage(), '/', (on) => on.getByRole('button', { name: /^Approve/ }).first())
  for (const [screen, { gzipped, sent, files }] of Object.entries({ 'sign-in': before, home })) {
    t.diagnostic(`${screen}: ${kilobytes(sent)} sent, ${kilobytes(gzipped)} gzipped, ${files} files`)
    assert(gzipped <= scriptBudget, `${screen}: ${kilobytes(gzipped)} of script gzipped`)
    assert(sent <= gzipped, `${screen}: scripts are sent uncompressed`)
  }
})

test('each page after the first needs at most 120 KB of script gzipped', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { alone: true })
  let seen: Promise<number>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') seen.push(response.body().then((body) => gzipSync(body).length))
  })
  const steps: readonly [string, (on: Page) => ReturnType<Page['getByRole']>, Stop[2]][] = [
    ['people', (on) => on.getByRole('link', { name: 'People' }), heading('People')],
    ['add a person', (on) => on.getByRole('button', { name: 'Add a person' }), (on) => on.getByLabel('First name')],
    ['organisation', (on) => on.getByRole('link', { name: 'Organisation' }), (on) => on.getByRole('treeitem').first()],
    ['branches', (on) => on.getByRole('tab', { name: 'Branches' }), (on) => on.getByText('Head office').first()],
    ['positions', (on) => on.getByRole('tab', { name: 'Positions' }), (on) => on.getByRole('button', { name: 'Add a position' }).first()],
    ['chart', (on) => on.getByRole('tab', { name: 'Org chart' }), (on) => on.getByRole('button', { name: /show below/ }).first()],
    ['person', (on) => on.getByRole('link', { name: /Helena Santos/ }), heading('Helena Santos')],
    ['catalogs', (on) => on.getByRole('link', { name: 'Catalogs' }), heading('Catalogs')],
    ['custom fields', (on) => on.getByRole('link', { name: 'Custom fields' }), heading('Custom fields')],
    ['access', (on) => on.getByRole('link', { name: 'Access', exact: true }), (on) => on.getByRole('rowheader', { name: 'See people' })],
    ['imports', (on) => on.getByRole('link', { name: 'Import & export' }), (on) => on.getByRole('button', { name: 'Branches as CSV' })],
    ['import', (on) => on.getByRole('link', { name: 'Import a file' }).first(), (on) => on.getByRole('radio', { name: 'Departments' })],
  ]
  for (const [name, go, there] of steps) {
    seen = []
    await go(page).click()
    await there(page).waitFor()
    const gzipped = sum(await Promise.all(seen))
    t.diagnostic(`${name}: ${kilobytes(gzipped)} gzipped`)
    assert(gzipped <= laterBudget, `${name}: ${kilobytes(gzipped)} of script gzipped`)
    // A drawer lies over the page's links.
    if (await page.getByRole('dialog').isVisible()) await page.keyboard.press('Escape')
  }
})

test('the content security policy runs no inline script', async () => {
  const { url, browser } = await openApp()
  const page = await browser.newPage()
  const response = await page.goto(url)
  const policy = response?.headers()['content-security-policy'] ?? ''
  const scripts = /script-src ([^;]*)/.exec(policy)?.[1] ?? ''
  assert.match(scripts, /'self'/)
  assert.doesNotMatch(scripts, /unsafe-inline|unsafe-eval|\*|https?:(?!\/)/)
  const ran =
    "const one = document.createElement('script'); one.textContent = 'window.ran = true'; document.head.append(one); window.ran === true"
  assert.equal(await page.evaluate(ran), false)
  await page.close()
})

async function scriptsOf(page: Page, path: string, there: Stop[2]) {
  const seen: Promise<{ sent: number; gzipped: number }>[] = []
  const weigh = async (response: Response) => {
    const body = await response.body()
    return { sent: (await response.request().sizes()).responseBodySize, gzipped: gzipSync(body).length }
  }
  const note = (response: Response) => void (response.request().resourceType() === 'script' && seen.push(weigh(response)))
  page.on('response', note)
  // Notices are fetched by themselves a little later. They are weighed too, or the answer would hang on how fast this machine is.
  const notices = page.waitForResponse(/\/assets\/notices-/)
  await page.goto(path)
  await there(page).waitFor()
  await notices
  await page.waitForLoadState('networkidle')
  page.off('response', note)
  const all = await Promise.all(seen)
  assert(all.length > 0)
  return { sent: sum(all.map(({ sent }) => sent)), gzipped: sum(all.map(({ gzipped }) => gzipped)), files: all.length }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
