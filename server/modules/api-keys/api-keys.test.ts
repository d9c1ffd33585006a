import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import type { Client } from '../../../tests/client.ts'
import { anotherServer, signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { updateFeatures } from '../companies/companies.contract.ts'
import { archiveUser, restoreUser } from '../users/users.contract.ts'
import { createApiKey, getApiKey, listApiKeys, revokeApiKey, rotateApiKey } from './api-keys.contract.ts'

const noon = '2026-06-15T12:00:00.000Z'
const later = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString()

const codes = async (answers: Promise<{ status: number; json: unknown }>[]) =>
  (await Promise.all(answers)).map(({ status, json }) => (json as { error?: { code: string } }).error?.code ?? status)
/** Asks with a key and nothing else. */
const withKey = (w: World, key: string) => (method: string, url: string, body?: unknown) =>
  w.nobody.raw(method, url, body, { 'x-api-key': key })

async function keyOf(
  creator: Client,
  permissions: string[] = ['employee.read'],
  more: { expiresInDays?: number; ratePerMinute?: number } = {},
) {
  return (await creator(createApiKey, { body: { name: 'Payroll', permissions, ...more } })).data.apiKey
}

test('a key does what it was made for, as its creator, and nothing else', async (t) => {
  const w = await world(t)
  const boss = await w.as(
    ['api-key.manage', 'employee.read', 'employee.create', 'department.read'].filter((code) => code !== 'department.read'),
  )
  const answer = await boss(createApiKey, { body: { name: ' Payroll ', permissions: ['employee.read'] } })
  const { key, ...apiKey } = answer.data.apiKey
  assert.match(key, /^mst_[A-Za-z0-9_-]{86}$/)
  assert.equal(answer.headers['location'], `/api/v1/api-keys/${apiKey.id}`)
  assert.deepEqual([apiKey.name, apiKey.hint, apiKey.status, apiKey.createdBy.id], ['Payroll', key.slice(-4), 'active', boss.userId])
  const ask = withKey(w, key)
  assert.equal((await ask('GET', 'employees')).status, 200)
  assert.deepEqual(await codes([ask('POST', 'employees', {}), ask('GET', 'api-keys'), ask('GET', 'audit/logs')]), [
    'FORBIDDEN',
    'FORBIDDEN',
    'FORBIDDEN',
  ])
  const me = (await ask('GET', 'auth/me')).json as { data: { permissions: { permission: string }[] } }
  assert.deepEqual(
    me.data.permissions.map(({ permission }) => permission),
    ['employee.read'],
  )
})

test('what is a person’s own and what asks for a proof is closed to keys', async (t) => {
  const w = await world(t)
  const { key } = await keyOf(w.admin, ['employee.read', 'api-key.manage', 'security.manage'])
  const ask = withKey(w, key)
  const closed = [
    ask('GET', 'auth/sessions'),
    ask('POST', 'auth/change-password', {}),
    ask('POST', 'auth/step-up', { password: 'x' }),
    ask('POST', 'auth/mfa/totp'),
    ask('POST', 'auth/logout'),
    ask('POST', 'api-keys', {}),
    ask('PUT', 'auth/mfa/roles', { roleIds: [] }),
  ]
  assert.deepEqual([...new Set(await codes(closed))], ['API_KEY_REFUSED'])
})

test('nobody makes a key for what they may not do, and a right that is lost is lost for the key in its next request', async (t) => {
  const w = await world(t)
  const boss = await w.as(['api-key.manage', 'employee.read:team'])
  const refused = await boss(createApiKey, { body: { name: 'x', permissions: ['employee.read', 'employee.create'] } })
  assert.deepEqual([refused.error.code, refused.error.details], ['PERMISSION_ABOVE_OWN', { permissions: ['employee.create'] }])
  const { key } = await keyOf(boss)
  const ask = withKey(w, key)
  const namesSeen = async () => ((await ask('GET', 'employees')).json as { data: { employees: unknown[] } }).data.employees.length
  await w.as([])
  assert.equal(await namesSeen(), 1, 'no farther than its creator sees')
  await w.rows(`delete from access_grant where company_id = $company and user_id = $1 and permission = 'employee.read'`, boss.userId)
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.deepEqual(await codes([ask('GET', 'employees')]), ['FORBIDDEN'])
  await w.rows(
    `insert into access_grant (company_id, id, user_id, permission, reach) values ($company, $1, $2, 'employee.create', 'company')`,
    newId(),
    boss.userId,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.deepEqual(await codes([ask('POST', 'employees', {})]), ['FORBIDDEN'], 'what is given later is not the key’s')
})

test('a revoked key, one whose time is over and one whose creator is archived end in their next request, for good', async (t) => {
  const w = await world(t)
  w.at(noon)
  const boss = await w.as(['api-key.manage', 'employee.read'])
  const [revoked, expiring, lasting] = [await keyOf(boss), await keyOf(boss, undefined, { expiresInDays: 1 }), await keyOf(boss)]
  const status = async ({ key }: { key: string }) => (await withKey(w, key)('GET', 'employees')).status
  assert.deepEqual(await Promise.all([revoked, expiring, lasting].map(status)), [200, 200, 200])
  assert.equal((await boss(revokeApiKey, { params: { id: revoked.id } })).data.apiKey.status, 'revoked')
  assert.equal((await boss(revokeApiKey, { params: { id: revoked.id } })).error.code, 'API_KEY_ENDED')
  assert.deepEqual(await Promise.all([revoked, expiring, lasting].map(status)), [401, 200, 200])
  w.at(later(86_400 - 0.001))
  assert.equal(await status(expiring), 200)
  w.at(later(86_400))
  assert.deepEqual(await Promise.all([expiring, lasting].map(status)), [401, 200])
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  assert.equal((await admin(archiveUser, { params: { id: boss.userId } })).status, 200)
  assert.equal(await status(lasting), 401)
  assert.equal((await admin(restoreUser, { params: { id: boss.userId } })).status, 200)
  assert.equal(await status(lasting), 401)
  const { apiKeys } = (await admin(listApiKeys)).data
  assert.deepEqual(apiKeys.map((one) => one.status).sort(), ['revoked', 'revoked', 'revoked'])
})

test('a new secret works at once and the old one until its overlap is over, to the second; only the creator gets it', async (t) => {
  const w = await world(t)
  w.at(noon)
  const [boss, other] = [await w.as(['api-key.manage', 'employee.read']), await w.as(['api-key.manage'])]
  const old = await keyOf(boss)
  const params = { id: old.id }
  assert.equal((await other(rotateApiKey, { params, body: {} })).error.code, 'API_KEY_OF_OTHER')
  const fresh = (await boss(rotateApiKey, { params, body: { overlapMinutes: 5 } })).data.apiKey
  assert.notEqual(fresh.key, old.key)
  assert.equal(fresh.previousUntil, later(300))
  const statuses = () => Promise.all([old, fresh].map(async ({ key }) => (await withKey(w, key)('GET', 'employees')).status))
  assert.deepEqual(await statuses(), [200, 200])
  w.at(later(299.999))
  assert.deepEqual(await statuses(), [200, 200])
  w.at(later(300))
  assert.deepEqual(await statuses(), [401, 200])
  const third = (await boss(rotateApiKey, { params, body: { overlapMinutes: 0 } })).data.apiKey
  assert.equal((await withKey(w, fresh.key)('GET', 'employees')).status, 401, 'no overlap was asked for')
  assert.equal((await withKey(w, third.key)('GET', 'employees')).status, 200)
})

test('a key is stored as a hash only, is shown once, and its use is written at most once a minute', async (t) => {
  const w = await world(t)
  w.at(noon)
  const headers = { 'idempotency-key': newId() }
  const made = await w.admin(createApiKey, { body: { name: 'x', permissions: ['employee.read'] }, headers })
  const { key, id } = made.data.apiKey
  assert.equal((await w.admin(createApiKey, { body: { name: 'x', permissions: ['employee.read'] }, headers })).error.code, 'SHOWN_ONCE')
  assert(!JSON.stringify((await w.admin(getApiKey, { params: { id } })).json).includes(key))
  for (const table of ['api_key', 'domain_event', 'idempotency_key']) {
    for (const { row } of await w.rows<{ row: string }>(`select x::text as row from ${table} x where company_id = $company`))
      assert(!row.includes(key.slice(4)) && !row.includes(key.slice(-43)), table)
  }
  const usedAt = async () => (await w.admin(getApiKey, { params: { id } })).data.apiKey.lastUsedAt
  const written = async (at: string) => {
    for (const deadline = Date.now() + 5000; (await usedAt()) !== at;) assert(Date.now() < deadline, `never written: ${at}`)
  }
  await withKey(w, key)('GET', 'employees')
  await written(noon)
  w.at(later(59))
  await withKey(w, key)('GET', 'employees')
  w.at(later(60))
  await withKey(w, key)('GET', 'employees')
  await written(later(60))
})

test('a key counts for itself, as it was made, and not against its creator', async (t) => {
  const w = await world(t)
  const server = await anotherServer(t, { RATE_LIMIT_PER_MINUTE: '600' })
  const boss = clientOf(server, { ...w.admin })
  const [slow, other] = [await keyOf(boss, undefined, { ratePerMinute: 2 }), await keyOf(boss)]
  const ask = (key: string) => clientOf(server, null).raw('GET', 'employees', undefined, { 'x-api-key': key })
  assert.deepEqual([(await ask(slow.key)).status, (await ask(slow.key)).status], [200, 200])
  const limited = await ask(slow.key)
  assert.deepEqual([limited.status, limited.headers['ratelimit-policy']], [429, '"key";q=2;w=60'])
  assert.equal((await ask(other.key)).status, 200)
  assert.equal((await boss(listApiKeys)).status, 200)
})

test('without the feature keys are neither made nor let in', async (t) => {
  const w = await world(t)
  const { key } = await keyOf(w.admin)
  await w.admin(updateFeatures, { body: { apiAccess: false } })
  assert.deepEqual(await codes([withKey(w, key)('GET', 'employees')]), ['FEATURE_OFF'])
  await w.admin(updateFeatures, { body: { apiAccess: true } })
  assert.equal((await withKey(w, key)('GET', 'employees')).status, 200)
})

test('no key but our own, whole, opens anything, and never beside a token', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const { key, id } = await keyOf(w.admin)
  const bytes = Buffer.from(key.slice(4), 'base64url')
  const changed = (change: (copy: Buffer) => void) => {
    const copy = Buffer.from(bytes)
    change(copy)
    return `mst_${copy.toString('base64url')}`
  }
  const attacks = {
    'another secret': changed((copy) => copy.fill(7, 32)),
    'another company': changed((copy) => Buffer.from(other.companyId.replaceAll('-', ''), 'hex').copy(copy)),
    'another key': changed((copy) => Buffer.from(newId().replaceAll('-', ''), 'hex').copy(copy, 16)),
    'without its prefix': key.slice(4),
    'cut short': key.slice(0, -1),
    'no key': 'muster',
    empty: '',
    id,
  }
  for (const [name, attack] of Object.entries(attacks))
    assert.deepEqual(await codes([withKey(w, attack)('GET', 'employees')]), ['API_KEY_INVALID'], name)
  const both = await w.nobody.raw('GET', 'employees', undefined, { 'x-api-key': key, authorization: `Bearer ${w.admin.token}` })
  assert.deepEqual([both.status, both.error.code], [400, 'CREDENTIALS_TWICE'])
})

test('the audit log tells which key acted, and what happened to it', async (t) => {
  const w = await world(t)
  const { key, hint } = await keyOf(w.admin, ['company.update-settings'])
  assert.equal((await withKey(w, key)('PATCH', 'company/settings', { timeFormat: '24' })).status, 200)
  const { entries } = (await w.admin(listLogs, { query: { limit: 2 } })).data
  assert.match(entries[0]!.story, new RegExp(`^Ada Admin \\(API key Payroll …${hint.replaceAll('-', '\\-')}\\) `))
  assert.equal(entries[1]!.story, 'Ada Admin made the API key Payroll')
})
