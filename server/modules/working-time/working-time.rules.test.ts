import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, minutesOfTime } from '../../core/dates.ts'
import { clockWindow, expectedWindows, halfMinutes, paidMinutes, refusePattern, scheduleOf } from './working-time.rules.ts'
import type { DayPortion, Holiday, PatternAssignment, PatternTime, WorkingPattern } from './working-time.rules.ts'

// 2025-01-06 is a Monday.
const office: WorkingPattern = {
  id: 'office',
  name: 'Office, 37.5 hours',
  weeks: 1,
  anchorDay: '2025-01-06',
  times: [1, 2, 3, 4, 5].map((weekday) => at(1, weekday, '09:00', '17:30', 60)),
}
const nights: WorkingPattern = { ...office, id: 'nights', times: [at(1, 1, '22:00', '06:00', 30)] }
const fortnight: WorkingPattern = {
  ...office,
  id: 'fortnight',
  weeks: 2,
  times: [at(1, 1, '08:00', '12:00', 0), at(2, 1, '08:00', '16:00', 0), at(2, 1, '17:00', '18:00', 0)],
}
const always = (pattern: WorkingPattern): PatternAssignment[] => [{ firstDay: '2020-01-01', lastDay: null, pattern }]
const holiday = (day: string, portion: DayPortion, name = 'Feast'): Holiday => ({ day, name, portion })

function at(week: number, weekday: number, start: string, end: string, breakMinutes: number): PatternTime {
  return { week, weekday, start, end, breakMinutes }
}

test('a date is scheduled by its weekday, its week of the rotation and the assignment in force', () => {
  const cases: [string, WorkingPattern, string, number][] = [
    ['2025-01-06', office, 'work', 450],
    ['2025-01-10', office, 'work', 450],
    ['2025-01-11', office, 'day-off', 0],
    ['2025-01-12', office, 'day-off', 0],
    ['2025-01-06', fortnight, 'work', 240],
    ['2025-01-13', fortnight, 'work', 540],
    ['2025-01-20', fortnight, 'work', 240],
    ['2024-12-30', fortnight, 'work', 540],
    ['2024-12-23', fortnight, 'work', 240],
    ['2025-01-06', nights, 'work', 450],
    ['2025-01-07', nights, 'day-off', 0],
  ]
  for (const [day, pattern, kind, minutes] of cases) {
    const schedule = scheduleOf(day, always(pattern), [])
    assert.deepEqual([schedule.kind, schedule.scheduledMinutes, schedule.patternMinutes], [kind, minutes, minutes], `${day} ${pattern.id}`)
  }
})

test('a change of pattern counts from its first day, and dates outside every assignment are not employed', () => {
  const assignments: PatternAssignment[] = [
    {
      firstDay: '2025-01-08',
      lastDay: '2025-01-31',
      pattern: { ...office, times: [at(1, 3, '09:00', '13:00', 0), at(1, 5, '09:00', '13:00', 0)] },
    },
    { firstDay: '2025-01-01', lastDay: '2025-01-09', pattern: office },
  ]
  const minutesOn = (day: string) => scheduleOf(day, assignments, []).scheduledMinutes
  const kindOn = (day: string) => scheduleOf(day, assignments, []).kind
  assert.deepEqual(['2025-01-07', '2025-01-08', '2025-01-10', '2025-01-31'].map(minutesOn), [450, 240, 240, 240])
  assert.deepEqual(['2024-12-31', '2025-01-09', '2025-02-01'].map(kindOn), ['not-employed', 'day-off', 'not-employed'])
})

test('a full holiday takes the whole date, a half one half of its minutes, and a day off stays a day off', () => {
  const cases: [string, Holiday[], string, number, string | undefined][] = [
    ['2025-01-07', [holiday('2025-01-07', 'full')], 'holiday', 0, 'Feast'],
    ['2025-01-07', [holiday('2025-01-07', 'first')], 'work', 225, 'Feast'],
    ['2025-01-07', [holiday('2025-01-07', 'second')], 'work', 225, 'Feast'],
    ['2025-01-07', [holiday('2025-01-07', 'first', 'A'), holiday('2025-01-07', 'second', 'B')], 'holiday', 0, 'A, B'],
    ['2025-01-07', [holiday('2025-01-07', 'first', 'A'), holiday('2025-01-07', 'full', 'B')], 'holiday', 0, 'B'],
    ['2025-01-07', [holiday('2025-01-07', 'first', 'A'), holiday('2025-01-07', 'first', 'B')], 'work', 225, 'A'],
    ['2025-01-07', [holiday('2025-01-08', 'full')], 'work', 450, undefined],
    ['2025-01-11', [holiday('2025-01-11', 'full')], 'day-off', 0, 'Feast'],
    ['2019-01-01', [holiday('2019-01-01', 'full')], 'not-employed', 0, undefined],
  ]
  for (const [day, holidays, kind, minutes, name] of cases) {
    const schedule = scheduleOf(day, always(office), holidays)
    assert.deepEqual([schedule.kind, schedule.scheduledMinutes, schedule.holiday?.name], [kind, minutes, name])
  }
  assert.equal(scheduleOf('2025-01-07', always(office), [holiday('2025-01-07', 'full')]).patternMinutes, 450)
})

test('the odd minute is in the second half, so two halves are the whole', () => {
  assert.deepEqual([halfMinutes(447, 'first'), halfMinutes(447, 'second'), halfMinutes(447, 'full')], [223, 224, 447])
})

test('the halves of a day meet at half of its paid minutes, with a cut break between them', () => {
  const tuesday = scheduleOf('2025-01-07', always(office), [])
  assert.deepEqual(expectedWindows(tuesday), [{ from: 540, to: 1050, breakMinutes: 60 }])
  assert.deepEqual(expectedWindows(tuesday, 'second'), [{ from: 540, to: 765, breakMinutes: 0 }])
  assert.deepEqual(expectedWindows(tuesday, 'first'), [{ from: 825, to: 1050, breakMinutes: 0 }])
  assert.deepEqual(expectedWindows(tuesday, 'full'), [])
  const night = scheduleOf('2025-01-06', always(nights), [])
  assert.deepEqual(expectedWindows(night, 'first'), [{ from: 1575, to: 1800, breakMinutes: 0 }])
  const split = scheduleOf('2025-01-13', always(fortnight), [])
  assert.deepEqual(expectedWindows(split, 'first'), [
    { from: 750, to: 960, breakMinutes: 0 },
    { from: 1020, to: 1080, breakMinutes: 0 },
  ])
  const even = { ...office, times: [at(1, 1, '13:00', '17:30', 30), at(1, 1, '08:00', '12:15', 15)] }
  assert.deepEqual(expectedWindows(scheduleOf('2025-01-06', always(even), []), 'second'), [{ from: 480, to: 735, breakMinutes: 15 }])
  assert.deepEqual(expectedWindows(scheduleOf('2025-01-06', always(even), []), 'first'), [{ from: 780, to: 1050, breakMinutes: 30 }])
})

test('a half holiday and leave for the other half leave nothing to work; the same half twice leaves the other', () => {
  const schedule = scheduleOf('2025-01-07', always(office), [holiday('2025-01-07', 'first')])
  assert.deepEqual(expectedWindows(schedule, 'second'), [])
  assert.deepEqual(expectedWindows(schedule, 'first'), expectedWindows(schedule))
})

test('for every pattern that is accepted, the expected stretches add up to the scheduled minutes of the date', () => {
  const day = fc.integer({ min: 0, max: 27 }).map((n) => addDays('2025-01-06', n))
  const portions = fc.constantFrom<DayPortion>('full', 'first', 'second')
  let accepted = 0
  fc.assert(
    fc.property(fc.array(anyTime(2), { maxLength: 4 }), day, portions, (times, date, portion) => {
      const pattern = { ...office, weeks: 2, times }
      if (refusePattern(pattern)) return
      accepted++
      for (const holidays of [[], [holiday(date, portion)]]) {
        const schedule = scheduleOf(date, always(pattern), holidays)
        const minutes = expectedWindows(schedule).reduce((sum, window) => sum + paidMinutes(window), 0)
        assert.equal(minutes, schedule.scheduledMinutes)
        const halves = (['first', 'second'] as const).flatMap((half) => expectedWindows(scheduleOf(date, always(pattern), []), half))
        assert.equal(
          halves.reduce((sum, window) => sum + paidMinutes(window), 0),
          schedule.patternMinutes,
        )
      }
    }),
    { numRuns: 300 },
  )
  assert.ok(accepted > 30, 'the generator must reach the property')
})

test('a pattern is refused for what it gets wrong', () => {
  const wrong: [Partial<WorkingPattern>, string, string][] = [
    [{ weeks: 0 }, 'PATTERN_INVALID', 'weeks'],
    [{ weeks: 1.5 }, 'PATTERN_INVALID', 'weeks'],
    [{ weeks: 53 }, 'PATTERN_INVALID', 'weeks'],
    [{ anchorDay: '2025-01-07' }, 'PATTERN_INVALID', 'anchorDay'],
    [{ anchorDay: '2025-02-30' }, 'PATTERN_INVALID', 'anchorDay'],
    [{ times: [at(2, 1, '09:00', '17:00', 0)] }, 'PATTERN_INVALID', 'times[0]'],
    [{ times: [at(1, 1, '09:00', '17:00', 0), at(1, 8, '09:00', '17:00', 0)] }, 'PATTERN_INVALID', 'times[1]'],
    [{ times: [at(1, 1, '9:00', '17:00', 0)] }, 'PATTERN_INVALID', 'times[0]'],
    [{ times: [at(1, 1, '09:00', '24:00', 0)] }, 'PATTERN_INVALID', 'times[0]'],
    [{ times: [at(1, 1, '09:00', '17:00', -1)] }, 'PATTERN_INVALID', 'times[0]'],
    [{ times: [at(1, 1, '09:00', '10:00', 60)] }, 'PATTERN_INVALID', 'times[0]'],
  ]
  for (const [change, code, field] of wrong) {
    const refusal = refusePattern({ ...office, ...change })
    assert.deepEqual([refusal?.code, refusal?.details.field], [code, field], JSON.stringify(change))
  }
  assert.equal(refusePattern(office), null)
  assert.equal(refusePattern({ ...office, times: [] }), null)
})

test('stretches may touch but not overlap, also across midnight and from the last week into the first', () => {
  const overlaps: [boolean, PatternTime[]][] = [
    [false, [at(1, 1, '09:00', '13:00', 0), at(1, 1, '13:00', '17:00', 0)]],
    [true, [at(1, 1, '13:00', '17:00', 0), at(1, 1, '09:00', '13:01', 0)]],
    [false, [at(1, 1, '22:00', '06:00', 0), at(1, 2, '06:00', '10:00', 0)]],
    [true, [at(1, 1, '22:00', '06:00', 0), at(1, 2, '05:59', '10:00', 0)]],
    [false, [at(2, 7, '22:00', '06:00', 0), at(1, 1, '06:00', '10:00', 0)]],
    [true, [at(2, 7, '22:00', '06:01', 0), at(1, 1, '06:00', '10:00', 0)]],
    [false, [at(1, 7, '22:00', '06:00', 0), at(1, 1, '05:00', '10:00', 0)]],
    [false, [at(1, 1, '08:00', '08:00', 0), at(1, 2, '08:00', '08:00', 0)]],
    [true, [at(1, 1, '08:00', '08:00', 0), at(1, 2, '07:00', '07:30', 0)]],
  ]
  for (const [overlap, times] of overlaps) {
    assert.equal(refusePattern({ ...office, weeks: 2, times })?.code ?? null, overlap ? 'PATTERN_OVERLAP' : null, JSON.stringify(times))
  }
})

test('the overlap check agrees with counting every minute of the rotation', () => {
  fc.assert(
    fc.property(fc.array(anyTime(2), { maxLength: 5 }), (times) => {
      const taken = new Set<number>()
      let twice = false
      for (const { week, weekday, start, end } of times) {
        const from = ((week - 1) * 7 + weekday - 1) * 1440 + minutesOfTime(start)
        const length = (minutesOfTime(end) - minutesOfTime(start) + 1440) % 1440 || 1440
        for (let minute = from; minute < from + length; minute++) {
          twice ||= taken.has(minute % 20160)
          taken.add(minute % 20160)
        }
      }
      const pattern = { ...office, weeks: 2, times: times.map((time) => ({ ...time, breakMinutes: 0 })) }
      assert.equal(refusePattern(pattern)?.code === 'PATTERN_OVERLAP', twice)
    }),
    { numRuns: 200 },
  )
})

test('times before the start of a night shift are those of the next morning', () => {
  const night = [{ start: '22:00', end: '06:00', breakMinutes: 30 }]
  const day = [{ start: '09:00', end: '17:30', breakMinutes: 60 }]
  assert.deepEqual(clockWindow('02:00', '04:00', night), { from: 1560, to: 1680, breakMinutes: 0 })
  assert.deepEqual(clockWindow('23:00', '01:00', night), { from: 1380, to: 1500, breakMinutes: 0 })
  assert.deepEqual(clockWindow('10:00', '12:00', night), { from: 600, to: 720, breakMinutes: 0 })
  assert.deepEqual(clockWindow('06:00', '07:00', night), { from: 360, to: 420, breakMinutes: 0 })
  assert.deepEqual(clockWindow('08:00', '10:00', day), { from: 480, to: 600, breakMinutes: 0 })
})

function anyTime(weeks: number): fc.Arbitrary<PatternTime> {
  const time = fc
    .integer({ min: 0, max: 1439 })
    .map((n) => `${String(Math.floor(n / 60)).padStart(2, '0')}:${String(n % 60).padStart(2, '0')}`)
  return fc.record({
    week: fc.integer({ min: 1, max: weeks }),
    weekday: fc.integer({ min: 1, max: 7 }),
    start: time,
    end: time,
    breakMinutes: fc.integer({ min: 0, max: 60 }),
  })
}
