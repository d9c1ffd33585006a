import { mkdir, readdir, rm, writeFile } from 'node:fs/promises'
import { after, before, test } from 'node:test'
import type { TestContext } from 'node:test'
import type { BrowserContextOptions, Page } from 'playwright'
import sharp from 'sharp'
import { freshPage, inScheme, signedIn } from '../e2e/app.ts'
import { heading, inside, ofPerson, outside, pathOfMei, type Stop } from '../e2e/visits.ts'

/**
 * `npm run screens`: a picture of every page on the demo data, light and dark, on a desktop and on a phone, in docs/screens with an index.
 * The demo data is made as of today, so that dates differ from run to run and little else. MUSTER_SCREENS names another folder.
 */
const folder = process.env['MUSTER_SCREENS'] ?? 'docs/screens'
const sizes = {
  desktop: { viewport: { width: 1440, height: 900 } },
  phone: { viewport: { width: 375, height: 812 }, hasTouch: true, isMobile: true },
} as const satisfies Record<string, BrowserContextOptions>
const schemes = ['light', 'dark'] as const
/** As much as one picture may weigh; those of more are kept with less detail. */
const mostBytes = 60_000

const ofEmployee: readonly Stop[] = [
  ['employee-home', '/', heading(/Good (morning|afternoon|evening)/)],
  ['employee-time', '/time?view=week', (page) => page.getByRole('row', { name: /Total/ })],
  ['employee-leave', '/leave', (page) => page.getByText('of 22 days').first()],
  ['employee-security', '/security', heading('Security')],
]
const ofManager: readonly Stop[] = [
  ['manager-home', '/', heading(/Good (morning|afternoon|evening)/)],
  ['manager-inbox', '/inbox', (page) => page.getByRole('button', { name: /^Approve \d/ })],
  ['manager-calendar', '/leave/calendar', (page) => page.getByRole('button', { name: 'Next month' })],
]
const seen = new Map<string, string>()

before(async () => {
  await mkdir(folder, { recursive: true })
  for (const name of await readdir(folder)) if (name.endsWith('.webp')) await rm(`${folder}/${name}`)
})
after(writeIndex)

for (const [size, options] of Object.entries(sizes)) {
  test(`every page on a ${size}`, async (t) => {
    await visit(await freshPage(t, options), size, outside)
    const admin = await signedIn(t, 'admin@acme.test', options)
    await visit(admin, size, inside)
    await visit(admin, size, ofPerson(await pathOfMei(admin)))
  })
  test(`the pages of an employee and a manager on a ${size}`, async (t: TestContext) => {
    await visit(await signedIn(t, 'employee@acme.test', options), size, ofEmployee)
    const manager = await signedIn(t, 'manager@acme.test', options)
    // On a phone a request is opened from the list.
    await visit(manager, size, size === 'phone' ? ofManager.filter(([name]) => name !== 'manager-inbox') : ofManager)
  })
}

async function visit(page: Page, size: string, stops: readonly Stop[]) {
  for (const [name, path, there] of stops) {
    // As a link does: the app stays.
    if (page.url() === 'about:blank') await page.goto(path)
    else await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
    await there(page).waitFor()
    await page.waitForLoadState('networkidle')
    for (const scheme of schemes) {
      await inScheme(page, scheme)
      await writeFile(`${folder}/${name}-${size}-${scheme}.webp`, await small(await page.screenshot()))
    }
    seen.set(name, path.replace(/[\da-f]{8}-[\da-f-]{27}/, '…'))
  }
}

async function small(picture: Buffer): Promise<Buffer> {
  let made = picture
  for (let quality = 70; made.length > mostBytes && quality >= 20; quality -= 10)
    made = await sharp(picture).webp({ quality, effort: 5 }).toBuffer()
  return made
}

async function writeIndex() {
  const files = new Set(await readdir(folder))
  const link = (name: string, size: string, scheme: string) => {
    const file = `${name}-${size}-${scheme}.webp`
    return files.has(file) ? `[${scheme}](${file})` : ''
  }
  const rows = [...seen].map(([name, path]) => {
    const cells = Object.keys(sizes).map((size) => schemes.map((scheme) => link(name, size, scheme)).join(' '))
    return `| ${name} | \`${path}\` | ${cells.join(' | ')} |`
  })
  const lines = [
    '# Every page',
    '',
    'Made by `npm run screens` from the demo data, as of the day it ran: 1440 × 900 and 375 × 812. Names beginning with `employee-` and `manager-`',
    'are pages as those see them; the others are as an administrator or a stranger does.',
    '',
    '| page | address | desktop | phone |',
    '|---|---|---|---|',
    ...rows,
  ]
  await writeFile(`${folder}/README.md`, `${lines.join('\n')}\n`)
}
