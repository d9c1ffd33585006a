import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { changed, mask } from './events.ts'

const state = fc.record({
  name: fc.string(),
  title: fc.option(fc.string()),
  days: fc.array(fc.integer(), { maxLength: 3 }),
  version: fc.nat(),
})

test('only what differs between two states is kept, under the same keys on both sides', () => {
  assert.deepEqual(changed({ name: 'Mei', title: null, version: 1 }, { name: 'Mei', title: 'Lead', version: 2 }), [
    { title: null },
    { title: 'Lead' },
  ])
  assert.deepEqual(changed({ days: [1, 2] }, { days: [2, 1] }), [{ days: [1, 2] }, { days: [2, 1] }])
  fc.assert(
    fc.property(state, state, (before, after) => {
      const [old, fresh] = changed(before, after) as [Record<string, unknown>, Record<string, unknown>]
      assert.deepEqual(Object.keys(old), Object.keys(fresh))
      for (const key of ['name', 'title', 'days'] as const) {
        const differs = JSON.stringify(before[key]) !== JSON.stringify(after[key])
        assert.equal(key in fresh, differs)
        if (differs) assert.deepEqual([old[key], fresh[key]], [before[key], after[key]])
      }
      assert.ok(!('version' in fresh))
    }),
  )
})

test('what came into being or went has one side only', () => {
  assert.deepEqual(changed(null, { name: 'Mei' }), [null, { name: 'Mei' }])
  assert.deepEqual(changed({ name: 'Mei' }, undefined), [{ name: 'Mei' }, null])
  assert.deepEqual(changed(undefined, null), [null, null])
})

test('a field that was absent and one that is null are the same state', () => {
  assert.deepEqual(changed({}, { title: null }), [{}, {}])
})

test('the fields an event names are masked at any depth, and nothing else is', () => {
  const value = { name: 'Mei', phone: '+62 811', contacts: [{ phone: '+62 812', label: 'home' }], nested: { phone: null, city: 'Bogor' } }
  assert.deepEqual(mask(value, ['phone']), {
    name: 'Mei',
    phone: '***',
    contacts: [{ phone: '***', label: 'home' }],
    nested: { phone: null, city: 'Bogor' },
  })
  assert.deepEqual(mask(value, []), value)
  assert.equal(mask(null, ['phone']), null)
})

test('a secret is masked by its name, even when the event forgot to say so', () => {
  const secrets = {
    password: 'a',
    passwordHash: 'b',
    currentPassword: 'c',
    refreshToken: 'd',
    tokenHash: 'e',
    clientSecret: 'f',
    apiSecretKey: 'g',
  }
  assert.deepEqual(
    Object.values(mask(secrets, [])!),
    Object.keys(secrets).map(() => '***'),
  )
})

test('no value of a masked field survives, wherever it stands', () => {
  const tree = fc.letrec<{ node: unknown }>((tie) => ({
    node: fc.oneof(
      { depthSize: 'small' },
      fc.constant('plain'),
      fc.array(tie('node'), { maxLength: 3 }),
      fc.dictionary(fc.constantFrom('pay', 'name', 'inner'), tie('node'), { maxKeys: 3 }),
    ),
  })).node
  const hidden = fc.constantFrom<unknown>('s3cret', ['s3cret'], { name: 's3cret' })
  fc.assert(
    fc.property(tree, hidden, (inner, pay) => {
      const masked = JSON.stringify(mask({ inner, deep: [{ pay, inner }] }, ['pay']))
      assert.ok(!masked.includes('s3cret'), masked)
      assert.ok(masked.includes('"pay":"***"'))
    }),
  )
})
