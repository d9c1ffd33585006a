import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { codeSeconds, readCode, refuseCode, writeCode } from './kiosk-code.rules.ts'

const one = { employeeId: '01980000-0000-7000-8000-0000000000ff', shownAt: Date.parse('2026-03-02T12:00:00Z'), mark: '0f'.repeat(16) }

test('a code is read as it was written, and what is no code says nothing', () => {
  const hex = (length: number) => fc.stringMatching(new RegExp(`^[0-9a-f]{${length}}$`))
  fc.assert(
    fc.property(fc.uuid(), fc.integer({ min: 0, max: 2 ** 48 - 1 }), hex(32), (employeeId, shownAt, mark) => {
      const code = { employeeId, shownAt, mark }
      assert.match(writeCode(code), /^\d{92}$/)
      assert.deepEqual(readCode(writeCode(code)), code)
    }),
  )
  for (const text of ['', '12', 'x'.repeat(92), '9'.repeat(92), `${writeCode(one)}0`, `-${writeCode(one).slice(1)}`]) {
    assert.equal(readCode(text), null, text)
  }
})

test('a code is taken for as long as it is good, and only for what was pressed meanwhile', () => {
  const after = (seconds: number) => new Date(one.shownAt + seconds * 1000).toISOString()
  for (const [at, now, said] of [
    [0, 0, null],
    [codeSeconds, codeSeconds, null],
    [codeSeconds, codeSeconds + 1, 'CODE_EXPIRED'],
    [10, -6, 'CODE_EXPIRED'],
    [-5, 1, null],
    [-6, 1, 'PUNCH_TIME'],
    [-3600, 1, 'PUNCH_TIME'],
    [6, 1, null],
    [7, 1, 'PUNCH_TIME'],
  ] as const) {
    assert.equal(refuseCode(one, after(at), after(now)), said, `pressed after ${at} s, arrived after ${now} s`)
  }
})
