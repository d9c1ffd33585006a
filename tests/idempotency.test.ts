import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../server/core/ids.ts'
import { logout } from '../server/modules/auth/auth.contract.ts'
import { createEmployee } from '../server/modules/employees/employees.contract.ts'
import { previewLeave } from '../server/modules/leave/leave.contract.ts'
import { listTypes } from '../server/modules/leave/leave.balance.contract.ts'
import { createDepartment, listDepartments } from '../server/modules/organization/organization.contract.ts'
import { world } from './world.ts'
import type { Client } from './world.ts'

const department = () => ({ code: newId().slice(-12), name: 'Some department' })
const keyed = (key: string) => ({ 'idempotency-key': key })
const departments = async (client: Client) => (await client(listDepartments, { query: { limit: 100 } })).data.pagination.total

test('a POST sent again with its key gets the first answer and is not done again', async (t) => {
  const { admin } = await world(t)
  const [body, headers] = [department(), keyed(newId())]
  const first = await admin(createDepartment, { body, headers })
  const again = await admin(createDepartment, { body, headers })
  assert.equal(first.status, 201)
  assert.deepEqual([again.status, again.json, again.headers['location']], [first.status, first.json, first.headers['location']])
  assert.deepEqual([first.headers['idempotent-replay'], again.headers['idempotent-replay']], [undefined, 'true'])
  assert.equal(await departments(admin), 1)
})

test('a key is of one user and one request: another body or path is refused, another user is free to use it', async (t) => {
  const { admin, as } = await world(t)
  const headers = keyed('the-same-for-all')
  assert.equal((await admin(createDepartment, { body: department(), headers })).status, 201)
  assert.equal((await admin(createDepartment, { body: department(), headers })).error.code, 'IDEMPOTENCY_KEY_REUSED')
  assert.equal((await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05' }, headers })).status, 422)
  const other = await as(['organization.manage'])
  const answer = await other(createDepartment, { body: department(), headers })
  assert.deepEqual([answer.status, answer.headers['idempotent-replay']], [201, undefined])
})

test('of twenty at once with one key one is done; the others hear the same or that it still runs', async (t) => {
  const { admin } = await world(t)
  const [body, headers] = [department(), keyed(newId())]
  const answers = await Promise.all(Array.from({ length: 20 }, () => admin(createDepartment, { body, headers })))
  const done = answers.filter(({ status }) => status === 201)
  assert(done.length >= 1)
  assert.equal(new Set(done.map(({ json }) => JSON.stringify(json))).size, 1)
  assert.equal(done.filter(({ headers }) => headers['idempotent-replay'] === undefined).length, 1)
  for (const { status, error } of answers.filter((answer) => answer.status !== 201))
    assert.deepEqual([status, error.code], [409, 'IDEMPOTENCY_IN_PROGRESS'])
  assert.equal(await departments(admin), 1)
})

test('a key whose request still runs is refused, until that request is taken for lost', async (t) => {
  const w = await world(t)
  const [body, key] = [department(), newId()]
  assert.equal((await w.admin(createDepartment, { body, headers: keyed(key) })).status, 201)
  // As it stands while the request runs, or when the server was killed within it.
  await w.rows('update idempotency_key set status = null, body = null, location = null where company_id = $company and key = $1', key)
  const meanwhile = await w.admin(createDepartment, { body, headers: keyed(key) })
  assert.deepEqual([meanwhile.status, meanwhile.error.code], [409, 'IDEMPOTENCY_IN_PROGRESS'])
  assert.equal(await departments(w.admin), 1)
  await w.rows(`update idempotency_key set started_at = started_at - interval '1 hour' where company_id = $company and key = $1`, key)
  const later = await w.admin(createDepartment, { body, headers: keyed(key) })
  assert.deepEqual([later.status, later.error.code], [409, 'DEPARTMENT_CODE_TAKEN'], 'done anew')
})

test('a request that was refused frees its key', async (t) => {
  const { admin } = await world(t)
  const [taken, headers] = [department(), keyed(newId())]
  await admin(createDepartment, { body: taken })
  assert.equal((await admin(createDepartment, { body: taken, headers })).status, 409)
  assert.equal((await admin(createDepartment, { body: department(), headers })).status, 201)
})

test('a key that is not visible ASCII of at most 200 characters is refused', async (t) => {
  const { admin } = await world(t)
  for (const key of ['with space', 'x'.repeat(201), 'é']) {
    assert.equal((await admin(createDepartment, { body: department(), headers: keyed(key) })).status, 400, key)
  }
  assert.equal(await departments(admin), 0)
})

test('a POST that only computes takes a key as any other', async (t) => {
  const { as } = await world(t)
  const person = await as(['leave.request'], { balance: { annual: '5' } })
  const typeId = (await person(listTypes)).data.types[0]!.id
  const body = { typeId, firstDay: '2026-12-01', lastDay: '2026-12-02' }
  assert.equal((await person(previewLeave, { body, headers: keyed(newId()) })).status, 200)
})

test('an answer is not replayed to whoever lost the right to it or whose session is over', async (t) => {
  const { admin, as, rows } = await world(t)
  const person = await as(['organization.manage'])
  const again = { body: department(), headers: keyed(newId()) }
  const own = { body: department(), headers: keyed(newId()) }
  assert.equal((await person(createDepartment, again)).status, 201)
  await rows('delete from access_grant where company_id = $company and user_id = $1', person.userId)
  await rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.equal((await person(createDepartment, again)).status, 403)
  assert.equal((await admin(createDepartment, own)).status, 201)
  await admin(logout)
  assert.equal((await admin(createDepartment, own)).status, 401)
})
