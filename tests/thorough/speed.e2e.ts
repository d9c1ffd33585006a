import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page, Request, Response } from 'playwright'
import { settled, signedIn } from '../e2e/app.ts'

const shiftBudget = 0.05
const deepest = 2

/** Pages that people open most, each with how it is gone to. */
const pages = ['/leave', '/inbox', '/time', '/time/today', '/people', '/organization', '/workflows', '/settings', '/'] as const

test('nothing moves on the main pages while they load', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { alone: true })
  await page.addInitScript(
    `window.shifts = []
     new PerformanceObserver((list) => {
       for (const one of list.getEntries()) {
         const parts = one.sources.map(({ node }) => node?.textContent?.trim().slice(0, 40) ?? node?.nodeName)
         if (!one.hadRecentInput) window.shifts.push({ value: one.value, parts })
       }
     }).observe({ type: 'layout-shift', buffered: true })`,
  )
  for (const path of pages) {
    await page.goto(path)
    await settled(page)
    const shifts = await page.evaluate<{ value: number; parts: string[] }[]>('window.shifts')
    const sum = shifts.reduce((all, { value }) => all + value, 0)
    t.diagnostic(`${path}: ${sum.toFixed(4)}`)
    assert(sum <= shiftBudget, `${path} moves by ${sum.toFixed(4)}: ${JSON.stringify(shifts)}`)
  }
})

test('no page asks one thing after the other more than twice', async (t) => {
  const page = await signedIn(t, 'hr@acme.test')
  for (const path of pages) {
    // Of two tries the better: what was asked again by itself meanwhile, or late on a busy machine, depends on nothing.
    const depths = [await chainOf(page, path), await chainOf(page, path)]
    const best = depths[0]!.length <= depths[1]!.length ? depths[0]! : depths[1]!
    t.diagnostic(`${path}: ${best.length}`)
    assert(best.length <= deepest, `${path} asks one after the other: ${best.join(' → ')}`)
  }
})

/** The longest chain of questions to the API of which each was asked after the one before had been answered. */
async function chainOf(page: Page, path: string): Promise<string[]> {
  const longest = (chains: Iterable<string[]>) => [...chains].toSorted((a, b) => b.length - a.length)[0] ?? []
  // In the order in which the page asked and was answered; how long something waited for a connection says nothing.
  const answered = new Map<Request, string[]>()
  const asked = new Map<Request, string[]>()
  const ask = (request: Request) => {
    const { pathname } = new URL(request.url())
    // Opening the session is not the page's.
    if (!pathname.startsWith('/api/') || /\/auth\/(refresh|me)$/.test(pathname)) return
    asked.set(request, [...longest(answered.values()), pathname])
  }
  const answer = (response: Response) => {
    const chain = asked.get(response.request())
    if (chain) answered.set(response.request(), chain)
  }
  page.on('request', ask)
  page.on('response', answer)
  await page.goto(path)
  await settled(page)
  page.off('request', ask)
  page.off('response', answer)
  return longest(asked.values())
}
