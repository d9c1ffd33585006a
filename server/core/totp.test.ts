import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { base32, matchingStep, otpauthUri, totpCode, totpStepOf } from './totp.ts'

/** RFC 6238 Appendix B: the secret is the ASCII digits repeated to the length of the hash. */
const secretOf = (length: number) => Buffer.from('1234567890'.repeat(7).slice(0, length))
const vectors: readonly (readonly [seconds: number, sha1: string, sha256: string, sha512: string])[] = [
  [59, '94287082', '46119246', '90693936'],
  [1111111109, '07081804', '68084774', '25091201'],
  [1111111111, '14050471', '67062674', '99943326'],
  [1234567890, '89005924', '91819424', '93441116'],
  [2000000000, '69279037', '90698825', '38618901'],
  [20000000000, '65353130', '77737706', '47863826'],
]

test('codes are those of the vectors of RFC 6238, for every hash it names', () => {
  for (const [seconds, sha1, sha256, sha512] of vectors) {
    const step = totpStepOf(new Date(seconds * 1000).toISOString())
    assert.equal(totpCode(secretOf(20), step, 8, 'sha1'), sha1)
    assert.equal(totpCode(secretOf(32), step, 8, 'sha256'), sha256)
    assert.equal(totpCode(secretOf(64), step, 8, 'sha512'), sha512)
    assert.equal(totpCode(secretOf(20), step), sha1.slice(2), 'six digits are the last of eight')
  }
})

test('codes are those of the vectors of RFC 4226, where the step is the counter', () => {
  const expected = ['755224', '287082', '359152', '969429', '338314', '254676', '287922', '162583', '399871', '520489']
  assert.deepEqual(
    expected.map((_, counter) => totpCode(secretOf(20), counter)),
    expected,
  )
})

test('a code counts in its own half minute and the one before and after, and no other', () => {
  const secret = secretOf(20)
  const step = totpStepOf('2026-11-28T10:00:00.000Z')
  const code = totpCode(secret, step)
  const at = (seconds: number) => matchingStep(secret, code, new Date(step * 30_000 + seconds * 1000).toISOString())
  assert.deepEqual([-31, -30, -1, 0, 29.999, 30, 59.999, 60].map(at), [undefined, step, step, step, step, step, step, undefined])
})

test('what is no code of six digits matches nothing', () => {
  for (const code of ['', '0', '12345', '1234567', 'abcdef', '１２３４５６']) {
    assert.equal(matchingStep(secretOf(20), code, '2026-11-28T10:00:00.000Z'), undefined)
  }
})

test('base32 is that of RFC 4648 without padding, and can be read back', () => {
  const vectors = { '': '', f: 'MY', fo: 'MZXQ', foo: 'MZXW6', foob: 'MZXW6YQ', fooba: 'MZXW6YTB', foobar: 'MZXW6YTBOI' }
  for (const [plain, encoded] of Object.entries(vectors)) assert.equal(base32(Buffer.from(plain)), encoded)
  const read = (text: string) => {
    const bits = Array.from(text, (letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('')
    return Uint8Array.from(bits.match(/.{8}/g) ?? [], (byte) => Number.parseInt(byte, 2))
  }
  fc.assert(fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => assert.deepEqual(read(base32(bytes)), bytes)))
})

test('the address in the QR code names who and where, whatever they are called', () => {
  const uri = new URL(otpauthUri(secretOf(20), 'Muster A & B: c', 'mei+x@acme.test'))
  assert.equal(uri.host, 'totp')
  assert.equal(decodeURIComponent(uri.pathname), '/Muster A & B: c:mei+x@acme.test')
  assert.deepEqual(Object.fromEntries(uri.searchParams), {
    secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ',
    issuer: 'Muster A & B: c',
    algorithm: 'SHA1',
    digits: '6',
    period: '30',
  })
})
