import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readUses, usesText } from './catalogs.sheet.rules.ts'

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }).filter((text) => text.trim() === text && text !== '')
const odd = fc.constantFrom('C++ (17)', 'a;b', 'back\\slash', '(x)', 'SQL (4)', 'x\\')
const uses = fc.uniqueArray(
  fc.record({ name: fc.oneof(name, odd), level: fc.option(fc.integer({ min: 1, max: 5 }), { nil: null }) }, { noNullPrototype: true }),
  { selector: (use) => use.name, maxLength: 8 },
)

test('items are read from their cell as they were written, whatever they are called', () => {
  fc.assert(
    fc.property(uses, (all) => {
      const sorted = [...all].sort((a, b) => (a.name < b.name ? -1 : 1))
      assert.deepEqual(readUses(usesText(all)), sorted, usesText(all))
    }),
  )
})

test('a cell is read as people write it, and its text is one whatever the order', () => {
  assert.deepEqual(readUses(' SQL(4) ;English;; '), [
    { name: 'SQL', level: 4 },
    { name: 'English', level: null },
  ])
  assert.equal(usesText(readUses('SQL (4); English')!), 'English; SQL (4)')
  for (const wrong of ['SQL (6)', 'SQL (x)', '(4)', 'SQL (4) more']) assert.equal(readUses(wrong), null, wrong)
  assert.deepEqual(readUses(''), [])
})
