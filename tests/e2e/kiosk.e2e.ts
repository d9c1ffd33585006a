import { test } from 'node:test'
import { assertAccessible, freshPage, picture, signedIn } from './app.ts'

test('a tablet is registered; a punch without a network waits, and is taken once when the network is back', async (t) => {
  const [hr, employee] = [await signedIn(t, 'hr@acme.test'), await signedIn(t, 'employee@acme.test')]
  await employee.goto('/time')
  const card = employee.getByRole('region', { name: 'Kiosk PIN' })
  await card.getByLabel('New PIN').fill('1234')
  await card.getByRole('button', { name: 'Set PIN' }).click()
  await card.getByText('among the first that are tried').waitFor()
  await card.getByLabel('New PIN').fill('2580')
  await card.getByRole('button', { name: 'Set PIN' }).click()
  await card.getByText(/You have had a PIN/).waitFor()
  await picture(employee, 'kiosk-pin')

  await hr.goto('/time/kiosks')
  await hr.getByRole('button', { name: 'Register a tablet' }).first().click()
  const form = hr.getByRole('dialog', { name: 'Register a tablet' })
  await form.getByRole('textbox', { name: 'Name' }).fill('Entrance')
  await form.getByRole('combobox', { name: 'Branch' }).click()
  await hr.getByRole('option', { name: 'Head office' }).click()
  await form.getByRole('button', { name: 'Register a tablet' }).click()
  const url = await hr.getByText('/kiosk#').innerText()
  await assertAccessible(hr)
  await picture(hr, 'kiosk-registered')

  const tablet = await freshPage(t, { viewport: { width: 1280, height: 800 } })
  await tablet.goto(`/kiosk#${new URL(url).hash.slice(1)}`)
  await tablet.getByRole('searchbox', { name: 'Find your name' }).fill('Mei Chen')
  await tablet.getByRole('button', { name: 'Mei Chen' }).waitFor()
  await assertAccessible(tablet)
  await picture(tablet, 'kiosk')
  await punch(tablet, '2581', 'Start')
  const recent = tablet.getByRole('list', { name: 'Pressed here lately' })
  await recent.getByText('The PIN is wrong.').waitFor()

  await tablet.context().setOffline(true)
  await tablet.getByRole('button', { name: 'Mei Chen' }).click()
  await tablet.getByLabel('PIN').fill('2580')
  await assertAccessible(tablet)
  await picture(tablet, 'kiosk-pad')
  await tablet.getByRole('button', { name: 'Start' }).click()
  await recent.getByText('Waiting').waitFor()
  await picture(tablet, 'kiosk-offline')
  await tablet.context().setOffline(false)
  await recent.getByText('Taken').waitFor()
  await picture(tablet, 'kiosk-taken')
  await employee.goto('/')
  await employee.getByRole('button', { name: 'End', exact: true }).first().waitFor()
})

async function punch(tablet: Awaited<ReturnType<typeof freshPage>>, pin: string, act: string) {
  await tablet.getByRole('button', { name: 'Mei Chen' }).click()
  const dialog = tablet.getByRole('dialog', { name: 'Mei Chen' })
  for (const digit of pin) await dialog.getByRole('button', { name: digit, exact: true }).click()
  await dialog.getByRole('button', { name: act }).click()
}
