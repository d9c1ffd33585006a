import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Decimal } from 'decimal.js'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import { scheduleOf as scheduleIn } from '../working-time/working-time.rules.ts'
import type { DayPortion, Holiday, ScheduledTime } from '../working-time/working-time.rules.ts'
import type { LeaveAsk, LeaveDay, LeaveTypeRule } from './leave.rules.ts'
import { costOfLeave } from './leave-cost.rules.ts'
import type { LeaveCost } from './leave-cost.rules.ts'

// 2025-06-02 is a Monday; Monday to Friday are worked.
const desk: ScheduledTime = { start: '09:00', end: '17:30', breakMinutes: 60 }
const night: ScheduledTime = { start: '22:00', end: '06:00', breakMinutes: 30 }
const annual: LeaveTypeRule = {
  id: 'annual',
  unit: 'days',
  nonWorkingDays: 'skip',
  tracksBalance: true,
  minBalance: '0',
  minNoticeDays: 0,
  maxConsecutiveDays: null,
  maxPerRequest: null,
  applicableAfterDays: 0,
  documentAboveDays: null,
  allowHalfDays: true,
}
const hourly: LeaveTypeRule = { ...annual, unit: 'hours' }
const count: LeaveTypeRule = { ...annual, nonWorkingDays: 'count' }
const sandwich: LeaveTypeRule = { ...annual, nonWorkingDays: 'sandwich' }

const june = (day: string) => `2025-06-${day}`
const holiday = (day: string, portion: DayPortion): Holiday => ({ day, name: 'Feast', portion })
const neighbours = (...days: [string, DayPortion?][]): LeaveDay[] => days.map(([day, portion = 'full']) => ({ day: june(day), portion }))

type Scene = {
  type?: LeaveTypeRule
  time?: ScheduledTime | ScheduledTime[]
  holidays?: Holiday[]
  near?: LeaveDay[]
  employedFrom?: string
}

function costOf(dates: Partial<LeaveAsk> & { firstDay: string }, scene: Scene = {}) {
  const times = [1, 2, 3, 4, 5].flatMap((weekday) => [scene.time ?? desk].flat().map((time) => ({ week: 1, weekday, ...time })))
  const pattern = { id: 'p', name: 'P', weeks: 1, anchorDay: '2025-01-06', times }
  const assignments = [{ firstDay: scene.employedFrom ?? '2000-01-01', lastDay: null, pattern }]
  const ask: LeaveAsk = { lastDay: dates.firstDay, startsAt: 'start', endsAt: 'end', ...dates }
  return costOfLeave(ask, scene.type ?? annual, (day) => scheduleIn(day, assignments, scene.holidays ?? []), scene.near)
}

/** 'day quantity reason' of each date, and the total. */
function lines(cost: ReturnType<typeof costOf>): string[] {
  if ('code' in cost) return [cost.code]
  return [...cost.dates.map(({ day, quantity, reason }) => `${day.slice(5)} ${quantity} ${reason}`), cost.quantity]
}

function accepted(cost: ReturnType<typeof costOf>): LeaveCost {
  assert.ok(!('code' in cost), JSON.stringify(cost))
  return cost
}

test('a half of a 7.5-hour day is 225 minutes and 0.5 day, a whole one 450 and 1', () => {
  const cases: [Partial<LeaveAsk>, number, string, string][] = [
    [{}, 450, '1', 'full'],
    [{ endsAt: 'noon' }, 225, '0.5', 'first'],
    [{ startsAt: 'noon' }, 225, '0.5', 'second'],
  ]
  for (const [dates, minutes, quantity, portion] of cases) {
    const cost = accepted(costOf({ firstDay: june('02'), ...dates }))
    assert.deepEqual([cost.minutes, cost.quantity, cost.dates[0]?.portion], [minutes, quantity, portion])
  }
})

test('edges may be halves, weekends and holidays cost nothing, a half holiday costs its other half', () => {
  const dates = { firstDay: june('05'), lastDay: june('11'), startsAt: 'noon', endsAt: 'noon' } as const
  const cost = accepted(costOf(dates, { holidays: [holiday(june('09'), 'full'), holiday(june('10'), 'second')] }))
  assert.deepEqual(lines(cost), [
    '06-05 0.5 work',
    '06-06 1 work',
    '06-07 0 weekend',
    '06-08 0 weekend',
    '06-09 0 holiday',
    '06-10 0.5 half-holiday',
    '06-11 0.5 work',
    '2.5',
  ])
  assert.deepEqual(
    cost.dates.map(({ holidayName }) => holidayName),
    [null, null, null, null, 'Feast', 'Feast', null],
  )
  assert.equal(cost.minutes, 225 + 450 + 225 + 225)
})

test('a half on a half holiday costs a half on the worked side and nothing on the free side', () => {
  const holidays = [holiday(june('02'), 'first')]
  assert.deepEqual(lines(costOf({ firstDay: june('02'), startsAt: 'noon' }, { holidays })), ['06-02 0.5 half-holiday', '0.5'])
  assert.deepEqual(lines(costOf({ firstDay: june('02'), endsAt: 'noon' }, { holidays })), ['LEAVE_COSTS_NOTHING'])
  assert.deepEqual(lines(costOf({ firstDay: june('02') }, { holidays })), ['06-02 0.5 half-holiday', '0.5'])
})

test('the odd minute is in the second half and both halves are 0.5 day', () => {
  const time = { start: '09:00', end: '16:27', breakMinutes: 0 }
  const first = accepted(costOf({ firstDay: june('02'), endsAt: 'noon' }, { time }))
  const second = accepted(costOf({ firstDay: june('02'), startsAt: 'noon' }, { time }))
  assert.deepEqual([first.minutes, second.minutes, first.quantity, second.quantity], [223, 224, '0.5', '0.5'])
})

test('count charges every calendar day, with halves at the edges', () => {
  const holidays = [holiday(june('09'), 'full'), holiday(june('10'), 'first')]
  const dates = { firstDay: june('06'), lastDay: june('10') }
  assert.deepEqual(lines(costOf(dates, { type: count, holidays })), [
    '06-06 1 work',
    '06-07 1 calendar-day',
    '06-08 1 calendar-day',
    '06-09 1 calendar-day',
    '06-10 1 calendar-day',
    '5',
  ])
  assert.deepEqual(lines(costOf({ firstDay: june('07'), startsAt: 'noon' }, { type: count })), ['06-07 0.5 calendar-day', '0.5'])
  const hours = costOf(dates, { type: { ...count, unit: 'hours' }, holidays })
  assert.equal(accepted(hours).quantity, '37.5')
})

test('sandwich charges days off strictly between two leave days of the request, never at its edges', () => {
  const cases: [Partial<LeaveAsk> & { firstDay: string }, string[]][] = [
    [{ firstDay: june('06'), lastDay: june('09') }, ['06-06 1 work', '06-07 1 sandwich', '06-08 1 sandwich', '06-09 1 work', '4']],
    [{ firstDay: june('05'), lastDay: june('08') }, ['06-05 1 work', '06-06 1 work', '06-07 0 weekend', '06-08 0 weekend', '2']],
    [{ firstDay: june('07'), lastDay: june('09') }, ['06-07 0 weekend', '06-08 0 weekend', '06-09 1 work', '1']],
    [
      { firstDay: june('06'), lastDay: june('09'), startsAt: 'noon', endsAt: 'noon' },
      ['06-06 0.5 work', '06-07 1 sandwich', '06-08 1 sandwich', '06-09 0.5 work', '3'],
    ],
    [{ firstDay: june('07'), lastDay: june('08') }, ['LEAVE_COSTS_NOTHING']],
  ]
  for (const [dates, expected] of cases) assert.deepEqual(lines(costOf(dates, { type: sandwich })), expected)
})

test('sandwich reaches across to touching requests only where the leave touches the days off', () => {
  const monday = { firstDay: june('09') }
  const both = ['06-07 1 sandwich', '06-08 1 sandwich', '06-09 1 work', '3']
  const alone = ['06-09 1 work', '1']
  const cases: [Partial<LeaveAsk> & { firstDay: string }, LeaveDay[], string[]][] = [
    [monday, neighbours(['06']), both],
    [monday, neighbours(['06', 'second']), both],
    [monday, neighbours(['06', 'first']), alone],
    [monday, neighbours(['05']), alone],
    [monday, neighbours(['06'], ['07'], ['08']), alone],
    [{ ...monday, startsAt: 'noon' }, neighbours(['06']), ['06-09 0.5 work', '0.5']],
    [{ firstDay: june('06') }, neighbours(['09']), ['06-06 1 work', '06-07 1 sandwich', '06-08 1 sandwich', '3']],
    [{ firstDay: june('06'), endsAt: 'noon' }, neighbours(['09']), ['06-06 0.5 work', '0.5']],
    [{ firstDay: june('07'), lastDay: june('08') }, neighbours(['06'], ['09']), ['06-07 1 sandwich', '06-08 1 sandwich', '2']],
    // The weekend between two other requests is theirs.
    [{ firstDay: june('16') }, neighbours(['06'], ['09'], ['13']), ['06-14 1 sandwich', '06-15 1 sandwich', '06-16 1 work', '3']],
  ]
  for (const [dates, near, expected] of cases) assert.deepEqual(lines(costOf(dates, { type: sandwich, near })), expected)
  const whole = costOf({ ...monday, lastDay: june('10'), endsAt: 'noon' }, { type: sandwich, near: neighbours(['06']) })
  assert.deepEqual(
    accepted(whole).dates.map(({ portion, minutes }) => [portion, minutes]),
    [
      ['full', 450],
      ['full', 450],
      ['full', 450],
      ['first', 225],
    ],
  )
  assert.deepEqual(lines(costOf(monday, { type: annual, near: neighbours(['06']) })), alone)
})

test('a sandwiched holiday is charged, a half holiday at a leave day only its worked half', () => {
  const holidays = [holiday(june('03'), 'full'), holiday(june('04'), 'first')]
  const cost = costOf({ firstDay: june('02'), lastDay: june('05') }, { type: sandwich, holidays })
  assert.deepEqual(lines(cost), ['06-02 1 work', '06-03 1 sandwich', '06-04 0.5 half-holiday', '06-05 1 work', '3.5'])
})

test('leave by the clock costs the scheduled minutes inside it, at most those of the date', () => {
  const cases: [string, string, Scene, string][] = [
    ['09:00', '11:15', {}, '2.25'],
    ['08:00', '10:00', {}, '1'],
    ['09:00', '17:30', {}, '7.5'],
    ['00:00', '23:45', {}, '7.5'],
    ['09:00', '17:30', { holidays: [holiday(june('02'), 'first')] }, '3.75'],
    ['09:00', '12:00', { holidays: [holiday(june('02'), 'first')] }, 'LEAVE_COSTS_NOTHING'],
    ['18:00', '20:00', {}, 'LEAVE_COSTS_NOTHING'],
    ['23:00', '01:30', { time: night }, '2.5'],
    ['02:00', '04:00', { time: night }, '2'],
    ['05:00', '08:00', { time: night }, '1'],
    ['23:00', '02:00', { time: { start: '08:00', end: '08:00', breakMinutes: 0 } }, '3'],
    ['23:00', '02:00', { time: [{ start: '09:00', end: '12:00', breakMinutes: 0 }, night] }, '3'],
  ]
  for (const [fromTime, toTime, scene, expected] of cases) {
    const cost = costOf({ firstDay: june('02'), fromTime, toTime }, { type: hourly, ...scene })
    assert.equal('code' in cost ? cost.code : cost.quantity, expected, `${fromTime} ${toTime}`)
  }
  const weekend = costOf({ firstDay: june('07'), fromTime: '09:00', toTime: '10:00' }, { type: { ...hourly, nonWorkingDays: 'count' } })
  assert.deepEqual(lines(weekend), ['LEAVE_COSTS_NOTHING'])
})

test('a night shift costs the date on which it starts', () => {
  assert.deepEqual(lines(costOf({ firstDay: june('06'), lastDay: june('07') }, { time: night })), ['06-06 1 work', '06-07 0 weekend', '1'])
  assert.equal(accepted(costOf({ firstDay: june('06') }, { time: night, type: hourly })).quantity, '7.5')
})

test('hours that do not end are rounded on the running total, so the dates add up', () => {
  const time = { start: '09:00', end: '16:20', breakMinutes: 0 }
  const cost = accepted(costOf({ firstDay: june('02'), lastDay: june('04') }, { type: hourly, time }))
  assert.deepEqual(
    cost.dates.map(({ quantity }) => quantity),
    ['7.3333', '7.3334', '7.3333'],
  )
  assert.equal(cost.quantity, '22')
})

test('leap days and year ends are ordinary dates', () => {
  assert.equal(accepted(costOf({ firstDay: '2024-02-28', lastDay: '2024-03-01' })).quantity, '3')
  assert.equal(accepted(costOf({ firstDay: '2023-02-28', lastDay: '2023-03-01' })).quantity, '2')
  assert.equal(accepted(costOf({ firstDay: '2025-12-31', lastDay: '2026-01-02' })).quantity, '3')
})

test('dates, halves and times that make no sense are refused', () => {
  const first = june('02')
  const timed = (fromTime: string | null, toTime: string | null, more = {}) => ({ firstDay: first, fromTime, toTime, ...more })
  const cases: [Partial<LeaveAsk> & { firstDay: string }, Scene, string][] = [
    [{ firstDay: '2025-02-29' }, {}, 'LEAVE_DATE_INVALID'],
    [{ firstDay: first, lastDay: 'tomorrow' }, {}, 'LEAVE_DATE_INVALID'],
    [{ firstDay: first, lastDay: june('01') }, {}, 'LEAVE_DATES_REVERSED'],
    [{ firstDay: '2025-01-01', lastDay: '2026-01-02' }, {}, 'LEAVE_TOO_LONG'],
    [{ firstDay: first, startsAt: 'noon', endsAt: 'noon' }, {}, 'LEAVE_HALVES_INVALID'],
    [{ firstDay: first, startsAt: 'noon' }, { type: { ...annual, allowHalfDays: false } }, 'LEAVE_HALF_NOT_ALLOWED'],
    [{ firstDay: first, endsAt: 'noon' }, { type: { ...annual, allowHalfDays: false } }, 'LEAVE_HALF_NOT_ALLOWED'],
    [timed('09:00', '10:00'), {}, 'LEAVE_TIMES_NOT_ALLOWED'],
    [timed('09:00', null), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed(null, '10:00'), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:10', '10:00'), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:00', '10:20'), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:00', '09:00'), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:00', '24:00'), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:00', '10:00', { endsAt: 'noon' }), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('09:00', '10:00', { lastDay: june('03') }), { type: hourly }, 'LEAVE_TIMES_INVALID'],
    [timed('11:00', '10:00'), { type: hourly }, 'LEAVE_TIMES_REVERSED'],
    [{ firstDay: june('07'), lastDay: june('08') }, {}, 'LEAVE_COSTS_NOTHING'],
    [{ firstDay: first }, { holidays: [holiday(first, 'full')] }, 'LEAVE_COSTS_NOTHING'],
    [{ firstDay: first, lastDay: june('04') }, { employedFrom: june('03') }, 'LEAVE_OUTSIDE_EMPLOYMENT'],
  ]
  for (const [dates, scene, code] of cases) assert.deepEqual(lines(costOf(dates, scene)), [code], JSON.stringify(dates))
  assert.equal(accepted(costOf({ firstDay: '2024-01-01', lastDay: '2024-12-31' })).dates.length, 366)
})

test('a request costs the sum of its dates, and cutting it in two at noon changes nothing', () => {
  const scene = fc.record({
    from: fc.integer({ min: 0, max: 40 }),
    length: fc.integer({ min: 0, max: 20 }),
    cut: fc.nat(20),
    free: fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.constantFrom<DayPortion>('full', 'first', 'second')), { maxLength: 6 }),
    type: fc.constantFrom(annual, count),
  })
  fc.assert(
    fc.property(scene, ({ from, length, cut, free, type }) => {
      const firstDay = addDays(june('01'), from)
      const lastDay = addDays(firstDay, length)
      const middle = addDays(firstDay, cut % (length + 1))
      const holidays = free.map(([day, portion]) => holiday(addDays(june('01'), day), portion))
      const parts = [
        costOf({ firstDay, lastDay: middle, endsAt: 'noon' }, { type, holidays }),
        costOf({ firstDay: middle, lastDay, startsAt: 'noon' }, { type, holidays }),
      ]
      const sum = parts.reduce((total, part) => total.plus('code' in part ? 0 : part.quantity), new Decimal(0))
      const whole = costOf({ firstDay, lastDay }, { type, holidays })
      assert.equal('code' in whole ? '0' : whole.quantity, sum.toFixed())
      const minutes = parts.reduce((total, part) => total + ('code' in part ? 0 : part.minutes), 0)
      assert.equal('code' in whole ? 0 : whole.minutes, minutes)
    }),
    { numRuns: 150 },
  )
})
