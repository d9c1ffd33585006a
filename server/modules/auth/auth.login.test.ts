import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { changeStatus, findCompanyByName } from '../companies/index.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { login, me } from './auth.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)
const otherHash = await hashPassword('another pass phrase')

/** A person with the password above and the email given, or one of their own. */
async function account(
  w: World,
  { email, passwordHash = hash, grants = [] as string[] }: { email?: string; passwordHash?: string; grants?: string[] } = {},
) {
  const person = await w.as(grants)
  const address = email ?? person.email
  await w.rows(
    'update user_account set password_hash = $2, email = $3 where company_id = $company and id = $1',
    person.userId,
    passwordHash,
    address,
  )
  return { userId: person.userId, email: address }
}
const subdomainOf = async (w: World) =>
  (await w.rows<{ subdomain: string }>('select subdomain from company where id = $company'))[0]!.subdomain
const domainOf = (w: World) => w.admin.email.split('@')[1]!
const freshEmail = () => `${newId()}@people.test`

test('signing in gives a token that works, who one is and the company, and is told in the audit log', async (t) => {
  const w = await world(t)
  const mei = await account(w, { grants: ['audit.read'] })
  const { data, status } = await w.nobody(login, {
    body: { email: mei.email.toUpperCase(), password, company: domainOf(w) },
    headers: { 'x-request-id': 'my-sign-in' },
  })
  assert.equal(status, 200)
  assert.deepEqual([data.user.id, data.user.email, data.company.id], [mei.userId, mei.email, w.companyId])
  const authorization = `Bearer ${data.tokens.accessToken}`
  const mine = await w.nobody.raw('GET', 'auth/me', undefined, { authorization })
  assert.equal((mine.json as { data: { user: { id: string } } }).data.user.id, mei.userId)
  const lifeMs = Date.parse(data.tokens.accessTokenExpiresAt) - Date.now()
  assert.ok(lifeMs > 14 * 60_000 && lifeMs <= 15 * 60_000)
  const [entry] = (await w.admin(listLogs, { query: { kind: 'auth.signed-in' } })).data.entries
  assert.match(entry!.story, /^Pat Person \w+ signed in$/)
  assert.deepEqual([entry!.actorId, entry!.requestId, entry!.subjectId], [mei.userId, 'my-sign-in', mei.userId])
})

test('the company is named by domain, subdomain or address, or left out where the email is unique', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  for (const company of [domainOf(w), await subdomainOf(w), domainOf(w).toUpperCase(), w.admin.email, undefined] as const) {
    const answer = await w.nobody(login, { body: { email: mei.email, password, ...(company !== undefined && { company }) } })
    assert.equal(answer.data.user.id, mei.userId, company ?? 'left out')
  }
})

test('with the same email and password at several companies one must say which; with different passwords the right one opens', async (t) => {
  const [one, two, three] = [await world(t), await world(t), await world(t)]
  const email = freshEmail()
  const accounts = [await account(one, { email }), await account(two, { email }), await account(three, { email, passwordHash: otherHash })]
  const asked = await one.nobody(login, { body: { email, password } })
  assert.deepEqual([asked.status, asked.error.code], [422, 'COMPANY_NEEDED'])
  assert.deepEqual(
    (asked.error.details as { companies: string[] }).companies.toSorted(),
    [await subdomainOf(one), await subdomainOf(two)].toSorted(),
  )
  assert.equal((await one.nobody(login, { body: { email, password: 'another pass phrase' } })).data.user.id, accounts[2]!.userId)
  for (const [index, w] of [one, two].entries()) {
    assert.equal(
      (await w.nobody(login, { body: { email, password, company: await subdomainOf(w) } })).data.user.id,
      accounts[index]!.userId,
    )
  }
  const wrongPlace = await one.nobody(login, { body: { email, password, company: await subdomainOf(three) } })
  assert.deepEqual([wrongPlace.status, wrongPlace.error.code], [401, 'SIGN_IN_FAILED'])
})

test('whether there is an account cannot be told from the answer: unknown, wrong, archived, without password, elsewhere', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [known, archived, passwordless] = [await account(w), await account(w), await account(w)]
  await w.rows("update user_account set status = 'archived' where company_id = $company and id = $1", archived.userId)
  await w.rows('update user_account set password_hash = null where company_id = $company and id = $1', passwordless.userId)
  const company = await subdomainOf(w)
  const tries: [string, { email: string; password: string; company?: string }][] = [
    ['unknown', { email: freshEmail(), password }],
    ['unknown, company named', { email: freshEmail(), password, company }],
    ['wrong', { email: known.email, password: 'wrong' }],
    ['wrong, company named', { email: known.email, password: 'wrong', company }],
    ['archived', { email: archived.email, password }],
    ['archived, company named', { email: archived.email, password, company }],
    ['no password', { email: passwordless.email, password, company }],
    ['at another company', { email: known.email, password, company: await subdomainOf(other) }],
    ['at no company', { email: known.email, password, company: 'nobody.test' }],
  ]
  const bodies = new Set<string>()
  for (const [name, body] of tries) {
    const answer = await w.nobody(login, { body })
    assert.equal(answer.status, 401, name)
    const { requestId: _, timestamp: __, ...error } = answer.error
    bodies.add(JSON.stringify({ error, headers: Object.keys(answer.headers).toSorted() }))
  }
  assert.equal(bodies.size, 1, [...bodies].join('\n'))
})

test('the same work is done whether or not there is an account, so that the time tells nothing', async (t) => {
  const w = await world(t)
  const [known, archived] = [await account(w), await account(w)]
  await w.rows("update user_account set status = 'archived' where company_id = $company and id = $1", archived.userId)
  const emails = { wrong: known.email, unknown: freshEmail(), archived: archived.email }
  const spent = { wrong: [] as [number, number][], unknown: [] as [number, number][], archived: [] as [number, number][] }
  await w.nobody(login, { body: { email: freshEmail(), password: 'wrong' } })
  for (let round = 0; round < 5; round += 1) {
    for (const kind of ['wrong', 'unknown', 'archived'] as const) {
      const [cpu, start] = [process.cpuUsage(), performance.now()]
      assert.equal((await w.nobody(login, { body: { email: emails[kind], password: 'wrong' } })).status, 401)
      const { user, system } = process.cpuUsage(cpu)
      spent[kind].push([(user + system) / 1000, performance.now() - start])
    }
  }
  const median = (kind: keyof typeof spent, which: 0 | 1) => spent[kind].map((pair) => pair[which]).toSorted((a, b) => a - b)[2]!
  const argonMs = await cpuMs(() => hashPassword(password))
  for (const kind of ['wrong', 'unknown', 'archived'] as const) {
    // The hash is most of it; its processor time is measured beside, because the machine may be busy.
    assert.ok(median(kind, 0) > argonMs / 2, `${kind}: ${median(kind, 0)} of ${argonMs} ms`)
    const ratio = median(kind, 1) / median('wrong', 1)
    assert.ok(ratio > 1 / 4 && ratio < 4, `${kind} took ${ratio} times as long as a wrong password`)
  }
})

async function cpuMs(work: () => Promise<unknown>) {
  const samples: number[] = []
  for (let round = 0; round < 3; round += 1) {
    const before = process.cpuUsage()
    await work()
    const { user, system } = process.cpuUsage(before)
    samples.push((user + system) / 1000)
  }
  return samples.toSorted((a, b) => a - b)[1]!
}

test('a failed sign-in is told in the audit log of the company it was tried at, and in no other', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await account(w)
  await w.nobody(login, { body: { email: mei.email, password: 'wrong', company: await subdomainOf(w) } })
  const entries = (await w.admin(listLogs, { query: { kind: 'auth.sign-in-failed' } })).data.entries
  assert.deepEqual(
    entries.map(({ story, actorId }) => [story, actorId]),
    [[`Someone failed to sign in as ${mei.email}`, null]],
  )
  assert.deepEqual((await other.admin(listLogs, { query: { kind: 'auth.sign-in-failed' } })).data.entries, [])
})

test('the refresh token is in a cookie no script and no other site can use, or, when asked for, in the body alone', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  const inCookie = await w.nobody(login, { body: { email: mei.email, password } })
  assert.equal(inCookie.data.tokens.refreshToken, null)
  const cookie = String(inCookie.headers['set-cookie'])
  assert.match(cookie, /^muster_refresh=[0-9a-f-]{36}\.[\w-]{43};/)
  for (const attribute of ['HttpOnly', 'SameSite=Strict', 'Path=/api/v1/auth', 'Max-Age=1209600'])
    assert.ok(cookie.split('; ').includes(attribute), cookie)
  const inBody = await w.nobody(login, { body: { email: mei.email, password, tokenDelivery: 'body' } })
  assert.match(inBody.data.tokens.refreshToken!, /^[0-9a-f-]{36}\.[\w-]{43}$/)
  assert.equal(inBody.headers['set-cookie'], undefined)
})

test('to a suspended company only its admins sign in; to an expired one everybody does', async (t) => {
  const w = await world(t)
  const mei = await account(w)
  await w.rows('update user_account set password_hash = $1 where company_id = $company and id = $2', hash, w.admin.userId)
  await changeStatus(w.assembly.deps, w.companyId, 'suspended', 'test')
  const refused = await w.nobody(login, { body: { email: mei.email, password } })
  assert.deepEqual([refused.status, refused.error.code], [403, 'COMPANY_SUSPENDED'])
  assert.deepEqual(
    await w.rows('select id from session where company_id = $company and user_id = $1 and user_agent is not null', mei.userId),
    [],
  )
  const admin = await w.nobody(login, { body: { email: w.admin.email, password } })
  assert.equal(admin.data.company.status, 'suspended')
  await w.rows("update company set status = 'expired' where id = $company")
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.equal((await w.nobody(login, { body: { email: mei.email, password } })).data.company.status, 'expired')
})

test('a sign-in that is malformed is a 400 and asks nothing of the database', async (t) => {
  const { nobody } = await world(t)
  const bodies = [
    {},
    { email: 'x', password },
    { email: 'a@b.test' },
    { email: 'a@b.test', password: '' },
    { email: 'a@b.test', password: 'x'.repeat(129) },
    { email: ['a@b.test'], password },
    { email: 'a@b.test', password, admin: true },
  ]
  for (const body of bodies) assert.equal((await nobody.raw('POST', 'auth/login', body)).status, 400, JSON.stringify(body))
})

test('me names exactly what one may do', async (t) => {
  const w = await world(t)
  const mei: Client = await w.as(['leave.read:team', 'leave.request'])
  assert.deepEqual(
    (await mei(me)).data.permissions.toSorted((a, b) => (a.permission < b.permission ? -1 : 1)),
    [
      { permission: 'leave.read', reach: 'team' },
      { permission: 'leave.request', reach: 'own' },
    ],
  )
  assert.equal((await findCompanyByName(w.assembly.deps.system, domainOf(w)))?.id, w.companyId)
})
