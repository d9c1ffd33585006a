import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import en from '../../web/locales/en.json' with { type: 'json' }
import { picture, signedIn } from './app.ts'

type Texts = { readonly [key: string]: string | Texts }

/** The same in both languages, the note somebody of the demo wrote, and job titles of the demo that read like a text of ours. */
const allowed = new Set(['Status', 'Email', 'CSV', 'Ctrl K', 'Holiday'])
/** Titles of people are data, whatever stands behind them. */
const isTitle = (text: string) => /^Head of (People & Finance|Platform|Sales)( ·|$)/.test(text)

test('chosen once, Indonesian is on every page, whole, and stays', async (t) => {
  const page = await signedIn(t, 'manager@acme.test')
  const english = patternsOf(en)
  assert((await englishOn(page, english)).length > 10, 'the check finds English where there is some')
  await page.getByRole('button', { name: /your menu/ }).click()
  const kept = page.waitForResponse((response) => response.request().method() === 'PATCH' && response.ok())
  await page.getByText('Bahasa Indonesia').click()
  await kept
  await page.getByRole('heading', { name: /^Selamat/ }).waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('menu').waitFor({ state: 'detached' })

  await page.reload()
  await page.getByRole('heading', { name: /^Selamat/ }).waitFor()
  assert.equal(await page.locator('html').getAttribute('lang'), 'id')
  await page
    .getByRole('button', { name: /^Setujui/ })
    .first()
    .waitFor()
  assert.deepEqual(await englishOn(page, english), [], 'home')
  await picture(page, 'home-indonesian')

  await page.goto('/leave?ask=leave')
  await page.getByRole('dialog').getByRole('button', { name: 'Bulan berikutnya' }).waitFor()
  await page.getByRole('heading', { name: 'Cuti', level: 1, includeHidden: true }).waitFor()
  assert.deepEqual(await englishOn(page, english), [], 'leave')
  await picture(page, 'leave-indonesian')

  await page.goto('/inbox')
  await page.getByRole('button', { name: /^Setujui \d/ }).waitFor()
  assert.deepEqual(await englishOn(page, english), [], 'inbox')
  await picture(page, 'inbox-indonesian')

  await page.goto('/organization')
  await page.getByRole('treeitem').first().click()
  await page.getByRole('heading', { name: 'Organisasi', level: 1 }).waitFor()
  await page.getByRole('link', { name: 'Lihat di direktori' }).waitFor()
  assert.deepEqual(await englishOn(page, english), [], 'organisation')
  await picture(page, 'organisation-indonesian')
  await page.goto('/organization/chart')
  await page
    .getByRole('button', { name: /tampilkan di bawah/ })
    .first()
    .waitFor()
  assert.deepEqual(await englishOn(page, english), [], 'org chart')
})

/** What is read or heard on the page and is, whole, one of our English texts. */
async function englishOn(page: Page, english: readonly RegExp[]) {
  const texts = await page.evaluate<string[]>(`(() => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
    const texts = [document.title]
    while (walker.nextNode()) if (walker.currentNode.parentElement.closest('script, style') === null) texts.push(walker.currentNode.data)
    for (const name of ['aria-label', 'placeholder', 'title', 'alt'])
      for (const element of document.querySelectorAll('[' + name + ']')) texts.push(element.getAttribute(name))
    return texts.map((text) => text.trim())
  })()`)
  return [...new Set(texts)].filter((text) => !allowed.has(text) && !isTitle(text) && english.some((pattern) => pattern.test(text)))
}

/** Each English text with words of its own; its values may be anything, its numbers are numbers. */
function patternsOf(texts: Texts): RegExp[] {
  return Object.values(texts).flatMap((text) => {
    if (typeof text !== 'string') return patternsOf(text)
    const parts = text.split(/(\{\{[^}]+\}\})/)
    if (!/[a-z]{2}/i.test(parts.filter((part) => !part.startsWith('{{')).join(''))) return []
    const patterns = parts.map((part) => {
      if (!part.startsWith('{{')) return part.replaceAll(/[.*+?^$()[\]{}|\\]/g, String.raw`\$&`)
      return part.includes(', number') ? String.raw`[\d.,\s]+` : '.+'
    })
    return [new RegExp(`^${patterns.join('')}$`)]
  })
}
