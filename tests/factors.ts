import assert from 'node:assert/strict'
import { totpCode, totpStepOf } from '../server/core/totp.ts'
import { login } from '../server/modules/auth/auth.contract.ts'
import { confirmTotp, setUpTotp } from '../server/modules/auth/auth.mfa.contract.ts'
import { passkeyOptions, registerPasskey } from '../server/modules/auth/auth.passkey.contract.ts'
import { hashPassword } from '../server/modules/auth/password.ts'
import { softwareAuthenticator } from './authenticator.ts'
import type { Client } from './client.ts'
import type { World } from './world.ts'

export const passphrase = 'kuda laut menari 77'
const passphraseHash = await hashPassword(passphrase)

/** Gives a person the password of these tests. */
export async function givePassword(w: World, person: Client) {
  await w.rows('update user_account set password_hash = $2 where company_id = $company and id = $1', person.userId, passphraseHash)
}

export type App = { readonly recoveryCodes: readonly string[]; codeAt(instant: string): string }

/** Sets up an authenticator app at `instant`, which must be the time of the world. */
export async function setUpApp(person: Client, instant: string): Promise<App> {
  const { totp } = (await person(setUpTotp)).data
  const secret = fromBase32(totp.secret)
  const codeAt = (at: string) => totpCode(secret, totpStepOf(at))
  const { recoveryCodes } = (await person(confirmTotp, { body: { code: codeAt(instant) } })).data
  return { recoveryCodes, codeAt }
}

/** Registers a passkey in software. */
export async function setUpPasskey(w: World, person: Client, name = 'Laptop') {
  const device = softwareAuthenticator(w.assembly.deps.appUrl())
  const { options } = (await person(passkeyOptions)).data
  const { passkey } = (await person(registerPasskey, { body: { name, credential: device.create(options) } })).data
  return { device, passkey }
}

type Needed = { mfaToken: string; methods: string[]; passkeyOptions: Readonly<Record<string, unknown>> | null }

/** Signs in with the password of somebody who has a second factor, and hands on what is asked for. */
export async function askedFor(w: World, { email }: Client): Promise<Needed> {
  const answer = await w.nobody(login, { body: { email, password: passphrase, tokenDelivery: 'body' } })
  assert.equal(answer.error.code, 'SECOND_FACTOR_NEEDED')
  return answer.error.details as Needed
}

export function fromBase32(text: string): Buffer {
  const bits = Array.from(text, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
  return Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)))
}
