import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright'
import { assertAccessible, freshPage, inScheme, picture, signedIn } from './app.ts'

type Scheme = 'light' | 'dark'
export type Stop = readonly [name: string, path: string, there: (page: Page) => { waitFor(): Promise<void> }]

export const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 })
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
  ['roster', '/time/roster', (page) => page.getByRole('table').getByText('Hassan Ali').first()],
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

/** Goes to every page as a stranger and as an administrator: each is accessible, and nothing it needs is blocked. */
export async function visitEveryPage(t: TestContext, options: BrowserContextOptions, schemes: readonly Scheme[]) {
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
}

/** One page, looked at in each scheme: the first time with every rule, then for its contrast. */
async function visit(page: Page, [name, path, there]: Stop, schemes: readonly Scheme[]) {
  for (const [at, colorScheme] of schemes.entries()) {
    if (at === 0) await page.goto(path)
    await there(page).waitFor()
    await inScheme(page, colorScheme)
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
