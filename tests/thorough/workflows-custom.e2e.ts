import assert from 'node:assert/strict'
import { test } from 'node:test'
import { assertAccessible, picture, signedIn } from '../e2e/app.ts'
import { look } from './look.ts'

test('a custom workflow is given fields and a schedule, started by a form of its fields, and followed and cancelled on its page', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/workflows?form=add' })
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Name').fill('Equipment')
  await drawer.getByRole('combobox', { name: 'Decides' }).click()
  await page.getByRole('option', { name: 'Custom' }).click()
  await drawer.getByRole('button', { name: 'Draft workflow' }).click()
  await page.getByRole('heading', { name: 'Equipment', level: 1 }).waitFor()
  for (const [nth, name, type] of [
    [1, 'costCentre', 'Text'],
    [2, 'amount', 'Number'],
    [3, 'neededBy', 'Date'],
    [4, 'isNew', 'Yes or no'],
  ] as const) {
    await page.getByRole('button', { name: 'Add a field' }).click()
    await page.getByLabel(`Name of field ${nth}`).fill(name)
    await page.getByRole('combobox', { name: `Type of field ${nth}` }).click()
    await page.getByRole('option', { name: type, exact: true }).click()
  }
  await page.getByRole('switch', { name: 'Starts by itself' }).click()
  await page.getByRole('combobox', { name: 'When', exact: true }).click()
  await page.getByRole('option', { name: 'On the first of the month at 9:00' }).click()
  assert.equal(await page.getByLabel('As cron').inputValue(), '0 9 1 * *')
  for (const scheme of ['light', 'dark'] as const) await look(page, scheme, 'workflow-custom')
  await page.getByRole('button', { name: 'Save draft' }).click()
  await page.getByText('Saved Equipment').first().waitFor()
  await page.getByRole('button', { name: 'Activate' }).click()
  await page.getByText('Equipment is active, version 1').first().waitFor()

  const manager = await signedIn(t, 'manager@acme.test', { at: '/inbox' })
  await manager.getByRole('button', { name: 'Start a request' }).click()
  const form = manager.getByRole('dialog', { name: 'Start a request' })
  await form.getByRole('combobox', { name: 'What it is about' }).click()
  await manager.getByRole('option', { name: 'Equipment' }).click()
  await form.getByLabel('In a few words').fill('A laptop for Mei')
  await form.getByRole('combobox', { name: 'For whom' }).fill('Mei')
  await manager.getByRole('option', { name: /Mei Chen/ }).click()
  await form.getByLabel('Cost centre').fill('4711')
  await form.getByLabel('Amount').fill('1200')
  await form.getByRole('combobox', { name: 'Is new' }).click()
  await manager.getByRole('option', { name: 'Yes', exact: true }).click()
  await assertAccessible(manager)
  await picture(manager, 'workflow-start')
  await form.getByRole('button', { name: 'Start a request' }).click()
  await manager.getByRole('heading', { name: 'A laptop for Mei', level: 1 }).waitFor()
  await manager.getByRole('row', { name: 'Cost centre 4711' }).waitFor()
  for (const scheme of ['light', 'dark'] as const) await look(manager, scheme, 'request-custom')
  await manager.getByRole('button', { name: 'Cancel the request' }).click()
  const question = manager.getByRole('dialog', { name: 'Cancel A laptop for Mei?' })
  await question.getByLabel('Reason').fill('Bought already')
  await question.getByRole('button', { name: 'Cancel the request' }).click()
  await manager.getByText('Cancelled', { exact: true }).first().waitFor()
})
