import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { scheduleOf } from '../working-time/working-time.rules.ts'
import type { Holiday, WorkingPattern } from '../working-time/working-time.rules.ts'
import { dueAfter, nextReminder, remindAfter } from './workflows.due.rules.ts'

const week = (start: string, end: string, breakMinutes = 0, weekdays = [1, 2, 3, 4, 5]): WorkingPattern => ({
  id: 'p',
  name: 'p',
  weeks: 1,
  anchorDay: '2024-01-01',
  times: weekdays.map((weekday) => ({ week: 1, weekday, start, end, breakMinutes })),
})
const calendar =
  (pattern: WorkingPattern, holidays: Holiday[] = []) =>
  (day: string) =>
    scheduleOf(day, [{ firstDay: '2020-01-01', lastDay: null, pattern }], holidays)

const office = week('09:00', '17:00')
const full = (day: string): Holiday => ({ day, name: 'x', portion: 'full' })

test('due times run in working time: weekends, holidays, half days, breaks, nights and zones', () => {
  const cases: [string, string, number, string, (day: string) => ReturnType<ReturnType<typeof calendar>>, string][] = [
    // 27 November 2026 is a Friday.
    ['inside a day', '2026-11-27T10:00:00Z', 60, 'UTC', calendar(office), '2026-11-27T11:00:00.000Z'],
    ['over a night', '2026-11-26T16:00:00Z', 120, 'UTC', calendar(office), '2026-11-27T10:00:00.000Z'],
    ['over a weekend', '2026-11-27T16:00:00Z', 120, 'UTC', calendar(office), '2026-11-30T10:00:00.000Z'],
    ['from a weekend', '2026-11-28T12:00:00Z', 30, 'UTC', calendar(office), '2026-11-30T09:30:00.000Z'],
    ['to the last minute', '2026-11-27T09:00:00Z', 480, 'UTC', calendar(office), '2026-11-27T17:00:00.000Z'],
    ['over a holiday', '2026-11-27T16:00:00Z', 120, 'UTC', calendar(office, [full('2026-11-30')]), '2026-12-01T10:00:00.000Z'],
    [
      'a morning off',
      '2026-11-27T16:00:00Z',
      120,
      'UTC',
      calendar(office, [{ day: '2026-11-30', name: 'x', portion: 'first' }]),
      '2026-11-30T14:00:00.000Z',
    ],
    [
      'an afternoon off',
      '2026-11-27T17:00:00Z',
      300,
      'UTC',
      calendar(office, [{ day: '2026-11-30', name: 'x', portion: 'second' }]),
      '2026-12-01T10:00:00.000Z',
    ],
    ['a break is no work', '2026-11-27T09:00:00Z', 240, 'UTC', calendar(week('09:00', '17:00', 60)), '2026-11-27T14:00:00.000Z'],
    ['in Jakarta', '2026-11-27T09:00:00Z', 120, 'Asia/Jakarta', calendar(office), '2026-11-30T03:00:00.000Z'],
    [
      'in Honolulu, where it is still Thursday',
      '2026-11-27T02:00:00Z',
      120,
      'Pacific/Honolulu',
      calendar(office),
      '2026-11-27T20:00:00.000Z',
    ],
    ['the night shift of the day before', '2026-11-27T01:00:00Z', 60, 'UTC', calendar(week('22:00', '06:00')), '2026-11-27T02:00:00.000Z'],
    // On 29 March 2026 clocks in Berlin go from 02:00 to 03:00: the Saturday night shift has seven hours.
    [
      'a night with an hour less',
      '2026-03-28T21:00:00Z',
      420,
      'Europe/Berlin',
      calendar(week('22:00', '06:00', 0, [6])),
      '2026-03-29T04:00:00.000Z',
    ],
    [
      'and not a minute more',
      '2026-03-28T21:00:00Z',
      421,
      'Europe/Berlin',
      calendar(week('22:00', '06:00', 0, [6])),
      '2026-04-04T20:01:00.000Z',
    ],
    // On 25 October 2026 they go back from 03:00 to 02:00: nine hours.
    [
      'a night with an hour more',
      '2026-10-24T20:00:00Z',
      540,
      'Europe/Berlin',
      calendar(week('22:00', '06:00', 0, [6])),
      '2026-10-25T05:00:00.000Z',
    ],
  ]
  for (const [name, from, minutes, zone, schedule, due] of cases) assert.equal(dueAfter(from, minutes, zone, schedule), due, name)
})

test('a calendar without working time has no due time', () => {
  assert.equal(dueAfter('2026-11-27T10:00:00Z', 60, 'UTC', calendar(week('09:00', '17:00', 0, []))), null)
})

test('more time is never due earlier, and due times of parts add up', () => {
  const instant = fc
    .date({ min: new Date('2026-01-01'), max: new Date('2027-12-31'), noInvalidDate: true })
    .map((date) => date.toISOString())
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'Asia/Jakarta', 'America/New_York', 'Pacific/Apia')
  const holidays = [full('2026-03-30'), full('2026-10-26'), full('2027-01-01')]
  fc.assert(
    fc.property(instant, zone, fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 3000 }), (from, where, first, second) => {
      const schedule = calendar(office, holidays)
      const due = dueAfter(from, first, where, schedule)!
      assert(due > from)
      assert.equal(dueAfter(due, second, where, schedule), dueAfter(from, first + second, where, schedule))
    }),
    { numRuns: 200 },
  )
})

test('reminders keep their time of day over a clock change, and what was missed is not made up for', () => {
  assert.equal(remindAfter('2026-03-28T09:00:00.000Z', 1, 'Europe/Berlin'), '2026-03-29T08:00:00.000Z')
  assert.equal(nextReminder('2026-06-01T09:00:00.000Z', 2, 'UTC', '2026-06-08T10:00:00.000Z'), '2026-06-09T09:00:00.000Z')
})
