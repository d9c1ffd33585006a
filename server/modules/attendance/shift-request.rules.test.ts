import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changedDays, refuseOutcome, refuseSame, refuseShiftDates, shiftIn, swapOf } from './shift-request.rules.ts'
import type { Outcome, Works } from './shift-request.rules.ts'

const today = '2026-03-02'
const times = [{ start: '06:00', end: '14:00' }]
const early: Works = { kind: 'work', shiftIds: ['early'], times }
const late: Works = { kind: 'work', shiftIds: ['late'], times: [{ start: '14:00', end: '22:00' }] }
const off: Works = { kind: 'day-off', shiftIds: [], times: [] }
const office: Works = { kind: 'work', shiftIds: [], times: [{ start: '09:00', end: '17:00' }] }
const twice: Works = { kind: 'work', shiftIds: ['early', 'late'], times: [...times, ...late.times] }
const holiday: Works = { kind: 'holiday', shiftIds: ['early'], times: [] }

test('shifts are asked for from tomorrow on, within a year, and two dates of a swap lie close together', () => {
  for (const [day, otherDay, code] of [
    ['2026-03-01', undefined, 'SHIFT_REQUEST_PAST'],
    ['2026-03-02', undefined, 'SHIFT_REQUEST_PAST'],
    ['2026-03-03', undefined, undefined],
    ['2027-03-03', undefined, undefined],
    ['2027-03-04', undefined, 'SHIFT_REQUEST_FAR'],
    ['2026-03-05', '2026-03-02', 'SHIFT_REQUEST_PAST'],
    ['2026-03-05', '2026-03-05', 'SHIFT_REQUEST_DAYS'],
    ['2026-03-05', '2026-04-08', undefined],
    ['2026-04-08', '2026-03-05', undefined],
    ['2026-03-05', '2026-04-09', 'SHIFT_REQUEST_DAYS'],
  ] as const)
    assert.equal(refuseShiftDates(day, otherDay, today)?.code, code, `${day} ${otherDay}`)
})

test('what can be handed on is one shift or a day off', () => {
  for (const [works, shiftId] of [
    [early, 'early'],
    [off, null],
    [office, undefined],
    [twice, undefined],
    [holiday, undefined],
  ] as const)
    assert.equal(shiftIn(works), shiftId)
})

test('a swap gives each what the other has on every date, with what stood there', () => {
  const [one, other] = [
    { employeeId: 'one', on: (day: string) => (day === '2026-03-03' ? early : off) },
    { employeeId: 'other', on: (day: string) => (day === '2026-03-03' ? off : late) },
  ]
  assert.deepEqual(swapOf(['2026-03-03', '2026-03-04'], one, other), {
    wanted: [
      { employeeId: 'one', day: '2026-03-03', shiftId: null, seen: early },
      { employeeId: 'other', day: '2026-03-03', shiftId: 'early', seen: off },
      { employeeId: 'one', day: '2026-03-04', shiftId: 'late', seen: off },
      { employeeId: 'other', day: '2026-03-04', shiftId: null, seen: late },
    ],
  })
  const codeOf = (theirs: Works, mine: Works = early) => {
    const swap = swapOf(['2026-03-03'], { employeeId: 'one', on: () => mine }, { employeeId: 'other', on: () => theirs })
    return 'code' in swap ? [swap.code, swap.details] : undefined
  }
  const at = (employeeId: string) => ({ employeeId, day: '2026-03-03' })
  assert.equal(codeOf(late), undefined)
  assert.deepEqual(codeOf(early), ['SHIFT_REQUEST_SAME', { field: 'day' }])
  assert.deepEqual(codeOf(office), ['SHIFT_REQUEST_UNFIT', at('other')])
  assert.deepEqual(codeOf(late, twice), ['SHIFT_REQUEST_UNFIT', at('one')])
})

test('what stands there already is nothing to ask for', () => {
  const refused = (shiftId: string | null, seen: Works) => refuseSame({ employeeId: 'one', day: today, shiftId, seen }) !== null
  for (const [shiftId, seen, isRefused] of [
    ['early', early, true],
    ['late', early, false],
    ['early', office, false],
    ['early', twice, false],
    ['early', off, false],
    [null, off, true],
    [null, holiday, true],
    [null, office, false],
    [null, twice, false],
  ] as const)
    assert.equal(refused(shiftId, seen), isRefused, `${shiftId} for ${seen.kind}`)
})

test('leave, no employment and a new overlap keep it from being; too little rest and a holiday do not', () => {
  const outcome = (kinds: Outcome['conflicts'][number]['kind'][], now: typeof kinds = [], before = early): Outcome => {
    const of = (some: typeof kinds) => some.map((kind) => ({ kind, name: 'Night', minutes: 30 }))
    return { employeeId: 'one', day: today, before, after: late, conflictsNow: of(now), conflicts: of(kinds) }
  }
  const why = (...outcomes: Outcome[]) => (refuseOutcome(outcomes)?.details as { conflict: string } | undefined)?.conflict
  assert.equal(why(outcome([]), outcome(['rest', 'holiday'])), undefined)
  assert.equal(why(outcome(['rest']), outcome(['leave'])), 'leave')
  assert.equal(why(outcome(['overlap'])), 'overlap')
  assert.equal(why(outcome(['overlap'], ['overlap'])), undefined, 'it overlapped before')
  assert.equal(why(outcome([], [], { kind: 'not-employed', shiftIds: [], times: [] })), 'not-employed')
})

test('another shift, other times of it and a holiday since are changes', () => {
  const wanted = [{ employeeId: 'one', day: today, shiftId: null, seen: early }]
  for (const [now, isChanged] of [
    [{ ...early, times: [{ start: '06:00', end: '14:00' }] }, false],
    [late, true],
    [{ ...early, times: [{ start: '06:00', end: '13:00' }] }, true],
    [{ ...early, kind: 'holiday' }, true],
    [twice, true],
  ] as const)
    assert.equal(changedDays(wanted, () => now as Works).length === 1, isChanged)
})
