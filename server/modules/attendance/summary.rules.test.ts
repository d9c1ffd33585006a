import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { totalsOf } from './summary.rules.ts'
import type { SummedDay } from './summary.rules.ts'

const day = (status: SummedDay['status'], more: Partial<SummedDay> = {}): SummedDay => ({
  status,
  scheduledMinutes: status === 'holiday' || status === 'day-off' ? 0 : 480,
  workedMinutes: status === 'present' ? 480 : 0,
  breakMinutes: 0,
  paidBreakMinutes: 0,
  lateMinutes: 0,
  earlyExitMinutes: 0,
  overtimeMinutes: 0,
  undertimeMinutes: 0,
  shortfallMinutes: 0,
  flags: [],
  overtimeState: null,
  ...more,
})
const many = (count: number, status: SummedDay['status']) => Array.from({ length: count }, () => day(status))

const percents: [what: string, days: SummedDay[], percent: string | null][] = [
  ['no days', [], null],
  ['days off, holidays and leave only', [day('day-off'), day('holiday'), day('on-leave')], null],
  ['always there', many(20, 'present'), '100'],
  ['one of twenty-one missed', [...many(20, 'present'), day('absent')], '95.2'],
  ['leave and holidays are not asked for', [...many(3, 'present'), day('absent'), day('on-leave'), day('holiday')], '75'],
  ['half a day is half', [day('present'), day('half-day')], '75'],
  ['of half leave the other half, worked', [day('half-leave', { workedMinutes: 200 }), day('absent')], '33.3'],
  ['and not worked', [day('half-leave'), day('present')], '66.7'],
  ['work on a holiday is not more than all', [day('present'), day('present', { scheduledMinutes: 0 })], '100'],
  ['what is not decided yet is left out', [day('present'), day('undecided'), day('open')], '100'],
]
for (const [what, days, percent] of percents) test(`attendance: ${what}`, () => assert.equal(totalsOf(days).attendancePercent, percent))

test('property: the totals of two periods are the totals of both together, each day counted once', () => {
  const figure = fc.integer({ min: 0, max: 600 })
  const anyDay = fc.record({
    status: fc.constantFrom<SummedDay['status']>(
      'present',
      'half-day',
      'absent',
      'on-leave',
      'half-leave',
      'holiday',
      'day-off',
      'open',
      'undecided',
    ),
    scheduledMinutes: figure,
    workedMinutes: figure,
    breakMinutes: figure,
    paidBreakMinutes: figure,
    lateMinutes: figure,
    earlyExitMinutes: figure,
    overtimeMinutes: figure,
    undertimeMinutes: figure,
    shortfallMinutes: figure,
    flags: fc.constantFrom([], ['automatic-end']),
    overtimeState: fc.constantFrom(null, 'to-approve', 'approved', 'refused'),
  })
  fc.assert(
    fc.property(fc.array(anyDay), fc.array(anyDay), (one, two) => {
      const [a, b, both] = [totalsOf(one), totalsOf(two), totalsOf([...one, ...two])]
      for (const name of Object.keys(both) as (keyof typeof both)[]) {
        if (typeof both[name] === 'number') assert.equal(both[name], (a[name] as number) + (b[name] as number), name)
      }
      assert.equal(
        Object.values(both.days).reduce((sum, count) => sum + count, 0),
        one.length + two.length,
      )
      if (both.attendancePercent !== null) assert(Number(both.attendancePercent) >= 0 && Number(both.attendancePercent) <= 100)
    }),
  )
})
