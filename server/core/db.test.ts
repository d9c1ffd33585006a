import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { readInstant } from './db.ts'

test('an instant as PostgreSQL writes it is read as Date reads it, to the millisecond', () => {
  for (const text of [
    '2026-11-28 18:05:09+00',
    '2026-11-28 18:05:09.1+00',
    '2026-11-28 18:05:09.120999+00',
    '1969-12-31 23:59:59.5+00',
    '2026-11-28 18:05:09.12+07',
  ])
    assert.equal(readInstant(text), new Date(text).toISOString(), text)
  fc.assert(
    fc.property(fc.date({ min: new Date('0001-01-01'), max: new Date('9999-12-31'), noInvalidDate: true }), (date) => {
      const text = date
        .toISOString()
        .replace('T', ' ')
        .replace(/\.?0*Z$/, '+00')
      assert.equal(readInstant(text), date.toISOString())
    }),
  )
})
