import { mkdir } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { assemble } from '../../server/assemble.ts'
import { readConfig } from '../../server/config.ts'
import { newId } from '../../server/core/ids.ts'
import { makeLog } from '../../server/core/log.ts'
import { password, placeOfTests, urlOf } from './server.ts'

/**
 * The servers of all browser tests in one process, each on a database of its own: code that is loaded and compiled once answers
 * the first request of the next one quickly. `POST /name` opens one on that database and answers its address, `DELETE /name` ends it.
 */
const { cluster, dir } = placeOfTests()
const closers = new Map<string, () => Promise<void>>()

async function open(name: string): Promise<string> {
  const dataDir = join(dir, name)
  await mkdir(dataDir, { recursive: true })
  const config = readConfig({
    MUSTER_DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'error',
    MAX_EVENT_LOOP_DELAY_MS: '0',
    MUSTER_DEMO_PASSWORD: password,
  })
  const assembly = await assemble({
    config,
    databaseUrl: urlOf(cluster, name),
    dataDir,
    tokenSecret: newId() + newId(),
    log: makeLog('error'),
    migrate: false,
  })
  closers.set(name, () => assembly.close())
  await assembly.startJobs()
  await assembly.app.fastify.listen({ port: 0, host: '127.0.0.1' })
  return assembly.deps.appUrl()
}

const server = createServer((request, response) => {
  const name = request.url!.slice(1)
  const work = request.method === 'POST' ? open(name) : closers.get(name)!()
  work.then(
    (answer) => response.end(answer ?? ''),
    (error: unknown) => response.writeHead(500).end(String(error instanceof Error ? error.stack : error)),
  )
})
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.stdout.write(`ready http://127.0.0.1:${port}\n`)
})
// Without whoever started it, it would stay behind.
process.stdin.on('end', () => process.exit(0)).resume()
