import { writeFile } from 'node:fs/promises'
import type { Page } from 'playwright'
import sharp from 'sharp'
import { inScheme } from '../e2e/app.ts'
import { optionsOf, variable } from './options.ts'
import type { Shot } from './pages.ts'

export const options = optionsOf(process.env[variable])
export const sizes = ['desktop', 'phone'] as const
export type Size = (typeof sizes)[number]
export const schemes = ['light', 'dark'] as const

const viewports = { desktop: { width: 1440, height: 900 }, phone: { width: 375, height: 812 } }
export const contextOf = (size: Size) =>
  size === 'desktop' ? { viewport: viewports.desktop } : { viewport: viewports.phone, hasTouch: true, isMobile: true }

/** As much as one picture may weigh; those of more are kept with less detail. */
const mostBytes = 30_000
/** How long nothing is asked and nothing loads before a page is looked at. */
const quietMs = 300
const patienceMs = 30_000

/** Name and address of what was looked at, in order. */
export const seen = new Map<string, string>()
/** What took longer than a person waits, and pages wider than their window. */
export const remarks: string[] = []
const slowMs = 2_500

export async function takeAll(page: Page, size: Size, shots: readonly Shot[]) {
  const wanted = shots.filter(({ name }) => new RegExp(options.only).test(name))
  const traffic = watch(page)
  for (const shot of wanted) await take(page, size, shot, traffic)
}

async function take(page: Page, size: Size, { name, path, there, act }: Shot, traffic: Traffic) {
  const started = performance.now()
  // As a link does: the app stays.
  if (page.url() === 'about:blank') await page.goto(path)
  else await page.evaluate(`history.pushState(null, '', ${JSON.stringify(path)})`)
  if (there && options.company === 'demo' && options.language === 'en') await there(page).waitFor()
  await quiet(page, traffic)
  const tookMs = performance.now() - started - quietMs
  if (tookMs > slowMs) remarks.push(`${name} on a ${size} was there after ${Math.round(tookMs)} ms`)
  if (act) {
    await act(page, size)
    await quiet(page, traffic)
  }
  const width = Number(await page.evaluate('document.documentElement.scrollWidth'))
  if (width > viewports[size].width) remarks.push(`${name} on a ${size} is ${width} pixels wide`)
  for (const scheme of schemes) {
    await inScheme(page, scheme)
    await writeFile(`${options.to}/${name}-${size}-${scheme}.webp`, await small(await picture(page, size)))
  }
  seen.set(name, path.replace(/[\da-f]{8}-[\da-f-]{27}/, '…'))
  if (act) await page.keyboard.press('Escape')
}

/** The frame is as high as its page: in a window as high as that, all of the page is in it. */
async function picture(page: Page, size: Size) {
  if (!options.whole) return page.screenshot({ animations: 'disabled' })
  const height = Number(await page.evaluate('Math.max(document.documentElement.scrollHeight, innerHeight)'))
  await page.setViewportSize({ ...viewports[size], height: Math.min(height, 4_000) })
  const taken = await page.screenshot({ animations: 'disabled' })
  await page.setViewportSize(viewports[size])
  return taken
}

type Traffic = { underWay: Set<unknown>; lastAt: number }

function watch(page: Page): Traffic {
  const traffic: Traffic = { underWay: new Set(), lastAt: performance.now() }
  page.on('request', (request) => {
    traffic.underWay.add(request)
    traffic.lastAt = performance.now()
  })
  const ended = (request: unknown) => {
    traffic.underWay.delete(request)
    traffic.lastAt = performance.now()
  }
  page.on('requestfinished', ended)
  page.on('requestfailed', ended)
  return traffic
}

/** Until all was asked and is answered, and nothing is being loaded any more. */
async function quiet(page: Page, traffic: Traffic) {
  const [started, loading] = [performance.now(), '[aria-busy="true"], .mantine-Skeleton-root, .mantine-Loader-root, .form-body:empty']
  traffic.lastAt = started
  for (;;) {
    const isQuiet = traffic.underWay.size === 0 && performance.now() - traffic.lastAt > quietMs
    if (isQuiet && (await page.locator(loading).count()) === 0) return
    if (performance.now() - started > patienceMs) {
      remarks.push(`${page.url()} was still loading after ${patienceMs} ms`)
      return
    }
    await page.waitForTimeout(50)
  }
}

async function small(picture: Buffer): Promise<Buffer> {
  if (options.whole) return sharp(picture).webp({ quality: 80, effort: 2 }).toBuffer()
  let made = picture
  for (let quality = 60; made.length > mostBytes && quality >= 20; quality -= 10)
    made = await sharp(picture).webp({ quality, effort: 4 }).toBuffer()
  return made
}
