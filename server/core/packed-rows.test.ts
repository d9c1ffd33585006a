import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { groupRows, packRows } from './packed-rows.ts'

const row = fc.record({ row: fc.integer(), cells: fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), id: fc.option(fc.uuid()) })
const plain = <T>(value: T) => JSON.parse(JSON.stringify(value)) as T

test('rows come out as they went in, in their order, as often as one likes', () => {
  fc.assert(
    fc.property(fc.array(row, { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (all, pieceRows) => {
      const rows = packRows<(typeof all)[number]>(pieceRows)
      for (const one of all) rows.add(one)
      assert.equal(rows.length, all.length)
      for (let times = 0; times < 2; times += 1) assert.deepEqual(plain([...rows.pieces()].flat()), plain(all))
    }),
  )
})

test('rows of a key come together in one piece, each once, keys in the order in which they came first', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd', 'e'), fc.integer()), { maxLength: 60 }), (all) => {
      const rows = packRows<(typeof all)[number]>(3)
      for (const one of all) rows.add(one)
      const pieces = [...groupRows(rows, ([key]) => key, 2)]
      const keys = [...new Set(all.map(([key]) => key))]
      assert.deepEqual(
        pieces.map((piece) => [...new Set(piece.map(([key]) => key))].sort()),
        Array.from({ length: Math.ceil(keys.length / 2) }, (_, index) => keys.slice(index * 2, index * 2 + 2).sort()),
      )
      for (const key of keys)
        assert.deepEqual(
          pieces.flat().filter(([one]) => one === key),
          all.filter(([one]) => one === key),
        )
    }),
  )
})
