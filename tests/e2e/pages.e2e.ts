import assert from 'node:assert/strict'
import { test } from 'node:test'
import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright'
import { assertAccessible, freshPage, openApp, picture, signedIn } from './app.ts'

type Scheme = 'light' | 'dark'
const devices = [
  ['desktop', {}, ['light', 'dark']],
  // The colours of the light are those of the desktop.
  ['phone', { viewport: { width: 390, height: 844 }, hasTouch: true }, ['dark']],
] as const
/** Gzipped script until the first meaningful screen, in bytes. */
const scriptBudget = 250 * 1024
/** The same for a page that is gone to from another. */
const laterBudget = 120 * 1024

type Stop = readonly [name: string, path: string, there: (page: Page) => { waitFor(): Promise<void> }]

const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 })
const outside: readonly Stop[] = [
  ['sign-in', '/sign-in', heading('Sign in')],
  ['signup', '/signup', heading('Open a company')],
  ['forgot', '/forgot', heading('Forgot your password?')],
]
const inside: readonly Stop[] = [
  ['home', '/', heading(/Good (morning|afternoon|evening)/)],
  ['leave', '/leave', (page) => page.getByText('of 10 days').first()],
  ['drawer', '/leave?ask=leave', (page) => page.getByRole('dialog').getByRole('button', { name: 'Next month' })],
  // Administrators are asked to decide nothing; the inbox with requests is looked at in journey.e2e.ts and inbox.e2e.ts.
  ['inbox', '/inbox', heading('Inbox')],
  ['my-time', '/time?view=month', (page) => page.getByRole('row', { name: /Total/ })],
  ['today', '/time/today', (page) => page.getByText('Hassan Ali').first()],
  ['people', '/people', (page) => page.getByText('Hassan Ali').first()],
  ['accounts', '/accounts', (page) => page.getByText('Hassan Ali').first()],
  ['invite', '/accounts/invitations?invite=true', (page) => page.getByRole('dialog').getByRole('button', { name: 'Send invitation' })],
  ['add-person', '/people?add=person', (page) => page.getByRole('dialog').getByLabel('First name')],
  ['organization', '/organization', (page) => page.getByRole('treeitem').first()],
  ['branches', '/organization/branches', (page) => page.getByText('Head office').first()],
  ['positions', '/organization/positions', heading('Organisation')],
  ['chart', '/organization/chart', (page) => page.getByRole('button', { name: /show below/ }).first()],
  ['people-filters', '/people?filters=open', (page) => page.getByRole('dialog').getByLabel('Status')],
  ['catalogs', '/catalogs', heading('Catalogs')],
  ['custom-fields', '/custom-fields', heading('Custom fields')],
  ['add-field', '/custom-fields?form=add', (page) => page.getByRole('dialog').getByLabel('Longest text')],
  ['imports', '/imports', (page) => page.getByRole('button', { name: 'Branches as CSV' })],
  ['import', '/imports/new?kind=departments', (page) => page.getByRole('button', { name: 'Choose a file' })],
  ['access', '/access', (page) => page.getByRole('rowheader', { name: 'See people' })],
  ['access-templates', '/access/templates?form=add', (page) => page.getByRole('dialog').getByLabel('Add a permission')],
  ['access-explain', '/access/explain', (page) => page.getByText('Ask about a decision')],
  ['workflows', '/workflows', heading('Approvals')],
  ['policies', '/workflows/policies', (page) => page.getByRole('region', { name: 'Leave' })],
  ['approval-analytics', '/workflows/analytics', (page) => page.getByRole('heading', { name: 'Time to decide' })],
  ['substitutes', '/substitutes', (page) => page.getByRole('button', { name: 'Name a substitute' })],
  ['settings', '/settings', (page) => page.getByLabel('Time zone').first()],
  ['audit', '/audit', (page) => page.getByRole('button', { name: 'Details' }).first()],
  ['account', '/account', (page) => page.getByText('This device')],
]

for (const [device, options, schemes] of devices) {
  test(`every page is accessible on a ${device}, ${schemes.join(' and ')}, and nothing it needs is blocked`, async (t) => {
    const stranger = await freshPage(t, options)
    await watchForBlocked(stranger)
    for (const stop of outside) await visit(stranger, stop, schemes)
    const page = await signedIn(t, 'admin@acme.test', options)
    await watchForBlocked(page)
    for (const stop of inside) await visit(page, stop, schemes)
    await page.goto('/people?q=Mei')
    await page.getByText('Mei Chen').first().click()
    await page.getByRole('tab', { name: 'Leave' }).waitFor()
    const person = new URL(page.url()).pathname
    await visit(page, ['person', `${person}?tab=leave`, (on) => on.getByText('of 10 days').first()], schemes)
    await visit(page, ['employment', `${person}?tab=employment`, (on) => on.getByText('Hired').first()], schemes)
    await visit(
      page,
      ['person-access', `${person}?tab=access`, (on) => on.getByRole('heading', { name: 'Grants and where they come from' })],
      schemes,
    )
    await visit(page, ['person-history', `${person}?tab=history`, (on) => on.getByText('Employment as').first()], schemes)
    await visit(page, ['records', `${person}?tab=records`, (on) => on.getByRole('heading', { name: 'Identity documents' })], schemes)
  })
}

test('the first meaningful screen needs at most 250 KB of script gzipped, before and after signing in', async (t) => {
  const { browser } = await openApp()
  const stranger = await freshPage(t)
  const before = await scriptsOf(stranger, '/', (page) => page.getByRole('button', { name: 'Sign in', exact: true }))
  const page = await signedIn(t, 'manager@acme.test')
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
  const page = await signedIn(t, 'admin@acme.test')
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

/** One page, looked at in each scheme: the first time with every rule, then for its contrast. */
async function visit(page: Page, [name, path, there]: Stop, schemes: readonly Scheme[]) {
  for (const [at, colorScheme] of schemes.entries()) {
    await page.emulateMedia({ colorScheme })
    if (at === 0) await page.goto(path)
    await there(page).waitFor()
    await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
    await assertAccessible(page, at === 0 ? undefined : ['color-contrast'])
    await picture(page, `${name}-${page.viewportSize()?.width}-${colorScheme}`)
  }
  assert.deepEqual(await page.evaluate('window.blocked'), [], `blocked on ${name}`)
}

/** Remembers what the content security policy refused. */
function watchForBlocked(page: Page) {
  return page.addInitScript(
    "window.blocked = []; addEventListener('securitypolicyviolation', (event) => window.blocked.push(event.violatedDirective + ' ' + event.blockedURI))",
  )
}

async function scriptsOf(page: Page, path: string, there: Stop[2]) {
  const seen: Promise<{ sent: number; gzipped: number }>[] = []
  page.on('response', (response) => {
    if (response.request().resourceType() === 'script') seen.push(weigh())
    async function weigh() {
      const body = await response.body()
      return { sent: (await response.request().sizes()).responseBodySize, gzipped: gzipSync(body).length }
    }
  })
  await page.goto(path)
  await there(page).waitFor()
  const all = await Promise.all(seen)
  assert(all.length > 0)
  return { sent: sum(all.map(({ sent }) => sent)), gzipped: sum(all.map(({ gzipped }) => gzipped)), files: all.length }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0)
const kilobytes = (bytes: number) => `${(bytes / 1024).toFixed(1)} KB`
