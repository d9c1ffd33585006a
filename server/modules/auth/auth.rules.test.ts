import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refusePassword, signInDelaySeconds } from './auth.rules.ts'

test('five failures are free, then the wait doubles from one second up to five minutes', () => {
  const expected = [0, 0, 0, 0, 0, 1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]
  assert.deepEqual(
    expected.map((_, failures) => signInDelaySeconds(failures)),
    expected,
  )
  for (const failures of [100, 5_000, 1e9]) assert.equal(signInDelaySeconds(failures), 300)
})

test('the wait never shrinks as failures grow', () => {
  fc.assert(fc.property(fc.nat(100_000), (failures) => assert.ok(signInDelaySeconds(failures + 1) >= signInDelaySeconds(failures))))
})

const about = ['mei.chen', 'Mei', 'Chen', 'Acme Corp']

test('a password that is well-known, repeats itself, runs on or is made of the own name is refused', () => {
  const refused = [
    'passwordpassword',
    'PasswordPassword',
    'password1234',
    'Password1234!',
    'qwerty123456',
    'changeme1234',
    'administrator',
    'correcthorsebatterystaple',
    'aaaaaaaaaaaa',
    'abababababab',
    'abcabcabcabc',
    'abcdabcdabcd',
    '121212121212',
    'xyzxyzxyzxyz!!',
    'abcdefghijklmn',
    'lkjihgfedcba',
    '123456789012',
    '987654321098',
    '012345678901',
    'mei.chen1234',
    'MEI.CHEN2026',
    'acme corp123',
    'ｐａｓｓｗｏｒｄ1234',
  ]
  for (const password of refused) {
    const refusal = refusePassword(password, about)
    assert.equal(refusal?.code, 'PASSWORD_WEAK', password)
    assert.match(refusal.message, /^[A-Z].*\.$/)
    assert.ok(!JSON.stringify(refusal).toLowerCase().includes(password.toLowerCase()), 'a refusal never repeats the password')
  }
})

test('a pass phrase is accepted, also one that holds a name or a well-known word among others', () => {
  const accepted = [
    'muster-demo-2026',
    'a long pass phrase',
    'the password of my boat',
    'mei likes long walks',
    'Chen und die Sonnenblumen',
    'xK3#pq9!Lm2$',
    '一二三四五六七八九十百千万',
  ]
  for (const password of accepted) assert.equal(refusePassword(password, about), undefined, password)
})

test('a name too short to be a clue does not make a password weak', () => {
  assert.equal(refusePassword('zanzibar wind', ['z', 'an']), undefined)
  assert.equal(refusePassword('a long pass phrase', ['']), undefined)
})

test('twelve characters at random are never refused', () => {
  const random = fc.shuffledSubarray('bdfhjkmpqtvwxz24679'.split(''), { minLength: 12, maxLength: 12 }).map((letters) => letters.join(''))
  fc.assert(
    fc.property(random, (password) => assert.equal(refusePassword(password, about), undefined)),
    { seed: 1 },
  )
})
