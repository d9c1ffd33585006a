import assert from 'node:assert/strict'
import { test } from 'node:test'
import { givePassword, setUpApp, setUpPasskey } from '../../../tests/factors.ts'
import { world } from '../../../tests/world.ts'
import { updateMe } from './auth.contract.ts'
import { removeTotp, renewRecoveryCodes } from './auth.mfa.contract.ts'
import { removePasskey } from './auth.passkey.contract.ts'

test('whoever has a factor added, removed or recovery codes made is told by mail, in their language, each once', async (t) => {
  const w = await world(t)
  const noon = '2026-06-15T12:00:00.000Z'
  w.at(noon)
  const mei = await w.as([], { firstName: 'Mei' })
  await givePassword(w, mei)
  const mails = async () => {
    await w.runJobs()
    return (await w.assembly.deps.mailer.list(500)).filter(({ to }) => to === mei.email).toReversed()
  }
  await setUpApp(mei, noon)
  const [first] = await mails()
  assert.match(first!.subject, /^How you sign in to Company .* was changed$/)
  assert.match(first!.text, /Hello Mei,\n\nAn authenticator app was set up for your account\./)
  assert.match(first!.text, /\/security/)
  await mei(renewRecoveryCodes)
  const { passkey } = await setUpPasskey(w, mei, 'My <b>laptop</b>')
  assert.equal((await mei(removePasskey, { params: { id: passkey.id } })).status, 200)
  await mails()
  await mei(updateMe, { body: { language: 'id' } })
  assert.equal((await mei(removeTotp)).status, 200)
  const all = await mails()
  assert.deepEqual(
    new Set(all.map(({ text }) => text.split('\n')[2])),
    new Set([
      'An authenticator app was set up for your account.',
      'New recovery codes were made for your account; the ones before work no more.',
      'The passkey “My <b>laptop</b>” was added to your account.',
      'The passkey “My <b>laptop</b>” was removed from your account.',
      'Aplikasi autentikator akun Anda telah dihapus.',
    ]),
  )
  assert.equal(all.length, 5)
  for (const { html } of all) assert(!html.includes('<b>laptop'))
})
