import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { newId } from '../server/core/ids.ts'
import { makeLog } from '../server/core/log.ts'
import { listEntity } from '../server/modules/audit/audit.contract.ts'
import { changePassword, forgotPassword, login, refresh, resetPassword, signup } from '../server/modules/auth/auth.contract.ts'
import { createEmployee, updateEmployee } from '../server/modules/employees/employees.contract.ts'
import { clientOf } from './client.ts'
import { companyTables, connect } from './database.ts'
import { anotherServer, world } from './world.ts'

const personal = { phone: '+62 811 5550 1234', birthDate: '1987-03-14', personalEmail: 'hidden@private.test', address: 'Jalan Rahasia 17' }
const changed = { phone: '+62 899 7770 4321', birthDate: '1988-04-15', personalEmail: 'other@private.test', address: 'Jalan Lain 3' }

test('what an event masks is in no event of the company and in no answer of the audit log', async (t) => {
  const { admin, rows } = await world(t)
  const { employee } = (await admin(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', ...personal } }))
    .data
  assert.equal((await admin(updateEmployee, { params: { id: employee.id }, body: { ...changed, firstName: 'Mai' } })).status, 200)
  const events = await rows<{ kind: string; row: string }>(
    'select kind, to_jsonb(e)::text as row from domain_event e where company_id = $company',
  )
  const story = await admin(listEntity, { params: { type: 'employee', id: employee.id } })
  assert.deepEqual(
    events
      .filter(({ kind }) => kind.startsWith('employee.'))
      .map(({ kind }) => kind)
      .sort(),
    ['employee.created', 'employee.updated'],
  )
  for (const secret of [...Object.values(personal), ...Object.values(changed)]) {
    for (const { kind, row } of events) assert(!row.includes(secret), `${kind}: ${secret}`)
    assert(!JSON.stringify(story.json).includes(secret), secret)
  }
  const { changes } = story.data.entries.find(({ kind }) => kind === 'employee.updated')!
  assert.deepEqual(
    changes.find(({ field }) => field === 'firstName'),
    { field: 'firstName', before: 'Mei', after: 'Mai' },
  )
})

test('a masked field that changed is still told as changed', async (t) => {
  const { admin } = await world(t)
  const { employee } = (await admin(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', ...personal } }))
    .data
  await admin(updateEmployee, { params: { id: employee.id }, body: { phone: changed.phone } })
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: employee.id } })).data
  assert.deepEqual(entries.at(-1)?.changes, [{ field: 'phone', before: '***', after: '***' }])
})

test('passwords, tokens and links are in no table, no job and no log line', async (t) => {
  const lines: string[] = []
  const server = await anotherServer(t, {}, { write: (line) => lines.push(line) > 0 })
  const { mailTo } = await world(t)
  const nobody = clientOf(server, null)
  const label = randomBytes(6).toString('hex')
  const email = `admin@${label}.test`
  const passwords = ['first', 'second', 'third', 'wrong'].map((word) => `${word} ${randomBytes(9).toString('base64url')}`) as [
    string,
    string,
    string,
    string,
  ]
  const company = { companyName: label, subdomain: label, firstName: 'Ada', lastName: 'Admin', email, password: passwords[0] }
  assert.equal((await nobody(signup, { body: company })).status, 201)
  assert.equal((await nobody(login, { body: { email, password: passwords[3] } })).status, 401)
  const { tokens, user } = (await nobody(login, { body: { email, password: passwords[0], tokenDelivery: 'body' } })).data
  const fresh = (await nobody(refresh, { body: { refreshToken: tokens.refreshToken! } })).data.tokens
  const { companyId } = await server.deps.tokens.verify(tokens.accessToken)
  const admin = clientOf(server, { token: fresh.accessToken, userId: user.id, employeeId: null, companyId, email })
  const headers = { 'idempotency-key': newId() }
  assert.equal((await admin(changePassword, { body: { currentPassword: passwords[0], newPassword: passwords[1] }, headers })).status, 200)
  await mailTo(email)
  assert.equal((await nobody(forgotPassword, { body: { email } })).status, 202)
  const link = await resetLink(() => mailTo(email))
  const token = new URL(link).searchParams.get('token')!
  await nobody.raw('GET', `/reset?token=${token}`, undefined, { cookie: `muster_refresh=${fresh.refreshToken}` })
  await nobody.raw('POST', `auth/reset-password?token=${token}`, { token, password: 'short' })
  assert.equal((await nobody(resetPassword, { body: { token, password: passwords[2] } })).status, 200)

  const secrets = [...passwords, tokens.accessToken, tokens.refreshToken!, fresh.accessToken, fresh.refreshToken!, token, token.slice(37)]
  assert(lines.length > 8 && lines.some((line) => line.includes('/api/v1/auth/login')))
  for (const line of lines)
    assert.deepEqual(
      secrets.filter((secret) => line.includes(secret)),
      [],
      line,
    )
  const owner = await connect(t, null)
  for (const table of [...(await companyTables(owner)), 'sign_in_failure', 'graphile_worker._private_jobs']) {
    const { rows } = await owner.query<{ row: string }>(`select x::text as row from ${table} x`)
    for (const { row } of rows)
      assert.deepEqual(
        secrets.filter((secret) => row.includes(secret)),
        [],
        table,
      )
  }
})

/** The link of the newest mail of this address that carries one for a new password. */
async function resetLink(newest: () => Promise<{ text: string }>): Promise<string> {
  for (const deadline = Date.now() + 15_000; Date.now() < deadline;) {
    const link = /https?:\/\/\S+\/reset\?token=\S+/.exec((await newest()).text)?.[0]
    if (link) return link
  }
  throw new Error('No mail with a link to a new password arrived')
}

test('what could carry a secret is cut from a log line, however it got there', () => {
  const lines: string[] = []
  const log = makeLog('info', { write: (line) => void lines.push(line) })
  const secret = 'do not write this'
  log.info({
    password: secret,
    body: { password: secret, newPassword: secret, currentPassword: secret, token: secret, refreshToken: secret },
  })
  log.info({
    req: { headers: { authorization: secret, cookie: secret, 'x-api-key': secret, 'set-cookie': secret } },
    headers: { authorization: secret },
  })
  log.error({ err: Object.assign(new Error('with what was sent'), { password: secret, token: secret }) })
  log.error({ tokens: { accessToken: secret, refreshToken: secret }, authorization: secret, cookie: secret })
  assert.equal(lines.length, 4)
  for (const line of lines) assert(!line.includes(secret), line)
})
