import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Punch } from './attendance.rules.ts'
import { entriesOn, isSameDay, refuseWanted } from './correction.rules.ts'
import type { Wanted } from './correction.rules.ts'

const workDate = '2026-03-02'
const at = (time: string) => (time.includes('T') ? `${time}:00.000Z` : `${workDate}T${time}:00.000Z`)
/** `start 09:00`, times of the work date in UTC unless they carry a date. */
const punch = (text: string): Wanted => {
  const [kind, time] = text.split(' ') as [Wanted['kind'], string]
  return { kind, at: at(time), breakTypeId: null }
}
const before = (wanted: string[], others: string[] = []) =>
  refuseWanted(wanted.map(punch), {
    workDate,
    zone: 'UTC',
    now: at('2026-03-05T12:00'),
    dateOf: (_, localDate) => localDate,
    others: others.map(punch),
  })

const fine: [what: string, wanted: string[], others?: string[]][] = [
  ['a day with a break', ['start 09:00', 'break 12:00', 'resume 12:30', 'end 17:00']],
  ['no work at all', []],
  ['two sessions that touch', ['start 09:00', 'end 12:00', 'start 12:00', 'end 17:00']],
  ['an end on a break', ['start 09:00', 'break 12:00', 'end 12:30']],
  ['a night', ['start 22:00', 'end 2026-03-03T06:00']],
  ['36 hours', ['start 00:00', 'end 2026-03-03T12:00']],
  ['touching the day before', ['start 06:00', 'end 12:00'], ['start 2026-03-01T22:00', 'end 06:00']],
  ['touching what began the day after and still runs', ['start 22:00', 'end 2026-03-03T06:00'], ['start 2026-03-03T06:00']],
]
for (const [what, wanted, others] of fine) test(`a day may be corrected to ${what}`, () => assert.equal(before(wanted, others), null))

const wrong: [what: string, wanted: string[], code: string, field: string, others?: string[]][] = [
  ['ends before it starts', ['end 17:00', 'start 09:00'], 'CORRECTION_SEQUENCE', 'entries[0].kind'],
  ['starts twice', ['start 09:00', 'start 10:00', 'end 17:00'], 'CORRECTION_SEQUENCE', 'entries[1].kind'],
  ['resumes without a break', ['start 09:00', 'resume 10:00', 'end 17:00'], 'CORRECTION_SEQUENCE', 'entries[1].kind'],
  ['breaks when off', ['start 09:00', 'end 12:00', 'break 13:00'], 'CORRECTION_SEQUENCE', 'entries[2].kind'],
  ['goes back in time', ['start 09:00', 'end 08:00'], 'CORRECTION_TIME', 'entries[1].at'],
  ['ends at its start', ['start 09:00', 'end 09:00'], 'CORRECTION_TIME', 'entries[1].at'],
  ['lies in the future', ['start 09:00', 'end 2026-03-05T12:01'], 'CORRECTION_TIME', 'entries[1].at'],
  ['does not end', ['start 09:00', 'break 12:00'], 'CORRECTION_UNFINISHED', 'entries[1].kind'],
  ['begins on another date', ['start 2026-03-03T00:00', 'end 2026-03-03T08:00'], 'CORRECTION_OTHER_DAY', 'entries[0].at'],
  ['is longer than 36 hours', ['start 00:00', 'end 2026-03-03T12:01'], 'CORRECTION_TOO_LONG', 'entries[1].at'],
  [
    'overlaps the night before',
    ['start 05:59', 'end 12:00'],
    'CORRECTION_OVERLAPS',
    'entries[0].at',
    ['start 2026-03-01T22:00', 'end 06:00'],
  ],
  [
    'overlaps what runs since the day after',
    ['start 09:00', 'end 12:00', 'start 22:00', 'end 2026-03-03T06:01'],
    'CORRECTION_OVERLAPS',
    'entries[2].at',
    ['start 2026-03-03T06:00'],
  ],
]
for (const [what, wanted, code, field, others] of wrong) {
  test(`a corrected day that ${what} is refused at the entry`, () => {
    const refusal = before(wanted, others)
    assert.deepEqual([refusal?.code, refusal?.details['field']], [code, field])
  })
}

test('a start that a shift takes to the day before belongs there', () => {
  const night = { workDate, zone: 'UTC', now: at('2026-03-05T12:00'), others: [], dateOf: () => workDate }
  assert.equal(refuseWanted([punch('start 2026-03-03T00:30'), punch('end 2026-03-03T06:00')], night), null)
})

test('what stands on a date is what counts there and what the clock passed over there, not the end of the night before', () => {
  const kept = [
    'start 2026-03-01T22:00',
    'end 06:00',
    'start 09:00',
    'start 09:05',
    'end 17:00',
    'start 22:00',
    'end 2026-03-03T06:00',
    'start 2026-03-03T09:00',
  ].map((text, index) => ({ ...punch(text), id: String(index), workDate: punch(text).at.slice(0, 10) }))
  assert.deepEqual(
    entriesOn(kept, workDate, (entry) => entry.workDate).map(({ id }) => id),
    ['2', '3', '4', '5', '6'],
  )
})

test('a day is the same by its entries and breaks, but never with an end that was put in automatically', () => {
  const [wanted, entries]: [Wanted[], Punch[]] = [['start 09:00', 'end 17:00'].map(punch), ['end 17:00', 'start 09:00'].map(punch)]
  assert.equal(isSameDay(wanted, entries), true)
  assert.equal(isSameDay(wanted, [{ ...entries[0]!, source: 'automatic' }, entries[1]!]), false)
  assert.equal(isSameDay(wanted, [...entries, punch('start 18:00')]), false)
  assert.equal(isSameDay([punch('start 09:00'), punch('end 17:01')], entries), false)
})
