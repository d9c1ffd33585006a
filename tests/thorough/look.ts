import type { Page } from 'playwright'
import { assertAccessible, inScheme, picture } from '../e2e/app.ts'

/** Looks at a page in a colour scheme: it is accessible, and a picture of it is taken where they are asked for. */
export async function look(page: Page, scheme: 'light' | 'dark', name: string) {
  await inScheme(page, scheme)
  await assertAccessible(page)
  await picture(page, `${name}-${scheme}`)
}
