import assert from 'node:assert/strict'
import { readFile as read } from 'node:fs/promises'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn } from '../e2e/app.ts'

const heading = 'Code;Name;Abteilung'
const mended = [heading, 'MKT;Marketing;', 'PR;Public relations;MKT', 'EVT;Events;MKT']
/** A name that is blank, and a parent that is nowhere. */
const wrong = [heading, 'MKT;Marketing;', 'PR;;MKT', 'EVT;Events;NOWHERE']

test('a file with two bad rows is refused row by row, mended and imported, and the same file again changes nothing', async (t) => {
  const page = await signedIn(t, 'hr@acme.test')
  await page.getByRole('link', { name: 'Import & export' }).click()
  await page.getByRole('heading', { name: 'Import and export', level: 1 }).waitFor()
  await assertAccessible(page)
  await picture(page, 'imports')
  await page.getByRole('link', { name: 'Import a file' }).first().click()
  await page.getByRole('radio', { name: 'Departments' }).click()
  await page.getByRole('heading', { name: 'Import departments', level: 1 }).waitFor()
  await assertAccessible(page)
  await picture(page, 'import-choose')

  await give(page, 'departments.csv', wrong)
  await page.getByRole('heading', { name: 'This file cannot be imported as it is' }).waitFor()
  // The heading is in a language that the columns do not know: who sent it says what it stands for.
  const column = page.getByRole('combobox', { name: 'Column that Abteilung stands for' })
  await column.fill('Parent')
  await page.getByRole('option', { name: 'Parent' }).click()
  await page.getByRole('button', { name: 'Check again' }).click()
  await page.getByText('2 errors in the file').waitFor()
  const faults = page.getByRole('group', { name: 'Errors by row' }).getByRole('row')
  await faults.filter({ hasText: 'NOWHERE' }).waitFor()
  assert.deepEqual(
    (await faults.allInnerTexts()).slice(1).map((text) => text.split('\t').slice(0, 3)),
    [
      ['3', 'Name', ''],
      ['4', 'Parent', 'NOWHERE'],
    ],
  )
  await assertAccessible(page)
  await picture(page, 'import-refused')

  await page.getByRole('button', { name: 'Choose the corrected file' }).click()
  await give(page, 'departments.csv', mended)
  await page.getByRole('heading', { name: 'Nothing is wrong with this file' }).waitFor()
  await assertAccessible(page)
  await picture(page, 'import-checked')
  await page.getByRole('button', { name: 'Import 3 rows' }).click()
  await page.getByText('3 rows were written.').waitFor()
  await assertAccessible(page)
  await picture(page, 'import-done')

  await page.getByRole('button', { name: 'Import another file' }).click()
  await give(page, 'departments.csv', [mended[0]!.replace('Abteilung', 'Parent'), ...mended.slice(1)])
  await page.getByText('importing it would change nothing').waitFor()
  assert(await page.getByRole('button', { name: /^Import 0/ }).isDisabled())
  await page.getByRole('link', { name: 'All imports' }).click()
  const mine = page.getByRole('group', { name: 'My imports' }).getByRole('row')
  await mine.filter({ hasText: 'Imported' }).filter({ hasText: '3 new' }).waitFor()
  await mine.filter({ hasText: 'Not imported' }).first().waitFor()
  await assertAccessible(page)
  await picture(page, 'imports-list')

  await page.getByRole('link', { name: 'Organisation' }).click()
  await page.getByRole('treeitem', { name: /^Marketing/ }).waitFor()
})

test('what there is comes out as a file that imports to nothing new', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { at: '/imports' })
  const waiting = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Departments as Excel' }).click()
  const file = await (await waiting).path()
  await page.goto('/imports/new?kind=departments')
  await page.getByLabel('File to import').setInputFiles({ name: 'departments.xlsx', mimeType: '', buffer: await read(file) })
  await page.getByText('importing it would change nothing').waitFor()
})

test('a file that is no sheet is not even sent', async (t) => {
  const page = await signedIn(t, 'hr@acme.test', { at: '/imports/new?kind=departments' })
  await page.getByLabel('File to import').setInputFiles({ name: 'photo.png', mimeType: 'image/png', buffer: Buffer.from('no') })
  await page.getByRole('alert').filter({ hasText: 'neither a CSV file nor an Excel workbook' }).waitFor()
})

function give(page: Page, name: string, lines: readonly string[]) {
  return page.getByLabel('File to import').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(lines.join('\n')) })
}
