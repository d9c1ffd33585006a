import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  addDays,
  daysBetween,
  eachDay,
  instantOf,
  isDay,
  isTime,
  localDateOf,
  localTimeOf,
  minutesBetween,
  minutesOfTime,
  weekdayOf,
} from './dates.ts'

const anyDay = fc.integer({ min: -700_000, max: 2_900_000 }).map((n) => new Date(n * 86_400_000).toISOString().slice(0, 10))

test('adding days agrees with the calendar, also across leap days and year ends', () => {
  const cases: [string, number, string][] = [
    ['2024-02-28', 1, '2024-02-29'],
    ['2024-02-29', 1, '2024-03-01'],
    ['2025-02-28', 1, '2025-03-01'],
    ['2025-12-31', 1, '2026-01-01'],
    ['2026-01-01', -1, '2025-12-31'],
    ['1900-02-28', 1, '1900-03-01'],
    ['2025-03-30', 1, '2025-03-31'],
  ]
  for (const [day, days, expected] of cases) assert.equal(addDays(day, days), expected)
  fc.assert(
    fc.property(anyDay, fc.oneof(fc.integer({ min: -3000, max: 3000 }), fc.integer({ min: -31, max: 31 })), (day, days) => {
      assert.equal(addDays(day, days), Temporal.PlainDate.from(day).add({ days }).toString())
      assert.equal(daysBetween(day, addDays(day, days)), days)
    }),
  )
})

test('weekdays are those of ISO 8601, also before 1970', () => {
  fc.assert(fc.property(anyDay, (day) => assert.equal(weekdayOf(day), Temporal.PlainDate.from(day).dayOfWeek)))
})

test('every day of a range is listed once, both ends included, and never more than 1000', () => {
  assert.deepEqual(eachDay('2024-02-28', '2024-03-01'), ['2024-02-28', '2024-02-29', '2024-03-01'])
  assert.deepEqual(eachDay('2024-03-01', '2024-03-01'), ['2024-03-01'])
  assert.deepEqual(eachDay('2024-03-02', '2024-03-01'), [])
  assert.equal(eachDay('2024-01-01', addDays('2024-01-01', 999)).length, 1000)
  assert.throws(() => eachDay('2024-01-01', addDays('2024-01-01', 1000)), RangeError)
})

test('only dates and times that exist are accepted', () => {
  for (const day of ['2024-02-29', '2000-02-29', '0001-01-01', '9999-12-31']) assert.equal(isDay(day), true, day)
  for (const day of ['2025-02-29', '1900-02-29', '2025-04-31', '2025-13-01', '2025-00-10', '2025-1-01', '2025-01-01T00:00', '', 'today']) {
    assert.equal(isDay(day), false, day)
  }
  for (const time of ['00:00', '09:05', '23:59']) assert.equal(isTime(time), true, time)
  for (const time of ['24:00', '12:60', '9:00', '12:00:00', '']) assert.equal(isTime(time), false, time)
  assert.equal(minutesOfTime('13:07'), 787)
})

test('the local date and time of an instant are those on the wall in its zone', () => {
  const cases: [string, string, string, string][] = [
    ['2025-06-30T23:30:00Z', 'Asia/Jakarta', '2025-07-01', '06:30'],
    ['2025-06-30T23:30:00Z', 'Pacific/Honolulu', '2025-06-30', '13:30'],
    ['2025-12-31T11:00:00Z', 'Pacific/Auckland', '2026-01-01', '00:00'],
    ['2025-03-30T01:00:00Z', 'Europe/Berlin', '2025-03-30', '03:00'],
    ['2025-11-02T06:59:59.999Z', 'America/New_York', '2025-11-02', '01:59'],
    ['2025-03-30T03:00:00+02:00', 'UTC', '2025-03-30', '01:00'],
  ]
  for (const [instant, zone, day, time] of cases) {
    assert.deepEqual([localDateOf(instant, zone), localTimeOf(instant, zone)], [day, time])
  }
})

test('what is remembered of a zone is what is worked out, to the minute, also where clocks were off by seconds', () => {
  const zones = ['Asia/Kolkata', 'America/St_Johns', 'Africa/Monrovia', 'Australia/Lord_Howe', 'Europe/Berlin']
  const instants = fc.date({ min: new Date('1960-01-01'), max: new Date('2040-01-01'), noInvalidDate: true })
  fc.assert(
    fc.property(instants, fc.constantFrom(...zones), fc.integer({ min: 0, max: 59_999 }), (at, zone, later) => {
      for (const instant of [at, new Date(at.getTime() + later)]) {
        const wall = instant.toTemporalInstant().toZonedDateTimeISO(zone)
        const seen = [localDateOf(instant.toISOString(), zone), localTimeOf(instant.toISOString(), zone)]
        assert.deepEqual(seen, [wall.toPlainDate().toString(), wall.toPlainTime().toString().slice(0, 5)])
      }
    }),
  )
})

test('a skipped local time is read later, a doubled one is the first', () => {
  assert.equal(instantOf('2025-03-30', '02:30', 'Europe/Berlin'), '2025-03-30T01:30:00Z')
  assert.equal(instantOf('2025-10-26', '02:30', 'Europe/Berlin'), '2025-10-26T00:30:00Z')
  assert.equal(instantOf('2025-03-09', '02:30', 'America/New_York'), '2025-03-09T07:30:00Z')
  assert.equal(instantOf('2025-11-02', '01:30', 'America/New_York'), '2025-11-02T05:30:00Z')
  assert.equal(instantOf('2025-01-01', '00:00', 'Asia/Jakarta'), '2024-12-31T17:00:00Z')
})

test('days on which clocks change have 23 or 25 hours, all others 24', () => {
  const lengths: [string, string, number][] = [
    ['2025-03-30', 'Europe/Berlin', 23],
    ['2025-10-26', 'Europe/Berlin', 25],
    ['2025-03-09', 'America/New_York', 23],
    ['2025-11-02', 'America/New_York', 25],
    ['2025-09-28', 'Pacific/Auckland', 23],
    ['2025-04-06', 'Pacific/Auckland', 25],
    ['2025-03-30', 'Asia/Jakarta', 24],
    ['2025-03-09', 'Pacific/Honolulu', 24],
  ]
  for (const [day, zone, hours] of lengths) {
    assert.equal(minutesBetween(instantOf(day, '00:00', zone), instantOf(addDays(day, 1), '00:00', zone)), hours * 60, `${day} ${zone}`)
  }
})

test('elapsed minutes are rounded down', () => {
  assert.equal(minutesBetween('2025-01-01T09:00:00Z', '2025-01-01T09:01:59.999Z'), 1)
  assert.equal(minutesBetween('2025-01-01T09:00:00Z', '2025-01-01T09:00:00Z'), 0)
  assert.equal(minutesBetween('2025-01-01T10:00:00+01:00', '2025-01-01T10:00:00Z'), 60)
  assert.equal(minutesBetween('2025-01-01T09:00:30Z', '2025-01-01T09:00:00Z'), -1)
})
