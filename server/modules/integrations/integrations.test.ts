import assert from 'node:assert/strict'
import { createServer as createHttp } from 'node:http'
import { createServer } from 'node:net'
import type { AddressInfo, Server } from 'node:net'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { getIntegrations, testIntegration, updateIntegrations } from './integrations.contract.ts'
import type { ChannelAsk, MailAsk } from './integrations.contract.ts'
import { tellChannel } from './integrations.notice.service.ts'
import { enqueueNotices } from './integrations.system.ts'

const listen = async (t: TestContext, server: Server) => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
  t.after(() => server.close())
  return (server.address() as AddressInfo).port
}

/** A mail server that takes one account, and no mail from `refused@…`. */
async function smtp(t: TestContext) {
  const mails: string[] = []
  const port = await listen(
    t,
    createServer((socket) => {
      let data: string | undefined
      socket.write('220 mail.test\r\n')
      socket.on('error', () => undefined)
      socket.on('data', (part) => {
        for (const line of String(part).split('\r\n').slice(0, -1)) {
          if (data !== undefined && line === '.') {
            mails.push(data)
            data = undefined
            socket.write('250 taken\r\n')
          } else if (data !== undefined) data += `${line}\n`
          else if (line === 'DATA') {
            data = ''
            socket.write('354 go on\r\n')
          } else if (line.startsWith('EHLO')) socket.write('250-mail.test\r\n250 AUTH PLAIN\r\n')
          else if (line.startsWith('AUTH')) {
            const isRight = Buffer.from(line.split(' ')[2]!, 'base64').toString() === '\0muster\0a very long secret'
            socket.write(isRight ? '235 welcome\r\n' : '535 no\r\n')
          } else if (line.startsWith('MAIL FROM:<refused@')) socket.write('550 not yours\r\n')
          else socket.write('250 ok\r\n')
        }
      })
    }),
  )
  return { port, mails }
}

/** A chat service that answers with the next of these statuses. */
async function chat(t: TestContext, ...statuses: number[]) {
  const messages: { text: string }[] = []
  const port = await listen(
    t,
    createHttp((request, response) => {
      let body = ''
      request.on('data', (part) => (body += part))
      request.on('end', () => {
        messages.push(JSON.parse(body) as { text: string })
        response.writeHead(statuses.shift() ?? 200).end('no secret of ours')
      })
    }),
  )
  return { address: `http://127.0.0.1:${port}/services/T0/B0/abcdefghWXYZ`, messages }
}

const mailAsk = (port: number, changes: Partial<MailAsk> = {}): MailAsk => ({
  host: '127.0.0.1',
  port,
  security: 'none',
  userName: 'muster',
  password: 'a very long secret',
  senderName: 'Acme People',
  senderEmail: 'people@acme.test',
  isOn: true,
  ...changes,
})
const channelAsk = (address: string): ChannelAsk => ({ address, sendAt: '09:00', topics: ['away', 'joining'], language: 'en', isOn: true })

/** A server that may reach this machine, and the admin of a company at it. */
async function withOutside(t: TestContext, settings: { timeZone?: string } = {}) {
  const w = await world(t, settings)
  const assembly = await anotherServer(t, { OUTGOING_ALLOWED: '127.0.0.1' })
  return { ...w, deps: assembly.deps, admin: clientOf(assembly, w.admin) }
}
const stored = ({ rows }: Pick<World, 'rows'>) =>
  rows<{ text: string }>('select row_to_json(i)::text as text from company_integration i where company_id = $company')

test('a secret is sealed, never shown again, masked in the audit log, and asked for anew where it would go elsewhere', async (t) => {
  const w = await world(t)
  const address = 'https://hooks.slack.com/services/T0/B0/abcdefghWXYZ'
  const first = await w.admin(updateIntegrations, { body: { mail: mailAsk(2525), slack: channelAsk(address), version: 1 } })
  const { integrations } = first.data
  assert.deepEqual(
    [integrations.mail!.secret, integrations.slack!.secret],
    [
      { isSet: true, lastFour: 'cret' },
      { isSet: true, lastFour: 'WXYZ' },
    ],
  )
  assert.equal(first.headers['etag'], `"${integrations.version}"`)
  const again = await w.admin(getIntegrations)
  assert.deepEqual(again.data.integrations, integrations)
  const logs = await w.admin(listLogs, { query: { kind: 'company.integrations-changed' } })
  assert.match(JSON.stringify(logs.json), /secret\\":\\"\*\*\*/)
  for (const text of [JSON.stringify([first.json, again.json, logs.json]), JSON.stringify(await stored(w))])
    assert.doesNotMatch(text, /very long secret|abcdefgh/)

  const moved = await w.admin(updateIntegrations, {
    body: { mail: { ...mailAsk(2525, { host: 'evil.test' }), password: undefined } as never },
  })
  assert.deepEqual([moved.status, moved.error.code], [422, 'SECRET_NEEDED'])
  const { password: _, ...same } = mailAsk(2525, { senderName: 'Acme' })
  const renamed = await w.admin(updateIntegrations, { body: { mail: same }, headers: { 'if-match': `"${integrations.version}"` } })
  assert.deepEqual([renamed.data.integrations.mail!.senderName, renamed.data.integrations.mail!.secret.isSet], ['Acme', true])
  const stale = await w.admin(updateIntegrations, { body: { slack: null, version: integrations.version } })
  assert.deepEqual([stale.status, stale.error.code], [409, 'STALE_VERSION'])
  const gone = await w.admin(updateIntegrations, { body: { mail: null, slack: null } })
  assert.deepEqual([gone.data.integrations.mail, gone.data.integrations.slack], [null, null])
  assert.equal((await w.rows('select from company_integration where company_id = $company and secret_sealed is not null')).length, 0)
  assert.equal((await w.admin(testIntegration, { params: { kind: 'mail' } })).status, 404)
})

test('two admins at once: one is told that the other was first', async (t) => {
  const w = await world(t)
  const { version } = (await w.admin(getIntegrations)).data.integrations
  const set = (kind: 'slack' | 'teams') =>
    w.admin(updateIntegrations, { body: { [kind]: channelAsk('https://chat.example.com/hooks/abcdefgh'), version } })
  const answers = await Promise.all([set('slack'), set('teams')])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
})

test('only whoever may connects services, with a fresh proof, and of no other company', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const mei = await w.as('company.update-settings')
  assert.equal((await mei(getIntegrations)).status, 403)
  await w.rows(`update session set proved_at = now() - interval '1 hour' where company_id = $company`)
  const late = await w.admin(updateIntegrations, { body: { mail: mailAsk(25) } })
  assert.deepEqual([late.status, late.error.code], [403, 'STEP_UP_NEEDED'])
  await other.admin(updateIntegrations, { body: { mail: mailAsk(25) } })
  assert.equal((await w.admin(getIntegrations)).data.integrations.mail, null)
})

test('a test says what is wrong, reaches nothing inside, and mails nobody but whoever asks', async (t) => {
  const w = await withOutside(t)
  const server = await smtp(t)
  const tried = async (changes: Partial<MailAsk>) => {
    await w.admin(updateIntegrations, { body: { mail: mailAsk(server.port, changes) } })
    return (await w.admin(testIntegration, { params: { kind: 'mail' } })).data.test.code
  }
  assert.equal(await tried({}), 'DONE')
  assert.equal(server.mails.length, 1)
  assert.match(server.mails[0]!, /From: Acme People <people@acme.test>/)
  assert.match(server.mails[0]!, new RegExp(`To: ${w.admin.email}`))
  assert.equal(await tried({ password: 'wrong' }), 'SIGN_IN_REFUSED')
  assert.equal(await tried({ senderEmail: 'refused@acme.test' }), 'SENDER_REFUSED')
  assert.equal(await tried({ host: 'no-such-name.invalid' }), 'NAME_UNKNOWN')
  assert.equal(await tried({ security: 'tls' }), 'CERTIFICATE')
  for (const host of ['10.0.0.1', '192.168.1.1', '169.254.169.254']) assert.equal(await tried({ host }), 'ADDRESS_REFUSED', host)
  const { mail } = (await w.admin(getIntegrations)).data.integrations
  assert.deepEqual([mail!.problem, mail!.workedAt], ['ADDRESS_REFUSED', null])
  assert.equal(server.mails.length, 1)
})

test('mails to people go by the company’s server, those about accounts never, and all go the usual way when it fails', async (t) => {
  const w = await withOutside(t)
  const server = await smtp(t)
  await w.admin(updateIntegrations, { body: { mail: mailAsk(server.port) } })
  const { mailer } = w.deps
  const mail = (companyId: string | null, to = `${newId()}@people.test`) => {
    const data = { name: 'Mei', person: 'Budi', firstDay: '2026-12-01', lastDay: '2026-12-02', url: 'https://muster.test/leave' }
    return mailer.send({ companyId, to, template: 'leave-team', language: 'en', data }).then(() => to)
  }
  const usual = async (address: string) => (await mailer.list(500)).some(({ to }) => to === address)
  const own = await mail(w.companyId)
  assert.deepEqual([server.mails.length, await usual(own)], [1, false])
  assert.ok((await w.admin(getIntegrations)).data.integrations.mail!.workedAt)
  assert.deepEqual([await usual(await mail(null)), server.mails.length], [true, 1])
  await w.admin(updateIntegrations, { body: { mail: mailAsk(server.port, { password: 'wrong' }) } })
  assert.equal(await usual(await mail(w.companyId)), true)
  assert.equal((await w.admin(getIntegrations)).data.integrations.mail!.problem, 'SIGN_IN_REFUSED')
  await w.admin(updateIntegrations, { body: { mail: { ...mailAsk(server.port), isOn: false } } })
  assert.deepEqual([await usual(await mail(w.companyId)), server.mails.length], [true, 1])
})

test('a channel is told once on a working day at its hour who is away, never why; what may pass is tried again, what is refused is not', async (t) => {
  const w = await withOutside(t, { timeZone: 'Asia/Jakarta' })
  const service = await chat(t, 503, 200)
  // 08:30 of a Monday in Jakarta.
  w.at('2026-06-01T01:30:00Z')
  const mei = await w.as('leave.request', { firstName: 'Mei', lastName: 'Tan' })
  await w.as([], { firstName: 'Ana', lastName: 'Ray', joinedOn: '2026-06-01' })
  const request = newId()
  await w.rows(
    `insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at)
     select $company, $1, $2, id, '2026-06-01', '2026-06-02', 2, 'approved', now() from leave_type where company_id = $company and code = 'sick'`,
    request,
    mei.employeeId,
  )
  await w.rows(
    `insert into leave_request_day (company_id, request_id, day, portion, minutes, quantity, reason) values ($company, $1, '2026-06-01', 'full', 480, 1, 'workday')`,
    request,
  )
  assert.equal((await w.admin(updateIntegrations, { body: { slack: channelAsk(service.address) } })).status, 200)
  const jobs = async () => {
    await enqueueNotices(w.deps)
    const { rows } = await w.assembly.jobPool.query(`select from graphile_worker._private_jobs where key = $1`, [
      `tell-channel ${w.companyId} slack`,
    ])
    return rows.length
  }
  const run = () => tellChannel(w.deps, { companyId: w.companyId, kind: 'slack' })
  assert.equal(await jobs(), 0, 'not before its hour')
  w.at('2026-06-01T02:00:00Z')
  assert.equal(await jobs(), 1)
  await run()
  assert.equal((await w.admin(getIntegrations)).data.integrations.slack!.problem, 'NOT_TAKEN')
  await run()
  await run()
  assert.equal(service.messages.length, 2)
  assert.match(service.messages[1]!.text, /^\*Monday, June 1\*\n\*Away:\* Mei Tan \(until Tuesday, June 2\)\n\*First day:\* Ana Ray$/)
  assert.doesNotMatch(JSON.stringify(service.messages), /sick/i)
  assert.equal((await w.admin(getIntegrations)).data.integrations.slack!.problem, null)

  w.at('2026-06-06T02:00:00Z')
  await run()
  assert.equal(service.messages.length, 2, 'nothing on a Saturday')
})
