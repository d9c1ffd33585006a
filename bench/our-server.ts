import { writeFileSync } from 'node:fs'
import { Session } from 'node:inspector/promises'
import { tmpdir } from 'node:os'
import { assemble } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { makeLog } from '../server/core/log.ts'
import { serveParent } from './child.ts'

const { BENCH_DATABASE_URL: databaseUrl = '', BENCH_SECRET: tokenSecret = '' } = process.env

/** The product as it runs in production, except that the benchmark asks more than a person may and that no job runs beside it. */
const config = readConfig({
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  DATABASE_URL: databaseUrl,
  TOKEN_SECRET: tokenSecret,
  APP_URL: 'http://localhost',
  SMTP_URL: 'smtp://localhost',
  RATE_LIMIT_PER_MINUTE: '0',
  DATABASE_POOL: process.env['BENCH_POOL'],
  RATE_LIMIT_PUBLIC_PER_MINUTE: '0',
})
const assembly = await assemble({ config, databaseUrl, dataDir: tmpdir(), tokenSecret, log: makeLog(config.LOG_LEVEL), migrate: false })
assembly.deps.metrics.collectDefaults()
const profiler = new Session()
profiler.connect()
serveParent(await assembly.app.fastify.listen({ port: 0, host: '127.0.0.1' }), {
  close: () => assembly.close(),
  async startProfile() {
    await profiler.post('Profiler.enable')
    await profiler.post('Profiler.setSamplingInterval', { interval: 200 })
    await profiler.post('Profiler.start')
  },
  async stopProfile(file) {
    const { profile } = await profiler.post('Profiler.stop')
    writeFileSync(file, JSON.stringify(profile))
  },
})
