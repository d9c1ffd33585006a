import assert from 'node:assert/strict'
import { generateKeyPairSync } from 'node:crypto'
import { test } from 'node:test'
import { softwareAuthenticator } from '../../../tests/authenticator.ts'
import { askedFor, givePassword, setUpPasskey } from '../../../tests/factors.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { archiveUser } from '../users/users.contract.ts'
import { login } from './auth.contract.ts'
import {
  listPasskeys,
  passkeyOptions,
  passkeySignIn,
  passkeySignInOptions,
  registerPasskey,
  removePasskey,
  renamePasskey,
} from './auth.passkey.contract.ts'

const optionsOf = async (w: World) => (await w.nobody(passkeySignInOptions)).data.options

test('a passkey is registered and signs in by itself, without an email', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { device, passkey } = await setUpPasskey(w, mei, '  Laptop ')
  assert.deepEqual([passkey.name, passkey.isSynced, passkey.lastUsedAt], ['Laptop', false, null])
  const options = await optionsOf(w)
  assert(!('allowCredentials' in options), 'whose passkeys there are is told to nobody')
  const answer = await w.nobody(passkeySignIn, { body: { credential: device.get(options), tokenDelivery: 'body' } })
  assert.equal(answer.data.user.id, mei.userId)
  const [listed] = (await mei(listPasskeys)).data.passkeys
  assert(listed!.lastUsedAt)
})

test('a challenge is answered once, whoever sends the answer, and in time', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { device } = await setUpPasskey(w, mei)
  const credential = device.get(await optionsOf(w))
  const answers = await Promise.all([1, 2, 3].map(() => w.nobody(passkeySignIn, { body: { credential } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 401, 401],
  )
  const begun = new Date()
  w.at(begun.toISOString())
  const options = await optionsOf(w)
  w.at(new Date(begun.getTime() + 300_000).toISOString())
  assert.equal((await w.nobody(passkeySignIn, { body: { credential: device.get(options) } })).status, 401)
})

test('an answer for another page, another host, another challenge, without the person, or signed by another key opens nothing', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { device } = await setUpPasskey(w, mei)
  const other = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const attacks = {
    'another origin': { origin: 'https://evil.test' },
    'another port': { origin: 'http://localhost:1' },
    'another host': { rpId: 'evil.test' },
    'another challenge': { challenge: Buffer.alloc(32).toString('base64url') },
    'an answer of registering': { type: 'webauthn.create' },
    'without finger, face or PIN': { userVerified: false },
    'another key': { key: other },
    'a counter that does not grow': { counter: 1 },
    'nobody’s handle': { userHandle: 'AAAA' },
    'the handle of somebody else': {
      userHandle: Buffer.from((w.companyId + w.admin.userId).replaceAll('-', ''), 'hex').toString('base64url'),
    },
    'the handle of another company': {
      userHandle: Buffer.from((mei.userId + mei.userId).replaceAll('-', ''), 'hex').toString('base64url'),
    },
  }
  for (const [name, wrong] of Object.entries(attacks)) {
    const answer = await w.nobody(passkeySignIn, { body: { credential: device.get(await optionsOf(w), wrong) } })
    assert.deepEqual([answer.status, answer.error.code], [401, 'SIGN_IN_FAILED'], name)
  }
  assert.equal((await w.nobody(passkeySignIn, { body: { credential: device.get(await optionsOf(w)) } })).status, 200)
})

test('a signature as long as those of post-quantum keys is looked at, not refused for its length', async (t) => {
  const w = await world(t)
  const { device } = await setUpPasskey(w, await w.as([]))
  const credential = device.get(await optionsOf(w))
  const signature = Buffer.alloc(4_627, 1).toString('base64url')
  const answer = await w.nobody(passkeySignIn, { body: { credential: { ...credential, response: { ...credential.response, signature } } } })
  assert.deepEqual([answer.status, answer.error.code], [401, 'SIGN_IN_FAILED'])
})

test('a challenge of registering is of its session, is used once, and is no challenge of anything else', async (t) => {
  const w = await world(t)
  const [mei, adi] = [await w.as([]), await w.as([])]
  const origin = w.assembly.deps.appUrl()
  const { options } = (await mei(passkeyOptions)).data
  const stranger = softwareAuthenticator(origin)
  assert.equal((await adi(registerPasskey, { body: { name: 'x', credential: stranger.create(options) } })).error.code, 'PASSKEY_REFUSED')
  const device = softwareAuthenticator(origin)
  assert.equal((await mei(registerPasskey, { body: { name: 'x', credential: device.create(options) } })).status, 201)
  assert.equal((await mei(registerPasskey, { body: { name: 'y', credential: softwareAuthenticator(origin).create(options) } })).status, 422)
  const forSignIn = await optionsOf(w)
  const mixed = { ...(await mei(passkeyOptions)).data.options, challenge: forSignIn['challenge'] }
  assert.equal((await mei(registerPasskey, { body: { name: 'z', credential: softwareAuthenticator(origin).create(mixed) } })).status, 422)
  for (const wrong of [{ origin: 'https://evil.test' }, { rpId: 'evil.test' }, { userVerified: false }, { type: 'webauthn.get' }]) {
    const fresh = (await mei(passkeyOptions)).data.options
    const answer = await mei(registerPasskey, { body: { name: 'z', credential: softwareAuthenticator(origin).create(fresh, wrong) } })
    assert.equal(answer.error.code, 'PASSKEY_REFUSED', JSON.stringify(wrong))
  }
  assert.equal((await mei(listPasskeys)).data.passkeys.length, 1)
})

test('the same passkey is registered once', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { device } = await setUpPasskey(w, mei)
  const { options } = (await mei(passkeyOptions)).data
  assert.deepEqual(
    (options['excludeCredentials'] as { id: string }[]).map(({ id }) => id),
    [device.id],
  )
  const answer = await mei(registerPasskey, { body: { name: 'again', credential: device.create(options) } })
  assert.deepEqual([answer.status, answer.error.code], [409, 'PASSKEY_KNOWN'])
})

test('a passkey finishes a sign-in that a password began, and whoever has one is asked for it', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  await givePassword(w, mei)
  const { device } = await setUpPasskey(w, mei)
  const stranger = await w.as([])
  const theirs = await setUpPasskey(w, stranger)
  const { mfaToken, methods, passkeyOptions: options } = await askedFor(w, mei)
  assert.deepEqual(methods, ['passkey'])
  assert(!JSON.stringify(options).includes(mfaToken))
  assert.equal((await w.nobody(login, { body: { mfaToken, passkey: theirs.device.get(options!) } })).error.code, 'CODE_WRONG')
  assert.equal((await w.nobody(login, { body: { mfaToken, passkey: device.get(await optionsOf(w)) } })).error.code, 'CODE_WRONG')
  assert.equal((await w.nobody(login, { body: { mfaToken, passkey: device.get(options!) } })).status, 200)
})

test('one renames and removes one’s own passkeys only; a removed one opens nothing', async (t) => {
  const w = await world(t)
  const [mei, adi] = [await w.as([]), await w.as([])]
  const { device, passkey } = await setUpPasskey(w, mei)
  const params = { id: passkey.id }
  assert.equal((await adi(renamePasskey, { params, body: { name: 'mine' } })).status, 404)
  assert.equal((await adi(removePasskey, { params })).status, 404)
  assert.deepEqual((await adi(listPasskeys)).data.passkeys, [])
  assert.equal((await mei(renamePasskey, { params, body: { name: 'Old laptop' } })).data.passkey.name, 'Old laptop')
  const options = await optionsOf(w)
  assert.equal((await mei(removePasskey, { params })).status, 200)
  assert.equal((await w.nobody(passkeySignIn, { body: { credential: device.get(options) } })).status, 401)
})

test('a passkey of an archived account opens nothing', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  const { device } = await setUpPasskey(w, mei)
  assert.equal((await w.admin(archiveUser, { params: { id: mei.userId } })).status, 200)
  assert.equal((await w.nobody(passkeySignIn, { body: { credential: device.get(await optionsOf(w)) } })).status, 401)
})
