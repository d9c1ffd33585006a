import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays } from '../../core/dates.ts'
import { scheduleOf as scheduleIn } from '../working-time/working-time.rules.ts'
import type { DayPortion, Holiday, ScheduledTime } from '../working-time/working-time.rules.ts'
import type { LeaveAsk, LeaveDay, LeaveState, LeaveTypeRule } from './leave.rules.ts'
import { costOfLeave } from './leave-cost.rules.ts'
import { refuseLeave } from './leave-refusal.rules.ts'
import type { LeaveSubject } from './leave-refusal.rules.ts'

// 2025-06-02 is a Monday; Monday to Friday are worked.
const desk: ScheduledTime = { start: '09:00', end: '17:30', breakMinutes: 60 }
const night: ScheduledTime = { start: '22:00', end: '06:00', breakMinutes: 0 }
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
const june = (day: string) => `2025-06-${day}`
const touching = (...days: [string, DayPortion?][]): LeaveDay[] => days.map(([day, portion = 'full']) => ({ day: june(day), portion }))

type Dates = Partial<LeaveAsk> & { firstDay: string }
type Scene = Partial<Omit<LeaveSubject, 'type'>> & {
  type?: Partial<LeaveTypeRule>
  time?: ScheduledTime | ScheduledTime[]
  holidays?: Holiday[]
}

function askFor(dates: Dates): LeaveAsk {
  return { lastDay: dates.firstDay, startsAt: 'start', endsAt: 'end', ...dates }
}

function refuse(dates: Dates, { type: change, time = desk, holidays = [], ...more }: Scene = {}) {
  const times = [1, 2, 3, 4, 5].flatMap((weekday) => [time].flat().map((one) => ({ week: 1, weekday, ...one })))
  const pattern = { id: 'p', name: 'P', weeks: 1, anchorDay: '2025-01-06', times }
  const scheduleOf = (day: string) => scheduleIn(day, [{ firstDay: '2000-01-01', lastDay: null, pattern }], holidays)
  const type = { ...annual, ...change }
  const ask = askFor(dates)
  const cost = costOfLeave(ask, type, scheduleOf, more.touchingDays ?? [])
  assert.ok(!('code' in cost), JSON.stringify(cost))
  return refuseLeave({
    ask,
    cost,
    type,
    scheduleOf,
    today: june('01'),
    joinedOn: '2024-01-01',
    leftOn: null,
    employeeArchived: false,
    openRequests: [],
    touchingDays: [],
    ...more,
  })
}

const open = (state: LeaveState, dates: Dates) => ({ ...askFor(dates), state })

test('leave lies inside the employment, both ends included, and not of an archived employee', () => {
  const code = (firstDay: string, lastDay: string, more: Scene = {}) =>
    refuse({ firstDay, lastDay }, { joinedOn: june('03'), leftOn: june('05'), ...more })?.code ?? null
  assert.equal(code(june('03'), june('05')), null)
  assert.equal(code(june('02'), june('03')), 'LEAVE_BEFORE_JOINING')
  assert.equal(code(june('05'), june('06')), 'LEAVE_AFTER_LEAVING')
  assert.equal(code(june('03'), june('05'), { employeeArchived: true }), 'EMPLOYEE_ARCHIVED')
})

test('leave in the same minutes as an open request is refused; touching it is not', () => {
  const monday = { firstDay: june('02') }
  const morning = { ...monday, endsAt: 'noon' } as const
  const afternoon = { ...monday, startsAt: 'noon' } as const
  const times = (fromTime: string, toTime: string) => ({ ...monday, fromTime, toTime })
  const saturday = { firstDay: june('07') }
  const weekend = { type: { nonWorkingDays: 'count' } } as const
  // The second half is 12:30–16:00 and 17:00–18:00.
  const split = {
    time: [
      { ...desk, start: '08:00', end: '16:00', breakMinutes: 0 },
      { ...desk, start: '17:00', end: '18:00', breakMinutes: 0 },
    ],
  }
  const cases: [Dates, Dates, Partial<Scene>, boolean][] = [
    [{ ...saturday, endsAt: 'noon' }, { ...saturday, endsAt: 'noon' }, weekend, true],
    [{ ...saturday, endsAt: 'noon' }, { ...saturday, startsAt: 'noon' }, weekend, false],
    [{ ...saturday, endsAt: 'noon' }, { ...times('09:00', '11:00'), ...saturday }, weekend, true],
    [times('17:00', '18:00'), afternoon, split, true],
    [afternoon, times('17:00', '18:00'), split, true],
    [times('11:00', '12:00'), times('09:00', '11:00'), {}, false],
    [monday, monday, {}, true],
    [morning, afternoon, {}, false],
    [afternoon, morning, {}, false],
    [morning, morning, {}, true],
    [afternoon, monday, {}, true],
    [monday, { firstDay: june('03') }, {}, false],
    [{ firstDay: june('02'), lastDay: june('04') }, { firstDay: june('04'), lastDay: june('06') }, {}, true],
    [
      { firstDay: june('02'), lastDay: june('04'), endsAt: 'noon' },
      { firstDay: june('04'), lastDay: june('06'), startsAt: 'noon' },
      {},
      false,
    ],
    [{ firstDay: june('04'), lastDay: june('06') }, { firstDay: june('02'), lastDay: june('20') }, {}, true],
    [times('09:00', '11:00'), times('11:00', '12:00'), {}, false],
    [times('09:00', '11:00'), times('10:45', '12:00'), {}, true],
    [times('09:00', '11:00'), morning, {}, true],
    [times('09:00', '11:00'), afternoon, {}, false],
    // Of 09:00–17:30 with an hour of break the second half is 13:45–17:30.
    [times('09:00', '13:45'), afternoon, {}, false],
    [times('09:00', '14:00'), afternoon, {}, true],
    [times('09:00', '11:00'), monday, {}, true],
    [times('23:00', '01:00'), times('00:30', '02:00'), { time: night }, true],
    [times('23:00', '01:00'), times('01:00', '02:00'), { time: night }, false],
    [times('23:00', '01:00'), afternoon, { time: night }, false],
    [times('23:00', '03:00'), afternoon, { time: night }, true],
  ]
  for (const [dates, other, scene, refused] of cases) {
    const refusal = refuse(dates, { type: { unit: 'hours' }, openRequests: [open('pending', other)], ...scene })
    assert.equal(refusal?.code ?? null, refused ? 'LEAVE_OVERLAP' : null, JSON.stringify([dates, other]))
  }
})

test('only pending and approved requests stand in the way, and the refusal names the one', () => {
  const against = (state: LeaveState) =>
    refuse({ firstDay: june('02'), lastDay: june('04') }, { openRequests: [open(state, { firstDay: june('03') })] })
  for (const state of ['rejected', 'withdrawn', 'cancelled'] as const) assert.equal(against(state), null)
  for (const state of ['pending', 'approved'] as const) {
    assert.deepEqual(against(state)?.details, { day: june('03'), firstDay: june('03'), lastDay: june('03'), state })
  }
})

test('two requests overlap exactly when they share a half day', () => {
  const request = fc
    .tuple(fc.integer({ min: 0, max: 9 }), fc.integer({ min: 1, max: 8 }))
    .map(([from, length]) => ({ from, to: from + length }))
  // June 2 to 6 in half days.
  const datesOf = ({ from, to }: { from: number; to: number }): Dates => ({
    firstDay: addDays(june('02'), Math.floor(from / 2)),
    lastDay: addDays(june('02'), Math.floor((to - 1) / 2)),
    startsAt: from % 2 ? 'noon' : 'start',
    endsAt: to % 2 ? 'noon' : 'end',
  })
  fc.assert(
    fc.property(request, request, (one, two) => {
      const refusal = refuse(datesOf(one), { openRequests: [open('approved', datesOf(two))] })
      assert.equal(refusal?.code === 'LEAVE_OVERLAP', one.from < two.to && two.from < one.to)
    }),
    { numRuns: 200 },
  )
})

test('notice may be met exactly; a type without notice may be entered afterwards', () => {
  const notice = (firstDay: string, minNoticeDays: number) => refuse({ firstDay }, { today: june('09'), type: { minNoticeDays } })
  assert.equal(notice(june('16'), 7), null)
  assert.deepEqual(notice(june('13'), 7)?.details, { noticeDays: 4, minNoticeDays: 7, earliest: june('16') })
  assert.equal(notice(june('13'), 7)?.code, 'LEAVE_NOTICE_TOO_SHORT')
  assert.equal(notice(june('02'), 0), null)
  assert.equal(notice(june('02'), 1)?.code, 'LEAVE_NOTICE_TOO_SHORT')
})

test('leave that begins after some time of employment may begin exactly then', () => {
  const after = (firstDay: string) => refuse({ firstDay }, { joinedOn: '2025-03-04', type: { applicableAfterDays: 90 } })
  assert.equal(after(june('02')), null)
  assert.deepEqual(
    [refuse({ firstDay: june('02') }, { joinedOn: '2025-03-05', type: { applicableAfterDays: 90 } })?.code],
    ['LEAVE_NOT_YET_APPLICABLE'],
  )
})

test('one request may cost its maximum and not more', () => {
  const most = (lastDay: string) => refuse({ firstDay: june('02'), lastDay, endsAt: 'noon' }, { type: { maxPerRequest: '2.5' } })
  assert.equal(most(june('04')), null)
  assert.deepEqual(most(june('05'))?.details, { asked: '3.5', maxPerRequest: '2.5' })
  assert.equal(most(june('05'))?.code, 'LEAVE_MAX_PER_REQUEST')
})

test('the longest run counts touching requests and the days off between, halves at its edges as halves', () => {
  const week = { firstDay: june('09'), lastDay: june('13') }
  const cases: [Dates, LeaveDay[], number | null][] = [
    [week, [], null],
    [{ ...week, lastDay: june('15') }, [], null],
    [{ firstDay: june('09'), lastDay: june('16') }, [], 8],
    [week, touching(['06']), 8],
    [week, touching(['16']), 8],
    [week, touching(['06', 'second']), 7.5],
    [week, touching(['06', 'first']), null],
    [{ ...week, startsAt: 'noon' }, touching(['06']), null],
    [week, touching(['05']), null],
    [{ firstDay: june('10') }, touching(['05'], ['06'], ['09'], ['11']), 7],
    [{ firstDay: june('09'), endsAt: 'noon' }, touching(['06'], ['09', 'second'], ['10'], ['11']), 6],
  ]
  for (const [dates, touchingDays, days] of cases) {
    const refusal = refuse(dates, { touchingDays, type: { maxConsecutiveDays: 5 } })
    assert.deepEqual(
      [refusal?.code, refusal?.details.days],
      days === null ? [undefined, undefined] : ['LEAVE_RUN_TOO_LONG', days],
      JSON.stringify(dates),
    )
    if (days !== null) assert.equal(refuse(dates, { touchingDays, type: { maxConsecutiveDays: Math.ceil(days) } }), null)
  }
})

test('a document is needed above its number of days', () => {
  const without = (lastDay: string, hasDocument = false) =>
    refuse({ firstDay: june('05'), lastDay }, { hasDocument, type: { documentAboveDays: 2 } })
  assert.equal(without(june('08')), null)
  assert.deepEqual([without(june('09'))?.code, without(june('09'))?.details.days], ['LEAVE_DOCUMENT_REQUIRED', 3])
  assert.equal(without(june('09'), true), null)
})

test('blackouts, closed months and days not listed speak against dates that cost something, not against days off', () => {
  const blackouts = [{ firstDay: june('07'), lastDay: june('10'), name: 'Stocktaking' }]
  const code = (firstDay: string, lastDay: string, more: Scene) => refuse({ firstDay, lastDay }, more)?.code ?? null
  assert.equal(code(june('06'), june('08'), { blackouts }), null)
  assert.equal(code(june('06'), june('09'), { blackouts }), 'LEAVE_BLACKOUT')
  assert.equal(code(june('10'), june('12'), { blackouts }), 'LEAVE_BLACKOUT')
  assert.equal(code(june('11'), june('12'), { blackouts }), null)
  assert.equal(code(june('16'), june('16'), { blackouts: [{ firstDay: june('16'), lastDay: june('17'), name: 'Fair' }] }), 'LEAVE_BLACKOUT')
  // 2025-05-31 is a Saturday.
  assert.equal(code('2025-05-31', june('02'), { closedMonths: ['2025-05'] }), null)
  assert.equal(code('2025-05-30', june('02'), { closedMonths: ['2025-05'] }), 'LEAVE_MONTH_CLOSED')
  assert.equal(code(june('06'), june('09'), { listedDays: [june('06'), june('09')] }), null)
  assert.equal(code(june('06'), june('10'), { listedDays: [june('06'), june('09')] }), 'LEAVE_DAY_NOT_LISTED')
  assert.equal(code(june('06'), june('06'), { listedDays: null }), null)
})

test('every refusal is a full sentence', () => {
  const refusals = [
    refuse({ firstDay: june('02') }, { employeeArchived: true }),
    refuse({ firstDay: june('02') }, { joinedOn: june('03') }),
    refuse({ firstDay: june('02') }, { openRequests: [open('pending', { firstDay: june('02') })] }),
    refuse({ firstDay: june('02') }, { type: { minNoticeDays: 30 } }),
    refuse({ firstDay: june('02') }, { type: { maxPerRequest: '0.5' } }),
  ]
  assert.equal(refusals.length, 5)
  for (const refusal of refusals) assert.match(refusal?.message ?? '', /^[A-Z].+\.$/)
})
