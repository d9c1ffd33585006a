import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { createUser } from './users.contract.ts'
import {
  createInvitation,
  listInvitations,
  readInvitation,
  resendInvitation,
  resendInvitations,
  revokeInvitation,
  revokeInvitations,
} from './users.invitation.contract.ts'

const start = Date.parse('2026-07-29T12:00:00.000Z')
const after = (seconds: number) => new Date(start + seconds * 1000).toISOString()
const day = 86_400
const freshEmail = () => `new-${newId()}@people.test`
const bodyFor = (more: object = {}) => ({ email: freshEmail(), roleCode: 'employee', ...more })
const invite = async (w: World, more: object = {}) => (await w.admin(createInvitation, { body: bodyFor(more) })).data.invitation
/** The link in the newest mail to an address, once there are so many. */
async function linkTo(w: World, email: string, mails = 1) {
  await w.runJobs()
  const sent = (await w.assembly.deps.mailer.list(500)).filter(({ to }) => to === email)
  assert.equal(sent.length, mails)
  return /\/invitation\/([\w.-]+)/.exec(sent[0]!.text)![1]!
}
const read = (w: World, token: string) => w.nobody(readInvitation, { params: { token } })
const statesOf = async (w: World, query: object = {}) =>
  (await w.admin(listInvitations, { query: { sort: 'email', ...query } })).data.invitations.map(({ email, state }) => [email, state])

test('an invitation of a person takes their names where it gives none', async (t) => {
  const w = await world(t)
  const { employeeId } = await w.as([], { firstName: 'Rina', lastName: 'Putri' })
  await w.rows('update employee set user_id = null where company_id = $company and id = $1', employeeId)
  const invite = async (names: object) =>
    (await w.admin(createInvitation, { body: { email: freshEmail(), roleCode: 'employee', employeeId, ...names } })).data.invitation
  assert.partialDeepStrictEqual(await invite({}), { firstName: 'Rina', lastName: 'Putri' })
  assert.partialDeepStrictEqual(await invite({ firstName: 'Ririn' }), { firstName: 'Ririn', lastName: 'Putri' })
})

test('an invitation is mailed with a link that says what it is for, and nothing of it is kept but its hash', async (t) => {
  const w = await world(t)
  const { employeeId } = await w.as([], { firstName: 'Rina', lastName: 'Putri' })
  await w.rows('update employee set user_id = null where company_id = $company and id = $1', employeeId)
  w.at(after(0))
  const email = freshEmail().toUpperCase()
  const made = await w.admin(createInvitation, { body: { email, firstName: ' Rina ', lastName: 'Putri', roleCode: 'hr', employeeId } })
  assert.equal(made.status, 201)
  const { invitation } = made.data
  assert.partialDeepStrictEqual(invitation, {
    email: email.toLowerCase(),
    firstName: 'Rina',
    role: { code: 'hr', name: 'Human resources' },
    employeeId,
    employeeName: 'Rina Putri',
    state: 'open',
    invitedByName: 'Ada Admin',
    sendCount: 1,
    expiresAt: after(7 * day),
    userId: null,
    can: { resend: true, revoke: true },
  })
  const token = await linkTo(w, email.toLowerCase())
  assert.match(token, new RegExp(`^${w.companyId}\\.[\\w-]{43}$`))
  const shown = await read(w, token)
  const [company] = await w.rows<{ name: string }>('select name from company where id = $company')
  assert.deepEqual(shown.data.invitation, {
    companyName: company!.name,
    email: email.toLowerCase(),
    firstName: 'Rina',
    lastName: 'Putri',
    language: 'en',
    expiresAt: after(7 * day),
    valid: true,
  })
  const kept = JSON.stringify([await w.rows('select * from invitation where company_id = $company'), made.json])
  assert.ok(!kept.includes(token.slice(37)))
  const [entry] = (await w.admin(listLogs, { query: { kind: 'invitation.sent' } })).data.entries
  assert.equal(entry!.story, `Ada Admin invited ${email.toLowerCase()} as Human resources`)
})

test('what cannot be invited is refused, and no mail is sent', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const [linked, elsewhere, archived] = [await w.as([]), await other.as([]), await w.as([])]
  await w.rows("update user_account set status = 'archived' where company_id = $company and id = $1", archived.userId)
  await other.rows('update employee set user_id = null where company_id = $company and id = $1', elsewhere.employeeId)
  const open = await invite(w)
  const cases: [object, number, string][] = [
    [{ email: linked.email.toUpperCase() }, 409, 'USER_EMAIL_TAKEN'],
    [{ email: archived.email }, 409, 'USER_EMAIL_TAKEN'],
    [{ email: open.email.toUpperCase() }, 409, 'INVITATION_OPEN'],
    [{ roleCode: 'wizard' }, 422, 'ROLE_NOT_FOUND'],
    [{ employeeId: linked.employeeId }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ employeeId: elsewhere.employeeId }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ employeeId: newId() }, 409, 'EMPLOYEE_NOT_LINKABLE'],
    [{ expiresInDays: 0 }, 400, 'VALIDATION_FAILED'],
    [{ expiresInDays: 31 }, 400, 'VALIDATION_FAILED'],
    [{ firstName: ' ' }, 400, 'VALIDATION_FAILED'],
  ]
  for (const [more, status, code] of cases) {
    const refused = await w.admin(createInvitation, { body: bodyFor(more) })
    assert.deepEqual([refused.status, refused.error.code], [status, code], JSON.stringify(more))
  }
  assert.deepEqual(await statesOf(w), [[open.email, 'open']])
  assert.equal((await other.admin(createInvitation, { body: bodyFor({ email: linked.email }) })).status, 201, 'at another company')
})

test('nobody invites to a role that may do more than they may, and only who may invite can do any of it', async (t) => {
  const w = await world(t)
  const [clerk, reader] = [await w.as('user.invite'), await w.as(['user.read', 'user.create'])]
  for (const roleCode of ['admin', 'hr']) {
    const refused = await clerk(createInvitation, { body: bodyFor({ roleCode }) })
    assert.deepEqual([refused.status, refused.error.code], [403, 'ROLE_ABOVE_OWN'])
  }
  const { id } = await invite(w)
  const params = { params: { id } }
  for (const answer of [
    await reader(createInvitation, { body: bodyFor() }),
    await reader(listInvitations),
    await reader(resendInvitation, params),
    await reader(revokeInvitation, params),
  ])
    assert.equal(answer.status, 403)
})

test('of simultaneous invitations of one address one is made', async (t) => {
  const w = await world(t)
  const body = bodyFor()
  const answers = await Promise.all([1, 2, 3].map(() => w.admin(createInvitation, { body })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409],
  )
})

test('sent again, the old link is dead at once and the new one works for as long as the first did', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const { id, email } = await invite(w, { expiresInDays: 2 })
  const old = await linkTo(w, email)
  w.at(after(60))
  const again = (await w.admin(resendInvitation, { params: { id } })).data.invitation
  assert.partialDeepStrictEqual(again, { sendCount: 2, sentAt: after(60), expiresAt: after(60 + 2 * day), version: 2, state: 'open' })
  const dead = await read(w, old)
  assert.deepEqual([dead.status, dead.error.code], [410, 'INVITATION_GONE'])
  const fresh = await linkTo(w, email, 2)
  assert.notEqual(fresh, old)
  assert.equal((await read(w, fresh)).status, 200)
})

test('a mail goes out once a minute and is sent again ten times, then no more', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const { id } = await invite(w)
  w.at(after(59.001))
  const soon = await w.admin(resendInvitation, { params: { id } })
  assert.deepEqual(
    [soon.status, soon.error.code, soon.error.details, soon.headers['retry-after']],
    [429, 'INVITATION_JUST_SENT', { retryAfterSeconds: 1 }, '1'],
  )
  for (let time = 1; time <= 10; time += 1) {
    w.at(after(60 * time))
    const { invitation } = (await w.admin(resendInvitation, { params: { id } })).data
    assert.deepEqual([invitation.sendCount, invitation.can.resend], [time + 1, time < 10])
  }
  w.at(after(3600))
  const often = await w.admin(resendInvitation, { params: { id } })
  assert.deepEqual([often.status, often.error.code, often.error.details], [409, 'INVITATION_SENT_TOO_OFTEN', { sentAgain: 10, limit: 10 }])
})

test('of simultaneous sendings again one goes out', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const { id, email } = await invite(w)
  await linkTo(w, email)
  w.at(after(60))
  const answers = await Promise.all([1, 2, 3].map(() => w.admin(resendInvitation, { params: { id } })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 429, 429],
  )
  await linkTo(w, email, 2)
})

test('revoked, the link is gone and nothing more can be done; the address can be invited again', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const { id, email } = await invite(w)
  const token = await linkTo(w, email)
  const revoked = (await w.admin(revokeInvitation, { params: { id } })).data.invitation
  assert.deepEqual([revoked.state, revoked.revokedAt, revoked.can], ['revoked', after(0), { resend: false, revoke: false }])
  assert.deepEqual([(await read(w, token)).error.code], ['INVITATION_GONE'])
  w.at(after(61))
  for (const act of [revokeInvitation, resendInvitation]) {
    const refused = await w.admin(act, { params: { id } })
    assert.deepEqual([refused.status, refused.error.code, refused.error.details], [409, 'INVITATION_CLOSED', { state: 'revoked' }])
  }
  assert.equal((await w.admin(createInvitation, { body: bodyFor({ email }) })).status, 201)
})

test('revoked before its mail went out, nothing is mailed', async (t) => {
  const w = await world(t)
  const { id, email } = await invite(w)
  await w.admin(revokeInvitation, { params: { id } })
  await w.runJobs()
  assert.ok((await w.assembly.deps.mailer.list(500)).every(({ to }) => to !== email))
})

test('an expired one says so, stays listed as expired, and can be sent again unless a new one took its place', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const [one, two] = [await invite(w, { expiresInDays: 1 }), await invite(w, { expiresInDays: 1 })]
  const token = await linkTo(w, one.email)
  w.at(after(day))
  const expired = await read(w, token)
  assert.deepEqual([expired.status, expired.error.code, expired.error.details], [410, 'INVITATION_EXPIRED', { expiresAt: after(day) }])
  assert.equal((await w.admin(revokeInvitation, { params: { id: one.id } })).error.code, 'INVITATION_CLOSED')
  assert.equal((await w.admin(createInvitation, { body: bodyFor({ email: one.email }) })).status, 201)
  assert.deepEqual(
    (await statesOf(w, { q: one.email })).map(([, state]) => state).toSorted((a, b) => a!.localeCompare(b!)),
    ['expired', 'open'],
  )
  assert.equal((await w.admin(resendInvitation, { params: { id: one.id } })).error.code, 'INVITATION_CLOSED')
  assert.equal((await w.admin(resendInvitation, { params: { id: two.id } })).data.invitation.state, 'open')
})

test('sending again is refused once the address has an account', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const { id, email } = await invite(w)
  await w.admin(createUser, { body: { email, firstName: 'Mei', lastName: 'Chen' } })
  w.at(after(60))
  assert.equal((await w.admin(resendInvitation, { params: { id } })).error.code, 'USER_EMAIL_TAKEN')
})

test('several are sent again or revoked each as if alone, with an answer for each', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const [one, gone] = [await invite(w), await invite(w)]
  await w.admin(revokeInvitation, { params: { id: gone.id } })
  w.at(after(60))
  const fresh = await invite(w)
  const ids = [one.id, gone.id, fresh.id]
  const sent = (await w.admin(resendInvitations, { body: { ids } })).data
  assert.deepEqual(
    [sent.done, sent.invitations.map(({ problem }) => problem?.code)],
    [1, [undefined, 'INVITATION_CLOSED', 'INVITATION_JUST_SENT']],
  )
  const revoked = (await w.admin(revokeInvitations, { body: { ids } })).data
  assert.deepEqual(
    [revoked.done, revoked.invitations.map(({ problem }) => problem?.code)],
    [2, [undefined, 'INVITATION_CLOSED', undefined]],
  )
  const refused = await w.admin(revokeInvitations, { body: { ids } })
  assert.deepEqual([refused.status, refused.error.code], [409, 'INVITATION_CLOSED'])
})

test('the list is filtered by state, searched, sorted and paged', async (t) => {
  const w = await world(t)
  w.at(after(0))
  const expired = await invite(w, { expiresInDays: 1, firstName: 'Zelda' })
  const revoked = await invite(w)
  await w.admin(revokeInvitation, { params: { id: revoked.id } })
  w.at(after(day))
  const open = await invite(w)
  for (const [state, { id }] of [
    ['expired', expired],
    ['revoked', revoked],
    ['open', open],
  ] as const) {
    const { invitations, pagination } = (await w.admin(listInvitations, { query: { state } })).data
    assert.deepEqual([invitations.map((one) => [one.id, one.state]), pagination.total], [[[id, state]], 1])
  }
  assert.deepEqual(await statesOf(w, { state: 'accepted' }), [])
  assert.deepEqual(await statesOf(w, { q: 'zeld' }), [[expired.email, 'expired']])
  const page = (await w.admin(listInvitations, { query: { limit: 1, page: 2, sort: 'createdAt' } })).data
  assert.deepEqual([page.invitations.length, page.pagination.total, page.pagination.totalPages], [1, 3, 3])
  assert.equal((await w.admin(listInvitations, { query: { sort: 'tokenHash' } })).status, 400)
})
