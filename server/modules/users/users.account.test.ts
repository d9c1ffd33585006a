import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity, listLogs } from '../audit/audit.contract.ts'
import { changePassword, login, me, resetPassword } from '../auth/auth.contract.ts'
import { hashPassword } from '../auth/index.ts'
import { archiveUsers, deleteUser, getMyUser, getUserByEmployeeNumber, getUserStats, resetUserPassword } from './users.account.contract.ts'
import { createUser, getUser, listUsers, updateUser } from './users.contract.ts'

const password = 'a long pass phrase'
const freshEmail = () => `new-${newId()}@people.test`
const idOf = (id: string) => ({ params: { id } })
async function giveRole(w: World, userId: string, code: string) {
  await w.rows(
    'insert into role_assignment (company_id, user_id, role_id) select company_id, $1, id from role where company_id = $company and code = $2',
    userId,
    code,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
}
const statusesOf = (w: World) =>
  w.rows<{ id: string; status: string }>('select id, status from user_account where company_id = $company order by id')

test('everybody sees their own account, whatever they may do', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  assert.equal((await mei(getMyUser)).data.user.id, mei.userId)
  assert.equal((await w.nobody(getMyUser)).status, 401)
})

test('an account is found by the number of its person; without an account, or at another company, there is none', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await w.as([])
  const number = async (of: World, userId: string) =>
    (await of.rows<{ n: string }>('select employee_number as n from employee where company_id = $company and user_id = $1', userId))[0]!.n
  const found = await w.admin(getUserByEmployeeNumber, { params: { number: await number(w, mei.userId) } })
  assert.equal(found.data.user.id, mei.userId)
  const theirs = await other.as([])
  const elsewhere = await w.admin(getUserByEmployeeNumber, { params: { number: await number(other, theirs.userId) } })
  assert.equal(elsewhere.status, 404)
})

test('the list is narrowed by role, by employee and by last sign-in', async (t) => {
  const w = await world(t)
  const [mei, rina, bot] = [await w.as([]), await w.as([]), await w.as([], { employee: false })]
  await giveRole(w, mei.userId, 'hr')
  const signedInAt = (id: string, at: string) =>
    w.rows('update user_account set last_signed_in_at = $2 where company_id = $company and id = $1', id, at)
  await signedInAt(mei.userId, '2026-01-10T00:00:00Z')
  await signedInAt(rina.userId, '2026-03-10T00:00:00Z')
  const ids = async (query: object) => (await w.admin(listUsers, { query })).data.users.map(({ id }) => id).toSorted()
  assert.deepEqual(await ids({ roleCode: 'hr' }), [mei.userId])
  assert.deepEqual(await ids({ roleCode: 'wizard' }), [])
  assert.deepEqual(await ids({ withoutEmployee: true }), [w.admin.userId, bot.userId].toSorted())
  assert.deepEqual(await ids({ withoutEmployee: false }), [mei.userId, rina.userId].toSorted())
  assert.deepEqual(await ids({ lastSignedInBefore: '2026-03-10T00:00:00Z' }), [mei.userId])
  assert.deepEqual(await ids({ neverSignedIn: false, lastSignedInBefore: '2026-04-01T00:00:00Z' }), [mei.userId, rina.userId].toSorted())
  assert.ok((await ids({ neverSignedIn: true })).includes(bot.userId))
  await w.admin(updateUser, { ...idOf(rina.userId), body: { username: 'Rina.Putri' } })
  assert.deepEqual(await ids({ q: 'na.put' }), [rina.userId])
})

test('the figures count accounts by status, role, sign-in and employee, of one company only', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [mei, rina] = [await w.as([]), await w.as([])]
  await other.as([])
  await w.as([], { employee: false })
  await giveRole(w, mei.userId, 'hr')
  await giveRole(w, rina.userId, 'hr')
  await w.rows('update user_account set last_signed_in_at = now() where company_id = $company and id = $1', mei.userId)
  assert.equal((await w.admin(deleteUser, idOf(rina.userId))).data.user.status, 'archived')
  const { stats } = (await w.admin(getUserStats)).data
  const { byRole, ...figures } = stats
  assert.deepEqual(figures, {
    total: 4,
    byStatus: { active: 3, archived: 1 },
    neverSignedIn: 2,
    withEmployee: 1,
    withoutEmployee: 2,
  })
  assert.deepEqual(
    byRole.filter(({ count }) => count > 0).map(({ code, count }) => [code, count]),
    [
      ['admin', 1],
      ['hr', 1],
    ],
  )
  assert.ok(byRole.some(({ code, count }) => code === 'guardian' && count === 0))
})

test('an account made with a password opens nothing but changing it, until it is changed', async (t) => {
  const w = await world(t)
  const email = freshEmail()
  const made = await w.admin(createUser, { body: { email, firstName: 'Mei', lastName: 'Chen', password, roleCode: 'hr' } })
  assert.equal(made.status, 201)
  assert.ok(!JSON.stringify(made.json).includes('argon2'))
  await w.runJobs()
  assert.ok(
    (await w.assembly.deps.mailer.list(500)).every(({ to }) => to !== email),
    'no mail',
  )
  const signedIn = await w.nobody(login, { body: { email, password } })
  assert.equal(signedIn.data.user.mustChangePassword, true)
  const authorization = { authorization: `Bearer ${signedIn.data.tokens.accessToken}` }
  for (const path of ['users', 'users/me', 'auth/sessions', 'employees']) {
    const refused = await w.nobody.raw('GET', path, undefined, authorization)
    assert.deepEqual([refused.status, refused.error.code], [403, 'PASSWORD_CHANGE_NEEDED'], path)
  }
  assert.equal((await w.nobody.raw('GET', 'auth/me', undefined, authorization)).status, 200)
  const body = { currentPassword: password, newPassword: 'my very own phrase' }
  assert.equal((await w.nobody.raw('POST', changePassword.url.slice(1), body, authorization)).status, 200)
  assert.equal((await w.nobody.raw('GET', 'users', undefined, authorization)).status, 200)
  const [entry] = (await w.admin(listLogs, { query: { kind: 'user.created' } })).data.entries
  assert.ok(!JSON.stringify(entry).includes(password))
})

test('a reset ends every session and mails a link, and neither shows nor sets a password', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  await w.rows(
    'update user_account set password_hash = $2 where company_id = $company and id = $1',
    mei.userId,
    await hashPassword(password),
  )
  assert.equal((await w.admin(resetUserPassword, idOf(mei.userId))).data.sessionsEnded, 1)
  assert.equal((await mei(me)).status, 401)
  assert.equal((await w.nobody(login, { body: { email: mei.email, password } })).status, 200, 'the password is as it was')
  const token = /\?token=([\w.-]+)/.exec((await w.mailTo(mei.email)).text)![1]!
  assert.equal((await w.nobody(resetPassword, { body: { token, password: 'my very own phrase' } })).status, 200)
  assert.equal((await w.nobody(login, { body: { email: mei.email, password: 'my very own phrase' } })).status, 200)
  const { entries } = (await w.admin(listEntity, { params: { type: 'user', id: mei.userId } })).data
  assert.equal(entries[0]!.story, `Ada Admin signed ${mei.email} out and sent a link for a new password`)
})

test('nobody resets the password of themselves, of somebody above them, of an archived account or of another company', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [clerk, mei, theirs] = [await w.as('user.reset-password'), await w.as([]), await other.as([])]
  await w.admin(deleteUser, idOf(mei.userId))
  const cases: [string, number, string][] = [
    [clerk.userId, 409, 'OWN_ACCOUNT'],
    [w.admin.userId, 403, 'ACCOUNT_ABOVE_OWN'],
    [mei.userId, 409, 'ACCOUNT_ARCHIVED'],
    [theirs.userId, 404, 'NOT_FOUND'],
    [newId(), 404, 'NOT_FOUND'],
  ]
  for (const [id, status, code] of cases) {
    const refused = await clerk(resetUserPassword, idOf(id))
    assert.deepEqual([refused.status, refused.error.code], [status, code])
  }
  assert.equal((await w.admin(me)).status, 200)
  assert.equal((await theirs(me)).status, 200)
})

test('deleting is archiving: the account stays, and deleting it again is refused', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  assert.equal((await w.admin(deleteUser, idOf(mei.userId))).data.user.status, 'archived')
  assert.equal((await w.admin(getUser, idOf(mei.userId))).data.user.status, 'archived')
  assert.equal((await w.admin(deleteUser, idOf(mei.userId))).error.code, 'ALREADY_ARCHIVED')
  assert.equal((await w.admin(deleteUser, idOf(w.admin.userId))).error.code, 'OWN_ACCOUNT')
})

test('several accounts are archived together, with one entry each in the audit log', async (t) => {
  const w = await world(t)
  const people = [await w.as([]), await w.as([]), await w.as([])]
  assert.equal((await w.admin(archiveUsers, { body: { ids: people.map(({ userId }) => userId) } })).data.archived, 3)
  for (const person of people) assert.equal((await person(me)).status, 401)
  assert.equal((await w.admin(listLogs, { query: { kind: 'user.archived' } })).data.entries.length, 3)
})

test('if one of them cannot be archived none is, and each that stands in the way is named', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [clerk, mei, gone, theirs] = [await w.as('user.archive'), await w.as([]), await w.as([]), await other.as([])]
  const above = await w.as('audit.read')
  await w.admin(deleteUser, idOf(gone.userId))
  const before = await statusesOf(w)
  const unknown = newId()
  const refused = await clerk(archiveUsers, {
    body: { ids: [mei.userId, clerk.userId, gone.userId, w.admin.userId, above.userId, theirs.userId, unknown] },
  })
  assert.deepEqual([refused.status, refused.error.code], [422, 'BULK_REFUSED'])
  const details = refused.error.details as { refused: { id: string; code: string; message: string }[] }
  assert.deepEqual(
    details.refused.map(({ id, code }) => [id, code]),
    [
      [clerk.userId, 'OWN_ACCOUNT'],
      [gone.userId, 'ALREADY_ARCHIVED'],
      [w.admin.userId, 'LAST_ADMIN'],
      [above.userId, 'ACCOUNT_ABOVE_OWN'],
      [theirs.userId, 'NOT_FOUND'],
      [unknown, 'NOT_FOUND'],
    ],
  )
  assert.equal(new Set(details.refused.slice(-2).map(({ message }) => message)).size, 1)
  assert.deepEqual(await statusesOf(w), before)
  assert.equal((await mei(me)).status, 200)
  assert.deepEqual((await w.admin(listLogs, { query: { kind: 'user.archived' } })).data.entries.length, 1)
})

test('all administrators at once are never archived: the last of them stands in the way', async (t) => {
  const w = await world(t)
  const [second, third] = [await w.as([]), await w.as([])]
  for (const { userId } of [second, third]) await giveRole(w, userId, 'admin')
  const clerk = await w.as([])
  await w.rows(
    "insert into access_grant (company_id, id, user_id, permission, reach) select company_id, gen_random_uuid(), $1, g.permission, g.reach from access_grant g join role r using (company_id) where g.company_id = $company and r.id = g.role_id and r.code = 'admin'",
    clerk.userId,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  const ids = [w.admin.userId, second.userId, third.userId]
  const refused = await clerk(archiveUsers, { body: { ids } })
  assert.deepEqual(
    (refused.error.details as { refused: { id: string; code: string }[] }).refused.map(({ id, code }) => [id, code]),
    [[third.userId, 'LAST_ADMIN']],
  )
})

test('two bulk archivings that cross leave one that counts, and a list takes 1 to 100 different ids', async (t) => {
  const w = await world(t)
  const ids = [(await w.as([])).userId, (await w.as([])).userId]
  const answers = await Promise.all([ids, ids.toReversed()].map((order) => w.admin(archiveUsers, { body: { ids: order } })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 422],
  )
  for (const bad of [[], [ids[0], ids[0]], Array.from({ length: 101 }, newId), ['x']])
    assert.equal((await w.admin.raw('POST', 'users/bulk/archive', { ids: bad })).status, 400)
})
