import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Logger } from 'pino'
import { assemble } from './assemble.ts'
import type { Assembly } from './assemble.ts'
import { readConfig } from './config.ts'
import type { Config } from './config.ts'
import { lockDataDir, readOrCreateSecret } from './core/data-dir.ts'
import type { DataDirLock } from './core/data-dir.ts'
import { startEmbeddedPostgres } from './core/embedded-postgres.ts'
import type { EmbeddedPostgres } from './core/embedded-postgres.ts'
import { linesWritten, makeLog } from './core/log.ts'

const drainMs = 9_000

/** Starts everything in order and stops it in reverse; the one place that ends the process. */
export async function start() {
  if (existsSync('.env')) process.loadEnvFile('.env')
  const config = readConfig()
  const dataDir = resolve(config.MUSTER_DATA_DIR)
  const log = makeLog(config.LOG_LEVEL)
  const running: { lock?: DataDirLock; postgres?: EmbeddedPostgres; assembly?: Assembly } = {}
  let stopping: Promise<void> | undefined
  const stop = (reason: string, code: number) => (stopping ??= shutDown(running, log, reason, code))
  // `on`, not `once`: npm and the terminal both send the signal, and a second one must not end the drain.
  process.on('SIGINT', () => void stop('stopped from the terminal', 0))
  process.on('SIGTERM', () => void stop('asked to stop', 0))
  try {
    running.lock = lockDataDir(dataDir)
    if (!config.DATABASE_URL) {
      running.postgres = await startEmbeddedPostgres({ dir: join(dataDir, 'postgres'), log: (line) => log.debug({ postgres: line }) })
      void running.postgres.ended.then((sentence) => stop(sentence, 1))
    }
    const databaseUrl = config.DATABASE_URL ?? running.postgres!.url
    const tokenSecret = config.TOKEN_SECRET ?? readOrCreateSecret(dataDir, 'token-secret')
    running.assembly = await assemble({ config, databaseUrl, dataDir, tokenSecret, log })
    running.assembly.deps.metrics.collectDefaults()
    const isDemo = config.demo && (await loadDemoOnce(running.assembly, config))
    await running.assembly.startJobs()
    const address = await listen(running.assembly, config)
    running.lock.describe({ address })
    greet(address, config, isDemo)
  } catch (error) {
    if (stopping) return
    process.stderr.write(`\n${(error as Error).message}\n`)
    log.debug({ err: error })
    await stop('could not start', 1)
  }
}

async function listen({ app, deps }: Assembly, config: Config) {
  // In development nobody but this machine is served, unless HOST says so.
  const host = config.HOST ?? (config.production ? '0.0.0.0' : '127.0.0.1')
  try {
    await app.fastify.listen({ port: config.PORT, host })
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error
    throw new Error(`Port ${config.PORT} is taken by another program. Stop it, or start Muster with PORT=${config.PORT + 1}.`, {
      cause: error,
    })
  }
  const bound = app.fastify.server.address()
  const port = typeof bound === 'object' && bound ? bound.port : config.PORT
  return config.APP_URL ? deps.appUrl() : `http://localhost:${port}`
}

async function loadDemoOnce(assembly: Assembly, config: Config): Promise<boolean> {
  const { loadDemo } = await import('../db/demo/load.ts')
  return loadDemo(assembly.deps, config.MUSTER_DEMO_PASSWORD)
}

async function shutDown(
  running: { lock?: DataDirLock; postgres?: EmbeddedPostgres; assembly?: Assembly },
  log: Logger,
  reason: string,
  code: number,
) {
  process.exitCode = code
  // Whatever hangs, the process is gone in time; what was committed is safe, and the next start recovers the rest.
  setTimeout(() => process.exit(code || 1), drainMs).unref()
  log.info({ reason }, 'stopping')
  await running.assembly?.close().catch((error: unknown) => log.error({ err: error }, 'could not close cleanly'))
  await running.postgres?.stop().catch((error: unknown) => log.error({ err: error }, 'PostgreSQL did not stop cleanly'))
  running.lock?.release()
  await linesWritten(log)
  process.exit(code)
}

function greet(address: string, config: Config, isDemo: boolean) {
  const lines = [
    `Muster is ready: ${address}`,
    `API: ${address}/docs`,
    ...(config.production || config.SMTP_URL ? [] : [`Mails: ${address}/dev/mail`]),
  ]
  if (isDemo) {
    lines.push(
      '',
      'Demo accounts (password of all: ' + config.MUSTER_DEMO_PASSWORD + ')',
      '  Acme Corp           employee@acme.test  manager@acme.test  hr@acme.test  finance@acme.test  admin@acme.test',
      '  Yayasan Harapan     teacher@harapan.test  admin@harapan.test',
    )
  }
  process.stdout.write(`\n${lines.join('\n')}\n\n`)
}
