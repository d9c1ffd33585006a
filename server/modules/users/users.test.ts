import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { login, me } from '../auth/auth.contract.ts'
import { hashPassword } from '../auth/index.ts'
import { archiveUser, createUser, getUser, listUsers, restoreUser, updateUser } from './users.contract.ts'

const idOf = (id: string) => ({ params: { id } })
const freshEmail = () => `new-${newId()}@people.test`
async function makeAdmin(w: World) {
  const person = await w.as([])
  await w.rows(
    "insert into role_assignment (company_id, user_id, role_id) select company_id, $1, id from role where company_id = $company and code = 'admin'",
    person.userId,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  return person
}
const activeAdmins = ({ rows }: World) =>
  rows<{ id: string }>(`select u.id from user_account u join role_assignment a on a.company_id = u.company_id and a.user_id = u.id
    join role r on r.company_id = a.company_id and r.id = a.role_id where u.company_id = $company and r.code = 'admin' and u.status = 'active'`)

test('accounts are listed by name, found by a part of name or address taken literally, and never another company’s', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  for (const [firstName, lastName] of [
    ['Mei', 'Chen'],
    ['Rina', 'Adi_putra'],
    ['Mei', 'Adiputra'],
  ] as const)
    await w.as([], { firstName, lastName })
  await other.as([], { firstName: 'Mei', lastName: 'Chen' })
  const names = async (query: object) =>
    (await w.admin(listUsers, { query })).data.users.map(({ firstName, lastName }) => `${firstName} ${lastName}`)
  assert.deepEqual(
    await names({}),
    ['Mei Adiputra', 'Rina Adi_putra', 'Ada Admin', 'Mei Chen'].toSorted((a, b) => (a.split(' ')[1]! < b.split(' ')[1]! ? -1 : 1)),
  )
  assert.deepEqual(await names({ q: 'mei', sort: '-lastName' }), ['Mei Chen', 'Mei Adiputra'])
  for (const q of ['Mei Chen', 'chen  mei']) assert.deepEqual(await names({ q }), ['Mei Chen'], q)
  assert.deepEqual(await names({ q: 'adi_' }), ['Rina Adi_putra'])
  assert.deepEqual(await names({ q: '%' }), [])
  assert.deepEqual(await names({ q: w.admin.email }), ['Ada Admin'])
})

test('a list is paged, counted and sorted only by what it offers', async (t) => {
  const w = await world(t)
  for (let index = 0; index < 4; index += 1) await w.as([], { firstName: 'Pat', lastName: `Same` })
  const pages = await Promise.all(
    [1, 2, 3, 4].map(async (page) => (await w.admin(listUsers, { query: { page, limit: 2, sort: 'lastName' } })).data),
  )
  assert.deepEqual(
    pages.map(({ users }) => users.length),
    [2, 2, 1, 0],
  )
  assert.equal(new Set(pages.flatMap(({ users }) => users.map(({ id }) => id))).size, 5)
  for (const { pagination } of pages) assert.partialDeepStrictEqual(pagination, { limit: 2, total: 5, totalPages: 3 })
  for (const sort of ['passwordHash', 'constructor', 'toString', 'lastName,constructor']) {
    const refused = await w.admin(listUsers, { query: { sort } })
    assert.deepEqual([refused.status, refused.error.code], [400, 'VALIDATION_FAILED'], sort)
  }
  for (const query of ['limit=101', 'page=0', 'page=two', 'status=gone', 'sort=;', 'role=admin'])
    assert.equal((await w.admin.raw('GET', `users?${query}`)).status, 400, query)
})

test('an account shows its roles, its person and its last sign-in, and no secret', async (t) => {
  const w = await world(t)
  const mei = await makeAdmin(w)
  await w.rows(
    'update user_account set password_hash = $2 where company_id = $company and id = $1',
    mei.userId,
    await hashPassword('a long pass phrase'),
  )
  await w.nobody(login, { body: { email: mei.email, password: 'a long pass phrase' } })
  const answer = await w.admin(getUser, idOf(mei.userId))
  assert.deepEqual([answer.data.user.roles.map(({ code }) => code), answer.data.user.employeeId], [['admin'], mei.employeeId])
  assert.ok(Date.now() - Date.parse(answer.data.user.lastSignedInAt!) < 60_000)
  assert.ok(!JSON.stringify(answer.json).includes('argon2'))
})

test('a change raises the version; a stale copy is refused with the current one', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const changed = await w.admin(updateUser, { ...idOf(mei.userId), body: { firstName: 'Renamed', version: 1 } })
  assert.deepEqual([changed.data.user.firstName, changed.data.user.version, changed.headers['etag']], ['Renamed', 2, '"2"'])
  for (const stale of [
    await w.admin(updateUser, { ...idOf(mei.userId), body: { firstName: 'Again', version: 1 } }),
    await w.admin(updateUser, { ...idOf(mei.userId), body: { firstName: 'Again' }, headers: { 'if-match': '"1"' } }),
  ]) {
    assert.deepEqual([stale.status, stale.error.code, stale.error.details], [409, 'STALE_VERSION', { current: 2 }])
  }
  const both = await Promise.all(
    ['One', 'Two'].map((firstName) => w.admin(updateUser, { ...idOf(mei.userId), body: { firstName, version: 2 } })),
  )
  assert.deepEqual(
    both.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  assert.equal((await mei(me)).data.user.firstName, both.find(({ status }) => status === 200)!.data.user.firstName)
})

test('names are trimmed, and a change that changes nothing writes nothing and answers what is there', async (t) => {
  const w = await world(t)
  const mei = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  const same = [{ version: 1 }, { firstName: ' Mei ' }, { email: mei.email.toUpperCase(), lastName: 'Chen' }, { username: null }]
  for (const body of same) {
    const { user } = (await w.admin(updateUser, { ...idOf(mei.userId), body })).data
    assert.deepEqual([user.firstName, user.version], ['Mei', 1], JSON.stringify(body))
  }
  assert.deepEqual((await w.admin(listEntity, { params: { type: 'user', id: mei.userId } })).data.entries, [])
  assert.equal((await w.admin(updateUser, { ...idOf(mei.userId), body: { version: 2 } })).error.code, 'STALE_VERSION')
  const { user } = (await w.admin(updateUser, { ...idOf(mei.userId), body: { firstName: '  Maya ', version: 1 } })).data
  assert.deepEqual([user.firstName, user.version], ['Maya', 2])
})

test('a changed address must be free and is not yet confirmed', async (t) => {
  const w = await world(t)
  const [mei, rina] = [await w.as([]), await w.as([])]
  await w.rows('update user_account set email_verified_at = now() where company_id = $company')
  const taken = await w.admin(updateUser, { ...idOf(mei.userId), body: { email: rina.email.toUpperCase() } })
  assert.deepEqual([taken.status, taken.error.code], [409, 'USER_EMAIL_TAKEN'])
  const email = freshEmail()
  assert.equal((await w.admin(updateUser, { ...idOf(mei.userId), body: { email: email.toUpperCase() } })).data.user.email, email)
  assert.equal((await mei(me)).data.user.emailVerified, false)
  await w.admin(updateUser, { ...idOf(rina.userId), body: { email: rina.email.toUpperCase(), firstName: 'R' } })
  assert.equal((await rina(me)).data.user.emailVerified, true, 'the same address stays confirmed')
})

test('archiving closes the account and its sessions at once and keeps its history; restoring opens it again', async (t) => {
  const w = await world(t)
  const mei = await makeAdmin(w)
  const archived = await w.admin(archiveUser, idOf(mei.userId))
  assert.deepEqual([archived.data.user.status, archived.data.user.roles.map(({ code }) => code)], ['archived', ['admin']])
  assert.equal((await mei(me)).status, 401)
  assert.deepEqual(
    (await w.admin(listUsers, { query: { status: 'archived' } })).data.users.map(({ id }) => id),
    [mei.userId],
  )
  assert.deepEqual((await w.admin(archiveUser, idOf(mei.userId))).error.code, 'ALREADY_ARCHIVED')
  const restored = await w.admin(restoreUser, idOf(mei.userId))
  assert.equal(restored.data.user.status, 'active')
  assert.equal((await mei(me)).status, 401, 'the old session stays ended')
  assert.deepEqual((await w.admin(restoreUser, idOf(mei.userId))).error.code, 'NOT_ARCHIVED')
  const { entries } = (await w.admin(listEntity, { params: { type: 'user', id: mei.userId } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    [`Ada Admin archived the account of ${mei.email}`, `Ada Admin restored the account of ${mei.email}`],
  )
  assert.deepEqual(
    entries[0]!.changes.find(({ field }) => field === 'status'),
    { field: 'status', before: 'active', after: 'archived' },
  )
  assert.deepEqual([typeof archived.data.user.archivedAt, restored.data.user.archivedAt], ['string', null])
})

test('nobody archives themselves, and the last administrator stays', async (t) => {
  const w = await world(t)
  const clerk = await w.as('user.archive')
  const own = await w.admin(archiveUser, idOf(w.admin.userId))
  assert.deepEqual([own.status, own.error.code], [409, 'OWN_ACCOUNT'])
  const last = await clerk(archiveUser, idOf(w.admin.userId))
  assert.deepEqual([last.status, last.error.code], [409, 'LAST_ADMIN'])
  const second = await makeAdmin(w)
  const above = await clerk(archiveUser, idOf(w.admin.userId))
  assert.deepEqual([above.status, above.error.code], [403, 'ACCOUNT_ABOVE_OWN'])
  assert.equal((await second(archiveUser, idOf(w.admin.userId))).status, 200)
  assert.equal((await clerk(archiveUser, idOf(second.userId))).error.code, 'LAST_ADMIN')
})

test('of two administrators who archive each other at the same moment one stays', async (t) => {
  for (let round = 0; round < 4; round += 1) {
    const w = await world(t)
    const second = await makeAdmin(w)
    const answers = await Promise.all([w.admin(archiveUser, idOf(second.userId)), second(archiveUser, idOf(w.admin.userId))])
    assert.equal(answers.filter(({ status }) => status === 200).length, 1)
    assert.ok(answers.some(({ status }) => status === 409 || status === 401))
    assert.equal((await activeAdmins(w)).length, 1)
  }
})

test('of simultaneous archivings of one account one counts', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const answers = await Promise.all([1, 2, 3].map(() => w.admin(archiveUser, idOf(mei.userId))))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409],
  )
})

test('an account of another company is 404 with the body of one that never was, for every act, and unchanged', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const theirs = await other.as([])
  const bodies = new Set<string>()
  for (const id of [theirs.userId, other.admin.userId, newId()]) {
    for (const answer of [
      await w.admin(getUser, idOf(id)),
      await w.admin(updateUser, { ...idOf(id), body: { firstName: 'Stolen' } }),
      await w.admin(archiveUser, idOf(id)),
      await w.admin(restoreUser, idOf(id)),
    ]) {
      assert.equal(answer.status, 404)
      bodies.add(`${answer.error.code} ${answer.error.message}`)
    }
  }
  assert.equal(bodies.size, 1)
  assert.equal((await theirs(me)).data.user.firstName, 'Pat')
})

test('each act on accounts asks for its own permission', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const permissions = ['user.read', 'user.create', 'user.update', 'user.archive']
  for (const permission of [...permissions, 'employee.read']) {
    const clerk = await w.as(permission)
    const statuses = [
      [(await clerk(listUsers)).status, (await clerk(getUser, idOf(mei.userId))).status],
      [(await clerk(createUser, { body: { email: mei.email, firstName: 'x', lastName: 'y', roleCode: 'student' } })).status],
      [(await clerk(updateUser, { ...idOf(mei.userId), body: { firstName: 'x' } })).status],
      [(await clerk(archiveUser, idOf(mei.userId))).status, (await clerk(restoreUser, idOf(mei.userId))).status],
    ].map((group) => group.every((status) => status !== 403))
    assert.deepEqual(
      statuses,
      permissions.map((code) => code === permission),
      permission,
    )
  }
})
