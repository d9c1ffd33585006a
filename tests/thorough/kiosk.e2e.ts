import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Page } from 'playwright'
import { decodeQR } from 'qr/decode.js'
import { assertAccessible, freshPage, picture, signedIn } from '../e2e/app.ts'

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
  await recent.getByText('Taken', { exact: true }).waitFor()
  await picture(tablet, 'kiosk-taken')
  await employee.goto('/')
  await employee.getByRole('button', { name: 'End', exact: true }).first().waitFor()

  // By a code: the camera reads it from the phone, and a scanner that types it is told that it was used.
  await employee.goto('/time')
  await employee.getByRole('button', { name: 'Show my code' }).click()
  const drawn = employee.getByRole('dialog', { name: 'Kiosk code' }).getByRole('img', { name: 'Kiosk code' })
  await drawn.waitFor()
  await picture(employee, 'kiosk-code')
  const shape = (await drawn.locator('path').getAttribute('d')) ?? ''
  const code = readQr(shape)
  assert.match(code, /^\d{92}$/)
  await holdBeforeCamera(tablet, shape)
  await tablet.getByRole('button', { name: 'Scan a code' }).click()
  const known = tablet.getByRole('dialog', { name: 'Mei Chen' })
  await known.getByText('Choose what to do.').waitFor()
  await picture(tablet, 'kiosk-known')
  await assertAccessible(tablet)
  await known.getByRole('button', { name: 'Break' }).click()
  await recent.getByRole('listitem').filter({ hasText: 'Break' }).getByText('Taken', { exact: true }).waitFor()
  await tablet.keyboard.type(code)
  await tablet.keyboard.press('Enter')
  await known.getByRole('button', { name: 'End' }).click()
  await recent.getByText('This code was used already; show the next one.').waitFor()
  await tablet.context().setOffline(true)
  await tablet.getByRole('button', { name: 'Scan a code' }).click()
  await tablet.getByText('A code needs the network. Use your PIN.').waitFor()
  await picture(tablet, 'kiosk-code-offline')
})

/** What a drawn code says. */
function readQr(path: string) {
  const cells = [...path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)].map(([, x, y]) => [Number(x), Number(y)] as const)
  const scale = 6
  const size = (Math.max(...cells.flat()) + 3) * scale
  const data = new Uint8Array(size * size * 4).fill(255)
  for (const [x, y] of cells)
    for (let row = 0; row < scale; row++)
      for (let column = 0; column < scale; column++) {
        const at = ((y * scale + row) * size + x * scale + column) * 4
        data.fill(0, at, at + 3)
      }
  return decodeQR({ width: size, height: size, data })
}

/** A browser for tests has no camera: its picture is a canvas on which the code is drawn. */
async function holdBeforeCamera(tablet: Page, path: string) {
  await tablet.evaluate(`{
    const canvas = Object.assign(document.createElement('canvas'), { width: 640, height: 480 })
    const draw = canvas.getContext('2d')
    const again = () => {
      draw.setTransform(1, 0, 0, 1, 0, 0)
      draw.fillStyle = '#fff'
      draw.fillRect(0, 0, 640, 480)
      draw.setTransform(8, 0, 0, 8, 150, 70)
      draw.fillStyle = '#000'
      draw.fill(new Path2D('${path}'))
    }
    again()
    setInterval(again, 100)
    navigator.mediaDevices.getUserMedia = async () => canvas.captureStream(10)
  }`)
}

async function punch(tablet: Awaited<ReturnType<typeof freshPage>>, pin: string, act: string) {
  await tablet.getByRole('button', { name: 'Mei Chen' }).click()
  const dialog = tablet.getByRole('dialog', { name: 'Mei Chen' })
  for (const digit of pin) await dialog.getByRole('button', { name: digit, exact: true }).click()
  await dialog.getByRole('button', { name: act }).click()
}
