import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { makeVault } from './vault.ts'

const vault = makeVault('a secret of at least 32 characters!')

test('what was sealed opens again for whom it was sealed, and is never the same twice', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.string({ maxLength: 40 }), (plain, owner) => {
      const sealed = vault.seal(plain, owner)
      assert.deepEqual(new Uint8Array(vault.open(sealed, owner)), plain)
      assert.notDeepEqual(vault.seal(plain, owner), sealed)
      assert.throws(() => vault.open(sealed, `${owner}x`))
    }),
  )
})

test('what was changed, cut short or sealed under another secret does not open', () => {
  const sealed = vault.seal(Buffer.from('the secret of an app'), 'mei')
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed)
    changed[index]! ^= 1
    assert.throws(() => vault.open(changed, 'mei'), `byte ${index}`)
    assert.throws(() => vault.open(sealed.subarray(0, index), 'mei'), `first ${index} bytes`)
  }
  assert.throws(() => makeVault('another secret of 32 characters!!!').open(sealed, 'mei'))
})

test('a digest is the same for the same text and owner only, and under the same secret', () => {
  const one = vault.digest('k7wq2h4dmz', 'mei')
  assert.deepEqual(vault.digest('k7wq2h4dmz', 'mei'), one)
  for (const other of [
    vault.digest('k7wq2h4dmz', 'adi'),
    vault.digest('k7wq2h4dmy', 'mei'),
    makeVault('x'.repeat(32)).digest('k7wq2h4dmz', 'mei'),
  ])
    assert.notDeepEqual(other, one)
})
