import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../server/core/ids.ts'
import { hashSecret, newSecret } from '../../server/core/tokens.ts'
import { assertAccessible, freshPage, openApp, picture, signedIn, until } from './app.ts'

test('an admin changes how the company looks, switches a feature off and on, and sees what is used', async (t) => {
  const page = await signedIn(t, 'admin@acme.test', { at: '/settings/company' })
  const colour = page.getByLabel('Colour', { exact: true })
  await colour.fill('#ffd400')
  await page.getByText('Cannot be read').waitFor()
  assert(await page.getByRole('button', { name: 'Save look' }).isDisabled())
  await picture(page, 'company-unreadable')
  await colour.fill('#0a7f5b')
  await page.getByText('Can be read in both schemes').waitFor()
  await page.getByRole('button', { name: 'Save look' }).click()
  await page.getByText('Look saved').first().waitFor()
  await until(page, `getComputedStyle(document.documentElement).getPropertyValue('--mantine-color-accent-6').trim() === '#0a7f5b'`)
  await page.getByLabel('Phone').fill('+62 21 555 0100')
  await page.getByRole('button', { name: 'Save company' }).click()
  await page.getByText('Company saved').first().waitFor()
  await picture(page, 'company')

  await page.getByRole('tab', { name: 'Features' }).click()
  const leave = page.getByRole('switch', { name: 'Leave', exact: true })
  const off = async (name: string) => {
    await page.getByRole('switch', { name, exact: true }).press('Space')
    await page.getByRole('button', { name: `Switch off ${name}` }).click()
  }
  await off('Leave')
  await page.getByText('Payroll cannot work without Leave.').waitFor()
  await page.getByRole('button', { name: 'Cancel' }).click()
  await off('Payroll')
  await page.getByText('Payroll is off').first().waitFor()
  await off('Leave')
  await page.getByText('Leave is off').first().waitFor()
  await picture(page, 'features')
  await page.goto('/leave/policies')
  await page.getByText('This part of Muster is switched off for your company.').first().waitFor()
  await page.goto('/settings/features')
  await leave.press('Space')
  await page.getByText('Leave is on').first().waitFor()

  await page.getByRole('tab', { name: 'Usage' }).click()
  await page.getByText('API calls today').first().waitFor()
  await picture(page, 'usage')

  await page.goto('/audit?q=555%200100')
  await page.getByText('changed the name or the contact of the company').first().waitFor()
  await page.getByRole('button', { name: 'Details' }).first().click()
  await page.getByText('+62 21 555 0100').first().waitFor()
  await assertAccessible(page)
  await picture(page, 'audit-diff')
  const download = page.waitForEvent('download')
  await page.getByRole('button', { name: 'Export as CSV' }).click()
  assert.match((await download).suggestedFilename(), /^audit-.*\.csv$/)
  await page.goto('/audit?kind=audit.exported')
  await page.getByText('exported 1 entries of the audit log').waitFor()
  await page.getByRole('button', { name: 'Verify' }).click()
  await page.getByText('Intact').first().waitFor()
})

test('an operator opens a company, decides its limits and features, and suspends it with a reason and a proof', async (t) => {
  const { sql, url } = await openApp()
  const [id, token] = [newId(), `mso_${newSecret()}`]
  await sql(
    `insert into operator (id, email, name, password_hash, totp_confirmed_at) values ('${id}', '${id}@muster.test', 'Olga Operator', 'x', now());
     insert into operator_session (id, operator_id, token_hash, created_at, last_used_at, proved_at, expires_at)
     values ('${newId()}', '${id}', '\\x${hashSecret(token).toString('hex')}', now(), now(), now(), now() + interval '8 hours')`,
  )
  const page = await freshPage(t)
  await page.context().addCookies(
    ['/api/v1/platform', '/api/v1/companies'].map((path) => ({
      name: 'muster_operator',
      value: token,
      domain: new URL(url).hostname,
      path,
    })),
  )
  await page.goto('/operator')
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor()
  await page.getByText('Nothing went wrong').or(page.getByText('What went wrong')).first().waitFor()
  await assertAccessible(page)
  await picture(page, 'operator-overview')

  await page.getByRole('tab', { name: 'Companies' }).click()
  await page.getByRole('link', { name: 'Acme Corp' }).waitFor()
  await page.getByRole('button', { name: 'Add a company' }).click()
  const drawer = page.getByRole('dialog')
  await drawer.getByLabel('Name', { exact: true }).fill('Borneo Works')
  await drawer.getByLabel('Subdomain').fill('borneo-works')
  await drawer.getByLabel('First name').fill('Bima')
  await drawer.getByLabel('Last name').fill('Putra')
  await drawer.getByLabel('Email', { exact: true }).fill('bima@borneo.test')
  await drawer.getByRole('button', { name: 'Add a company' }).click()
  await page.getByText('Borneo Works is open').first().waitFor()
  await assertAccessible(page)
  await picture(page, 'operator-companies')
  await page.getByRole('link', { name: 'Borneo Works' }).click()
  await page.getByRole('heading', { name: 'Borneo Works', level: 1 }).waitFor()
  await page.getByRole('textbox', { name: 'People' }).fill('7')
  await page.getByRole('button', { name: 'Save limits' }).click()
  await page.getByText('0 of 7').waitFor()
  await page.getByRole('combobox', { name: /^Education/ }).click()
  await page.getByRole('option', { name: 'Always on' }).click()
  await page.getByText('Decided; it holds at once').first().waitFor()
  await assertAccessible(page)
  await picture(page, 'operator-company')
  await sql(`update operator_session set proved_at = now() - interval '15 minutes' where operator_id = '${id}'`)
  await page.getByRole('button', { name: 'Suspend', exact: true }).click()
  await page.getByLabel('Reason').fill('The invoice of May is open')
  await page.getByText('Everybody is locked out at once.').waitFor()
  await page.getByRole('button', { name: 'Suspend Borneo Works' }).click()
  await page.getByLabel('Your code once more').waitFor()
  await picture(page, 'operator-suspend')
  await sql(`update operator_session set proved_at = now() where operator_id = '${id}'`)
  await page.getByRole('button', { name: 'Suspend Borneo Works' }).click()
  await page.getByText('Suspended').first().waitFor()
  await page.getByRole('tab', { name: 'What operators did' }).click()
  await page.getByText('company-suspended').waitFor()
})
