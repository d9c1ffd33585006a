import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import pg from 'pg'

export const password = 'muster-demo-2026'

/** A login to the cluster of this run, and a folder of this process. */
export function placeOfTests() {
  const cluster = process.env['MUSTER_TEST_DATABASE']
  const dir = process.env['MUSTER_TEST_DIR']
  assert(cluster && dir, 'Browser tests need their database: run them with `npm test -- tests/e2e/name.e2e.ts`')
  return { cluster, dir }
}

/** The moment at which everything of this run stands still, on the servers and in the browser; none where time goes on. */
export const timeOfTests = () => process.env['MUSTER_TEST_NOW']

export const urlOf = (cluster: string, name: string) => Object.assign(new URL(cluster), { pathname: `/${name}` }).href

/** The real server as `npm start` runs it, on a database of the tests' cluster. */
export async function serve(cluster: string, name: string, dataDir: string) {
  const server = spawn(process.execPath, ['server/main.ts'], {
    env: {
      ...process.env,
      // Building the web app in this process leaves NODE_ENV=production behind.
      NODE_ENV: 'development',
      DATABASE_URL: urlOf(cluster, name),
      MUSTER_DATA_DIR: dataDir,
      PORT: '0',
      LOG_LEVEL: 'error',
      MAX_EVENT_LOOP_DELAY_MS: '0',
      MUSTER_DEMO_PASSWORD: password,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(server, 'exit')
  const url = await new Promise<string>((resolve, reject) => {
    let output = ''
    void ended.then(() => reject(new Error(`The server ended: ${output}`)))
    server.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()))
    server.stdout.on('data', (chunk: Buffer) => {
      output += chunk.toString()
      const address = /Muster is ready: (\S+)/.exec(output)?.[1]
      if (address) resolve(address)
    })
  })
  const stop = async () => {
    server.kill('SIGTERM')
    await ended
  }
  return { url, stop }
}

export async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}
