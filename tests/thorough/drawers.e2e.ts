import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { signedIn } from '../e2e/app.ts'
import { pathOfMei } from './visits.ts'

/** Pages of forms that open over them, by their addresses. */
const forms = {
  '/access': ['add'],
  '/access/groups': ['add'],
  '/access/templates': ['add'],
  '/catalogs': ['add'],
  '/custom-fields': ['add'],
  '/inbox': ['start'],
  '/leave/limits': ['add-blackout', 'add-limit'],
  '/leave/policies': ['add'],
  '/leave/types': ['add'],
  '/leave/year-end': ['close'],
  '/organization': ['add'],
  '/organization/branches': ['add'],
  '/organization/positions': ['add'],
  '/substitutes': ['add'],
  '/time/holidays': ['add', 'import', 'add-calendar', 'edit-calendar', 'remove-calendar'],
  '/time/places': ['add'],
  '/time/roster': ['shift', 'copy'],
  '/time/rules': ['policy', 'add-overtime', 'add-break', 'add-pattern'],
  '/time/shifts': ['add-shift', 'assign', 'add-roster'],
  '/workflows': ['add'],
}
const ofPerson = ['edit=person', 'edit=archive', 'tab=employment&edit=change', 'tab=employment&edit=notice']
/** Where one begins: what undoes something begins with the way out. */
const beginnings = ['a field', 'Cancel', 'Keep it']

test('a form that opens over its page has the focus where one begins, and nothing lies over it', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { alone: true })
  const mei = await pathOfMei(page)
  const addresses = [
    ...Object.entries(forms).flatMap(([path, names]) => names.map((name) => `${path}?form=${name}`)),
    '/people?add=person',
    '/accounts/invitations?invite=true',
    '/leave?ask=leave',
    ...ofPerson.map((name) => `${mei}?${name}`),
  ]
  const wrong: string[] = []
  for (const address of addresses) {
    const found = await focusIn(page, address)
    if (!beginnings.includes(found)) wrong.push(`${address}: ${found}`)
  }
  assert.deepEqual(wrong, [])
})

/** What has the focus once the form is there: the drawer's own button is no place to begin. */
async function focusIn(page: Page, address: string) {
  await page.evaluate(`history.pushState(null, '', ${JSON.stringify(address)})`)
  const dialog = page.getByRole('dialog')
  await dialog
    .first()
    .waitFor({ timeout: 10_000 })
    .catch(() => undefined)
  if ((await dialog.count()) === 0) return 'no form'
  await dialog.locator('.form-body:empty, .mantine-Skeleton-root').first().waitFor({ state: 'detached' })
  await page.evaluate('Promise.all(document.getAnimations().map((one) => one.finished.catch(() => null))).then(() => null)')
  let found = ''
  for (let tries = 0; tries < 30 && !beginnings.includes(found); tries += 1) {
    await page.waitForTimeout(tries * 10)
    found = await page.evaluate<string>(focused)
  }
  // A list of choices comes a moment after its field has the focus.
  await page.waitForTimeout(100)
  found = await page.evaluate<string>(focused)
  await page.evaluate("history.pushState(null, '', '/account')")
  await dialog.first().waitFor({ state: 'detached' })
  return found
}

const focused = `(() => {
  const one = document.activeElement
  if (document.querySelector('[role=listbox]')?.checkVisibility()) return 'a list lies over it'
  if (!one.closest('[role=dialog]')) return 'outside'
  if (one.matches('input, textarea, select')) return 'a field'
  return (one.getAttribute('aria-label') ?? one.textContent).trim().slice(0, 40) || one.tagName
})()`
