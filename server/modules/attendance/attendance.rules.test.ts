import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, instantOf } from '../../core/dates.ts'
import { scheduleOf } from '../working-time/working-time.rules.ts'
import type { DayPortion, DaySchedule, Holiday } from '../working-time/working-time.rules.ts'
import { allowedActs, clockStateOf, nextClock, workDateOf } from './attendance.rules.ts'
import type { ClockAct, ClockState, Punch } from './attendance.rules.ts'
import { computeDay } from './day.rules.ts'
import type { AttendanceDay, DayInput } from './day.rules.ts'

const zone = 'Asia/Jakarta'
const tuesday = '2025-01-07'
const saturday = '2025-01-11'
const office = (day: string, portion?: DayPortion) => scheduleWith('09:00', '17:30', 60, [1, 2, 3, 4, 5], day, portion)
const nightly = (day: string) => scheduleWith('22:00', '06:00', 0, [1, 2, 3, 4, 5, 6, 7], day)

function scheduleWith(
  start: string,
  end: string,
  breakMinutes: number,
  weekdays: number[],
  day: string,
  portion?: DayPortion,
): DaySchedule {
  const times = weekdays.map((weekday) => ({ week: 1, weekday, start, end, breakMinutes }))
  const pattern = { id: 'p', name: 'P', weeks: 1, anchorDay: '2025-01-06', times }
  const holidays: Holiday[] = portion ? [{ day, name: 'Feast', portion }] : []
  return scheduleOf(day, [{ firstDay: '2025-01-01', lastDay: null, pattern }], holidays)
}

/** '09:00 start' on the work date; a leading + is the next day. */
function punches(workDate: string, inZone: string, ...marks: string[]): Punch[] {
  return marks.map((mark) => {
    const [, next, time, kind] = /^(\+?)(\d\d:\d\d) (\w+)$/.exec(mark) ?? []
    return { kind: kind as ClockAct, at: instantOf(addDays(workDate, next ? 1 : 0), time ?? '', inZone) }
  })
}

function onTuesday(marks: string[], change: Partial<DayInput> = {}): AttendanceDay {
  return computeDay({
    workDate: tuesday,
    zone,
    entries: punches(tuesday, zone, ...marks),
    schedule: office(tuesday),
    graceMinutes: 10,
    ...change,
  })
}

const at = (time: string) => new Date(instantOf(tuesday, time, zone)).toISOString()

test('the clock allows exactly the moves of its state and names them when it refuses', () => {
  const table: Record<ClockState, Record<ClockAct, string>> = {
    off: { start: 'working', break: 'NOT_STARTED', resume: 'NOT_STARTED', end: 'NOT_STARTED' },
    working: { start: 'ALREADY_STARTED', break: 'break', resume: 'NOT_ON_BREAK', end: 'off' },
    break: { start: 'ALREADY_STARTED', break: 'ALREADY_ON_BREAK', resume: 'working', end: 'off' },
  }
  for (const [state, acts] of Object.entries(table) as [ClockState, Record<ClockAct, string>][]) {
    for (const [act, expected] of Object.entries(acts) as [ClockAct, string][]) {
      const next = nextClock(state, act)
      assert.equal(typeof next === 'string' ? next : next.code, expected, `${act} while ${state}`)
      if (typeof next !== 'string') assert.deepEqual(next.details.allowed, allowedActs(state))
    }
  }
  assert.deepEqual([allowedActs('off'), allowedActs('working'), allowedActs('break')], [['start'], ['break', 'end'], ['resume', 'end']])
})

test('a day at the desk is worked less its breaks', () => {
  const day = onTuesday(['09:00 start', '12:00 break', '13:00 resume', '17:30 end'])
  assert.deepEqual(day, {
    scheduledMinutes: 450,
    workedMinutes: 450,
    breakMinutes: 60,
    paidBreakMinutes: 0,
    automaticBreakMinutes: 0,
    lateMinutes: 0,
    earlyExitMinutes: 0,
    overtimeMinutes: 0,
    overtimeShares: [],
    undertimeMinutes: 0,
    shortfallMinutes: 0,
    flags: [],
    settled: true,
    firstStartAt: at('09:00'),
    lastEndAt: at('17:30'),
    open: false,
    status: 'present',
  })
})

test('an end during a break ends the break, which is not work', () => {
  const day = onTuesday(['09:00 start', '12:00 break', '12:45 end'])
  assert.deepEqual([day.workedMinutes, day.breakMinutes, day.open, day.lastEndAt], [180, 45, false, at('12:45')])
})

test('several sessions add up, touching ones stay two in whatever order they arrive, and gaps are nobody’s', () => {
  const sessions = ['09:00 start', '11:00 end', '11:00 start', '12:00 end', '14:00 start', '15:30 end']
  const day = onTuesday(sessions)
  assert.deepEqual([day.workedMinutes, day.breakMinutes, day.firstStartAt, day.lastEndAt], [270, 0, at('09:00'), at('15:30')])
  assert.deepEqual(onTuesday(sessions.toReversed()), day)
})

test('entries that do not fit the clock are passed over', () => {
  const day = onTuesday([
    '08:30 resume',
    '09:00 start',
    '09:30 start',
    '12:00 break',
    '12:10 break',
    '13:00 resume',
    '17:30 end',
    '18:00 end',
  ])
  assert.deepEqual([day.workedMinutes, day.breakMinutes, day.firstStartAt, day.lastEndAt], [450, 60, at('09:00'), at('17:30')])
  assert.equal(clockStateOf(punches(tuesday, zone, '09:00 start', '12:00 break', '12:10 break')), 'break')
  assert.equal(clockStateOf([]), 'off')
})

test('a start exactly at the grace is not late; a second later it is, counted from the schedule', () => {
  const startingAt = (instant: string) =>
    onTuesday([], {
      entries: [
        { kind: 'start', at: instant },
        { kind: 'end', at: at('17:30') },
      ],
    }).lateMinutes
  assert.deepEqual([at('08:50'), at('09:00'), at('09:10')].map(startingAt), [0, 0, 0])
  assert.equal(startingAt('2025-01-07T09:10:01+07:00'), 10)
  assert.equal(startingAt(at('09:11')), 11)
})

test('an end exactly at the grace is not early; a minute before it is, and early exit may have its own grace', () => {
  const endingAt = (time: string, change: Partial<DayInput> = {}) => onTuesday(['09:00 start', `${time} end`], change).earlyExitMinutes
  assert.deepEqual([endingAt('18:00'), endingAt('17:20'), endingAt('17:19')], [0, 0, 11])
  assert.equal(endingAt('17:20', { earlyGraceMinutes: 5 }), 10)
})

test('work beyond the schedule is overtime, work short of it undertime', () => {
  const over = onTuesday(['09:00 start', '18:30 end'])
  assert.deepEqual([over.overtimeMinutes, over.undertimeMinutes], [120, 0])
  const under = onTuesday(['09:00 start', '15:00 end'])
  assert.deepEqual([under.overtimeMinutes, under.undertimeMinutes], [0, 90])
})

test('an open day counts until the instant it is looked at and says nothing about its end yet', () => {
  const working = onTuesday(['09:00 start', '12:00 break', '13:00 resume'], { until: at('15:00') })
  assert.deepEqual(
    [
      working.workedMinutes,
      working.breakMinutes,
      working.status,
      working.open,
      working.lastEndAt,
      working.undertimeMinutes,
      working.earlyExitMinutes,
    ],
    [300, 60, 'open', true, null, 0, 0],
  )
  const resting = onTuesday(['09:00 start', '12:00 break'], { until: at('12:40') })
  assert.deepEqual([resting.workedMinutes, resting.breakMinutes, resting.status], [180, 40, 'open'])
  assert.equal(onTuesday(['09:00 start']).workedMinutes, 0)
  assert.equal(onTuesday(['09:00 start', '12:00 break'], { until: at('08:00') }).workedMinutes, 180)
})

test('nobody is absent before the scheduled end and its window are over', () => {
  const statusAt = (time: string, change: Partial<DayInput> = {}) => onTuesday([], { until: at(time), ...change }).status
  assert.deepEqual([statusAt('17:29'), statusAt('17:30')], ['undecided', 'absent'])
  assert.deepEqual([statusAt('18:29', { settleMinutes: 60 }), statusAt('18:30', { settleMinutes: 60 })], ['undecided', 'absent'])
  assert.equal(onTuesday([]).status, 'absent')
  const gone = onTuesday(['09:00 start', '12:00 end'], { until: at('12:30'), halfDayBelow: 300 })
  assert.deepEqual([gone.status, gone.undertimeMinutes, gone.earlyExitMinutes], ['undecided', 0, 0])
})

test('worked time under a threshold is a half day or absent, exactly at it is not', () => {
  const thresholds = { halfDayBelow: 300, absentBelow: 120 }
  const worked = (end: string, change: Partial<DayInput> = {}) =>
    onTuesday(['09:00 start', `${end} end`], { ...thresholds, ...change }).status
  assert.deepEqual(
    ['10:59', '11:00', '13:59', '14:00'].map((end) => worked(end)),
    ['absent', 'half-day', 'half-day', 'present'],
  )
  const holiday = { schedule: office(tuesday, 'second') }
  assert.deepEqual(
    ['09:59', '10:00', '11:29', '11:30'].map((end) => worked(end, holiday)),
    ['absent', 'half-day', 'half-day', 'present'],
  )
})

test('leave, holidays and days off decide the status, and work on them is overtime', () => {
  const cases: [Partial<DayInput>, string[], Partial<AttendanceDay>][] = [
    [{ leave: { portion: 'full' } }, [], { status: 'on-leave', scheduledMinutes: 450, undertimeMinutes: 0 }],
    [{ leave: { portion: 'full' } }, ['10:00 start', '11:00 end'], { status: 'on-leave', overtimeMinutes: 60, lateMinutes: 0 }],
    [
      { leave: { portion: 'first' } },
      ['13:45 start', '17:30 end'],
      { status: 'half-leave', lateMinutes: 0, undertimeMinutes: 0, overtimeMinutes: 0 },
    ],
    [{ leave: { portion: 'first' } }, ['13:56 start', '17:30 end'], { status: 'half-leave', lateMinutes: 11, undertimeMinutes: 11 }],
    [{ leave: { portion: 'second' } }, ['09:00 start', '12:45 end'], { status: 'half-leave', earlyExitMinutes: 0, undertimeMinutes: 0 }],
    [{ leave: { portion: 'second' } }, [], { status: 'half-leave', undertimeMinutes: 225 }],
    [{ leave: { portion: 'second' }, schedule: office(tuesday, 'first') }, [], { status: 'on-leave', undertimeMinutes: 0 }],
    [{ schedule: office(tuesday, 'first') }, ['13:45 start', '17:30 end'], { status: 'present', scheduledMinutes: 225, lateMinutes: 0 }],
    [{ schedule: office(tuesday, 'full') }, [], { status: 'holiday', scheduledMinutes: 0, undertimeMinutes: 0 }],
    [{ schedule: office(tuesday, 'full') }, ['09:00 start', '11:00 end'], { status: 'present', overtimeMinutes: 120, lateMinutes: 0 }],
    [{ schedule: office(saturday) }, [], { status: 'day-off' }],
    [{ schedule: office(saturday) }, ['09:00 start', '11:00 end'], { status: 'present', overtimeMinutes: 120 }],
    [{ schedule: office(saturday), leave: { portion: 'full' } }, [], { status: 'on-leave' }],
    [{ schedule: office('2024-12-31') }, [], { status: 'undecided', scheduledMinutes: 0, undertimeMinutes: 0 }],
  ]
  for (const [change, marks, expected] of cases) {
    const day = onTuesday(marks, change)
    const found = Object.fromEntries(Object.keys(expected).map((key) => [key, day[key as keyof AttendanceDay]]))
    assert.deepEqual(found, expected, JSON.stringify([change.leave, change.schedule?.kind, marks]))
  }
})

test('a night shift belongs to the date of its start, with lateness and early exit on both sides of midnight', () => {
  const schedule = nightly(tuesday)
  const day = onTuesday(['22:30 start', '+05:00 end'], { schedule })
  assert.deepEqual(
    [day.scheduledMinutes, day.workedMinutes, day.lateMinutes, day.earlyExitMinutes, day.undertimeMinutes],
    [480, 390, 30, 60, 90],
  )
  assert.equal(onTuesday([], { schedule, until: instantOf('2025-01-08', '05:59', zone) }).status, 'undecided')
  assert.equal(workDateOf('2025-01-07T16:59:00Z', zone), '2025-01-07')
  assert.equal(workDateOf('2025-01-07T17:00:00Z', zone), '2025-01-08')
  assert.equal(workDateOf('2025-01-08T09:59:00Z', 'Pacific/Honolulu'), '2025-01-07')
})

test('a whole night of work is complete, also when the clocks change in it', () => {
  const nights: [string, string, number][] = [
    ['2025-03-29', 'Europe/Berlin', 420],
    ['2025-10-25', 'Europe/Berlin', 540],
    ['2025-03-08', 'America/New_York', 420],
    ['2025-11-01', 'America/New_York', 540],
    ['2025-09-27', 'Pacific/Auckland', 420],
    ['2025-04-05', 'Pacific/Auckland', 540],
    ['2025-03-29', 'Asia/Jakarta', 480],
    ['2025-03-08', 'Pacific/Honolulu', 480],
  ]
  for (const [workDate, inZone, minutes] of nights) {
    const entries = punches(workDate, inZone, '22:00 start', '+06:00 end')
    const day = computeDay({ workDate, zone: inZone, entries, schedule: nightly(workDate), graceMinutes: 0 })
    const { scheduledMinutes, workedMinutes, lateMinutes, earlyExitMinutes, overtimeMinutes, undertimeMinutes, status } = day
    assert.deepEqual([scheduledMinutes, workedMinutes], [minutes, minutes], `${workDate} ${inZone}`)
    assert.deepEqual([lateMinutes, earlyExitMinutes, overtimeMinutes, undertimeMinutes, status], [0, 0, 0, 0, 'present'])
  }
})

test('whatever the punches, worked, breaks and gaps fill the time from first start to last end and nothing is negative', () => {
  const kinds = fc.constantFrom<ClockAct>('start', 'break', 'resume', 'end')
  // A coarse grid, so that several punches often share an instant.
  const second = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.constantFrom(0, 59)).map(([step, more]) => step * 2700 + more)
  let complete = 0
  fc.assert(
    fc.property(fc.array(fc.record({ kind: kinds, second }), { maxLength: 14 }), fc.boolean(), (marks, onLeave) => {
      const workDate = '2025-03-29'
      const midnight = Date.parse(instantOf(workDate, '00:00', 'Europe/Berlin'))
      const entries = marks.map((mark) => ({ kind: mark.kind, at: new Date(midnight + mark.second * 1000).toISOString() }))
      const leave = onLeave ? { portion: 'full' as const } : null
      const day = computeDay({ workDate, zone: 'Europe/Berlin', entries, schedule: nightly(workDate), graceMinutes: 5, leave })
      const figures = Object.values(day).filter((value) => typeof value === 'number')
      assert.equal(figures.length, 10)
      assert.ok(figures.every((figure) => Number.isInteger(figure) && figure >= 0))
      if (day.open || !day.firstStartAt || !day.lastEndAt) return
      complete++
      const { working, break: resting, off } = secondsByState(entries, day.firstStartAt, day.lastEndAt)
      assert.deepEqual([day.workedMinutes, day.breakMinutes], [Math.floor(working / 60), Math.floor(resting / 60)])
      assert.equal(working + resting + off, (Date.parse(day.lastEndAt) - Date.parse(day.firstStartAt)) / 1000)
      assert.equal(day.workedMinutes + day.undertimeMinutes, (onLeave ? 0 : 420) + day.overtimeMinutes)
    }),
    { numRuns: 400 },
  )
  assert.ok(complete > 50, 'the generator must reach whole days')
})

/** Between two neighbouring instants the clock stands in one state: that of the punches so far. */
function secondsByState(entries: Punch[], from: string, to: string): Record<ClockState, number> {
  const seconds = { working: 0, break: 0, off: 0 }
  const instants = [...new Set(entries.map((entry) => entry.at))].sort().filter((instant) => from <= instant && instant <= to)
  for (const [index, instant] of instants.entries()) {
    const next = instants[index + 1] ?? instant
    const state = clockStateOf(entries.filter((entry) => entry.at <= instant))
    seconds[state] += (Date.parse(next) - Date.parse(instant)) / 1000
  }
  return seconds
}
