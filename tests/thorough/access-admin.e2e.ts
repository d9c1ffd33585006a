import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { assertAccessible, picture, signedIn } from '../e2e/app.ts'

const settled = async (page: Page, name: string) => {
  await assertAccessible(page)
  await picture(page, name)
}

test('a group and a template are made, changed and removed', async (t) => {
  const admin = await signedIn(t, 'admin@acme.test', { at: '/access/groups' })
  await admin.getByText('No groups yet').waitFor()
  await admin.getByRole('button', { name: 'Make a group' }).first().click()
  const group = admin.getByRole('dialog', { name: 'Make a group' })
  await group.getByLabel('Name').fill('Front desk')
  await chooseSeveral(admin, group.getByRole('combobox', { name: 'Permissions in it' }), 'See people', 'See accounts')
  await settled(admin, 'group-form')
  await group.getByRole('button', { name: 'Add Front desk' }).click()
  await admin.getByText('Front desk was added').waitFor()
  await admin.getByText('2 permissions').waitFor()
  await settled(admin, 'groups')
  await more(admin, 'Front desk', 'Edit')
  const edit = admin.getByRole('dialog', { name: 'Edit group' })
  await edit.getByLabel('Name').fill('Reception')
  await edit.getByRole('button', { name: 'Save changes' }).click()
  await admin.getByText('Changes to Reception were saved').waitFor()
  await more(admin, 'Reception', 'Remove')
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove Reception' }).click()
  await admin.getByText('No groups yet').waitFor()

  await admin.getByRole('tab', { name: 'Templates' }).click()
  await admin.getByRole('button', { name: 'Make a template' }).first().click()
  const form = admin.getByRole('dialog', { name: 'Make a template' })
  await form.getByLabel('Name').fill('Newcomer')
  await choose(admin, form.getByRole('combobox', { name: 'Add a permission' }), 'See people')
  await form.getByRole('button', { name: 'Add Newcomer' }).click()
  await admin.getByText('Newcomer was added').waitFor()
  await more(admin, 'Newcomer', 'Edit')
  const change = admin.getByRole('dialog', { name: 'Edit template' })
  await choose(admin, change.getByRole('combobox', { name: 'Add a permission' }), 'See accounts')
  await change.getByRole('combobox', { name: 'Reach of See people' }).selectOption({ label: 'Denied' })
  await settled(admin, 'template-form')
  await change.getByRole('button', { name: 'Save changes' }).click()
  await admin.getByText('Changes to Newcomer were saved').waitFor()
  await admin.getByRole('cell', { name: 'See people, See accounts' }).waitFor()
  await settled(admin, 'templates')
  await more(admin, 'Newcomer', 'Remove')
  await admin.getByRole('dialog').getByRole('button', { name: 'Remove Newcomer' }).click()
  await admin.getByText('No templates yet').waitFor()
})

test('everybody’s delegations are seen and ended, and which roles need a second factor is decided', async (t) => {
  const manager = await signedIn(t, 'manager@acme.test', { at: '/account' })
  await manager.getByRole('button', { name: 'Let somebody act for me' }).click()
  const drawer = manager.getByRole('dialog', { name: 'Let somebody act for me' })
  await choose(manager, drawer.getByRole('combobox', { name: 'Who acts for you' }), 'Mei Chen')
  await chooseSeveral(manager, drawer.getByRole('combobox', { name: 'Permissions' }), 'Decide leave')
  await drawer.getByRole('button', { name: 'Let Mei Chen act for me' }).click()
  await manager.getByText(/Mei Chen acts for you until/).waitFor()

  const admin = await signedIn(t, 'admin@acme.test', { at: '/access/delegations' })
  await admin.getByRole('cell', { name: 'Mei Chen', exact: true }).waitFor()
  await settled(admin, 'delegations')
  await admin.getByRole('combobox', { name: 'Status' }).click()
  await admin.getByRole('option', { name: 'Planned' }).click()
  await admin.getByText('Nothing found').waitFor()
  await admin.getByRole('combobox', { name: 'Status' }).click()
  await admin.getByRole('option', { name: 'In force' }).click()
  await admin.getByRole('button', { name: 'End what Mei Chen has to do with' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'End', exact: true }).click()
  await admin.getByText('Nothing found').waitFor()
  await admin.getByRole('combobox', { name: 'Status' }).click()
  await admin.getByRole('option', { name: 'Ended early' }).click()
  await admin.getByRole('cell', { name: 'Mei Chen', exact: true }).waitFor()

  await admin.getByRole('tab', { name: 'Second factors' }).click()
  await admin.getByRole('checkbox', { name: 'Finance needs a second factor' }).check()
  await admin.getByText(/must set one up before anything else opens/).waitFor()
  await settled(admin, 'second-factors')
  await admin.getByRole('button', { name: 'Save 1 change' }).click()
  await admin.getByText('What roles need was saved').waitFor()
  await admin.reload()
  const finance = admin.getByRole('checkbox', { name: 'Finance needs a second factor' })
  await finance.waitFor()
  assert.equal(await finance.isChecked(), true)
  await finance.uncheck()
  await admin.getByRole('button', { name: 'Save 1 change' }).click()
  await admin.getByRole('button', { name: 'Save 1 change' }).waitFor({ state: 'detached' })
})

test('a part of Muster is switched off for a person and by a role, and one record is granted to one person', async (t) => {
  const admin = await signedIn(t, 'admin@acme.test', { at: '/people?q=Mei' })
  await admin
    .getByRole('link', { name: /Mei Chen/ })
    .first()
    .click()
  await admin.getByRole('tab', { name: 'Access' }).click()
  const look = admin.getByRole('combobox', { name: 'Look in People for Mei Chen' })
  await look.selectOption({ label: 'Off' })
  await admin.getByText('The part was switched').waitFor()
  const mei = await signedIn(t, 'employee@acme.test')
  await mei.getByRole('link', { name: 'Time', exact: true }).first().waitFor()
  assert.equal(await mei.getByRole('link', { name: 'People', exact: true }).count(), 0, 'People is off')
  await admin.getByRole('combobox', { name: 'Look in People for Mei Chen' }).selectOption({ label: 'Not said: on' })

  await admin.getByRole('button', { name: 'Allow or deny' }).click()
  const drawer = admin.getByRole('dialog', { name: 'Allow or deny about Mei Chen' })
  await choose(admin, drawer.getByRole('combobox', { name: 'Account' }), 'Hassan Ali')
  await choose(admin, drawer.getByRole('combobox', { name: 'Permission' }), 'See pay data')
  await drawer.getByLabel('Reason').fill('Checks the bank details')
  await settled(admin, 'record-form')
  await drawer.getByRole('button', { name: 'Allow or deny' }).click()
  await admin.getByText('It holds from now on').waitFor()
  await admin.getByText('Hassan Ali directly').waitFor()
  await admin.getByRole('region', { name: 'About this person alone' }).scrollIntoViewIfNeeded()
  await settled(admin, 'record-grants')
  await admin.getByRole('region', { name: 'Parts of Muster' }).scrollIntoViewIfNeeded()
  await picture(admin, 'person-modules')
  await admin.getByRole('button', { name: 'Take back See pay data from Hassan Ali' }).click()
  await admin.getByRole('dialog').getByRole('button', { name: 'Take back' }).click()
  await admin.getByText('Nobody is allowed or denied anything about this person alone.').waitFor()

  await admin.getByRole('region', { name: 'Roles' }).getByRole('link', { name: 'Employee', exact: true }).click()
  await admin.getByRole('heading', { name: 'Employee', level: 1 }).waitFor()
  await admin.getByRole('combobox', { name: 'Change in Attendance and working time for Employee' }).selectOption({ label: 'Off' })
  await admin.getByText('The part was switched').first().waitFor()
  await admin.getByRole('region', { name: 'Parts of Muster' }).scrollIntoViewIfNeeded()
  await settled(admin, 'role-modules')
})

/** Picks an option of a field that is searched by typing: typed again where the list was drawn anew under the click. */
async function choose(page: Page, field: ReturnType<Page['getByRole']>, name: string) {
  const pick = async () => {
    await field.fill(name)
    await page.getByRole('option', { name }).first().click({ timeout: 5_000 })
  }
  await pick().catch(pick)
}

async function chooseSeveral(page: Page, field: ReturnType<Page['getByRole']>, ...names: string[]) {
  for (const name of names) await choose(page, field, name)
  // The list of a field that takes several stays open.
  await page.keyboard.press('Escape')
}

async function more(page: Page, name: string, act: string) {
  await page.getByRole('button', { name: `More for ${name}` }).click()
  await page.getByRole('menuitem', { name: act }).click()
}
