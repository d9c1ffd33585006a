import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limitSpan, refuseDates, refuseHomeDays, workingDays } from './work-location.rules.ts'

const none = { homeDaysPerWeek: null, homeDaysPerMonth: null }

const dates: [first: string, last: string, code: string | undefined][] = [
  ['2026-03-02', '2026-03-02', undefined],
  ['2026-03-02', '2026-06-01', undefined],
  ['2026-03-02', '2026-06-02', 'WORK_LOCATION_TOO_LONG'],
  ['2026-03-01', '2026-03-03', 'WORK_LOCATION_PAST'],
  ['2026-03-03', '2026-03-02', 'WORK_LOCATION_DAYS'],
]
for (const [first, last, code] of dates)
  test(`on 2 March ${first} to ${last} is ${code ?? 'fine'}`, () => assert.equal(refuseDates(first, last, '2026-03-02')?.code, code))

// 2 March 2026 is a Monday.
const limits: [
  what: string,
  asked: string[],
  taken: string[],
  limit: Partial<typeof none> | object,
  weekStart: number,
  told: object | null,
][] = [
  ['no limit', ['2026-03-02'], [], {}, 1, null],
  ['exactly the limit', ['2026-03-02', '2026-03-03'], [], { homeDaysPerWeek: 2 }, 1, null],
  [
    'one more with what is taken',
    ['2026-03-05'],
    ['2026-03-02', '2026-03-03'],
    { homeDaysPerWeek: 2 },
    1,
    { per: 'week', from: '2026-03-02', limit: 2, used: 2, asked: 1 },
  ],
  ['another week', ['2026-03-09'], ['2026-03-02', '2026-03-03'], { homeDaysPerWeek: 2 }, 1, null],
  ['a week that begins on Sunday', ['2026-03-08'], ['2026-03-02', '2026-03-03'], { homeDaysPerWeek: 2 }, 7, null],
  [
    'the same Sunday in a week that begins on Monday',
    ['2026-03-08'],
    ['2026-03-02', '2026-03-03'],
    { homeDaysPerWeek: 2 },
    1,
    { per: 'week', from: '2026-03-02', limit: 2, used: 2, asked: 1 },
  ],
  [
    'the second of two months',
    ['2026-03-31', '2026-04-01', '2026-04-02'],
    [],
    { homeDaysPerMonth: 1 },
    1,
    { per: 'month', from: '2026-04-01', limit: 1, used: 0, asked: 2 },
  ],
  ['none at all', ['2026-03-02'], [], { homeDaysPerWeek: 0 }, 1, { per: 'week', from: '2026-03-02', limit: 0, used: 0, asked: 1 }],
]
for (const [what, asked, taken, limit, weekStart, told] of limits)
  test(`days at home: ${what}`, () =>
    assert.deepEqual(refuseHomeDays(asked, taken, { ...none, ...limit }, weekStart)?.details ?? null, told))

test('the span that counts is whole weeks and months', () => {
  assert.deepEqual(limitSpan('2026-03-04', '2026-03-04', 1), { from: '2026-03-01', to: '2026-03-31' })
  assert.deepEqual(limitSpan('2026-04-01', '2026-04-30', 1), { from: '2026-03-30', to: '2026-05-03' })
})

test('only days with work count', () => {
  assert.deepEqual(
    workingDays('2026-03-06', '2026-03-09', (day) => !['2026-03-07', '2026-03-08'].includes(day)),
    ['2026-03-06', '2026-03-09'],
  )
})
