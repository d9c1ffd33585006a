import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { newSecret } from '../../core/tokens.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { login, refresh } from './auth.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)

/** A person who signed in with the refresh token in the body, so that a test can hold it. */
async function signedIn(w: World) {
  const person = await w.as([])
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', person.userId, hash)
  const { tokens } = (await w.nobody(login, { body: { email: person.email, password, tokenDelivery: 'body' } })).data
  return { ...person, access: tokens.accessToken, token: tokens.refreshToken!, name: 'Pat Person' }
}
const exchange = (w: World, refreshToken: string) => w.nobody(refresh, { body: { refreshToken } })
const meStatus = async (w: World, access: string) =>
  (await w.nobody.raw('GET', 'auth/me', undefined, { authorization: `Bearer ${access}` })).status
const cookieOf = (headers: Readonly<Record<string, unknown>>) => /muster_refresh=([^;]+)/.exec(String(headers['set-cookie']))?.[1] ?? ''

test('a refresh token is exchanged for new ones, which work; each works once', async (t) => {
  const w = await world(t)
  const { token, access } = await signedIn(w)
  const first = (await exchange(w, token)).data.tokens
  assert.equal(await meStatus(w, first.accessToken), 200)
  const second = (await exchange(w, first.refreshToken!)).data.tokens
  assert.equal(await meStatus(w, second.accessToken), 200)
  assert.equal(new Set([token, first.refreshToken, second.refreshToken]).size, 3)
  assert.equal(await meStatus(w, access), 200, 'the same session goes on')
})

test('the cookie is exchanged for a new cookie and never shown in the body', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', mei.userId, hash)
  const opened = await w.nobody(login, { body: { email: mei.email, password } })
  const cookie = cookieOf(opened.headers)
  const renewed = await w.nobody.raw('POST', 'auth/refresh', undefined, { cookie: `muster_refresh=${cookie}` })
  const { tokens } = (renewed.json as { data: { tokens: { accessToken: string; refreshToken: string | null } } }).data
  assert.equal(tokens.refreshToken, null)
  assert.equal(await meStatus(w, tokens.accessToken), 200)
  const fresh = cookieOf(renewed.headers)
  assert.ok(fresh.length > 0 && fresh !== cookie)
  assert.match(String(renewed.headers['set-cookie']), /HttpOnly/)
  assert.equal((await exchange(w, fresh)).status, 200)
})

test('a token that comes again ends its whole session: for the thief, for the owner, at once, and is told in the audit log', async (t) => {
  const w = await world(t)
  const mei = await signedIn(w)
  const elsewhere = await w.nobody(login, { body: { email: mei.email, password, tokenDelivery: 'body' } })
  const renewed = (await exchange(w, mei.token)).data.tokens
  const again = await exchange(w, mei.token)
  assert.deepEqual([again.status, again.error.code], [401, 'REFRESH_REUSED'])
  for (const access of [mei.access, renewed.accessToken]) assert.equal(await meStatus(w, access), 401)
  assert.deepEqual([(await exchange(w, renewed.refreshToken!)).status, (await exchange(w, mei.token)).error.code], [401, 'REFRESH_REFUSED'])
  assert.equal(await meStatus(w, elsewhere.data.tokens.accessToken), 200, 'another session of the same person goes on')
  const entries = (await w.admin(listLogs, { query: { kind: 'auth.token-reused' } })).data.entries
  assert.equal(entries.length, 1)
  assert.match(entries[0]!.story, /^A used refresh token of Pat Person \w+ was sent again; its session was ended$/)
})

// Two at once cannot be told from a theft: the client must exchange its token once (the web app does, under a lock between tabs).
test('of exchanges at the same moment one gets tokens and the others count as reuse, which ends the session', async (t) => {
  const w = await world(t)
  for (const times of [2, 5]) {
    const { token, access } = await signedIn(w)
    const answers = await Promise.all(Array.from({ length: times }, () => exchange(w, token)))
    const won = answers.filter(({ status }) => status === 200)
    assert.equal(won.length, 1)
    const codes = answers.filter(({ status }) => status !== 200).map(({ status, error }) => `${status} ${error.code}`)
    assert.ok(
      codes.includes('401 REFRESH_REUSED') &&
        codes.every((code) => code.startsWith('401 REFRESH_REFUSED') || code === '401 REFRESH_REUSED'),
      codes.join(),
    )
    assert.equal(await meStatus(w, won[0]!.data.tokens.accessToken), 401)
    assert.equal(await meStatus(w, access), 401)
    assert.equal((await exchange(w, won[0]!.data.tokens.refreshToken!)).status, 401)
  }
})

test('a refresh token works for 14 days from its own making, and not at their end; an expired one ends nothing', async (t) => {
  const w = await world(t)
  const start = Date.parse('2026-07-29T12:00:00Z')
  const at = (days: number, ms = 0) => w.at(new Date(start + days * 86_400_000 + ms).toISOString())
  at(0)
  const [mei, rina] = [await signedIn(w), await signedIn(w)]
  at(14, -1)
  const renewed = (await exchange(w, mei.token)).data.tokens
  at(14)
  const late = await exchange(w, rina.token)
  assert.deepEqual([late.status, late.error.code], [401, 'REFRESH_REFUSED'])
  assert.deepEqual(
    await w.rows('select ended_at from session where company_id = $company and user_id = $1 and user_agent is not null', rina.userId),
    [{ ended_at: null }],
  )
  at(27)
  assert.equal((await exchange(w, renewed.refreshToken!)).status, 200)
})

test('what is no token of ours is refused in one way, also when it names a company that is there', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const { token, access } = await signedIn(w)
  const secret = token.slice(37)
  const tokens = [
    'x'.repeat(20),
    `${'-'.repeat(36)}.${secret}`,
    `${'0'.repeat(36)}.${secret}`,
    `${other.companyId}.${secret}`,
    `${newId()}.${secret}`,
    `${w.companyId}.${newSecret()}`,
    `${w.companyId.toUpperCase()}.${secret}`,
    `${token}x`,
    token.slice(0, -1),
    `${w.companyId}'; reset role; --.${secret}`,
    access,
  ]
  for (const one of tokens.filter(({ length }) => length <= 300)) {
    const refused = await exchange(w, one)
    assert.deepEqual([refused.status, refused.error.code], [401, 'REFRESH_REFUSED'], one)
  }
  assert.equal((await w.nobody(refresh)).status, 401, 'none at all')
  assert.equal((await w.nobody.raw('POST', 'auth/refresh', undefined, { cookie: 'muster_refresh=%00' })).status, 401)
  assert.equal((await w.nobody.raw('POST', 'auth/refresh', { refreshToken: 'x' })).status, 400)
  assert.equal((await exchange(w, token)).status, 200, 'the right one still works')
})

test('an access token is no refresh token and a refresh token opens no route', async (t) => {
  const w = await world(t)
  const { token } = await signedIn(w)
  assert.equal(await meStatus(w, token), 401)
})

test('refresh tokens are kept as hashes only', async (t) => {
  const w = await world(t)
  const owner = await connect(t, null)
  const { token } = await signedIn(w)
  const renewed = (await exchange(w, token)).data.tokens.refreshToken!
  for (const table of ['refresh_token', 'session', 'domain_event']) {
    const { rows } = await owner.query<{ text: string }>(`select t::text as text from ${table} t where company_id = $1`, [w.companyId])
    assert.ok(rows.length > 0)
    for (const { text } of rows) for (const one of [token, renewed]) assert.ok(!text.includes(one.slice(37)), table)
  }
})
