import assert from 'node:assert/strict'
import type { Locator, Page } from 'playwright'

/** As many stops as the longest page has before whatever is looked for. */
const mostStops = 120

/** Goes on with Tab until something has the focus, and sees that it shows where it is. */
export async function tabTo(page: Page, wanted: Locator) {
  for (let stop = 0; stop < mostStops; stop += 1) {
    if (await wanted.and(page.locator(':focus')).count()) return assertVisibleFocus(page)
    await page.keyboard.press('Tab')
  }
  assert.fail(`${wanted.toString()} is not reached with ${mostStops} tabs on ${page.url()}`)
}

type Focus = { name: string; ringed: boolean; inside: boolean; uncovered: boolean }

/** Whoever uses the keyboard sees where they are: a ring of two pixels, within the window and under nothing. */
export async function assertVisibleFocus(page: Page) {
  // What was just opened may still be moving into its place.
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))).then(() => null)')
  const focus = await page.evaluate<Focus>(`(() => {
    const one = document.activeElement
    // Mantine's checkboxes, switches and segments draw the ring on what stands beside the input.
    const drawn = [one, one.nextElementSibling, one.parentElement].filter(Boolean).map((part) => getComputedStyle(part))
    const box = one.getBoundingClientRect()
    const [x, y] = [Math.min(Math.max(box.x + box.width / 2, 1), innerWidth - 1), Math.min(Math.max(box.y + box.height / 2, 1), innerHeight - 1)]
    const top = document.elementFromPoint(x, y)
    return {
      name: one.tagName + ' ' + (one.getAttribute('aria-label') ?? one.textContent ?? '').trim().slice(0, 60),
      ringed: drawn.some((style) => style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
      inside: box.bottom > 0 && box.right > 0 && box.top < innerHeight && box.left < innerWidth,
      uncovered: top !== null && (one.contains(top) || top.contains(one) || one.parentElement.contains(top)),
    }
  })()`)
  assert.deepEqual(focus, { name: focus.name, ringed: true, inside: true, uncovered: true })
}

/** What the keyboard alone does in the palette: opens it, looks for something, takes the first of what is found. */
export async function viaPalette(page: Page, words: string) {
  await page.keyboard.press('Control+k')
  await page.getByRole('dialog').getByRole('textbox', { name: 'Search' }).waitFor()
  await page.keyboard.type(words)
  await page.getByRole('dialog').getByText(words, { exact: true }).first().waitFor()
  await page.keyboard.press('Enter')
}

/** Who asked for what waits in the inbox, in the order of the list; the initials come before the name. */
export async function namesIn(page: Page) {
  const texts = await page.getByRole('navigation', { name: 'Waiting requests' }).getByRole('link').allInnerTexts()
  return texts.map((text) => text.split('\n').find((line) => line.includes(' ')) ?? '')
}
