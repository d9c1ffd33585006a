import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, inScheme, picture, signedIn } from '../e2e/app.ts'
import { operatorSignedIn } from './operator.ts'

/** What each kind of person finds at home, what is not theirs, and the page they go on to. */
const people: Readonly<Record<string, { has: readonly string[]; not: readonly string[]; next: readonly [path: string, heading: string] }>> =
  {
    employee: {
      has: ['This week', 'Leave', 'Away this week', 'My requests', 'Today'],
      not: ['Waiting for you', 'To clear', 'Team today', 'Requests waiting', 'Months not closed'],
      next: ['/leave', 'Leave'],
    },
    manager: {
      has: ['This week', 'Leave', 'Away this week', 'Waiting for you', 'Team today', 'To clear', 'My requests'],
      not: ['Requests waiting', 'Documents that expire', 'Months not closed'],
      next: ['/inbox', 'Inbox'],
    },
    hr: {
      has: ['Waiting for you', 'Everybody today', 'To clear', 'People', 'Requests waiting', 'Documents that expire', 'Months not closed'],
      not: ['First steps'],
      next: ['/time/exceptions', 'To clear'],
    },
    admin: {
      has: ['People', 'Requests waiting', 'Documents that expire', 'Months not closed'],
      not: [],
      next: ['/settings', 'Settings'],
    },
    finance: {
      has: ['This week', 'Leave', 'My requests', 'People'],
      not: ['Waiting for you', 'To clear', 'Documents that expire', 'Months not closed'],
      next: ['/people', 'People'],
    },
  }
const widths = [
  [1440, 900],
  [768, 1024],
  [375, 812],
] as const

/** Accessible in both schemes and no wider than its window, at every width. */
async function atEveryWidth(page: Page, name: string) {
  for (const [width, height] of widths) {
    await page.setViewportSize({ width, height })
    for (const scheme of ['light', 'dark'] as const) {
      await inScheme(page, scheme)
      await assertAccessible(page, scheme === 'dark' ? { only: ['color-contrast'] } : {})
      await picture(page, `${name}-${width}-${scheme}`)
    }
    const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - innerWidth')
    assert(beyond <= 0, `${name} is ${beyond} pixels wider than a window of ${width}`)
  }
}

for (const [who, { has, not, next }] of Object.entries(people)) {
  test(`home of ${who} has what they look after and asks for nothing else, at every width and in both schemes`, async (t) => {
    const refused: string[] = []
    const page = await signedIn(t, `${who}@acme.test`)
    page.on('response', (response) => {
      if (response.status() >= 400) refused.push(`${response.status()} ${new URL(response.url()).pathname}`)
    })
    await page.reload()
    const card = (name: string) => page.getByRole('region', { name, exact: true })
    for (const name of has) await card(name).waitFor()
    // Once nothing is being read any more.
    await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' })
    for (const name of not) assert.equal(await card(name).count(), 0, name)
    assert.deepEqual(refused, [])
    await card(has.at(-1)!).scrollIntoViewIfNeeded()
    await picture(page, `home-${who}-below`)
    await atEveryWidth(page, `home-${who}`)
    await page.setViewportSize({ width: 768, height: 1024 })
    await page.goto(next[0])
    await page.getByRole('heading', { name: next[1], level: 1 }).first().waitFor()
    await page.locator('main [aria-busy="true"]').first().waitFor({ state: 'detached' })
    await assertAccessible(page)
    await picture(page, `next-${who}-768`)
    assert.deepEqual(refused, [])
  })
}

test('an operator lands on the platform as a whole, and on nothing of a company', async (t) => {
  const { page } = await operatorSignedIn(t)
  await page.goto('/operator')
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.getByText('Olga Operator').waitFor()
  await page.getByText('Nothing went wrong').or(page.getByText('What went wrong')).first().waitFor()
  assert.equal(await page.getByRole('navigation', { name: 'Pages' }).count(), 0)
  await atEveryWidth(page, 'operator')
  await page.goto('/')
  await page.getByRole('heading', { name: 'Sign in', level: 1 }).waitFor()
})
