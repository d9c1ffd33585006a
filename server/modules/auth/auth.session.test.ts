import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { clientOf } from '../../../tests/client.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { archiveUser } from '../users/users.contract.ts'
import { changePassword, login, logout, me, refresh, updateMe } from './auth.contract.ts'
import { endSession, listSessions } from './auth.session.contract.ts'
import { hashPassword } from './password.ts'

const password = 'a long pass phrase'
const hash = await hashPassword(password)

/** A person with as many sessions as asked, each with its client and refresh token. */
async function sessionsOf(w: World, count: number) {
  const { userId, email, employeeId, companyId } = await w.as([])
  await w.rows('delete from session where company_id = $company and user_id = $1', userId)
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', userId, hash)
  const sessions = []
  for (let index = 0; index < count; index += 1) {
    const { tokens } = (
      await w.nobody(login, { body: { email, password, tokenDelivery: 'body' }, headers: { 'user-agent': `device ${index}` } })
    ).data
    sessions.push({
      client: clientOf(w.assembly, { token: tokens.accessToken, userId, email, employeeId, companyId }),
      refreshToken: tokens.refreshToken!,
    })
  }
  return sessions as [(typeof sessions)[0], ...typeof sessions]
}
const statuses = (sessions: Awaited<ReturnType<typeof sessionsOf>>) =>
  Promise.all(sessions.map(async ({ client }) => (await client(me)).status))

test('signing out ends this session in its next request, its refresh token and its cookie, and no other session', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 2)
  const answer = await sessions[0].client(logout)
  assert.deepEqual([answer.status, answer.data], [200, {}])
  assert.match(String(answer.headers['set-cookie']), /^muster_refresh=;.*Path=\/api\/v1\/auth/)
  assert.deepEqual(await statuses(sessions), [401, 200])
  assert.equal((await sessions[0].client(me)).error.code, 'SESSION_ENDED')
  assert.equal((await w.nobody(refresh, { body: { refreshToken: sessions[0].refreshToken } })).error.code, 'REFRESH_REFUSED')
  assert.equal((await sessions[0].client(logout)).status, 401)
})

test('signing out everywhere ends all of one’s sessions and nobody else’s, and is told once', async (t) => {
  const w = await world(t)
  const [mine, theirs] = [await sessionsOf(w, 3), await sessionsOf(w, 1)]
  await mine[0].client(logout, { body: { all: true } })
  assert.deepEqual([await statuses(mine), await statuses(theirs)], [[401, 401, 401], [200]])
  const entries = (await w.admin(listLogs, { query: { kind: 'auth.signed-out' } })).data.entries
  assert.deepEqual(
    entries.map(({ story }) => story.replace(/Person \w+/, 'Person')),
    ['Pat Person signed out'],
  )
})

test('one sees one’s own open sessions, newest use first, with the device and which is this one', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 3)
  await sessionsOf(w, 1)
  await sessions[1]!.client(logout)
  const shown = (await sessions[0].client(listSessions)).data.sessions
  assert.deepEqual(
    shown.map(({ userAgent, current }) => [userAgent, current]),
    [
      ['device 2', false],
      ['device 0', true],
    ],
  )
  assert.ok(shown.every(({ address }) => address === '127.0.0.1'))
})

test('ending a session from another device signs it out in its next request', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 2)
  const other = (await sessions[0].client(listSessions)).data.sessions.find(({ current }) => !current)!
  assert.equal((await sessions[0].client(endSession, { params: { id: other.id } })).status, 200)
  assert.deepEqual(await statuses(sessions), [200, 401])
  const again = await sessions[0].client(endSession, { params: { id: other.id } })
  assert.equal(again.status, 404, 'an ended session is not there')
})

test('somebody else’s session, of one’s own company or another, is 404 like one that never was, and goes on', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [mine] = await sessionsOf(w, 1)
  const others = [await sessionsOf(w, 1), await sessionsOf(other, 1)]
  const bodies = new Set<string>()
  for (const [theirs] of others) {
    const { id } = (await theirs.client(listSessions)).data.sessions[0]!
    const answer = await mine.client(endSession, { params: { id } })
    assert.equal(answer.status, 404)
    bodies.add(`${answer.error.code} ${answer.error.message}`)
    assert.equal((await theirs.client(me)).status, 200)
  }
  const unknown = await mine.client(endSession, { params: { id: newId() } })
  bodies.add(`${unknown.error.code} ${unknown.error.message}`)
  assert.equal(bodies.size, 1)
  assert.equal(
    (await w.admin(endSession, { params: { id: (await mine.client(listSessions)).data.sessions[0]!.id } })).status,
    404,
    'not even an admin',
  )
})

test('changing the password ends the other sessions and not this one; the old password no longer works', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 3)
  const { client } = sessions[1]!
  assert.equal((await client(changePassword, { body: { currentPassword: password, newPassword: 'an even longer phrase' } })).status, 200)
  assert.deepEqual(await statuses(sessions), [401, 200, 401])
  assert.equal((await w.nobody(refresh, { body: { refreshToken: sessions[0].refreshToken } })).status, 401)
  assert.equal((await w.nobody(refresh, { body: { refreshToken: sessions[1]!.refreshToken } })).status, 200)
  assert.equal((await w.nobody(login, { body: { email: client.email, password } })).status, 401)
  assert.equal((await w.nobody(login, { body: { email: client.email, password: 'an even longer phrase' } })).status, 200)
  const [entry] = (await w.admin(listLogs, { query: { kind: 'auth.password-changed' } })).data.entries
  assert.match(entry!.story, /^Pat Person \w+ changed the password$/)
  assert.ok(!JSON.stringify(entry).includes('phrase') && !JSON.stringify(entry).includes('argon2'))
})

test('a password is not changed without the current one, nor to a weak one, and no session ends by trying', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 2)
  const cases: [string, string, number, string][] = [
    ['wrong', 'an even longer phrase', 422, 'PASSWORD_WRONG'],
    [password, 'passwordpassword', 422, 'PASSWORD_WEAK'],
    [password, 'too short', 400, 'VALIDATION_FAILED'],
    [password, 'x'.repeat(129), 400, 'VALIDATION_FAILED'],
  ]
  for (const [currentPassword, newPassword, status, code] of cases) {
    const refused = await sessions[0].client(changePassword, { body: { currentPassword, newPassword } })
    assert.deepEqual([refused.status, refused.error.code], [status, code], newPassword)
    assert.ok(!JSON.stringify(refused.json).includes(newPassword))
  }
  assert.deepEqual(await statuses(sessions), [200, 200])
  assert.equal((await w.nobody(login, { body: { email: sessions[0].client.email, password } })).status, 200)
})

test('archiving an account ends its sessions at once, and its refresh tokens', async (t) => {
  const w = await world(t)
  const sessions = await sessionsOf(w, 2)
  assert.equal((await w.admin(archiveUser, { params: { id: sessions[0].client.userId } })).status, 200)
  assert.deepEqual(await statuses(sessions), [401, 401])
  assert.equal((await w.nobody(refresh, { body: { refreshToken: sessions[0].refreshToken } })).status, 401)
})

test('one changes one’s own name, language and formats, which holds in the next request and is told in the audit log', async (t) => {
  const w = await world(t)
  const mei = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  const changed = await mei(updateMe, { body: { firstName: 'Mei Lin', language: 'id', timeZone: 'Asia/Tokyo', dateFormat: 'DD.MM.YYYY' } })
  assert.deepEqual([changed.data.user.firstName, changed.data.user.lastName, changed.data.user.language], ['Mei Lin', 'Chen', 'id'])
  const { firstName, timeZone, dateFormat } = (await mei(me)).data.user
  assert.deepEqual([firstName, timeZone, dateFormat], ['Mei Lin', 'Asia/Tokyo', 'DD.MM.YYYY'])
  const [entry] = (await w.admin(listLogs, { query: { kind: 'auth.profile-updated' } })).data.entries
  assert.equal(entry?.story, 'Mei Chen changed their own name, language, time zone or format of dates')
  assert.deepEqual(Object.fromEntries(entry.changes.map(({ field, before, after }) => [field, [before, after]])), {
    firstName: ['Mei', 'Mei Lin'],
    language: [null, 'id'],
    timeZone: [null, 'Asia/Tokyo'],
    dateFormat: [null, 'DD.MM.YYYY'],
  })
  for (const body of [
    {},
    { firstName: ' ' },
    { language: 'fr' },
    { dateFormat: 'D/M/YY' },
    { email: 'new@people.test' },
    { id: newId(), firstName: 'x' },
  ]) {
    assert.equal((await mei.raw('PATCH', 'auth/me', body)).status, 400, JSON.stringify(body))
  }
  const unknown = await mei(updateMe, { body: { timeZone: 'Mars/Olympus' } })
  assert.deepEqual([unknown.status, unknown.error.code, unknown.error.details], [422, 'TIME_ZONE_UNKNOWN', { timeZone: 'Mars/Olympus' }])
  const back = await mei(updateMe, { body: { language: null, timeZone: null, dateFormat: null } })
  assert.deepEqual(
    [back.data.user.language, back.data.user.timeZone, back.data.user.dateFormat],
    [null, null, null],
    'as the company again',
  )
})
