import assert from 'node:assert/strict'
import { mkdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after } from 'node:test'
import type { TestContext } from 'node:test'
import { chromium } from 'playwright'
import type { Browser, BrowserContextOptions, Page } from 'playwright'
import { ensureChromium } from '../../tools/chromium.ts'
import { password, placeOfTests, query, timeOfTests, urlOf } from './server.ts'

export { password }
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

/** The real server on the demo data, in a database of its own, and the system's Chromium; once for the files of a process. */
export function openApp(): Promise<App> {
  return (shared ??= start())
}

/** What a test wants of its page: another kind of browser window, or one of its own (`alone`), for what cannot be taken back. */
type PageOptions = BrowserContextOptions & { readonly alone?: true }

/** A page of one person who has signed in, home or `at` another; the form itself is what account.e2e.ts and journey.e2e.ts are for. */
export async function signedIn(t: TestContext, email: string, { at = '/', ...options }: PageOptions & { at?: string } = {}): Promise<Page> {
  const page = await freshPage(t, options)
  const answer = await page.request.post('/api/v1/auth/login', { data: { email, password } })
  assert(answer.ok(), await answer.text())
  await page.goto(at)
  if (at === '/') await page.getByRole('heading', { name: /Good (morning|afternoon|evening)/ }).waitFor()
  return page
}

/** Chromium reports every 4xx answer in its console, which the page shows to the person; and Playwright what newPage asks of it. */
const expected = /^(Failed to load resource|Service Worker registration blocked by Playwright)/

/** Pages of tests that have ended. A new one costs a renderer, which loads and compiles the whole app anew: as much as a test does. */
const rested: Page[] = []

export async function freshPage(t: TestContext, options: PageOptions = {}): Promise<Page> {
  const isUsual = Object.keys(options).length === 0
  const page = (isUsual ? rested.pop() : undefined) ?? (await newPage(options))
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(error.message))
  page.on('console', (message) => {
    const isBad = message.type() === 'error' || message.type() === 'warning'
    if (isBad && !expected.test(message.text())) faults.push(message.text())
  })
  t.after(async () => {
    if (!t.passed && !page.isClosed()) await tellOf(page)
    if (isUsual && !page.isClosed()) rested.push(await rest(page))
    else await page.context().close()
    assert.deepEqual(faults, [], 'errors and warnings in the browser')
  })
  return page
}

/** What a page showed when its test failed: of a test that fails once in a hundred times it is all there is to go by. */
async function tellOf(page: Page) {
  // What lies over the page first: it is what the test acts on, and in the document it comes last.
  const shown = await page
    .evaluate<string>(
      `[...document.querySelectorAll('[role=dialog], [role=listbox], [role=alert]'), document.body].map((one) => one.innerText.trim()).filter(Boolean).join('\\n- - -\\n')`,
    )
    .catch(String)
  console.log(`\n── ${page.url()} showed\n${shown.slice(0, 4_000)}\n──`)
  await picture(page, `failed-${Date.now()}`)
}

const usualSize = { width: 1440, height: 900 }

async function newPage({ alone: _, ...options }: PageOptions): Promise<Page> {
  const { url, browser } = await openApp()
  const context = await browser.newContext({
    baseURL: url,
    timezoneId: 'Asia/Jakarta',
    locale: 'en-GB',
    viewport: usualSize,
    // Nobody is here to watch things fade in and out.
    reducedMotion: 'reduce',
    // What is kept for a day without a network is what offline.e2e.ts is for.
    serviceWorkers: 'block',
    ...options,
  })
  const time = timeOfTests()
  if (time) await context.clock.setFixedTime(time)
  return context.newPage()
}

/** The page as if it were new: signed out, with nothing kept in it, nobody listening and the window as it was. */
async function rest(page: Page): Promise<Page> {
  const context = page.context()
  for (const other of context.pages()) if (other !== page) await other.close()
  page.removeAllListeners()
  await page.unrouteAll({ behavior: 'ignoreErrors' })
  await context.setOffline(false)
  // Of the same origin, so that its storage can be emptied and its renderer stays; and not the app, which would write to it.
  await page.goto('/health/live')
  await context.clearCookies()
  await context.clearPermissions()
  await page.evaluate(`localStorage.clear(); sessionStorage.clear();
    indexedDB.databases().then((all) => Promise.all(all.map(({ name }) => new Promise((done) => {
      Object.assign(indexedDB.deleteDatabase(name), { onsuccess: done, onerror: done, onblocked: done })
    })))).then(() => null)`)
  await page.emulateMedia({ media: null, colorScheme: null, reducedMotion: 'reduce' })
  await page.setViewportSize(usualSize)
  return page
}

/** The page in light or dark, once its colours are those. */
export async function inScheme(page: Page, colorScheme: 'light' | 'dark') {
  await page.emulateMedia({ colorScheme })
  await page.locator(`html[data-mantine-color-scheme="${colorScheme}"]`).waitFor()
}

/** Made small: of the other, twice as much goes to every page that is loaded. */
const axePath = new URL(import.meta.resolve('axe-core/axe.min.js'))
let axe: Promise<string> | undefined

/** The dialog that is open, else the page: what lies behind one was looked at when it was in front. */
const inFront = `[...document.querySelectorAll('[role="dialog"]')].findLast((one) => one.checkVisibility()) ?? document`

/** No serious or critical finding of axe on what is in front now; of some rules only, or of all but some. */
export async function assertAccessible(page: Page, { only, without = [] }: { only?: readonly string[]; without?: readonly string[] } = {}) {
  // What was just asked for is drawn first. Colours still fading would be measured half-way; what turns for ever is not waited for.
  await page.evaluate(
    `new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))).then(() =>
      Promise.all(document.getAnimations().filter((one) => one.effect.getComputedTiming().endTime < 10_000)
        .map((one) => one.finished.catch(() => null)))).then(() => null)`,
  )
  if ((await page.evaluate('typeof axe')) === 'undefined') await page.evaluate(await (axe ??= readFile(axePath, 'utf8')))
  const runOnly = only ? { type: 'rule', values: only } : { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }
  const rules = Object.fromEntries(without.map((id) => [id, { enabled: false }]))
  const findings =
    await page.evaluate(`axe.run(${inFront}, ${JSON.stringify({ runOnly, rules, resultTypes: ['violations'], preload: false })}).then(({ violations }) =>
    violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .map(({ id, nodes }) => ({ id, nodes: nodes.map(({ target }) => target.join(' ')) })))`)
  assert.deepEqual(findings, [], page.url())
}

/** Nothing is being read any more, and what was read is drawn. */
export async function settled(page: Page) {
  await page.locator('h1').first().waitFor()
  await page.waitForLoadState('networkidle')
  await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' })
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(null))))')
}

/** Waits until an expression of the page is true. Asked from outside: within the page its policy lets nothing be evaluated. */
export async function until(page: Page, expression: string) {
  for (let left = 100; !(await page.evaluate<boolean>(expression)); left -= 1) {
    assert(left > 0, `${expression} did not come true`)
    await page.waitForTimeout(100)
  }
}

/** A picture of the page for whoever looks at the run; kept when MUSTER_SCREENSHOTS names a folder. */
export async function picture(page: Page, name: string) {
  const folder = process.env['MUSTER_SCREENSHOTS']
  if (!folder) return
  await mkdir(folder, { recursive: true })
  await page.screenshot({ path: join(folder, `${name}.png`) })
}

async function start(): Promise<App> {
  const { cluster } = placeOfTests()
  const [demo, host] = [process.env['MUSTER_TEST_DEMO'], process.env['MUSTER_TEST_HOST']]
  assert(demo && host, 'Browser tests need the demo data: run them with `npm test -- tests/e2e/name.e2e.ts`')
  const name = `${demo}_${process.pid}`
  await query(cluster, `create database ${name} template ${demo}`)
  const [url, browser] = await Promise.all([
    ask('POST', `${host}/${name}`),
    chromium.launch({ executablePath: await ensureChromium(), args: launchFlags }),
  ])
  const close = async () => {
    await browser.close()
    await ask('DELETE', `${host}/${name}`)
    await query(cluster, `drop database ${name} with (force)`)
  }
  return { url, browser, sql: (text) => query(urlOf(cluster, name), text), close }
}

/** Of the process that runs the servers of all browser tests: host.ts. */
async function ask(method: string, url: string): Promise<string> {
  const answer = await fetch(url, { method })
  assert(answer.ok, await answer.clone().text())
  return answer.text()
}
