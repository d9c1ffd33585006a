import { join } from 'node:path'
import type { Runner } from 'graphile-worker'
import pg from 'pg'
import type { Logger } from 'pino'
import type { Config } from './config.ts'
import { makeAccessCache } from './core/access.ts'
import { makeKeyUse } from './core/api-keys.ts'
import { buildApp } from './core/app.ts'
import type { App } from './core/app.ts'
import { catalogueOf } from './core/catalogue.ts'
import { openCompanyDoor } from './core/company-door.ts'
import { contextMaker } from './core/context.ts'
import { guardFor, noGuard, openPool, readCompanyTables, refuseStrongRole } from './core/db.ts'
import type { PoolCounts } from './core/db.ts'
import type { Deps } from './core/deps.ts'
import { makeErrorLog } from './core/error-log.ts'
import { guardJobs } from './core/job-guard.ts'
import type { JobGuard } from './core/job-guard.ts'
import { startJobs, listenersByKind } from './core/jobs.ts'
import { makeLive } from './core/live.ts'
import type { Live } from './core/live.ts'
import { postgresBus, redisBus } from './core/live-bus.ts'
import { makeMailer } from './core/mail.ts'
import { makeMetrics } from './core/metrics.ts'
import { migrate } from './core/migrate.ts'
import { makeOutgoing } from './core/outgoing.ts'
import { makeTokens } from './core/tokens.ts'
import { makeUsageMeter } from './core/usage-meter.ts'
import { makeVault } from './core/vault.ts'
import { modules } from './modules.ts'

export type Assembly = {
  readonly app: App
  readonly deps: Deps
  readonly pool: PoolCounts
  readonly jobPool: pg.Pool
  startJobs(): Promise<void>
  /** Answers what is under way, lets running jobs finish, then closes every connection. */
  close(): Promise<void>
}

export type AssemblyOptions = {
  readonly config: Config
  readonly databaseUrl: string
  readonly dataDir: string
  readonly tokenSecret: string
  readonly log: Logger
  readonly clock?: () => Date
  /** Tests migrate once for all of them. */
  readonly migrate?: boolean
}

/** Puts a server together on a database: migrated, its roles checked, every module registered. Not yet listening. */
export async function assemble({
  config,
  databaseUrl,
  dataDir,
  tokenSecret,
  log,
  clock = () => new Date(),
  migrate: shouldMigrate = true,
}: AssemblyOptions): Promise<Assembly> {
  if (shouldMigrate) {
    const applied = await migrate(databaseUrl)
    if (applied.length > 0) log.info({ applied }, 'migrated the database')
  }
  const pool = openPool(databaseUrl, 'muster_app', config.DATABASE_POOL)
  const systemPool = openPool(databaseUrl, 'muster_system', 5)
  const jobPool = openPool(databaseUrl, 'muster_owner', 7)
  await refuseStrongRole(pool)
  // Servers without one are spared what its client takes.
  const { REDIS_URL: redisUrl } = config
  const redis = redisUrl ? new (await import('ioredis')).Redis(redisUrl, { maxRetriesPerRequest: 1, enableOfflineQueue: false }) : null
  redis?.on('error', (error: Error) => log.warn({ err: error.message }, 'Redis does not answer; rate limits are not shared meanwhile'))
  const metrics = makeMetrics()
  const catalogue = catalogueOf(modules)
  const contexts = contextMaker(clock, listenersByKind(modules), catalogue)
  const guard = config.production ? noGuard : guardFor(await readCompanyTables(pool))
  let isClosing = false
  let runner: Runner | undefined
  let jobGuard: JobGuard | undefined
  const door = openCompanyDoor({
    pool,
    cache: makeAccessCache(metrics.actorLookups),
    guard,
    clock,
    contexts,
    log,
    tell: (companyId, changes) => live.tell(companyId, changes),
  })
  const tokens = makeTokens(tokenSecret, config.ACCESS_TOKEN_TTL, clock)
  const bus = redis ? redisBus(redis, log) : postgresBus(databaseUrl, systemPool, log)
  const live: Live = makeLive({ door, tokens, bus, catalogue, topics: modules.flatMap((module) => module.live ?? []), clock, log })
  let app: App | undefined
  const deps: Deps = {
    config,
    clock,
    contexts,
    modules,
    metrics,
    log,
    door,
    keyUse: makeKeyUse(door, log, clock),
    usage: makeUsageMeter(door, log, clock),
    errors: makeErrorLog({ pool: systemPool }, log, clock),
    system: { pool: systemPool },
    secret: tokenSecret,
    vault: makeVault(tokenSecret),
    tokens,
    live,
    outgoing: makeOutgoing(config.OUTGOING_ALLOWED),
    mailer: makeMailer(config, join(dataDir, 'mail'), async (companyId, mail) => {
      for (const { sendMail } of modules) if (sendMail && (await sendMail(deps, companyId, mail))) return true
      return false
    }),
    appUrl: () => config.APP_URL?.replace(/\/$/, '') ?? `http://localhost:${portOf(app) ?? config.PORT}`,
  }
  for (const module of modules) await module.prepare?.(deps)
  app = await buildApp(deps, modules, { database: systemPool, pool, redis, isClosing: () => isClosing })
  const built = app
  return {
    app: built,
    deps,
    pool,
    jobPool,
    async startJobs() {
      jobGuard = guardJobs(jobPool, log)
      runner = await startJobs(deps, modules, jobPool, jobGuard)
    },
    async close() {
      isClosing = true
      await built.fastify.close()
      await runner?.stop().catch((error: unknown) => log.warn({ err: error }, 'the worker did not stop cleanly'))
      jobGuard?.stop()
      await deps.usage.close()
      await deps.errors.close()
      redis?.disconnect()
      await Promise.all([pool, systemPool, jobPool].map((one) => one.end()))
    },
  }
}

/** With port 0 the system chooses one. */
function portOf(app: App | undefined) {
  const bound = app?.fastify.server.address()
  return typeof bound === 'object' && bound ? bound.port : undefined
}
