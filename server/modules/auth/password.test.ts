import assert from 'node:assert/strict'
import { test } from 'node:test'
import { hashPassword, isPassword } from './password.ts'

test('only the password that was stored is the password', async () => {
  const stored = await hashPassword('a long pass phrase')
  assert.equal(await isPassword('a long pass phrase', stored), true)
  for (const guess of ['', 'a long pass phrasE', 'a long pass phrase ', ' a long pass phrase'])
    assert.equal(await isPassword(guess, stored), false, guess)
})

test('a password is stored as argon2id with the cost of the OWASP cheat sheet, salted, and never as itself', async () => {
  const [one, two] = await Promise.all([hashPassword('a long pass phrase'), hashPassword('a long pass phrase')])
  assert.notEqual(one, two)
  for (const stored of [one, two]) assert.match(stored, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[\w+/]{22}\$[\w+/]{43}$/)
})

test('the same password is recognised however its letters were composed by the keyboard', async () => {
  assert.equal(await isPassword('cafe\u0301 au lait !', await hashPassword('caf\u00e9 au lait !')), true)
})

test('nobody signs in to an account without a password, with any password', async () => {
  for (const stored of [null, '', 'no password', '$argon2id$v=19$m=19456,t=2,p=1$$']) {
    for (const guess of ['', 'no password', 'null']) assert.equal(await isPassword(guess, stored), false, `${stored} ${guess}`)
  }
})
