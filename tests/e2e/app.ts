import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { after } from 'node:test'
import type { TestContext } from 'node:test'
import { AxeBuilder } from '@axe-core/playwright'
import pg from 'pg'
import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { buildWeb } from '../../tools/build-web.ts'
import { ensureChromium } from '../../tools/chromium.ts'

export const password = 'muster-demo-2026'
const launchFlags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type App = {
  readonly url: string
  readonly browser: Browser
  /** What only time would do, in the server's database. */
  readonly sql: (text: string) => Promise<unknown>
  readonly close: () => Promise<void>
}
let shared: Promise<App> | undefined
// Here and not where it is started: inside a test it would belong to that test and end with it.
after(async () => (await shared)?.close())

/** The real server on the demo data, in a database of its own, and the system's Chromium; once per test file. */
export function openApp(): Promise<App> {
  return (shared ??= start())
}

/** A page of one person, signed in through the sign-in form. What goes wrong in the browser fails the test. */
export async function signedIn(t: TestContext, email: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await freshPage(t, options)
  await page.goto('/')
  await page.getByLabel('Email').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
  await page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor()
  return page
}

export async function freshPage(t: TestContext, options: BrowserContextOptions = {}): Promise<Page> {
  const { url, browser } = await openApp()
  const context = await browser.newContext({
    baseURL: url,
    timezoneId: 'Asia/Jakarta',
    locale: 'en-GB',
    viewport: { width: 1440, height: 900 },
    ...options,
  })
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    // Chromium reports every 4xx answer here; the page shows those to the person.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) faults.push(message.text())
  })
  t.after(async () => {
    await context.close()
    assert.deepEqual(faults, [], 'errors in the browser')
  })
  return page
}

/** No serious or critical finding of axe on what is shown now; of these rules only, when some are given. */
export async function assertAccessible(page: Page, rules?: readonly string[]) {
  // Colours that are still fading would be measured half-way.
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))).then(() => null)')
  // Without it axe opens a page of its own for each look, which takes longer than looking; our pages have no frames.
  const axe = new AxeBuilder({ page }).setLegacyMode(true)
  const { violations } = await (
    rules ? axe.withRules([...rules]) : axe.withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
  ).analyze()
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
  assert.deepEqual(
    serious.map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => target.join(' ')) })),
    [],
    page.url(),
  )
}

/** A picture of the page for whoever looks at the run; kept when MUSTER_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string) {
  const folder = process.env['MUSTER_SCREENSHOTS']
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function start(): Promise<App> {
  const cluster = process.env['MUSTER_TEST_DATABASE']
  const dir = process.env['MUSTER_TEST_DIR']
  assert(cluster && dir, 'Browser tests need their database: run them with `npm test -- --only=browser`')
  await buildWeb()
  const demo = await demoDatabase(cluster, dir)
  const name = `e2e_${process.pid}_${Date.now()}`
  await query(cluster, `create database ${name} template ${demo}`)
  const [server, browser] = await Promise.all([
    serve(cluster, name, join(dir, name)),
    chromium.launch({ executablePath: await ensureChromium(), args: launchFlags }),
  ])
  const close = async () => {
    await browser.close()
    await server.stop()
    await query(cluster, `drop database ${name} with (force)`)
  }
  const database = new URL(cluster)
  database.pathname = `/${name}`
  return { url: server.url, browser, sql: (text) => query(database.href, text), close }
}

/** The demo data, loaded once in a run of the tests and copied for each file; the run that made the cluster drops it all. */
async function demoDatabase(cluster: string, dir: string) {
  // Named after the run: on a cluster that outlives it, yesterday's demo would be found otherwise.
  const name = `demo_${basename(dir).replaceAll(/\W/g, '_').toLowerCase()}`
  const known = await query(cluster, `select from pg_database where datname = '${name}'`)
  if (known.rowCount) return name
  await query(cluster, `create database ${name}_loading`)
  const server = await serve(cluster, `${name}_loading`, join(dir, name))
  await server.stop()
  await query(cluster, `alter database ${name}_loading rename to ${name}`)
  return name
}

async function serve(cluster: string, name: string, dataDir: string) {
  const database = new URL(cluster)
  database.pathname = `/${name}`
  const server = spawn(process.execPath, ['server/main.ts'], {
    env: {
      ...process.env,
      // Building the web app in this process leaves NODE_ENV=production behind.
      NODE_ENV: 'development',
      DATABASE_URL: database.href,
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

async function query(url: string, sql: string) {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await client.query(sql)
  } finally {
    await client.end()
  }
}
