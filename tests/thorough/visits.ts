import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, freshPage, inScheme, picture, signedIn, until } from '../e2e/app.ts'

export type Stop = readonly [name: string, path: string, there: (page: Page) => { waitFor(): Promise<void> }]

export const heading = (name: string | RegExp) => (page: Page) => page.getByRole('heading', { name, level: 1 })
export const outside: readonly Stop[] = [
  ['sign-in', '/sign-in', heading('Sign in')],
  ['signup', '/signup', heading('Open a company')],
  ['forgot', '/forgot', heading('Forgot your password?')],
]
export const inside: readonly Stop[] = [
  ['home', '/', heading(/Good (morning|afternoon|evening)/)],
  ['leave', '/leave', (page) => page.getByText('of 10 days').first()],
  ['drawer', '/leave?ask=leave', (page) => page.getByRole('dialog').getByRole('button', { name: 'Next month' })],
  // Administrators are asked to decide nothing; the inbox with requests is looked at in journey.e2e.ts and inbox.e2e.ts.
  ['inbox', '/inbox', heading('Inbox')],
  ['leave-requests', '/leave/requests', (page) => page.getByRole('button', { name: 'Columns' })],
  ['my-time', '/time?view=month', (page) => page.getByRole('row', { name: /Total/ })],
  ['today', '/time/today', (page) => page.getByText('Hassan Ali').first()],
  ['roster', '/time/roster', (page) => page.getByRole('table').getByText('Hassan Ali').first()],
  ['months', '/time/months', heading('Closed months')],
  ['kiosks', '/time/kiosks', heading('Kiosks')],
  ['timesheet', '/time/sheet', (page) => page.getByRole('group', { name: 'In all' })],
  ['exceptions', '/time/exceptions', (page) => page.getByRole('button', { name: /^Overtime/ })],
  ['corrections', '/time/corrections', heading('Corrections')],
  ['holidays', '/time/holidays', (page) => page.getByRole('heading', { name: /^Holidays of / })],
  ['shifts', '/time/shifts', (page) => page.getByRole('heading', { name: 'Rotating rosters' })],
  ['add-shift', '/time/shifts?form=add-shift', (page) => page.getByRole('dialog').getByLabel('Starts: hours')],
  ['rules', '/time/rules', (page) => page.getByRole('article').first()],
  ['places', '/time/places', (page) => page.getByLabel('Days at home a week')],
  ['add-place', '/time/places?form=add', (page) => page.getByRole('dialog').getByLabel('Latitude')],
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
  ['approval-requests', '/workflows/requests', (page) => page.getByRole('button', { name: 'Columns' })],
  ['policies', '/workflows/policies', (page) => page.getByRole('region', { name: 'Leave', exact: true })],
  ['approval-analytics', '/workflows/analytics', (page) => page.getByRole('heading', { name: 'Time to decide' })],
  ['substitutes', '/substitutes', (page) => page.getByRole('button', { name: 'Name a substitute' })],
  ['settings', '/settings', (page) => page.getByLabel('Time zone').first()],
  ['company', '/settings/company', (page) => page.getByRole('heading', { name: 'Look' })],
  ['features', '/settings/features', (page) => page.getByRole('switch', { name: 'Attendance' })],
  ['integrations', '/settings/integrations', (page) => page.getByRole('heading', { name: 'Slack' })],
  ['leaving', '/settings/leaving', (page) => page.getByRole('button', { name: 'Write a new archive' })],
  ['usage', '/settings/usage', (page) => page.getByText('API calls today').first()],
  ['audit', '/audit', (page) => page.getByRole('button', { name: 'Details' }).first()],
  ['account', '/account', (page) => page.getByText('This device')],
]

/** What the tests of its area look at on a desktop in the light. */
export const elsewhere = [
  ['security', '/security'],
  ['leave-calendar', '/leave/calendar'],
  ['leave-balances', '/leave/balances'],
  ['leave-types', '/leave/types'],
  ['leave-policies', '/leave/policies'],
  ['leave-limits', '/leave/limits'],
  ['leave-year-end', '/leave/year-end'],
  ['add-leave-type', '/leave/types?form=add'],
  ['invitations', '/accounts/invitations'],
  ['access-groups', '/access/groups'],
  ['access-delegations', '/access/delegations'],
  ['access-second-factors', '/access/second-factors'],
  ['setup', '/setup'],
  ['support', '/support'],
] as const

/** Each of them on a tablet in the dark, once nothing on it is loading. */
export async function visitElsewhere(t: TestContext) {
  const page = await signedIn(t, 'admin@acme.test', { alone: true, at: '/account', viewport: { width: 768, height: 1024 } })
  await inScheme(page, 'dark')
  for (const [name, path] of elsewhere) {
    // The heading of the page before is marked, so that it is not taken for the new one's.
    await page.evaluate(`document.querySelector('h1').dataset.old = ''; history.pushState(null, '', ${JSON.stringify(path)})`)
    await until(
      page,
      "!document.querySelector('h1[data-old], [aria-busy=true], .form-body:empty') && document.querySelector('h1') !== null",
    )
    await assertAccessible(page)
    assert.equal(await page.evaluate('document.documentElement.scrollWidth'), 768, `${name} is no wider than its window`)
    await picture(page, `${name}-768-dark`)
  }
}

/** Tables that on a phone have their rows one under the other, or fewer columns: nothing of them is beyond the edge of their card. */
export async function visitNarrow(t: TestContext) {
  const page = await signedIn(t, 'admin@acme.test', { alone: true, viewport: { width: 375, height: 812 } })
  const mei = await pathOfMei(page)
  const stops: Readonly<Record<string, string>> = {
    '/time/holidays': 'New Year',
    '/leave/types': 'cost nothing',
    [`${mei}?tab=time`]: 'Worked',
    [`${mei}?tab=access`]: 'Comes from',
    '/access/second-factors': 'Without a second factor',
    '/leave/balances': 'Available',
  }
  for (const [path, there] of Object.entries(stops)) {
    await follow(page, path)
    await page.getByRole('main').getByText(there).first().waitFor()
    const wide = await page.evaluate(
      "[...document.querySelectorAll('main [role=group]')].filter((one) => one.scrollWidth > one.clientWidth).map((one) => one.ariaLabel)",
    )
    assert.deepEqual(wide, [], path)
  }
}

/** Goes to every page as a stranger and as an administrator: each is accessible, and nothing it needs is blocked. */
export async function visitEveryPage(t: TestContext) {
  const stranger = await freshPage(t, { alone: true })
  await visitAll(stranger, outside)
  const page = await signedIn(t, 'admin@acme.test', { alone: true })
  await visitAll(page, [...inside, ...ofPerson(await pathOfMei(page))])
}

async function visitAll(page: Page, stops: readonly Stop[]) {
  await watchForBlocked(page)
  const cdp = await page.context().newCDPSession(page)
  const fingers = (enabled: boolean) => cdp.send('Emulation.setTouchEmulationEnabled', { enabled })
  for (const stop of stops) await visit(page, stop, fingers)
}

/** Where the page of somebody is. */
export async function pathOfMei(page: Page) {
  await page.goto('/people?q=Mei')
  await page.getByText('Mei Chen').first().click()
  await page.getByRole('tab', { name: 'Leave' }).waitFor()
  return new URL(page.url()).pathname
}

export const ofPerson = (person: string): readonly Stop[] => [
  ['person', `${person}?tab=leave`, (on) => on.getByText('of 10 days').first()],
  ['employment', `${person}?tab=employment`, (on) => on.getByText('Hired').first()],
  ['person-access', `${person}?tab=access`, (on) => on.getByRole('heading', { name: 'Grants and where they come from' })],
  ['person-history', `${person}?tab=history`, (on) => on.getByText('Employment as').first()],
  ['records', `${person}?tab=records`, (on) => on.getByRole('heading', { name: 'Identity documents' })],
]

const contrast = ['color-contrast']
const desktop = { width: 1440, height: 900 }
const phone = { width: 390, height: 844 }

/**
 * One page, gone to as by a link: the app stays, as it does for people, and axe is loaded into it once. On a desktop it is looked at with
 * every rule and then once more for the contrast of the dark; on a phone with every rule but the contrast, which is the desktop's.
 */
async function visit(page: Page, [name, path, there]: Stop, fingers: (enabled: boolean) => Promise<unknown>) {
  const look = async (scheme: 'light' | 'dark', rules: Parameters<typeof assertAccessible>[1]) => {
    await there(page).waitFor()
    await inScheme(page, scheme)
    await assertAccessible(page, rules)
    await picture(page, `${name}-${page.viewportSize()?.width}-${scheme}`)
  }
  await follow(page, path)
  await look('light', {})
  await look('dark', { only: contrast })
  await fingers(true)
  await page.setViewportSize(phone)
  // What only phones have around their pages is at home, too.
  await look('dark', name === 'home' ? {} : { without: contrast })
  await fingers(false)
  await page.setViewportSize(desktop)
  assert.deepEqual(await page.evaluate('window.blocked'), [], `blocked on ${name}`)
}

/** As a link does; the first page of all is loaded. */
async function follow(page: Page, path: string) {
  if (!(await page.evaluate('window.blocked'))) await page.goto(path)
  else await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
}

/** Remembers what the content security policy refused. */
function watchForBlocked(page: Page) {
  return page.addInitScript(
    "window.blocked = []; addEventListener('securitypolicyviolation', (event) => window.blocked.push(event.violatedDirective + ' ' + event.blockedURI))",
  )
}
