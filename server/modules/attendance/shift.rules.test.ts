import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, instantOf, localDateOf, localTimeOf } from '../../core/dates.ts'
import { scheduleOf } from '../working-time/working-time.rules.ts'
import { shift } from '../../../tests/shifts.ts'
import { refuseOverlap, scheduleOfShifts, shiftsOn, slotOn, spanAt, spansOn } from './shift.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment } from './shift.rules.ts'

const [early, late, night] = [shift('early', '06:00', '14:00'), shift('late', '14:00', '22:00'), shift('night', '22:00', '06:00')]
const shifts = new Map([early, late, night].map((one) => [one.id, one]))
const day = '2026-03-04'
const who = { employeeId: 'mei', departmentId: 'ward', branchId: 'jakarta' }
const given = (shiftId: string | null, more: Partial<ShiftAssignment> = {}): ShiftAssignment => ({
  shiftId,
  employeeId: 'mei',
  departmentId: null,
  branchId: null,
  firstDay: '2026-03-01',
  lastDay: null,
  weekdays: null,
  ...more,
})
const toWard = { employeeId: null, departmentId: 'ward' }
const toBranch = { employeeId: null, branchId: 'jakarta' }
const turn: RosterTurn = {
  employeeId: 'mei',
  anchorDay: day,
  slots: ['late', null, 'night'],
  offsetDays: 0,
  firstDay: '2026-03-01',
  lastDay: null,
}

const resolutions: [what: string, assignments: ShiftAssignment[], turns: RosterTurn[], found: string[] | null][] = [
  ['nothing is assigned', [], [], null],
  ['a shift of one’s own', [given('early')], [], ['early']],
  ['a day off of one’s own', [given(null)], [], []],
  ['two shifts on one day, by start', [given('late'), given('early')], [], ['early', 'late']],
  ['the same shift given twice is one', [given('early'), given('early')], [], ['early']],
  ['on its first day it holds', [given('early', { firstDay: day })], [], ['early']],
  ['the day before it does not', [given('early', { firstDay: addDays(day, 1) })], [], null],
  ['on its last day it holds', [given('early', { lastDay: day })], [], ['early']],
  ['the day after it does not', [given('early', { lastDay: addDays(day, -1) })], [], null],
  ['on its weekday it holds', [given('early', { weekdays: [3] })], [], ['early']],
  ['on another weekday it does not', [given('early', { weekdays: [1, 2, 4] })], [], null],
  ['the roster', [], [turn], ['late']],
  ['one’s own goes before the roster', [given('early')], [turn], ['early']],
  ['the roster goes before the department', [given('early', toWard)], [turn], ['late']],
  ['a day off of the roster goes before the department', [given('early', toWard)], [{ ...turn, offsetDays: 1 }], []],
  ['the department', [given('early', toWard)], [], ['early']],
  ['the department goes before the branch', [given('early', toWard), given('late', toBranch)], [], ['early']],
  ['the branch', [given('late', toBranch)], [], ['late']],
  ['another department’s does not count', [given('early', { ...toWard, departmentId: 'office' })], [], null],
  ['another person’s does not count', [given('early', { employeeId: 'tom' })], [{ ...turn, employeeId: 'tom' }], null],
]
for (const [what, assignments, turns, found] of resolutions) {
  test(`shifts of a date: ${what}`, () => {
    assert.deepEqual(shiftsOn(day, who, { shifts, assignments, turns })?.map(({ id }) => id) ?? null, found)
  })
}

test('a rotation repeats in both directions, and whoever is further along is a slot ahead', () => {
  const at = (date: string, offsetDays = 0) => slotOn(date, { ...turn, offsetDays })
  assert.deepEqual(
    ['2026-03-04', '2026-03-05', '2026-03-06', '2026-03-07'].map((date) => at(date)),
    ['late', null, 'night', 'late'],
  )
  assert.deepEqual([at('2026-03-03'), at('2026-03-01'), at('2024-02-29')], ['night', 'late', slotOn('2024-02-29', turn)])
  assert.deepEqual([at('2026-03-04', 1), at('2026-03-04', 2), at('2026-03-04', 3)], [null, 'night', 'late'])
})

const zone = 'Asia/Jakarta'
const clock = (millis: number, inZone = zone) => {
  const at = new Date(millis).toISOString()
  return `${localDateOf(at, inZone).slice(8)} ${localTimeOf(at, inZone)}`
}
function spans(plan: Record<string, Shift[]>, date = day, inZone = zone) {
  return spansOn(
    date,
    (one) => plan[one] ?? [],
    () => inZone,
  ).map((span) => ({
    name: span.shift.id,
    from: clock(span.from, inZone),
    to: clock(span.to, inZone),
    window: `${clock(span.windowFrom, inZone)} – ${clock(span.windowTo, inZone)}`,
  }))
}

const windows: [what: string, plan: Record<string, Shift[]>, found: ReturnType<typeof spans>][] = [
  [
    'alone it is as wide as it says',
    { [day]: [early] },
    [{ name: 'early', from: '04 06:00', to: '04 14:00', window: '04 04:00 – 04 18:00' }],
  ],
  ['across midnight', { [day]: [night] }, [{ name: 'night', from: '04 22:00', to: '05 06:00', window: '04 20:00 – 05 10:00' }]],
  [
    'touching neighbours share an edge',
    { [day]: [early, late] },
    [
      { name: 'early', from: '04 06:00', to: '04 14:00', window: '04 04:00 – 04 14:00' },
      { name: 'late', from: '04 14:00', to: '04 22:00', window: '04 14:00 – 05 02:00' },
    ],
  ],
  [
    'after yesterday’s night the window begins where that ends',
    { '2026-03-03': [night], [day]: [early] },
    [{ name: 'early', from: '04 06:00', to: '04 14:00', window: '04 06:00 – 04 18:00' }],
  ],
  [
    'before tomorrow’s early the window of a night ends where that begins',
    { [day]: [night], '2026-03-05': [shift('soon', '07:00', '15:00')] },
    [{ name: 'night', from: '04 22:00', to: '05 06:00', window: '04 20:00 – 05 07:00' }],
  ],
  [
    'a shift that would run into the next one ends where that begins',
    { [day]: [shift('long', '20:00', '08:00')], '2026-03-05': [early] },
    [{ name: 'long', from: '04 20:00', to: '05 06:00', window: '04 18:00 – 05 06:00' }],
  ],
  ['at the end of the year', { '2026-12-31': [night] }, []],
]
for (const [what, plan, found] of windows) test(`windows: ${what}`, () => assert.deepEqual(spans(plan), found))

test('at the end of the year, on the leap day and in the nights the clocks change a night is as long as the clock makes it', () => {
  const length = (date: string, inZone: string, one = night) => {
    const [span] = spansOn(
      date,
      (asked) => (asked === date ? [one] : []),
      () => inZone,
    )
    return (span!.to - span!.from) / 3_600_000
  }
  assert.equal(length('2026-12-31', zone), 8)
  assert.equal(length('2028-02-28', 'Europe/Berlin'), 8)
  assert.equal(length('2028-02-29', 'Europe/Berlin'), 8)
  assert.equal(length('2026-03-28', 'Europe/Berlin'), 7)
  assert.equal(length('2026-10-24', 'Europe/Berlin'), 9)
  assert.equal(length('2026-03-07', 'America/New_York'), 7)
  assert.equal(length('2026-10-31', 'America/New_York'), 9)
  assert.equal(length('2026-04-04', 'Pacific/Auckland'), 9)
  assert.equal(length('2026-09-26', 'Pacific/Auckland'), 7)
  assert.equal(length('2026-03-28', 'Pacific/Honolulu'), 8)
  // 02:30 is shown twice in that night; the first is meant.
  assert.equal(length('2026-10-25', 'Europe/Berlin', shift('x', '00:00', '02:30')), 2.5)
  assert.equal(length('2026-10-25', 'Europe/Berlin', shift('x', '02:30', '06:30')), 5)
  // 02:30 is skipped in that night; 03:30 is meant.
  assert.equal(length('2026-03-29', 'Europe/Berlin', shift('x', '02:30', '06:30')), 3)
})

const starts: [what: string, time: string, found: string | null][] = [
  ['at the edge of the window', '2026-03-04 04:00', 'early'],
  ['a minute before it', '2026-03-04 03:59', null],
  ['where two windows meet it is the one that begins', '2026-03-04 14:00', 'late'],
  ['a minute before, the one that runs', '2026-03-04 13:59', 'early'],
  ['at the last minute of the window', '2026-03-05 02:00', 'late'],
  ['a minute after it', '2026-03-05 02:01', null],
]
for (const [what, time, found] of starts) {
  test(`a start counts for the shift whose window holds it: ${what}`, () => {
    const [date, clockTime] = time.split(' ') as [string, string]
    const ofDay = spansOn(
      day,
      (one) => (one === day ? [early, late] : []),
      () => zone,
    )
    assert.equal(spanAt(Date.parse(instantOf(date, clockTime, zone)), ofDay)?.shift.id ?? null, found)
  })
}

const pattern = {
  id: 'p',
  name: 'P',
  weeks: 1,
  anchorDay: '2024-01-01',
  times: [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start: '09:00', end: '17:00', breakMinutes: 0 })),
}
const feast = [{ day, name: 'Feast', portion: 'full' as const }]
const schedules: [
  what: string,
  date: string,
  given: Shift[],
  holidays: typeof feast,
  kind: string,
  minutes: number,
  named: string | undefined,
][] = [
  ['a shift stands in for the pattern', day, [night], [], 'work', 480, undefined],
  ['no shift is a day off', day, [], [], 'day-off', 0, undefined],
  ['a shift on the pattern’s day off is worked', '2026-03-07', [early], [], 'work', 480, undefined],
  ['one that keeps days off is not', '2026-03-07', [{ ...early, onDaysOff: 'off' }], [], 'day-off', 0, undefined],
  ['a holiday is free', day, [early], feast, 'holiday', 0, 'Feast'],
  ['a shift that works holidays is worked, and the holiday named', day, [{ ...early, onHolidays: 'work' }], feast, 'work', 480, 'Feast'],
  ['of two shifts both must work holidays', day, [{ ...early, onHolidays: 'work' }, late], feast, 'holiday', 0, 'Feast'],
]
for (const [what, date, shiftsOfDay, holidays, kind, minutes, named] of schedules) {
  test(`the schedule of shifts: ${what}`, () => {
    const assignments = [{ firstDay: '2020-01-01', lastDay: null, pattern }]
    const schedule = scheduleOfShifts(date, shiftsOfDay, scheduleOf(date, assignments, holidays), holidays)
    assert.deepEqual([schedule.kind, schedule.scheduledMinutes, (schedule.holiday ?? schedule.workedHoliday)?.name], [kind, minutes, named])
  })
}

test('who is not employed has no shift either', () => {
  const none = scheduleOf(day, [], [])
  assert.equal(scheduleOfShifts(day, [early], none, []).kind, 'not-employed')
})

const overlaps: [what: string, one: ShiftAssignment, other: ShiftAssignment, refused: boolean][] = [
  ['two shifts that touch', given('early'), given('late'), false],
  ['a night and the next day’s early touch', given('night'), given('early'), false],
  ['the same shift twice', given('early'), given('early'), true],
  ['a night into a shift that begins before it ends', given('night'), given('dawn'), true],
  ['the same from the other side', given('dawn'), given('night'), true],
  ['on different weekdays', given('early', { weekdays: [1] }), given('early', { weekdays: [2] }), false],
  ['a Sunday’s night and a Monday’s dawn', given('night', { weekdays: [7] }), given('dawn', { weekdays: [1] }), true],
  ['a Monday’s night and a Monday’s dawn', given('night', { weekdays: [1] }), given('dawn', { weekdays: [1] }), false],
  [
    'one ends the day before the other begins',
    given('early', { lastDay: '2026-03-10' }),
    given('early', { firstDay: '2026-03-11' }),
    false,
  ],
  [
    'a night that ends in the morning of the first day of the other',
    given('night', { lastDay: '2026-03-10' }),
    given('dawn', { firstDay: '2026-03-11' }),
    true,
  ],
  ['a day off and a shift on one day', given(null), given('early'), true],
  ['a day off the day after', given(null, { weekdays: [2] }), given('night', { weekdays: [1] }), false],
]
for (const [what, one, other, refused] of overlaps) {
  test(`${what}: ${refused ? 'refused' : 'taken'}`, () => {
    const known = new Map([...shifts, ['dawn', shift('dawn', '05:00', '13:00')] as const])
    assert.equal(refuseOverlap(one, other, known)?.code, refused ? 'SHIFT_OVERLAP' : undefined)
  })
}

test('property: whatever is planned, shifts of one person and their windows never hold another’s time, and windows hold their shift', () => {
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.constantFrom('00', '30'))
    .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${minute}`)
  const anyShift = fc.record({ start: time, end: time, before: fc.integer({ min: 0, max: 720 }), after: fc.integer({ min: 0, max: 720 }) })
  const zones = fc.constantFrom('Pacific/Honolulu', 'America/New_York', 'UTC', 'Europe/Berlin', 'Asia/Jakarta', 'Pacific/Auckland')
  const anyDay = fc.constantFrom('2026-03-29', '2026-10-25', '2026-12-31', '2028-02-29', '2026-04-05', '2026-11-01')
  fc.assert(
    fc.property(fc.array(anyShift, { minLength: 3, maxLength: 3 }), zones, anyDay, (drawn, inZone, date) => {
      const planned = drawn.map(({ start, end, before, after }, index) =>
        shift(`${index}`, start, end, { windowBeforeMinutes: before, windowAfterMinutes: after }),
      )
      const plan = new Map([-1, 0, 1].map((offset, index) => [addDays(date, offset), [planned[index]!]]))
      const found = [-1, 0, 1].flatMap((offset) =>
        spansOn(
          addDays(date, offset),
          (one) => plan.get(one) ?? [],
          () => inZone,
        ),
      )
      for (const [index, span] of found.entries()) {
        assert(span.windowFrom <= span.from && span.windowTo >= span.to)
        for (const next of found.slice(index + 1)) assert(span.to <= next.from && span.windowTo <= next.from)
      }
    }),
  )
})
