import assert from 'node:assert/strict'
import { test } from 'node:test'
import { fullDayAt, workedNow } from './clock-minutes.ts'
import type { ClockStatus } from '../../server/modules/attendance/attendance.contract.ts'

const status: ClockStatus = {
  state: 'working',
  since: '2026-11-30T03:55:10.000Z',
  startedAt: '2026-11-30T03:55:10.000Z',
  workDate: '2026-11-30',
  timeZone: 'Asia/Jakarta',
  scheduledMinutes: 480,
  workedMinutes: 0,
  breakMinutes: 0,
  lateMinutes: 0,
  allowed: ['break', 'end'],
}

test('the day is full the scheduled minutes after the stretch began, less what was worked before, whenever one looks', () => {
  assert.equal(fullDayAt(status)?.toISOString(), '2026-11-30T11:55:10.000Z')
  assert.equal(fullDayAt({ ...status, workedMinutes: 100 })?.toISOString(), '2026-11-30T10:15:10.000Z')
  // It is the moment from which the minutes worked are those scheduled.
  const at = fullDayAt(status)!.getTime()
  assert.deepEqual([workedNow(status, at - 1), workedNow(status, at)], [479, 480])
  for (const none of [{ state: 'break' }, { state: 'off', since: null }, { workedMinutes: 480 }, { scheduledMinutes: 0 }] as const)
    assert.equal(fullDayAt({ ...status, ...none }), null)
})
