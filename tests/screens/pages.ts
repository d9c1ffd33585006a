import type { Page } from 'playwright'
import { openApp } from '../e2e/app.ts'
import { timeOfTests } from '../e2e/server.ts'
import { elsewhere, inside, ofPerson, outside, type Stop } from '../thorough/visits.ts'
import { optionsOf, variable } from './options.ts'

const options = optionsOf(process.env[variable])
type Size = 'desktop' | 'phone'
/** A page, and what is done on it before it is looked at. */
export type Shot = {
  readonly name: string
  readonly path: string
  /** Something that is there in English on the demo data; everywhere else it is enough that the page is quiet. */
  readonly there?: Stop[2]
  readonly act?: (page: Page, size: Size) => Promise<unknown>
}

const shotOf = ([name, path, there]: Stop): Shot => ({ name, path, there })
const requestId = `document.querySelector('[role="alert"] code')`
/** What only a phone has to be opened first. */
const onPhone = (act: (page: Page) => Promise<void>) => (page: Page, size: Size) => (size === 'phone' ? act(page) : Promise.resolve())
const press = (name: string) => (page: Page) => page.getByRole('button', { name, exact: true }).first().click()

export const ofStrangers: readonly Shot[] = [
  ...outside.map(shotOf),
  { name: 'reset', path: '/reset?token=a-link-from-a-mail' },
  // The id of a request is another one each time.
  {
    name: 'verify',
    path: '/verify?token=a-link-that-has-ended',
    act: (page) => page.evaluate(`${requestId}.textContent = '01a2279a-20d1-7907-95aa-c657d03965e5'`),
  },
  { name: 'invitation-ended', path: '/invitation/a-link-that-has-ended' },
  { name: 'kiosk', path: '/kiosk' },
  { name: 'operator-sign-in', path: '/operator' },
]

/** What the tests of pages look at elsewhere. */
export const ofAdmins: readonly Shot[] = [
  ...inside.map(shotOf),
  ...elsewhere.map(([name, path]) => ({ name, path })),
  { name: 'palette', path: '/?', act: (page) => page.keyboard.press('Control+k') },
  { name: 'person-menu', path: '/account', act: (page) => page.locator('header button[aria-haspopup="menu"]').click() },
]

/** One by one: their addresses are known only to the database. */
export async function ofRecords(): Promise<readonly Shot[]> {
  const workflow = await idOf(
    "select id from workflow where company_id = $company and kind = 'leave' order by (name = 'Leave over HR') desc, created_at limit 1",
  )
  const role = await idOf("select id from role where company_id = $company and code = 'manager'")
  const request = await idOf(
    "select id from workflow_instance where company_id = $company and state = 'approved' order by ended_at desc, id limit 1",
  )
  const mei = await idOf("select id from employee where company_id = $company and first_name = 'Mei' and last_name = 'Chen'")
  const other = await idOf('select id from employee where company_id = $company order by id limit 1')
  const person = `/people/${mei ?? other}`
  // Of a company just opened the page is seen as it is then.
  if (options.company !== 'empty') await addArchives()
  return [
    ...(mei ? ofPerson(person).map(shotOf) : []),
    ...(mei || other
      ? [
          { name: 'person-overview', path: person },
          { name: 'person-time', path: `${person}?tab=time` },
          { name: 'balances-of-person', path: `/leave/balances?person=${mei ?? other}` },
          { name: 'edit-person', path: `${person}?edit=person` },
        ]
      : []),
    ...(role ? [{ name: 'role', path: `/access/roles/${role}` }] : []),
    ...(workflow ? [{ name: 'workflow', path: `/workflows/${workflow}` }] : []),
    ...(request ? [{ name: 'request', path: `/requests/${request}` }] : []),
  ]
}

/** One archive that can be downloaded, and one that was kept long enough. */
async function addArchives() {
  const { sql } = await openApp()
  const now = `'${timeOfTests()}'::timestamptz`
  await sql(`insert into company_export
    (company_id, id, state, asked_by, asked_at, ended_at, expires_at, table_count, tables_done, row_count, file_count, byte_count, sha256)
    select '${company}', of_state.id::uuid, state, u.id, ${now} - age::interval, ${now} - age::interval + interval '4 minutes', ${now} - age::interval + interval '7 days',
      84, 84, 31208, 46, 18350211, repeat('9f8b03ac', 8)
    from (select id from user_account where company_id = '${company}' order by (email not like 'admin@%'), created_at, id limit 1) u,
      (values ('01a227a0-0000-7000-8000-000000000002', 'done', '2 days'), ('01a227a0-0000-7000-8000-000000000001', 'removed', '40 days')) of_state (id, state, age)
    on conflict do nothing`)
}

export const ofHr: readonly Shot[] = [
  { name: 'hr-home', path: '/' },
  { name: 'hr-inbox', path: '/inbox' },
  { name: 'hr-inbox-nothing', path: '/inbox?q=nobody+like+that' },
  { name: 'hr-requests-narrowed', path: '/leave/requests?state=pending', act: onPhone(press('Filters')) },
]

export const ofEmployees: readonly Shot[] = [
  { name: 'employee-home', path: '/' },
  { name: 'employee-time', path: '/time?view=week' },
  { name: 'employee-month', path: '/time?view=month' },
  { name: 'employee-leave', path: '/leave' },
  { name: 'employee-ledger', path: '/leave?ledger=all', act: (page) => page.reload() },
  { name: 'employee-ask', path: '/leave?ask=leave', act: press('Next month') },
  { name: 'employee-calendar', path: '/leave/calendar' },
  { name: 'employee-inbox', path: '/inbox' },
  { name: 'employee-people', path: '/people' },
  { name: 'employee-security', path: '/security' },
  { name: 'employee-account', path: '/account' },
]

export const ofManagers: readonly Shot[] = [
  { name: 'manager-home', path: '/' },
  // On a phone a request is opened from the list.
  {
    name: 'manager-inbox',
    path: '/inbox',
    act: (page, size) => (size === 'phone' ? Promise.resolve() : page.locator('.decision').waitFor()),
  },
  { name: 'manager-request', path: '/inbox?', act: (page) => page.locator('.inbox-row').first().click() },
  { name: 'manager-calendar', path: '/leave/calendar' },
  { name: 'manager-today', path: '/time/today' },
]

export const ofOperators: readonly Shot[] = [
  { name: 'operator', path: '/operator' },
  { name: 'operator-companies', path: '/operator/companies' },
  { name: 'operator-audit', path: '/operator/audit' },
  { name: 'operator-enter', path: '/operator/enter' },
]

export async function ofCompany(): Promise<Shot> {
  return { name: 'operator-company', path: `/operator/companies/${await idOf('select $company::uuid as id')}` }
}

/** `$company` is the one the pictures are of: the last that was opened, or the demo's. */
let company: string | undefined
export function lookAt(id: string) {
  company = id
}

export async function idOf(text: string): Promise<string | undefined> {
  const { sql } = await openApp()
  const { rows } = (await sql(text.replaceAll('$company', `'${company}'`))) as { rows: { id: string | null }[] }
  return rows[0]?.id ?? undefined
}
