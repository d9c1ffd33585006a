import assert from 'node:assert/strict'
import { test } from 'node:test'
import { listEmployees } from '../server/modules/employees/employees.list.contract.ts'
import { startRedis } from '../tools/redis.ts'
import { clientOf } from './client.ts'
import { listening, open, until } from './live.ts'
import { anotherServer, world } from './world.ts'

test('two servers count together in Redis, refuse nobody while Redis is away, and count together again when it is back', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const { admin } = await world(t)
  const lines: string[] = []
  const log = { write: (line: string) => lines.push(line) > 0 }
  const settings = { RATE_LIMIT_PER_MINUTE: '6', REDIS_URL: redis.url }
  const servers = [await anotherServer(t, settings, log), await anotherServer(t, settings, log)]
  const clients = servers.map((server) => clientOf(server, admin))
  const health = async () => {
    const { statusCode, body } = await servers[0]!.app.fastify.inject({ url: '/health' })
    const { status, checks } = JSON.parse(body) as { status: string; checks: { cache: string } }
    return `${statusCode} ${status}, cache ${checks.cache}`
  }
  const left = async (nth: number) => {
    const { status, headers } = await clients[nth]!(listEmployees)
    return status === 200 ? (/;r=(\d+);/.exec(String(headers['ratelimit']))?.[1] ?? 'uncounted') : String(status)
  }
  await until(async () => (await health()) === '200 up, cache up')
  assert.deepEqual(
    [await left(0), await left(1), await left(1), await left(0), await left(0), await left(1)],
    ['5', '4', '3', '2', '1', '0'],
  )
  assert.deepEqual([await left(0), await left(1)], ['429', '429'])

  await redis.stop()
  await until(async () => (await health()) === '200 degraded, cache down')
  // Without Redis people go on working; what the limit protects from is rarer than an outage of a cache.
  for (let nth = 0; nth < 4; nth += 1) assert.notEqual(await left(nth % 2), '500')
  await until(() => Promise.resolve(lines.some((line) => line.includes('Redis does not answer'))))

  await redis.start()
  await until(async () => (await health()) === '200 up, cache up')
  await until(async () => (await left(0)) !== 'uncounted')
  const [first, second] = [Number(await left(0)), Number(await left(1))]
  assert.equal(second, first - 1)
})

test('a page on one server hears over Redis what is told on another', async (t) => {
  const redis = await startRedis()
  t.after(() => redis.stop())
  const w = await world(t)
  const servers = [await anotherServer(t, { REDIS_URL: redis.url }), await anotherServer(t, { REDIS_URL: redis.url })]
  const boss = await w.as('attendance.read')
  const page = await listening(t, await open(servers[0]!), boss.token)
  servers[1]!.deps.live.tell(w.companyId, [{ topic: 'presence', subjectId: boss.employeeId }])
  await until(() => page.heard.length > 0)
  // Nobody says it again.
  assert.deepEqual(page.heard, ['presence'])
})
