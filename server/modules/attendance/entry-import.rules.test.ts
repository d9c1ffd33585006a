import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ClockAct } from './attendance.rules.ts'
import { clockAfter, entriesOfSheet, refuseEntry } from './entry-import.rules.ts'

const now = '2026-03-02T12:00:00.000Z'
const cases: [at: string, code: string | null][] = [
  [now, null],
  ['2026-03-02T12:05:00Z', null],
  ['2026-03-02T12:05:01Z', 'ENTRY_IN_FUTURE'],
  ['2026-03-02T19:04:00+07:00', null],
  ['2025-03-01T00:00:00Z', null],
  ['2025-02-28T23:59:59Z', 'ENTRY_TOO_OLD'],
]
for (const [at, code] of cases)
  test(`an entry at ${at} is ${code ?? 'taken'}`, () => assert.equal(refuseEntry(at, now)?.code ?? null, code))

const clocks: [acts: string, state: string | null, since: number, start: number][] = [
  ['', null, 0, 0],
  ['end', null, 0, 0],
  ['start', 'working', 0, 0],
  ['start break', 'break', 1, 0],
  ['start break end', 'off', 2, 0],
  ['start end start', 'working', 2, 2],
  ['start start end end', 'off', 2, 0],
]
for (const [acts, state, since, start] of clocks) {
  test(`the clock after "${acts}" is ${state}`, () => {
    const entries = acts
      .split(' ')
      .filter(Boolean)
      .map((kind, place) => ({ kind: kind as ClockAct, at: now, place }))
    const found = clockAfter(entries)
    assert.deepEqual(found && [found.state, found.since.place, found.start.place], state === null ? null : [state, since, start])
  })
}

test('a sheet is read by its heading, in whatever order and case; one that lacks a column is not', () => {
  assert.deepEqual(
    entriesOfSheet([
      ['At', 'EmployeeNumber', 'note', 'kind'],
      [' 2026 ', '7', 'x', 'start'],
      ['', ' ', ''],
    ]),
    [{ employeeNumber: '7', kind: 'start', at: '2026' }],
  )
  assert.deepEqual(
    entriesOfSheet([
      ['employeeNumber', 'kind', 'at', 'timeZone'],
      ['7', 'end', '2026', 'Asia/Jakarta'],
    ]),
    [{ employeeNumber: '7', kind: 'end', at: '2026', timeZone: 'Asia/Jakarta' }],
  )
  assert.equal(entriesOfSheet([['number', 'kind', 'at']]), null)
  assert.equal(entriesOfSheet([]), null)
})
