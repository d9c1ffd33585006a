import assert from 'node:assert/strict'
import { test } from 'node:test'
import { refuseChange } from './leave.rules.ts'
import { scheduleOf as scheduleIn } from '../working-time/working-time.rules.ts'
import type { Holiday } from '../working-time/working-time.rules.ts'
import { leaveRuns, portionOn, refuseDecision } from './leave.rules.ts'
import type { LeaveAsk, LeaveDay, LeavePortion, LeaveState } from './leave.rules.ts'

// 2025-06-02 is a Monday; Monday to Friday are worked.
const times = [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start: '09:00', end: '17:30', breakMinutes: 60 }))
const pattern = { id: 'p', name: 'P', weeks: 1, anchorDay: '2025-01-06', times }
const scheduleWith =
  (...holidays: Holiday[]) =>
  (day: string) =>
    scheduleIn(day, [{ firstDay: '2000-01-01', lastDay: null, pattern }], holidays)
const leave = (...days: [string, LeavePortion?][]): LeaveDay[] =>
  days.map(([day, portion = 'full']) => ({ day: `2025-06-${day}`, portion }))

test('only a pending request is decided, and the refusal says what is possible instead', () => {
  const decide = (state: LeaveState, act: 'approve' | 'reject' | 'withdraw') =>
    refuseDecision({ state, requesterEmployeeId: 'mei', deciderEmployeeId: 'hr', act, comment: 'because' })
  for (const act of ['approve', 'reject', 'withdraw'] as const) {
    assert.equal(decide('pending', act), null)
    for (const state of ['approved', 'rejected', 'withdrawn', 'cancelled'] as const) {
      const refusal = decide(state, act)
      assert.equal(refusal?.code, 'LEAVE_DECIDED')
      assert.deepEqual(refusal?.details, { state, allowed: state === 'approved' ? ['cancel'] : [] })
    }
  }
})

test('nobody decides their own request, but may take it back', () => {
  const own = (act: 'approve' | 'reject' | 'withdraw', deciderEmployeeId: string | null) =>
    refuseDecision({ state: 'pending', requesterEmployeeId: 'mei', deciderEmployeeId, act, comment: 'because' })?.code ?? null
  assert.deepEqual([own('approve', 'mei'), own('reject', 'mei'), own('withdraw', 'mei')], ['LEAVE_OWN_REQUEST', 'LEAVE_OWN_REQUEST', null])
  assert.deepEqual([own('approve', 'hr'), own('approve', null)], [null, null])
})

test('a rejection says why, an approval need not', () => {
  const decide = (act: 'approve' | 'reject', comment?: string | null) =>
    refuseDecision({ state: 'pending', requesterEmployeeId: 'mei', deciderEmployeeId: 'hr', act, comment })?.code ?? null
  for (const comment of [undefined, null, '', '  \n']) {
    assert.deepEqual([decide('reject', comment), decide('approve', comment)], ['COMMENT_REQUIRED', null])
  }
  assert.equal(decide('reject', 'The release is that week'), null)
})

test('only the edges of the asked dates can be halves', () => {
  const ask: LeaveAsk = { firstDay: '2025-06-02', lastDay: '2025-06-04', startsAt: 'noon', endsAt: 'noon' }
  assert.deepEqual(
    ['02', '03', '04'].map((day) => portionOn(ask, `2025-06-${day}`)),
    ['second', 'full', 'first'],
  )
  const single = { ...ask, lastDay: '2025-06-02' }
  assert.equal(portionOn({ ...single, startsAt: 'start' }, '2025-06-02'), 'first')
  assert.equal(portionOn({ ...single, endsAt: 'end' }, '2025-06-02'), 'second')
  assert.equal(portionOn({ ...single, startsAt: 'start', endsAt: 'end' }, '2025-06-02'), 'full')
  assert.equal(portionOn({ ...single, startsAt: 'start', endsAt: 'end', fromTime: '09:00', toTime: '10:00' }, '2025-06-02'), 'time')
})

test('leave days are one run when only days off lie between and the leave reaches across', () => {
  const holiday: Holiday = { day: '2025-06-09', name: 'Whit Monday', portion: 'full' }
  const morning: Holiday = { ...holiday, portion: 'first' }
  const cases: [LeaveDay[], Holiday[], string[]][] = [
    [leave(['02'], ['03']), [], ['02 03']],
    [leave(['03'], ['02']), [], ['02 03']],
    [leave(['02'], ['04']), [], ['02', '04']],
    [leave(['06'], ['09']), [], ['06 09']],
    [leave(['06'], ['10']), [], ['06', '10']],
    [leave(['06'], ['10']), [holiday], ['06 10']],
    [leave(['06', 'first'], ['09']), [], ['06', '09']],
    [leave(['06', 'second'], ['09', 'first']), [], ['06 09']],
    [leave(['06'], ['09', 'second']), [], ['06', '09']],
    [leave(['06'], ['09', 'second']), [morning], ['06 09']],
    [leave(['06'], ['09', 'first'], ['09', 'second'], ['10']), [], ['06 09 10']],
    [leave(['02'], ['03', 'time'], ['04']), [], ['02', '03', '04']],
  ]
  for (const [days, holidays, expected] of cases) {
    const runs = leaveRuns(days, scheduleWith(...holidays)).map((run) => run.map(({ day }) => day.slice(8)).join(' '))
    assert.deepEqual(runs, expected, JSON.stringify(days))
  }
})

test('open requests are moved, approved leave is only shortened, by oneself before it begins', () => {
  const week = { firstDay: '2026-03-09', lastDay: '2026-03-13', startsAt: 'start', endsAt: 'end' } as const
  const halves = { ...week, startsAt: 'noon', endsAt: 'noon' } as const
  type Case = [
    state: 'pending' | 'approved' | 'rejected',
    before: object,
    changes: object,
    today: string,
    acts: boolean,
    code: string | null,
  ]
  const cases: Case[] = [
    ['pending', week, { firstDay: '2026-05-01', lastDay: '2026-05-20' }, '2026-03-10', false, null],
    ['rejected', week, { lastDay: '2026-03-10' }, '2026-03-01', true, 'LEAVE_DECIDED'],
    ['approved', week, { lastDay: '2026-03-12' }, '2026-03-08', false, null],
    ['approved', week, { firstDay: '2026-03-10', startsAt: 'noon' }, '2026-03-08', false, null],
    ['approved', week, { endsAt: 'noon' }, '2026-03-08', false, null],
    ['approved', week, {}, '2026-03-08', false, null],
    ['approved', week, { lastDay: '2026-03-12' }, '2026-03-09', false, 'LEAVE_BEGUN'],
    ['approved', week, { lastDay: '2026-03-12' }, '2026-03-09', true, null],
    ['approved', week, { lastDay: '2026-03-14' }, '2026-03-08', true, 'LEAVE_ONLY_SHORTER'],
    ['approved', week, { firstDay: '2026-03-08' }, '2026-03-01', true, 'LEAVE_ONLY_SHORTER'],
    ['approved', halves, { endsAt: 'end' }, '2026-03-01', true, 'LEAVE_ONLY_SHORTER'],
    ['approved', halves, { startsAt: 'start' }, '2026-03-01', true, 'LEAVE_ONLY_SHORTER'],
    ['approved', halves, { firstDay: '2026-03-10', startsAt: 'start' }, '2026-03-01', true, null],
  ]
  for (const [state, before, changes, today, actsForOthers, code] of cases) {
    const from = { ...week, ...before, state }
    const refusal = refuseChange(from, { ...from, ...changes }, { today, actsForOthers })
    assert.equal(refusal?.code ?? null, code, JSON.stringify([state, changes, today]))
  }
})
