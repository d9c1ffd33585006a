import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import type { Client } from '../../../tests/client.ts'
import { fromBase32 } from '../../../tests/factors.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { totpCode, totpStepOf } from '../../core/totp.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { me } from '../auth/auth.contract.ts'
import { hashPassword } from '../auth/index.ts'
import {
  findCompanies,
  listOperatorEvents,
  operatorConfirmTotp,
  operatorLogin,
  operatorLogout,
  operatorMe,
  operatorSetUpTotp,
  operatorStepUp,
} from './platform.contract.ts'
import { endSupportAccess, enterCompany, leaveCompany, listSupportAccess, resumeSupport, updateSupportAccess } from './support.contract.ts'

const noon = '2026-06-15T12:00:00.000Z'
const later = (seconds: number) => new Date(Date.parse(noon) + seconds * 1000).toISOString()
const password = 'kuda laut menari 77'
const passwordHash = await hashPassword(password)
const reason = 'Ticket 4711: a payslip is wrong'

async function makeOperator(w: World) {
  const [id, email] = [newId(), `${newId()}@muster.test`]
  await w.rows(`insert into operator (id, email, name, password_hash) values ($1, $2, 'Olga Operator', $3)`, id, email, passwordHash)
  return { id, email }
}

const withToken = (w: World, token: string): Client =>
  clientOf(w.assembly, { token, userId: '', employeeId: null, companyId: w.companyId, email: '' })

/** An operator who is signed in with a second factor, proved at noon. */
async function operator(w: World) {
  w.at(noon)
  const { email, id } = await makeOperator(w)
  const first = withToken(w, (await w.nobody(operatorLogin, { body: { email, password, tokenDelivery: 'body' } })).data.token!)
  const secret = fromBase32((await first(operatorSetUpTotp)).data.totp.secret)
  const codeAt = (at: string) => totpCode(secret, totpStepOf(at))
  const { recoveryCodes } = (await first(operatorConfirmTotp, { body: { code: codeAt(noon) } })).data
  return { client: first, email, id, codeAt, recoveryCodes }
}

async function enter(w: World, client: Client, minutes = 30) {
  const { supportAccess } = (await client(enterCompany, { body: { companyId: w.companyId, reason, minutes } })).data
  return { ...supportAccess, client: withToken(w, supportAccess.accessToken) }
}

test('an operator gets in only as far as setting up a second factor, and then signs in with both', async (t) => {
  const w = await world(t)
  w.at(noon)
  const { email } = await makeOperator(w)
  const signedIn = (await w.nobody(operatorLogin, { body: { email, password, tokenDelivery: 'body' } })).data
  assert.equal(signedIn.operator.hasSecondFactor, false)
  const first = withToken(w, signedIn.token!)
  assert.equal((await first(operatorMe)).status, 200)
  assert.equal((await first(findCompanies, { query: { q: 'a' } })).error.code, 'SECOND_FACTOR_NEEDED')
  const op = await operator(w)
  assert.equal((await op.client(findCompanies, { query: { q: 'Company' } })).status, 200)
  const without = await w.nobody(operatorLogin, { body: { email: op.email, password } })
  assert.deepEqual([without.status, without.error.code], [401, 'SECOND_FACTOR_NEEDED'])
  const used = await w.nobody(operatorLogin, { body: { email: op.email, password, code: op.codeAt(noon) } })
  assert.equal(used.error.code, 'SIGN_IN_FAILED', 'the code that confirmed it')
  w.at(later(30))
  const attempts = [1, 2].map(() => w.nobody(operatorLogin, { body: { email: op.email, password, code: op.codeAt(later(30)) } }))
  assert.deepEqual(
    (await Promise.all(attempts)).map(({ status }) => status).sort((a, b) => a - b),
    [200, 401],
    'a code works once',
  )
  w.at(later(31))
  const byRecovery = await w.nobody(operatorLogin, { body: { email: op.email, password, code: op.recoveryCodes[0]! } })
  assert.equal(byRecovery.status, 200)
  assert.match(String(byRecovery.headers['set-cookie']), /^muster_operator=mso_.*Path=\/api\/v1\/platform.*HttpOnly.*SameSite=Strict/)
})

test('wrong passwords and codes of operators are delayed, and unknown addresses look the same', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  for (let index = 0; index < 5; index += 1) {
    const body = index % 2 ? { email: op.email, password: 'not this one' } : { email: op.email, password, code: '000000' }
    assert.equal((await w.nobody(operatorLogin, { body })).error.code, 'SIGN_IN_FAILED')
  }
  assert.equal(
    (await w.nobody(operatorLogin, { body: { email: op.email, password, code: op.recoveryCodes[0]! } })).error.code,
    'SIGN_IN_DELAYED',
  )
  assert.equal((await w.nobody(operatorLogin, { body: { email: `${newId()}@muster.test`, password } })).error.code, 'SIGN_IN_FAILED')
})

test('a session of an operator ends when they sign out, after half an hour without use, and after eight hours', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  w.at(later(29 * 60))
  assert.equal((await op.client(operatorMe)).status, 200)
  w.at(later(58 * 60))
  assert.equal((await op.client(operatorMe)).status, 200, 'it was used meanwhile')
  w.at(later(88 * 60))
  assert.equal((await op.client(operatorMe)).error.code, 'SESSION_ENDED')
  const other = await operator(w)
  for (let minutes = 20; minutes < 8 * 60; minutes += 20) {
    w.at(later(minutes * 60))
    assert.equal((await other.client(operatorMe)).status, 200)
  }
  w.at(later(8 * 3600))
  assert.equal((await other.client(operatorMe)).status, 401)
  const third = await operator(w)
  assert.equal((await third.client(operatorLogout)).status, 200)
  assert.equal((await third.client(operatorMe)).status, 401)
})

test('entering a company needs a reason, a time of at most four hours and a fresh proof', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const body = { companyId: w.companyId, reason, minutes: 30 }
  for (const wrong of [{ minutes: 0 }, { minutes: 241 }, { reason: '' }, { reason: '    ' }])
    assert.equal((await op.client(enterCompany, { body: { ...body, ...wrong } })).status, 400, JSON.stringify(wrong))
  assert.equal((await op.client(enterCompany, { body: { ...body, companyId: newId() } })).status, 404)
  w.at(later(600))
  assert.equal((await op.client(enterCompany, { body })).error.code, 'STEP_UP_NEEDED')
  assert.equal((await op.client(operatorStepUp, { body: { code: '000000' } })).error.code, 'PROOF_WRONG')
  assert.equal((await op.client(operatorStepUp, { body: { code: op.codeAt(later(600)) } })).status, 200)
  assert.equal((await op.client(enterCompany, { body })).status, 201)
})

test('support sees the company, changes nothing until an admin allows it, and never acts as a person', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const support = await enter(w, op.client)
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  assert.equal((await support.client.raw('GET', 'employees')).status, 200)
  const who = (await support.client(me)).data
  assert.deepEqual([who.user.firstName, who.support?.mayWrite, who.company.id], ['Olga Operator (Muster support)', false, w.companyId])
  const change = () => support.client.raw('PATCH', 'company/settings', { timeFormat: '24' })
  assert.equal((await change()).error.code, 'SUPPORT_READ_ONLY')
  const params = { id: support.id }
  assert.equal(
    (await support.client(updateSupportAccess, { params, body: { mayWrite: true } })).error.code,
    'SUPPORT_REFUSED',
    'not by itself',
  )
  assert.equal((await admin(updateSupportAccess, { params, body: { mayWrite: true } })).data.supportAccess.mayWrite, true)
  assert.equal((await change()).status, 200, 'in the very next request')
  for (const [method, url] of [
    ['POST', 'api-keys'],
    ['POST', 'auth/change-password'],
    ['PUT', 'auth/mfa/roles'],
    ['POST', 'auth/logout'],
  ] as const)
    assert.equal((await support.client.raw(method, url, {})).error.code, 'SUPPORT_REFUSED', url)
  assert.equal((await admin(updateSupportAccess, { params, body: { mayWrite: false } })).status, 200)
  assert.equal((await change()).error.code, 'SUPPORT_READ_ONLY')
  const { entries } = (await admin(listLogs, { query: { kind: 'company.settings-changed' } })).data
  assert.match(entries[0]!.story, /^Olga Operator \(Muster support\) /)
})

test('support is over to the second by itself', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const { client, endsAt } = await enter(w, op.client, 30)
  assert.equal(endsAt, later(1800))
  w.at(later(1799.999))
  assert.equal((await client.raw('GET', 'employees')).status, 200)
  w.at(later(1800))
  assert.equal((await client.raw('GET', 'employees')).status, 401)
})

test('support is over when its record says so, however long its token was made for', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const { client } = await enter(w, op.client, 30)
  await w.rows(
    `update support_access set started_at = $1::timestamptz - interval '1 minute', ends_at = $1 where company_id = $company`,
    later(60),
  )
  w.at(later(59))
  assert.equal((await client.raw('GET', 'employees')).status, 200)
  w.at(later(60))
  assert.equal((await client.raw('GET', 'employees')).status, 401)
})

test('the company or the operator ends it, once, and the next request is refused', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  const [one, two] = [await enter(w, op.client), await enter(w, op.client)]
  const ended = await Promise.all([1, 2].map(() => admin(endSupportAccess, { params: { id: one.id } })))
  assert.deepEqual(
    ended.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  assert.equal((await one.client.raw('GET', 'employees')).status, 401)
  assert.equal((await two.client.raw('GET', 'employees')).status, 200)
  const stranger = await operator(w)
  assert.equal((await stranger.client(leaveCompany, { params: { id: two.id } })).status, 404)
  assert.equal((await op.client(leaveCompany, { params: { id: two.id } })).data.supportAccess.endedBy, 'operator')
  assert.equal((await two.client.raw('GET', 'employees')).status, 401)
  const { supportAccess } = (await admin(listSupportAccess)).data
  assert.deepEqual(supportAccess.map(({ endedBy, open }) => `${endedBy} ${open}`).sort(), ['company false', 'operator false'])
  assert.deepEqual((await admin(listSupportAccess, { query: { open: true } })).data.supportAccess, [])
})

test('an operator who lost the token gets another until the access ends, and nobody else does', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const support = await enter(w, op.client)
  const params = { id: support.id }
  w.at(later(60))
  const { supportAccess } = (await op.client(resumeSupport, { params })).data
  assert.deepEqual([supportAccess.endsAt, supportAccess.mayWrite], [support.endsAt, false])
  const again = withToken(w, supportAccess.accessToken)
  assert.equal((await again.raw('GET', 'employees')).status, 200)
  assert.equal((await support.client(resumeSupport, { params })).status, 401, 'the token of support itself gets none')
  assert.equal((await (await operator(w)).client(resumeSupport, { params })).status, 404, 'another operator')
  w.at(later(60))
  assert.equal((await op.client(leaveCompany, { params })).status, 200)
  assert.equal((await op.client(resumeSupport, { params })).status, 404)
  const next = await enter(w, op.client, 1)
  w.at(later(120))
  assert.equal((await op.client(resumeSupport, { params: { id: next.id } })).status, 404, 'its time is over')
})

test('a token of support opens no other company and nothing of the platform, and no other token opens what it does', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const op = await operator(w)
  const support = await enter(w, op.client)
  assert.equal((await support.client(operatorMe)).status, 401)
  assert.equal((await op.client.raw('GET', 'employees')).status, 401)
  const { deps } = w.assembly
  const forged = await deps.tokens.signSupport({
    companyId: other.companyId,
    operatorId: op.id,
    supportId: support.id,
    endsAt: support.endsAt,
  })
  assert.equal((await withToken(w, forged).raw('GET', 'employees')).status, 401)
})

test('the company is told by mail and in its audit log, and operators have a log of their own', async (t) => {
  const w = await world(t)
  const op = await operator(w)
  const support = await enter(w, op.client)
  const mail = await w.mailTo(w.admin.email)
  for (let tries = 0; tries < 5 && !mail.subject.includes('support'); tries += 1) await w.runJobs()
  const mails = (await w.assembly.deps.mailer.list(500)).filter(({ to, text }) => to === w.admin.email && text.includes(reason))
  assert.equal(mails.length, 1)
  const admin = clientOf(w.assembly, { ...w.admin, token: await signInAs(w.assembly, w.companyId, w.admin.userId) })
  const { entries } = (await admin(listLogs, { query: { kind: 'support-access.started' } })).data
  assert.equal(entries[0]!.story, `Olga Operator of Muster’s support entered the company: ${reason}`)
  const { events } = (await op.client(listOperatorEvents, { query: { limit: 5 } })).data
  const started = events.find(({ kind, companyId }) => kind === 'support-started' && companyId === w.companyId)!
  assert.deepEqual(started.data, { supportId: support.id, reason, minutes: 30 })
  await assert.rejects(w.rows(`delete from operator_event where id = $1`, started.id), { code: '42501' })
})
