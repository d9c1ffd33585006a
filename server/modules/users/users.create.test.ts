import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { login, resetPassword } from '../auth/auth.contract.ts'
import { createUser, getUser, updateUser } from './users.contract.ts'

const freshEmail = () => `new-${newId()}@people.test`
const bodyFor = (more: object = {}) => ({ email: freshEmail(), firstName: 'Mei', lastName: 'Chen', ...more })
const linkIn = (text: string) => /\?token=([\w.-]+)/.exec(text)![1]!
/** Somebody who holds what the role `hr` starts with. */
async function hrOf(w: World): Promise<Client> {
  const hr = await w.as([])
  await w.rows(
    "insert into role_assignment (company_id, user_id, role_id) select company_id, $1, id from role where company_id = $company and code = 'hr'",
    hr.userId,
  )
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  return hr
}
/** A person of the company who has no account yet. */
async function person(w: World) {
  const { userId, employeeId } = await w.as([])
  await w.rows('update employee set user_id = null where company_id = $company and id = $1 and user_id = $2', employeeId, userId)
  return employeeId
}

test('an account is made with its role and its person, and whoever it is for sets the password by the link in the mail', async (t) => {
  const w = await world(t)
  const employeeId = await person(w)
  const body = bodyFor({ email: freshEmail().toUpperCase(), roleCode: 'manager', employeeId, firstName: ' Mei ' })
  const made = await w.admin(createUser, { body })
  const email = body.email.toLowerCase()
  assert.equal(made.status, 201)
  const { user } = made.data
  assert.partialDeepStrictEqual(user, {
    email,
    firstName: 'Mei',
    lastName: 'Chen',
    status: 'active',
    employeeId,
    lastSignedInAt: null,
    version: 1,
  })
  assert.deepEqual(
    user.roles.map(({ code }) => code),
    ['manager'],
  )
  assert.equal(made.headers['location'], `/api/v1/users/${user.id}`)
  assert.deepEqual((await w.admin(getUser, { params: { id: user.id } })).data.user, user)
  assert.ok(!/password|hash|token/i.test(JSON.stringify(made.json)))
  assert.deepEqual(await w.rows('select password_hash from user_account where company_id = $company and id = $1', user.id), [
    { password_hash: null },
  ])

  const mail = await w.mailTo(email)
  assert.match(mail.subject, /^Your account at Company/)
  assert.doesNotMatch(mail.text, /Your password is/i)
  const password = 'a long pass phrase'
  assert.equal((await w.nobody(login, { body: { email, password } })).status, 401, 'not before it is set')
  assert.equal((await w.nobody(resetPassword, { body: { token: linkIn(mail.text), password } })).status, 200)
  const signedIn = await w.nobody(login, { body: { email, password } })
  assert.deepEqual([signedIn.data.user.id, signedIn.data.user.employeeId, signedIn.data.user.emailVerified], [user.id, employeeId, true])
  assert.equal((await w.nobody(resetPassword, { body: { token: linkIn(mail.text), password } })).status, 410)
})

test('an invitation works for seven days', async (t) => {
  const w = await world(t)
  const start = Date.parse('2026-07-29T12:00:00Z')
  const emails = [freshEmail(), freshEmail()] as const
  for (const email of emails) await w.admin(createUser, { body: bodyFor({ email }) })
  w.at(new Date(start).toISOString())
  const links = await Promise.all(emails.map(async (email) => linkIn((await w.mailTo(email)).text)))
  w.at(new Date(start + 7 * 86_400_000 - 1).toISOString())
  assert.equal((await w.nobody(resetPassword, { body: { token: links[0]!, password: 'a long pass phrase' } })).status, 200)
  w.at(new Date(start + 7 * 86_400_000).toISOString())
  assert.equal((await w.nobody(resetPassword, { body: { token: links[1]!, password: 'a long pass phrase' } })).status, 410)
})

test('without a role one is an employee; the making is told in the audit log without a secret', async (t) => {
  const w = await world(t)
  const { user } = (await w.admin(createUser, { body: bodyFor(), headers: { 'x-request-id': 'make-account' } })).data
  assert.deepEqual(
    user.roles.map(({ code }) => code),
    ['employee'],
  )
  const [entry] = (await w.admin(listLogs, { query: { kind: 'user.created' } })).data.entries
  assert.partialDeepStrictEqual(entry, {
    story: `Ada Admin made an account for ${user.email}`,
    actorId: w.admin.userId,
    subjectType: 'user',
    subjectId: user.id,
    requestId: 'make-account',
    address: '127.0.0.1',
  })
  const told = Object.fromEntries(entry!.changes.map(({ field, after }) => [field, after]))
  assert.deepEqual([told['email'], told['firstName'], told['status']], [user.email, 'Mei', 'active'])
})

test('nobody makes an account that may do more than they may themselves', async (t) => {
  const w = await world(t)
  const hr = await hrOf(w)
  for (const roleCode of ['admin', 'ceo', 'manager']) {
    const allowed = await mayGive(w, 'hr', roleCode)
    const answer = await hr(createUser, { body: bodyFor({ roleCode }) })
    assert.deepEqual(
      [answer.status, answer.status === 403 ? answer.error.code : ''],
      allowed ? [201, ''] : [403, 'ROLE_ABOVE_OWN'],
      roleCode,
    )
  }
  const narrow = await w.as(['user.create', 'leave.read:own'])
  const refused = await narrow(createUser, { body: bodyFor({ roleCode: 'admin' }) })
  assert.deepEqual([refused.status, refused.error.code, refused.error.details], [403, 'ROLE_ABOVE_OWN', { roleCode: 'admin' }])
  assert.deepEqual(
    await w.rows(
      "select a.user_id from role_assignment a join role r on r.id = a.role_id and r.company_id = a.company_id where a.company_id = $company and r.code = 'admin'",
    ),
    [{ user_id: w.admin.userId }],
  )
})

/** Whether the grants of one role, as stored, include those of another. */
async function mayGive({ rows }: World, giver: string, role: string) {
  const missing = await rows(
    `select from access_grant g join role r on r.id = g.role_id and r.company_id = g.company_id where g.company_id = $company and r.code = $2
       and not exists (select from access_grant h join role s on s.id = h.role_id and s.company_id = h.company_id where h.company_id = $company and s.code = $1 and h.permission = g.permission
         and array_position('{own,team,department,branch,company}'::text[], h.reach) >= array_position('{own,team,department,branch,company}'::text[], g.reach))`,
    giver,
    role,
  )
  return missing.length === 0
}

test('nobody takes over an account that may do more than they may themselves, by giving it their own address', async (t) => {
  const w = await world(t)
  const [hr, mei] = [await hrOf(w), await w.as(['leave.read:own'])]
  const refused = await hr(updateUser, { params: { id: w.admin.userId }, body: { email: freshEmail() } })
  assert.deepEqual([refused.status, refused.error.code], [403, 'ACCOUNT_ABOVE_OWN'])
  assert.equal((await hr(getUser, { params: { id: w.admin.userId } })).data.user.email, w.admin.email)
  assert.equal((await hr(updateUser, { params: { id: w.admin.userId }, body: { firstName: 'Adah' } })).status, 200)
  const changed = await hr(updateUser, { params: { id: mei.userId }, body: { email: freshEmail() } })
  assert.equal(changed.status, 200)
  const direct = await w.as(['audit.read'])
  assert.equal((await hr(updateUser, { params: { id: direct.userId }, body: { email: freshEmail() } })).status, 403)
})

test('what cannot be made is refused and leaves nothing: no account, no role, no mail', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const taken = await w.as([])
  const [linked, elsewhere] = [await w.as([]), await person(other)]
  const cases: [object, number, string][] = [
    [{ email: taken.email.toUpperCase() }, 409, 'USER_EMAIL_TAKEN'],
    [{ roleCode: 'wizard' }, 422, 'ROLE_NOT_FOUND'],
    [{ employeeId: linked.employeeId }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ employeeId: elsewhere }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ employeeId: newId() }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ firstName: ' ' }, 400, 'VALIDATION_FAILED'],
    [{ email: 'nobody' }, 400, 'VALIDATION_FAILED'],
    [{ password: 'short' }, 400, 'VALIDATION_FAILED'],
    [{ password: 'passwordpassword' }, 422, 'PASSWORD_WEAK'],
    [{ username: 'me@here' }, 400, 'VALIDATION_FAILED'],
    [{ companyId: other.companyId }, 400, 'VALIDATION_FAILED'],
  ]
  const count = async () => (await w.rows('select from user_account where company_id = $company')).length
  const before = await count()
  for (const [more, status, code] of cases) {
    const body = bodyFor(more)
    const refused = await w.admin.raw('POST', 'users', body)
    assert.deepEqual([refused.status, refused.error.code], [status, code], JSON.stringify(more))
  }
  assert.equal(await count(), before)
  assert.deepEqual((await w.admin(listLogs, { query: { kind: 'user.created' } })).data.entries, [])
  await w.runJobs()
  assert.ok((await w.assembly.deps.mailer.list(500)).every(({ to }) => to !== taken.email))
})

test('the same address may have an account at another company', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const body = bodyFor()
  assert.deepEqual([(await w.admin(createUser, { body })).status, (await other.admin(createUser, { body })).status], [201, 201])
})

test('of simultaneous accounts for one address, or for one person, exactly one is made', async (t) => {
  const w = await world(t)
  const body = bodyFor()
  const sameEmail = await Promise.all(Array.from({ length: 3 }, () => w.admin(createUser, { body })))
  assert.deepEqual(
    sameEmail.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
  const employeeId = await person(w)
  const samePerson = await Promise.all(Array.from({ length: 3 }, () => w.admin(createUser, { body: bodyFor({ employeeId }) })))
  assert.deepEqual(
    samePerson.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
})

test('making an account again under the same idempotency key makes one', async (t) => {
  const w = await world(t)
  const body = bodyFor()
  const headers = { 'idempotency-key': newId() }
  const [first, again] = [await w.admin(createUser, { body, headers }), await w.admin(createUser, { body, headers })]
  assert.deepEqual([again.status, again.data, again.headers['idempotent-replay']], [201, first.data, 'true'])
  assert.equal((await w.admin(createUser, { body: { ...body, firstName: 'Rina' }, headers })).error.code, 'IDEMPOTENCY_KEY_REUSED')
})

test('only who may make accounts can', async (t) => {
  const w = await world(t)
  const mei = await w.as(['user.read', 'user.update', 'user.archive'])
  assert.equal((await mei(createUser, { body: bodyFor() })).status, 403)
  assert.equal((await w.nobody(createUser, { body: bodyFor() })).status, 401)
})
