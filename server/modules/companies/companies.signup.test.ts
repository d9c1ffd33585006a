import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { connect, companyTables } from '../../../tests/database.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { systemRequest } from '../../core/context.ts'
import { systemRoles } from '../../core/contract.ts'
import type { Body } from '../../core/contract.ts'
import type { Module } from '../../core/module.ts'
import { defaultSettings } from '../../core/settings.ts'
import { publicHolidays } from '../attendance/index.ts'
import { login, signup } from '../auth/auth.contract.ts'
import { signUp } from './companies.signup.service.ts'

type Ask = Body<typeof signup>
const password = 'a long pass phrase'
let count = 0
const freshLabel = () => `s${process.pid}-${Date.now().toString(36)}-${(count += 1)}`
function askFor(label: string, more: Partial<Ask> = {}): Ask {
  return {
    companyName: 'Toko Maju',
    subdomain: label,
    firstName: 'Dewi',
    lastName: 'Hartono',
    email: `dewi@${label}.test`,
    password,
    ...more,
  }
}
const settingsOf = async ({ rows }: World, id: string) =>
  (await rows<{ settings: unknown; first_day: string }>('select settings, first_day from company_settings where company_id = $1', id))[0]

test('signing up opens a company on trial whose first admin can sign in at once', async (t) => {
  const w = await world(t)
  w.at('2026-07-29T12:00:00Z')
  const label = freshLabel()
  const opened = await w.nobody(signup, { body: askFor(label, { email: `Dewi@${label}.TEST`, domain: `${label}.test` }) })
  assert.equal(opened.status, 201)
  const { company, user } = opened.data
  assert.partialDeepStrictEqual(company, {
    name: 'Toko Maju',
    subdomain: label,
    domain: `${label}.test`,
    adminEmail: `dewi@${label}.test`,
    status: 'trial',
    trialEndsAt: '2026-08-12T12:00:00.000Z',
    plan: 'professional',
    createdAt: '2026-07-29T12:00:00.000Z',
  })
  const signedIn = await w.nobody(login, { body: { email: user.email, password, company: label } })
  assert.deepEqual([signedIn.data.user.id, signedIn.data.user.emailVerified], [user.id, false])
})

test('a new company has its settings, roles with the grants the modules declare, head office, leave types and pattern', async (t) => {
  const w = await world(t)
  const label = freshLabel()
  const { company, user } = (await w.nobody(signup, { body: askFor(label, { timeZone: 'Asia/Jakarta', country: 'ID', language: 'id' }) }))
    .data
  const of = <R>(sql: string) => w.rows<R>(sql, company.id)
  assert.deepEqual(await settingsOf(w, company.id), {
    first_day: '1970-01-01',
    settings: {
      ...defaultSettings,
      timeZone: 'Asia/Jakarta',
      currency: 'IDR',
      country: 'ID',
      language: 'id',
      // As Indonesia has them.
      weekStart: 7,
      dateFormat: 'DD/MM/YYYY',
      timeFormat: '24',
    },
  })
  const roles = await of<{ code: string; name: string; is_system: boolean }>('select code, name, is_system from role where company_id = $1')
  assert.deepEqual(Object.fromEntries(roles.map(({ code, name }) => [code, name])), { ...systemRoles })
  assert.ok(roles.every(({ is_system: isSystem }) => isSystem))
  const declared = w.assembly.deps.modules.flatMap((module) => module.permissions)
  const grants = await of<{ code: string; permission: string; reach: string }>(
    'select r.code, g.permission, g.reach from access_grant g join role r on r.company_id = g.company_id and r.id = g.role_id where g.company_id = $1',
  )
  for (const role of Object.keys(systemRoles) as (keyof typeof systemRoles)[]) {
    const expected = declared
      .map(({ code, reaches, roles: starting }) => `${code} ${role === 'admin' ? reaches.at(-1) : starting[role]}`)
      .filter((grant) => !grant.endsWith('undefined'))
    const actual = grants.filter(({ code }) => code === role).map(({ permission, reach }) => `${permission} ${reach}`)
    assert.deepEqual(actual.toSorted(), expected.toSorted(), role)
  }
  assert.deepEqual(
    await of(
      'select user_id from role_assignment a join role r on r.id = a.role_id and r.company_id = a.company_id where a.company_id = $1 and r.code = $$admin$$',
    ),
    [{ user_id: user.id }],
  )
  assert.deepEqual(await of('select code, name from branch where company_id = $1'), [{ code: 'HQ', name: 'Head office' }])
  assert.deepEqual(await of('select code, paid, yearly_amount from leave_type where company_id = $1 order by sort_order'), [
    { code: 'annual', paid: true, yearly_amount: '20.0000' },
    { code: 'sick', paid: true, yearly_amount: '10.0000' },
    { code: 'unpaid', paid: false, yearly_amount: null },
  ])
  const [pattern] = await of<{ times: { weekday: number; start: string; end: string }[] }>(
    'select times from working_pattern where company_id = $1',
  )
  assert.deepEqual(
    pattern?.times.map(({ weekday, start, end }) => [weekday, start, end]),
    [1, 2, 3, 4, 5].map((weekday) => [weekday, '09:00', '17:00']),
  )
})

test('a new company has the public holidays of its country, this year and the next; without a country it has none', async (t) => {
  const w = await world(t)
  w.at('2026-07-29T12:00:00Z')
  const german = (await w.nobody(signup, { body: askFor(freshLabel(), { country: 'DE' }) })).data.company
  const none = (await w.nobody(signup, { body: askFor(freshLabel()) })).data.company
  const holidays = await w.rows<{ day: string; name: string; portion: string }>(
    'select first_day as day, name, portion from holiday where company_id = $1 order by first_day',
    german.id,
  )
  assert.deepEqual(
    holidays,
    [...publicHolidays('DE', 2026), ...publicHolidays('DE', 2027)].toSorted((a, b) => (a.day < b.day ? -1 : 1)),
  )
  assert.ok(holidays.some(({ day }) => day === '2026-10-03') && holidays.some(({ day }) => day === '2027-12-25'))
  assert.deepEqual(await w.rows('select id from holiday where company_id = $1', none.id), [])
})

test('the first admin gets a mail to confirm the address, and signing up is the first entry of the audit log', async (t) => {
  const w = await world(t)
  const label = freshLabel()
  const { company, user } = (await w.nobody(signup, { body: askFor(label), headers: { 'x-request-id': 'sign-up-request' } })).data
  assert.equal((await w.mailTo(user.email)).subject, 'Confirm your email address')
  const events = await w.rows(
    'select kind, actor_user_id, actor_name, request_id from domain_event where company_id = $1 order by transaction_id',
    company.id,
  )
  assert.deepEqual(events[0], {
    kind: 'company.signed-up',
    actor_user_id: user.id,
    actor_name: 'Dewi Hartono',
    request_id: 'sign-up-request',
  })
})

test('what is taken, reserved, somebody else’s or malformed is refused, and nothing is left behind', async (t) => {
  const w = await world(t)
  const label = freshLabel()
  const taken = (await w.nobody(signup, { body: askFor(label, { domain: `${label}.test` }) })).data.company
  const other = freshLabel()
  const cases: [Partial<Ask>, number, string][] = [
    [{ subdomain: label }, 409, 'COMPANY_SUBDOMAIN_TAKEN'],
    [{ domain: `${label}.test`, email: `rina@${label}.test` }, 409, 'COMPANY_DOMAIN_TAKEN'],
    [{ subdomain: 'admin' }, 422, 'SUBDOMAIN_RESERVED'],
    [{ domain: 'somebody-else.test' }, 422, 'DOMAIN_NOT_YOURS'],
    [{ domain: `${other}.test`, email: `dewi@not-${other}.test` }, 422, 'DOMAIN_NOT_YOURS'],
    [{ domain: `${other}.test`, email: `dewi@sub.${other}.test` }, 422, 'DOMAIN_NOT_YOURS'],
    [{ timeZone: 'Mars/Olympus' }, 422, 'TIME_ZONE_UNKNOWN'],
    [{ password: 'passwordpassword' }, 422, 'PASSWORD_WEAK'],
    [{ password: 'toko maju 12', companyName: 'Toko Maju' }, 422, 'PASSWORD_WEAK'],
    [{ password: 'too short' }, 400, 'VALIDATION_FAILED'],
    [{ subdomain: 'Not-A-Label' }, 400, 'VALIDATION_FAILED'],
    [{ subdomain: '-x' }, 400, 'VALIDATION_FAILED'],
    [{ country: 'id' }, 400, 'VALIDATION_FAILED'],
    [{ email: 'not an address' }, 400, 'VALIDATION_FAILED'],
  ]
  for (const [more, status, code] of cases) {
    const refused = await w.nobody(signup, { body: askFor(other, more) })
    assert.deepEqual([refused.status, refused.error.code], [status, code], JSON.stringify(more))
  }
  assert.deepEqual(await w.rows('select id from company where subdomain = $1 or domain = $2', other, `${other}.test`), [])
  assert.deepEqual(await w.rows('select id from company where subdomain = $1', label), [{ id: taken.id }])
})

test('a sign-up that fails in its last step leaves no row in any table and no job', async (t) => {
  const w = await world(t)
  const owner = await connect(t, null)
  const label = freshLabel()
  let companyId: string | undefined
  const late: Module = {
    name: 'late',
    title: 'Fails',
    routes: () => undefined,
    permissions: [],
    events: [],
    async onboard(ctx) {
      companyId = ctx.companyId
      await ctx.enqueue('verify-email', { userId: ctx.companyId })
      throw new Error('the disk is full')
    },
  }
  const deps = { ...w.assembly.deps, modules: [...w.assembly.deps.modules, late] }
  await assert.rejects(signUp(deps, askFor(label), 'no password', systemRequest), /the disk is full/)
  assert.ok(companyId)
  for (const table of await companyTables(owner)) {
    assert.equal((await owner.query(`select from ${table} where company_id = $1`, [companyId])).rowCount, 0, table)
  }
  assert.equal((await owner.query('select from company where id = $1', [companyId])).rowCount, 0)
  assert.equal((await owner.query("select from graphile_worker._private_jobs where payload ->> 'companyId' = $1", [companyId])).rowCount, 0)
  assert.equal((await w.nobody(signup, { body: askFor(label) })).status, 201, 'the subdomain is free again')
})

test('of simultaneous sign-ups for one subdomain exactly one wins', async (t) => {
  const w = await world(t)
  const label = freshLabel()
  const answers = await Promise.all(
    Array.from({ length: 4 }, (_, index) => w.nobody(signup, { body: askFor(label, { companyName: `Number ${index}` }) })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409],
  )
  for (const answer of answers) if (answer.status === 409) assert.equal(answer.error.code, 'COMPANY_SUBDOMAIN_TAKEN')
  assert.equal((await w.rows('select id from company where subdomain = $1', label)).length, 1)
  assert.equal((await w.rows('select id from user_account where email = $1', `dewi@${label}.test`)).length, 1)
})

test('with SIGNUP=false nobody opens a company', async (t) => {
  const { rows } = await world(t)
  const label = freshLabel()
  const refused = await clientOf(await anotherServer(t, { SIGNUP: 'false' }), null)(signup, { body: askFor(label) })
  assert.deepEqual([refused.status, refused.error.code], [403, 'SIGNUP_CLOSED'])
  assert.deepEqual(await rows('select id from company where subdomain = $1', label), [])
})
