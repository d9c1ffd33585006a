import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { listener, listening, open, until } from '../../../tests/live.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import { liveLimits } from '../../core/live.ts'
import { approveLeave, submitLeave } from '../leave/leave.contract.ts'
import { end, pause, resume, start } from './attendance.contract.ts'

test('who may see a person hears on every server that their presence changed, and nobody else does', async (t) => {
  const w = await world(t)
  const alien = (await world(t)).admin
  const servers = [await anotherServer(t), await anotherServer(t)]
  const [near, far] = [await open(servers[0]!), await open(servers[1]!)]
  const boss = await w.as('attendance.read')
  const lead = await w.as('attendance.read:team')
  const mine = await w.as(['attendance.clock', 'leave.request'], { managerId: lead.employeeId })
  const other = await w.as('attendance.clock')
  const [bossNear, bossFar, leads, aliens] = [
    await listening(t, near, boss.token),
    await listening(t, far, boss.token),
    await listening(t, far, lead.token),
    await listening(t, far, alien.token),
  ]
  let told = 0
  const happens = async (act: Promise<{ status: number }>) => {
    const { status } = await act
    assert(status < 300, String(status))
    await w.runJobs()
    told += 1
    await until(() => bossNear.heard.length === told && bossFar.heard.length === told)
  }

  await happens(mine(start, { body: {} }))
  await happens(other(start, { body: {} }))
  await happens(other(end, { body: {} }))
  await happens(mine(pause, { body: {} }))
  const [type] = await w.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  const body = { typeId: type!.id, firstDay: '2026-12-21', lastDay: '2026-12-21' }
  const { id } = (await mine(submitLeave, { body })).data.request
  await happens(w.admin(approveLeave, { params: { id }, body: {} }))
  await until(() => leads.heard.length >= 3)
  // Nothing but that there is something to read goes over the socket.
  assert.deepEqual(leads.heard, ['presence', 'presence', 'presence'])

  // A right that is taken holds for the next change already, without asking the socket to come again.
  await w.rows(
    `with gone as (delete from access_grant where company_id = $company and user_id = $1)
    update company_state set access_version = access_version + 1 where company_id = $company`.replace('$1', `'${lead.userId}'`),
  )
  await happens(mine(resume, { body: {} }))
  await until(() => !leads.isOpen)
  assert.equal(leads.heard.length, 3)

  // A session that ended: this one is of the same person, who listens elsewhere with another.
  const second = await w.as('attendance.read')
  const seconds = await listening(t, near, second.token)
  await w.rows(`update session set ended_at = now() where company_id = $company and user_id = '${second.userId}'`)
  await happens(mine(pause, { body: {} }))
  await until(() => !seconds.isOpen)
  assert.deepEqual([seconds.heard, aliens.heard, aliens.isOpen], [[], [], true])

  // An access token that is over.
  w.at(new Date(Date.now() + 16 * 60_000).toISOString())
  servers[0]!.deps.live.tell(w.companyId, [{ topic: 'presence', subjectId: mine.employeeId }])
  await until(() => !bossNear.isOpen && !bossFar.isOpen)
  assert.deepEqual([bossNear.heard.length, bossFar.heard.length], [told, told])
})

test('a socket is for who may ask for the list, so many for each, and ends with its token', async (t) => {
  const w = await world(t)
  const server = await anotherServer(t)
  const url = await open(server)
  const boss = await w.as('attendance.read')
  const clerk = await w.as('attendance.clock')
  for (const [token, topics, refusal] of [
    [undefined, ['presence'], 'NOT_SIGNED_IN'],
    ['nonsense', ['presence'], 'TOKEN_INVALID'],
    [clerk.token, ['presence'], 'FORBIDDEN'],
    [boss.token, ['presence', 'salaries'], 'VALIDATION_FAILED'],
    [boss.token, 'presence', 'VALIDATION_FAILED'],
    [boss.token, [], 'VALIDATION_FAILED'],
  ] as const) {
    const page = listener(t, url, token, topics)
    await until(() => page.refusal !== '')
    assert.deepEqual([page.refusal, page.isOpen], [refusal, false])
  }

  const pages: Awaited<ReturnType<typeof listening>>[] = []
  for (let nth = 0; nth < liveLimits.perHolder; nth += 1) pages.push(await listening(t, url, boss.token))
  const more = listener(t, url, boss.token)
  await until(() => more.refusal === 'full' && !more.isOpen)
  assert(pages.every(({ isOpen }) => isOpen))
  // Whoever says something is not one of our pages.
  pages[0]!.socket.emit('anything')
  await until(() => !pages[0]!.isOpen)
  const instead = await listening(t, url, boss.token)
  assert(instead.isOpen)

  const { expiresAt } = await server.deps.tokens.verify(clerk.token)
  const other = await w.as('attendance.read')
  w.at(new Date(expiresAt - 1_000).toISOString())
  const late = await listening(t, url, other.token)
  await until(() => !late.isOpen)
})

test('a company has so many sockets, a server so many, and an account so many tries a minute', async (t) => {
  const w = await world(t)
  const url = await open(await anotherServer(t))
  const [boss, other, hasty] = [await w.as('attendance.read'), await w.as('attendance.read'), await w.as('attendance.read')]
  const refusalOf = async (token: string, topics?: unknown) => {
    const page = listener(t, url, token, topics)
    await until(() => page.refusal !== '')
    assert(!page.isOpen || page.refusal === 'full')
    return page.refusal
  }
  const company = t.mock.property(liveLimits, 'perCompany', 1)
  const first = await listening(t, url, boss.token)
  assert.equal(await refusalOf(other.token), 'full')
  const neighbour = await listening(t, url, (await world(t)).admin.token)
  company.mock.restore()

  const server = t.mock.property(liveLimits, 'perServer', 2)
  assert.match(await refusalOf(other.token), /websocket error/)
  server.mock.restore()
  assert.deepEqual([first.isOpen, neighbour.isOpen], [true, true])

  for (let nth = 0; nth < liveLimits.attemptsPerMinute; nth += 1) assert.equal(await refusalOf(hasty.token, []), 'VALIDATION_FAILED')
  assert.equal(await refusalOf(hasty.token), 'TOO_MANY_REQUESTS')
  assert((await listening(t, url, other.token)).isOpen)
})

test('a server that stops ends its sockets within its time, also those that answer nothing', async (t) => {
  const w = await world(t)
  const server = await anotherServer(t)
  const url = await open(server)
  const page = await listening(t, url, (await w.as('attendance.read')).token)
  const deaf = connect(Number(new URL(url).port), '127.0.0.1')
  t.after(() => deaf.destroy())
  deaf.write(
    'GET /realtime/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n' +
      'Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n',
  )
  await once(deaf, 'data')
  const began = Date.now()
  await server.app.fastify.close()
  assert(Date.now() - began < 3_000, `${Date.now() - began} ms`)
  await until(() => !page.isOpen)
})
