import assert from 'node:assert/strict'
import { test } from 'node:test'
import { instantIn } from '../ui/days.ts'
import { instantsOf, rowsOf } from './correction-rows.ts'

test('a time before the one above it is of the next date', () => {
  const rows = rowsOf(
    [
      { kind: 'start', at: '22:00' },
      { kind: 'break', at: '01:00', breakTypeId: 'lunch' },
      { kind: 'resume', at: '01:30' },
      { kind: 'end', at: '06:00' },
    ],
    (at) => at,
  )
  assert.deepEqual(
    instantsOf(rows, '2026-03-02', (day, time) => `${day} ${time}`),
    [
      { kind: 'start', at: '2026-03-02 22:00' },
      { kind: 'break', at: '2026-03-03 01:00', breakTypeId: 'lunch' },
      { kind: 'resume', at: '2026-03-03 01:30' },
      { kind: 'end', at: '2026-03-03 06:00' },
    ],
  )
})

const instants: [day: string, time: string, zone: string, instant: string][] = [
  ['2026-03-02', '09:00', 'UTC', '2026-03-02T09:00:00.000Z'],
  ['2026-03-02', '09:00', 'Asia/Jakarta', '2026-03-02T02:00:00.000Z'],
  ['2026-03-02', '00:30', 'America/Los_Angeles', '2026-03-02T08:30:00.000Z'],
  ['2026-03-29', '03:30', 'Europe/Berlin', '2026-03-29T01:30:00.000Z'],
  ['2026-03-29', '01:30', 'Europe/Berlin', '2026-03-29T00:30:00.000Z'],
  ['2026-10-25', '04:00', 'Europe/Berlin', '2026-10-25T03:00:00.000Z'],
]
for (const [day, time, zone, instant] of instants)
  test(`${time} on ${day} in ${zone} is ${instant}`, () => assert.equal(instantIn(day, time, zone), instant))
