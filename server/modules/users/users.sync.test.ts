import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { syncUser } from './users.account.contract.ts'
import { archiveUser, createUser, listUsers } from './users.contract.ts'

const freshEmail = () => `new-${newId()}@people.test`
const bodyFor = (more: object = {}) => ({ email: freshEmail(), firstName: 'Mei', lastName: 'Chen', ...more })
const as = (externalId: string) => ({ params: { externalId } })
const versionOf = async ({ rows }: World) =>
  (await rows<{ v: number }>('select access_version as v from company_state where company_id = $company'))[0]!.v
const told = async (w: World) =>
  (await w.admin(listLogs, { query: { limit: 100 } })).data.entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('user.'))

test('the first time makes the account and mails its person, the same again changes nothing, a difference is written', async (t) => {
  const w = await world(t)
  const body = bodyFor({ username: 'Mei.Chen', roleCode: 'manager' })
  const first = (await w.admin(syncUser, { ...as('HR/47 11'), body })).data
  assert.equal(first.outcome, 'created')
  assert.partialDeepStrictEqual(first.user, { email: body.email, username: 'mei.chen', externalId: 'HR/47 11', version: 1 })
  assert.deepEqual(
    first.user.roles.map(({ code }) => code),
    ['manager'],
  )
  assert.match((await w.mailTo(body.email)).subject, /^Your account at/)
  const version = await versionOf(w)
  const again = (await w.admin(syncUser, { ...as('HR/47 11'), body: { ...body, firstName: ' Mei ' } })).data
  assert.deepEqual(again, { user: first.user, outcome: 'unchanged' })
  assert.equal(await versionOf(w), version, 'nobody’s permissions are read anew')
  const changed = (await w.admin(syncUser, { ...as('HR/47 11'), body: { ...body, lastName: 'Tan', username: null } })).data
  assert.partialDeepStrictEqual(changed, { outcome: 'updated', user: { id: first.user.id, lastName: 'Tan', username: null, version: 2 } })
  assert.deepEqual(await told(w), ['user.updated', 'user.created'])
})

test('a person is linked by their number, on making the account or later, and told as a change', async (t) => {
  const w = await world(t)
  const [one, two] = [await w.as([]), await w.as([])]
  await w.rows('update employee set user_id = null where company_id = $company')
  const numbers = await w.rows<{ id: string; n: string }>('select id, employee_number as n from employee where company_id = $company')
  const numberOf = (employeeId: string) => numbers.find(({ id }) => id === employeeId)!.n
  const body = bodyFor()
  await w.admin(syncUser, { ...as('a'), body })
  const linked = await w.admin(syncUser, { ...as('a'), body: { ...body, employeeNumber: numberOf(one.employeeId) } })
  assert.deepEqual([linked.data.outcome, linked.data.user.employeeId], ['updated', one.employeeId])
  assert.equal(
    (await w.admin(syncUser, { ...as('a'), body: { ...body, employeeNumber: numberOf(one.employeeId) } })).data.outcome,
    'unchanged',
  )
  const born = await w.admin(syncUser, { ...as('b'), body: bodyFor({ employeeNumber: numberOf(two.employeeId) }) })
  assert.equal(born.data.user.employeeId, two.employeeId)
  const taken = await w.admin(syncUser, { ...as('c'), body: bodyFor({ employeeNumber: numberOf(two.employeeId) }) })
  assert.deepEqual([taken.status, taken.error.code], [409, 'EMPLOYEE_NOT_LINKABLE'])
  const second = await w.admin(syncUser, { ...as('a'), body: { ...body, employeeNumber: numberOf(two.employeeId) } })
  assert.equal(second.status, 409)
  const unknown = await w.admin(syncUser, { ...as('d'), body: bodyFor({ employeeNumber: 'nobody' }) })
  assert.deepEqual([unknown.status, unknown.error.code], [422, 'EMPLOYEE_NOT_FOUND'])
  assert.deepEqual(await told(w), ['user.created', 'user.updated', 'user.created'])
})

test('an address or username of another account is a conflict that changes nothing', async (t) => {
  const w = await world(t)
  const { user } = (await w.admin(createUser, { body: bodyFor({ username: 'taken' }) })).data
  const mine = bodyFor()
  await w.admin(syncUser, { ...as('a'), body: mine })
  for (const externalId of ['a', 'b']) {
    const email = await w.admin(syncUser, { ...as(externalId), body: { ...mine, email: user.email.toUpperCase() } })
    assert.deepEqual([email.status, email.error.code], [409, 'USER_EMAIL_TAKEN'])
    const username = await w.admin(syncUser, { ...as(externalId), body: { ...mine, email: freshEmail(), username: 'TAKEN' } })
    assert.deepEqual([username.status, username.error.code], [409, 'USER_USERNAME_TAKEN'])
  }
  assert.equal((await w.admin(listUsers)).data.pagination.total, 3)
})

test('keeping in step gives nobody more than the one who does it has, and takes over nobody above', async (t) => {
  const w = await world(t)
  const clerk = await w.as('user.sync')
  const above = await clerk(syncUser, { ...as('a'), body: bodyFor({ roleCode: 'admin' }) })
  assert.deepEqual([above.status, above.error.code], [403, 'ROLE_ABOVE_OWN'])
  const body = bodyFor({ roleCode: 'admin' })
  await w.admin(syncUser, { ...as('a'), body })
  const takeover = await clerk(syncUser, { ...as('a'), body: { ...body, email: freshEmail() } })
  assert.deepEqual([takeover.status, takeover.error.code], [403, 'ACCOUNT_ABOVE_OWN'])
  assert.equal((await (await w.as(['user.create', 'user.update']))(syncUser, { ...as('a'), body })).status, 403)
})

test('an archived account is kept in step and stays archived; the same id at another company is another account', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const body = bodyFor()
  const { user } = (await w.admin(syncUser, { ...as('a'), body })).data
  await w.admin(archiveUser, { params: { id: user.id } })
  const renamed = (await w.admin(syncUser, { ...as('a'), body: { ...body, firstName: 'Maya' } })).data
  assert.deepEqual([renamed.user.status, renamed.user.firstName], ['archived', 'Maya'])
  const theirs = (await other.admin(syncUser, { ...as('a'), body })).data
  assert.equal(theirs.outcome, 'created')
  assert.notEqual(theirs.user.id, user.id)
})

test('of several at the same moment one makes the account and the others find it', async (t) => {
  for (let round = 0; round < 3; round += 1) {
    const w = await world(t)
    const body = bodyFor()
    const answers = await Promise.all(Array.from({ length: 4 }, () => w.admin(syncUser, { ...as('a'), body })))
    assert.deepEqual(answers.map(({ data }) => data.outcome).toSorted(), ['created', 'unchanged', 'unchanged', 'unchanged'])
    assert.equal(new Set(answers.map(({ data }) => data.user.id)).size, 1)
  }
})
