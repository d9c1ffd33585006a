import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { localTimeOf } from '../../core/dates.ts'
import { nextRun, refuseSchedule, runsDue } from './workflows.schedule.rules.ts'

test('a schedule runs at its local times, in its zone', () => {
  const cases: [string, string, string, string | null][] = [
    ['0 9 * * 1', 'UTC', '2026-11-28T00:00:00Z', '2026-11-30T09:00:00.000Z'],
    ['0 9 * * 1-5', 'Asia/Jakarta', '2026-11-30T01:59:00Z', '2026-11-30T02:00:00.000Z'],
    ['0 9 * * 1-5', 'Asia/Jakarta', '2026-11-30T02:00:00Z', '2026-12-01T02:00:00.000Z'],
    ['*/15 * * * *', 'UTC', '2026-11-28T10:14:59Z', '2026-11-28T10:15:00.000Z'],
    ['0 0 29 2 *', 'UTC', '2026-01-01T00:00:00Z', '2028-02-29T00:00:00.000Z'],
    ['0 0 1,15 * *', 'UTC', '2026-01-01T00:00:00Z', '2026-01-15T00:00:00.000Z'],
    ['0 0 13 * 5', 'UTC', '2026-11-10T12:00:00Z', '2026-11-13T00:00:00.000Z'],
    ['0 0 * * 7', 'UTC', '2026-11-28T12:00:00Z', '2026-11-29T00:00:00.000Z'],
    ['0 0 31 2 *', 'UTC', '2026-01-01T00:00:00Z', null],
    // 02:30 is skipped in Berlin on 29 March 2026: it runs once, when the clock is put forward.
    ['30 2 * * *', 'Europe/Berlin', '2026-03-28T12:00:00Z', '2026-03-29T01:00:00.000Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-03-29T01:00:00Z', '2026-03-30T00:30:00.000Z'],
    // And comes twice on 25 October: it runs at the first.
    ['30 2 * * *', 'Europe/Berlin', '2026-10-24T12:00:00Z', '2026-10-25T00:30:00.000Z'],
    ['30 2 * * *', 'Europe/Berlin', '2026-10-25T00:30:00Z', '2026-10-26T01:30:00.000Z'],
    // Half an hour is skipped on Lord Howe Island.
    ['15 2 * * *', 'Australia/Lord_Howe', '2026-10-03T00:00:00Z', '2026-10-03T15:30:00.000Z'],
  ]
  for (const [cron, zone, after, expected] of cases) assert.equal(nextRun(cron, zone, after), expected, `${cron} ${zone} after ${after}`)
})

test('times that the clock skips together run once', () => {
  const runs: string[] = []
  for (let at = '2026-03-29T00:30:00Z'; at < '2026-03-29T02:00:00Z';) runs.push((at = nextRun('*/20 * * * *', 'Europe/Berlin', at)!))
  assert.deepEqual(runs.slice(0, 4), [
    '2026-03-29T00:40:00.000Z',
    '2026-03-29T01:00:00.000Z',
    '2026-03-29T01:20:00.000Z',
    '2026-03-29T01:40:00.000Z',
  ])
})

test('what cannot be read is refused with the field and its range', () => {
  assert.equal(refuseSchedule('0 9 * * 1-5', 'Asia/Jakarta'), null)
  for (const [cron, field] of [
    ['60 * * * *', 'minute'],
    ['0 24 * * *', 'hour'],
    ['0 0 0 * *', 'day of the month'],
    ['0 0 * 13 *', 'month'],
    ['0 0 * * 8', 'weekday'],
    ['5-1 * * * *', 'minute'],
    ['*/0 * * * *', 'minute'],
    ['x * * * *', 'minute'],
  ] as const)
    assert.partialDeepStrictEqual(refuseSchedule(cron, 'UTC'), { code: 'CRON_INVALID', details: { field } }, cron)
  assert.equal(refuseSchedule('0 0 * *', 'UTC')?.code, 'CRON_INVALID')
  assert.equal(refuseSchedule('0 0 31 2 *', 'UTC')?.code, 'CRON_INVALID')
  assert.equal(refuseSchedule('0 0 * * *', 'Mars/Olympus')?.code, 'TIME_ZONE_UNKNOWN')
})

test('after downtime the catch-up says none, last or all', () => {
  const late = ['0 9 * * *', 'UTC', '2026-06-01T09:00:00Z', '2026-06-04T12:00:00.000Z'] as const
  assert.deepEqual(runsDue(...late, 'none'), [])
  assert.deepEqual(runsDue(...late, 'last'), ['2026-06-04T09:00:00.000Z'])
  assert.deepEqual(runsDue(...late, 'all'), ['2026-06-02T09:00:00.000Z', '2026-06-03T09:00:00.000Z', '2026-06-04T09:00:00.000Z'])
  assert.deepEqual(runsDue('0 9 * * *', 'UTC', '2026-06-01T09:00:00Z', '2026-06-02T09:01:00.000Z', 'none'), ['2026-06-02T09:00:00.000Z'])
  const newest = runsDue('* * * * *', 'UTC', '2020-06-01T00:00:00Z', '2026-06-02T00:00:00.000Z', 'all')
  assert.deepEqual([newest.length, newest[0], newest.at(-1)], [100, '2026-06-01T22:21:00.000Z', '2026-06-02T00:00:00.000Z'])
})

test('runs come in order, each later than the one before and at a minute of the schedule', () => {
  const zone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Pacific/Apia')
  fc.assert(
    fc.property(
      zone,
      fc.integer({ min: 0, max: 59 }),
      fc.integer({ min: 0, max: 23 }),
      fc.integer({ min: 0, max: 700 }),
      (where, minute, hour, day) => {
        const after = new Date(Date.UTC(2026, 0, 1) + day * 86_400_000).toISOString()
        const first = nextRun(`${minute} ${hour} * * *`, where, after)!
        const second = nextRun(`${minute} ${hour} * * *`, where, first)!
        assert(first > after && second > first)
        const hours = (Date.parse(second) - Date.parse(first)) / 3_600_000
        assert(hours >= 22 && hours <= 26, `${first} ${second}`)
        assert([minute, 0].includes(Number(localTimeOf(first, where).slice(3))))
      },
    ),
    { numRuns: 150 },
  )
})
