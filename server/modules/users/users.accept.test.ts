import assert from 'node:assert/strict'
import { test } from 'node:test'
import { anotherServer, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { clientOf } from '../../../tests/client.ts'
import { newId } from '../../core/ids.ts'
import { newSecret } from '../../core/tokens.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { login } from '../auth/auth.contract.ts'
import { archiveUser, createUser, getUser } from './users.contract.ts'
import { acceptInvitation, createInvitation, listInvitations, readInvitation, revokeInvitation } from './users.invitation.contract.ts'

const password = 'a long pass phrase'
const freshEmail = () => `new-${newId()}@people.test`
/** An invitation with the link from its mail. */
async function invited(w: World, more: object = {}) {
  const body = { email: freshEmail(), firstName: 'Rina', lastName: 'Putri', roleCode: 'employee', ...more }
  const { invitation } = (await w.admin(createInvitation, { body })).data
  return { ...invitation, token: /\/invitation\/([\w.-]+)/.exec((await w.mailTo(body.email)).text)![1]! }
}
const accept = (w: World, token: string, body: object = {}) =>
  w.nobody(acceptInvitation, { params: { token }, body: { password, ...body } })
const accounts = (w: World, email: string) => w.rows('select id from user_account where company_id = $company and email = $1', email)

test('accepting makes the account with its role, its person and a confirmed address, and signs in', async (t) => {
  const w = await world(t)
  const { employeeId } = await w.as([])
  await w.rows('update employee set user_id = null where company_id = $company and id = $1', employeeId)
  const { id, email, token } = await invited(w, { roleCode: 'manager', employeeId })
  const answer = await accept(w, token, { firstName: ' Rini ', language: 'id' })
  assert.equal(answer.status, 200)
  const { user, company, tokens } = answer.data
  assert.partialDeepStrictEqual(user, {
    email,
    firstName: 'Rini',
    lastName: 'Putri',
    language: 'id',
    employeeId,
    emailVerified: true,
    mustChangePassword: false,
  })
  assert.deepEqual([company.id, tokens.refreshToken], [w.companyId, null])
  assert.match(String(answer.headers['set-cookie']), /^muster_refresh=.*Path=\/api\/v1\/auth.*HttpOnly.*SameSite=Strict/)
  const mine = await w.nobody.raw('GET', 'users/me', undefined, { authorization: `Bearer ${tokens.accessToken}` })
  assert.equal(mine.status, 200)
  const account = (await w.admin(getUser, { params: { id: user.id } })).data.user
  assert.deepEqual([account.roles.map(({ code }) => code), typeof account.lastSignedInAt], [['manager'], 'string'])
  assert.equal((await w.nobody(login, { body: { email, password } })).data.user.id, user.id)
  const [listed] = (await w.admin(listInvitations, { query: { state: 'accepted' } })).data.invitations
  assert.deepEqual([listed!.id, listed!.userId, listed!.can], [id, user.id, { resend: false, revoke: false }])
  const { entries } = (await w.admin(listLogs, { query: { limit: 100 } })).data
  for (const kind of ['invitation.accepted', 'user.created', 'auth.signed-in'])
    assert.equal(entries.find((entry) => entry.kind === kind)?.actorId, user.id, kind)
  assert.ok(!JSON.stringify(entries).includes(token.slice(37)))
})

test('a link works once: simultaneous acceptances make one account', async (t) => {
  const w = await world(t)
  const { email, token } = await invited(w)
  const answers = await Promise.all([1, 2, 3].map(() => accept(w, token)))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 410, 410],
  )
  assert.equal((await accounts(w, email)).length, 1)
  const again = await accept(w, token)
  assert.deepEqual([again.status, again.error.code], [410, 'INVITATION_GONE'])
})

test('accepting and revoking at the same moment leave one of the two', async (t) => {
  for (let round = 0; round < 3; round += 1) {
    const w = await world(t)
    const { id, email, token } = await invited(w)
    const [accepted, revoked] = await Promise.all([accept(w, token), w.admin(revokeInvitation, { params: { id } })])
    assert.deepEqual(
      [accepted.status, revoked.status].toSorted((a, b) => a - b),
      accepted.status === 200 ? [200, 409] : [200, 410],
    )
    assert.equal((await accounts(w, email)).length, accepted.status === 200 ? 1 : 0)
  }
})

test('a link nobody made, of no company, of another company or expired is gone, and read the same', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const { token, expiresAt } = await invited(w)
  const secret = token.slice(37)
  const bodies = new Set<string>()
  for (const wrong of [`${w.companyId}.${newSecret()}`, `${other.companyId}.${secret}`, `${newId()}.${secret}`, `${secret}${secret}`]) {
    for (const answer of [await accept(w, wrong), await w.nobody(readInvitation, { params: { token: wrong } })]) {
      assert.equal(answer.status, 410)
      bodies.add(`${answer.error.code} ${answer.error.message} ${JSON.stringify(answer.error.details)}`)
    }
  }
  assert.equal(bodies.size, 1)
  w.at(expiresAt)
  for (const answer of [await accept(w, token), await w.nobody(readInvitation, { params: { token } })])
    assert.deepEqual([answer.status, answer.error.code], [410, 'INVITATION_EXPIRED'])
})

test('what is refused uses nothing up: a weak password, a missing name, a taken person', async (t) => {
  const w = await world(t)
  const { email, token } = await invited(w, { firstName: undefined })
  const cases: [object, number, string][] = [
    [{ password: 'short' }, 400, 'VALIDATION_FAILED'],
    [{ password: 'passwordpassword', firstName: 'Mei' }, 422, 'PASSWORD_WEAK'],
    [{ password: email.split('@')[0], firstName: 'Mei' }, 422, 'PASSWORD_WEAK'],
    [{}, 400, 'VALIDATION_FAILED'],
    [{ firstName: ' ' }, 400, 'VALIDATION_FAILED'],
    [{ firstName: 'Mei', roleCode: 'admin' }, 400, 'VALIDATION_FAILED'],
    [{ firstName: 'Mei', email: 'other@people.test' }, 400, 'VALIDATION_FAILED'],
  ]
  for (const [body, status, code] of cases) {
    const refused = await accept(w, token, body)
    assert.deepEqual([refused.status, refused.error.code], [status, code], JSON.stringify(body))
  }
  assert.equal((await accounts(w, email)).length, 0)
  assert.equal((await accept(w, token, { firstName: 'Mei' })).status, 200)

  const { employeeId, userId } = await w.as([])
  await w.rows('update employee set user_id = null where company_id = $company and id = $1', employeeId)
  const late = await invited(w, { employeeId })
  await w.rows('update employee set user_id = $2 where company_id = $company and id = $1', employeeId, userId)
  assert.equal((await accept(w, late.token)).error.code, 'EMPLOYEE_NOT_LINKABLE')
  assert.equal((await accounts(w, late.email)).length, 0)
})

test('an address that got its account meanwhile is a conflict, also when that account was archived', async (t) => {
  const w = await world(t)
  const { email, token } = await invited(w)
  const { user } = (await w.admin(createUser, { body: { email, firstName: 'Mei', lastName: 'Chen' } })).data
  assert.equal((await accept(w, token)).error.code, 'USER_EMAIL_TAKEN')
  await w.admin(archiveUser, { params: { id: user.id } })
  assert.equal((await accept(w, token)).error.code, 'USER_EMAIL_TAKEN')
})

test('a company that is suspended, or can only be read, takes no new accounts', async (t) => {
  const w = await world(t)
  const { email, token } = await invited(w)
  for (const [status, code] of [
    ['suspended', 'COMPANY_SUSPENDED'],
    ['expired', 'COMPANY_READ_ONLY'],
  ] as const) {
    await w.rows('update company set status = $1 where id = $company', status)
    const refused = await accept(w, token)
    assert.deepEqual([refused.status, refused.error.code], [403, code])
  }
  assert.equal((await accounts(w, email)).length, 0)
})

test('the link is in no log line', async (t) => {
  const lines: string[] = []
  const server = await anotherServer(t, {}, { write: (line) => lines.push(line) > 0 })
  const w = await world(t)
  const { token } = await invited(w)
  const nobody = clientOf(server, null)
  for (const url of [`invitations/token/${token}`, `/invitation/${token}`, `/invitation/${token.replace('.', '%2E')}?x=1`])
    await nobody.raw('GET', url)
  await nobody.raw('POST', `invitations/${token}/accept`, { password: 'short' })
  assert.ok(lines.length >= 4)
  for (const line of lines) assert.ok(!line.includes(token.slice(37)), line)
})
