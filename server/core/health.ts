import type { FastifyInstance } from 'fastify'
import type pg from 'pg'
import type { Redis } from 'ioredis'
import type { PoolCounts } from './db.ts'
import type { Deps } from './deps.ts'
import { fail } from './errors.ts'

export type HealthSources = {
  /** Where the database is asked whether it is there; never the door's own pool. */
  readonly database: pg.Pool
  readonly pool: PoolCounts
  readonly redis: Redis | null
  readonly isClosing: () => boolean
}

/** `/health`, `/health/live`, `/health/ready` and `/metrics`; outside the API, without sign-in, without secrets. */
export function healthRoutes(fastify: FastifyInstance, deps: Deps, { database, pool, redis, isClosing }: HealthSources) {
  const askDatabase = () => probe(() => database.query('select 1'))
  fastify.get('/health/live', () => ({ status: 'up' }))

  fastify.get('/health/ready', async (_, reply) => {
    const isReady = !isClosing() && (await askDatabase()) === 'up'
    reply.code(isReady ? 200 : 503)
    if (!isReady) reply.header('retry-after', '2')
    return { status: isReady ? 'ready' : 'not-ready' }
  })

  fastify.get('/health', async (_, reply) => {
    const [answer, cache] = await Promise.all([askDatabase(), redis ? probe(() => redis.ping()) : Promise.resolve('memory')])
    const memory = process.memoryUsage()
    // The cache only makes things faster; without the database nothing works.
    const isUp = answer === 'up' && !isClosing()
    reply.code(isUp ? 200 : 503)
    if (!isUp) reply.header('retry-after', '2')
    return {
      status: isUp ? (cache === 'down' ? 'degraded' : 'up') : 'down',
      uptimeSeconds: Math.floor(process.uptime()),
      checks: { database: answer, cache, memoryMegabytes: Math.round(memory.rss / 1_048_576) },
    }
  })

  fastify.get('/metrics', async (request, reply) => {
    const { METRICS_TOKEN: token, production } = deps.config
    const given = request.headers.authorization
    if (token ? given !== `Bearer ${token}` : production)
      throw fail.unauthenticated('METRICS_CLOSED', 'Metrics need the token of METRICS_TOKEN.')
    deps.metrics.poolClients.set({ state: 'all' }, pool.totalCount)
    deps.metrics.poolClients.set({ state: 'idle' }, pool.idleCount)
    deps.metrics.poolClients.set({ state: 'waiting' }, pool.waitingCount)
    reply.type(deps.metrics.registry.contentType)
    return deps.metrics.registry.metrics()
  })
}

async function probe(ask: () => Promise<unknown>): Promise<'up' | 'down'> {
  const timeout = AbortSignal.timeout(2_000)
  const late = new Promise<'down'>((resolve) => timeout.addEventListener('abort', () => resolve('down'), { once: true }))
  return Promise.race([
    late,
    ask().then(
      () => 'up' as const,
      () => 'down' as const,
    ),
  ])
}
