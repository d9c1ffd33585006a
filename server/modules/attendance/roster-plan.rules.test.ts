import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, eachDay } from '../../core/dates.ts'
import { shift } from '../../../tests/shifts.ts'
import { assignmentsOfCells, conflictsOf, replacementOf, withoutDays } from './roster-plan.rules.ts'
import type { PlanCell, PlannedDay } from './roster-plan.rules.ts'
import { holdsOn } from './shift.rules.ts'

const monday = '2026-03-02'
const own = (firstDay: string, lastDay: string | null, weekdays: number[] | null = null, shiftId: string | null = 'early') => ({
  id: 'a',
  shiftId,
  employeeId: 'mei',
  departmentId: null,
  branchId: null,
  firstDay,
  lastDay,
  weekdays,
})
const shifts = new Map(
  [shift('early', '06:00', '14:00'), shift('night', '22:00', '06:00'), shift('dawn', '05:00', '13:00')].map((one) => [one.id, one]),
)
const cell = (day: string, plan: PlanCell['plan'], shiftId: string | null = null): PlanCell => ({ employeeId: 'mei', day, plan, shiftId })
const spans = (pieces: readonly { firstDay: string; lastDay: string | null }[]) =>
  pieces.map(({ firstDay, lastDay }) => `${firstDay} ${lastDay}`)

test('dates are cut out of an assignment, at its ends, in its middle, and out of one without an end', () => {
  assert.deepEqual(spans(withoutDays(own(monday, '2026-03-06'), [monday])), ['2026-03-03 2026-03-06'])
  assert.deepEqual(spans(withoutDays(own(monday, '2026-03-06'), ['2026-03-04', '2026-03-06'])), [
    '2026-03-02 2026-03-03',
    '2026-03-05 2026-03-05',
  ])
  assert.deepEqual(spans(withoutDays(own(monday, null), ['2026-03-03'])), ['2026-03-02 2026-03-02', '2026-03-04 null'])
  assert.deepEqual(withoutDays(own(monday, monday), [monday]), [])
  const untouched = own(monday, '2026-03-08', [1, 2])
  assert.equal(withoutDays(untouched, ['2026-03-05'])[0], untouched, 'a Thursday is none of its days')
  assert.deepEqual(spans(withoutDays(own(monday, '2026-03-08', [1]), [monday])), [], 'no Monday is left')
})

test('what is left of an assignment holds on all its other dates and on none of those that were cut out', () => {
  const some = fc.record({
    length: fc.integer({ min: 0, max: 40 }),
    weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })),
    cut: fc.array(fc.integer({ min: -3, max: 45 }), { maxLength: 12 }),
  })
  fc.assert(
    fc.property(some, ({ length, weekdays, cut }) => {
      const one = own(monday, addDays(monday, length), weekdays)
      const days = cut.map((offset) => addDays(monday, offset))
      const pieces = withoutDays(one, days)
      for (const day of eachDay(addDays(monday, -3), addDays(monday, 45)))
        assert.equal(pieces.filter((piece) => holdsOn(piece, day)).length, holdsOn(one, day) && !days.includes(day) ? 1 : 0, day)
    }),
  )
})

test('the same on dates that follow each other is one assignment, and clearing assigns nothing', () => {
  const cells = [cell('2026-03-04', 'shift', 'early'), cell(monday, 'shift', 'early'), cell('2026-03-03', 'shift', 'early')]
  assert.deepEqual(spans(assignmentsOfCells(cells)), ['2026-03-02 2026-03-04'])
  const mixed = [cell(monday, 'off'), cell('2026-03-03', 'clear'), cell('2026-03-04', 'off'), cell('2026-03-05', 'shift', 'night')]
  assert.deepEqual(spans(assignmentsOfCells(mixed)), ['2026-03-02 2026-03-02', '2026-03-04 2026-03-04', '2026-03-05 2026-03-05'])
})

test('what a cell replaces does not overlap it, what stays beside it may, also across midnight', () => {
  const week = [own(monday, '2026-03-08')]
  const swapped = replacementOf(week, [cell('2026-03-04', 'shift', 'dawn')], shifts)
  assert.deepEqual([swapped.overlaps, swapped.changed.length, swapped.added.length], [[], 1, 1])
  const night = replacementOf([own(monday, '2026-03-08', null, 'dawn')], [cell('2026-03-04', 'shift', 'night')], shifts)
  assert.deepEqual(night.overlaps, [{ employeeId: 'mei', day: '2026-03-04', otherDay: '2026-03-04', message: 'night and dawn overlap.' }])
  const drafts = [cell('2026-03-04', 'shift', 'night'), cell('2026-03-05', 'shift', 'dawn')]
  assert.equal(replacementOf([], drafts, shifts).overlaps.length, 1, 'two drafts of one person')
  assert.deepEqual(
    replacementOf(week, [cell('2026-03-04', 'shift', 'night')], shifts).overlaps,
    [],
    'the early shift begins where the night ends',
  )
  assert.deepEqual(replacementOf(week, [cell('2026-03-10', 'off')], shifts).changed, [], 'nothing of it is on that date')
})

test('leave, holidays, too little rest and shifts that run into each other are told where they are', () => {
  const at = (offset: number, hour: number) => Date.UTC(2026, 2, 2 + offset, hour)
  const day = (offset: number, more: Partial<PlannedDay> & { hours?: [number, number] } = {}): PlannedDay => ({
    day: addDays(monday, offset),
    isEmployed: true,
    shifts: more.hours
      ? [{ name: `s${offset}`, from: at(offset, more.hours[0]), to: at(offset, more.hours[1]), worksHolidays: false }]
      : [],
    leave: null,
    holiday: null,
    ...more,
  })
  const kinds = (days: PlannedDay[], rest: number | null = 660) =>
    [...conflictsOf(days, rest)].map(([date, all]) => [date, ...all.map(({ kind }) => kind)])
  const full = { name: 'Day', portion: 'full' as const }
  assert.deepEqual(kinds([day(0, { hours: [14, 22] }), day(1, { hours: [9, 17] })]), [], 'eleven hours are enough')
  assert.deepEqual(
    [...conflictsOf([day(0, { hours: [14, 23] }), day(1, { hours: [9, 17] })], 660)],
    [['2026-03-03', [{ kind: 'rest', name: 's0', minutes: 600 }]]],
  )
  assert.deepEqual(kinds([day(0, { hours: [14, 23] }), day(1, { hours: [9, 17] })], null), [])
  assert.deepEqual(kinds([day(0, { hours: [22, 30] }), day(1, { hours: [5, 12] })]), [['2026-03-03', 'overlap']])
  assert.deepEqual(kinds([day(0, { hours: [22, 30] }), day(1, { hours: [6, 12] })]), [], 'touching is one stretch of work')
  assert.deepEqual(kinds([day(0, { hours: [9, 17], leave: 'full' }), day(1, { leave: 'full' })]), [[monday, 'leave']])
  assert.deepEqual(kinds([day(0, { hours: [9, 17], holiday: full }), day(1, { holiday: full })]), [[monday, 'holiday']])
  assert.deepEqual(kinds([day(0, { hours: [9, 17], isEmployed: false })]), [[monday, 'not-employed']])
  assert.deepEqual(
    kinds([day(0, { hours: [14, 23], leave: 'full' }), day(1, { hours: [5, 12] })]),
    [[monday, 'leave']],
    'who is away rests',
  )
})
