import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { DaySchedule } from '../working-time/working-time.rules.ts'
import { compensatoryFor, encashmentAmount, refuseEncashment } from './leave-earned.rules.ts'

const annual = { name: 'Annual leave', unit: 'days', encashable: true, nonEncashable: '10', maxEncashable: '5' } as const

test('at most what is above the part that stays, and at most so much in a leave year, is paid out', () => {
  const cases: [asked: string, available: string, encashed: string, most: string | null, changes?: object][] = [
    ['3', '14', '0', null],
    ['4', '14', '0', null],
    ['4.5', '14', '0', '4'],
    ['5', '20', '0', null],
    ['5.5', '20', '0', '5'],
    ['2', '18', '3', null],
    ['2.5', '18', '3', '2'],
    ['1', '10', '0', '0'],
    ['1', '8', '0', '0'],
    ['1', '20', '6', '0'],
    ['0', '20', '0', '5'],
    ['-1', '20', '0', '5'],
    ['12', '12', '0', null, { nonEncashable: '0', maxEncashable: null }],
  ]
  for (const [asked, available, encashed, most, changes] of cases) {
    const refusal = refuseEncashment({ ...annual, ...changes }, asked, { available, encashed, asked: '0' })
    assert.deepEqual(
      [refusal?.code ?? null, refusal?.details['most'] ?? null],
      most === null ? [null, null] : ['LEAVE_ENCASHMENT_TOO_MUCH', most],
      `${asked} of ${available}`,
    )
  }
  assert.equal(
    refuseEncashment({ ...annual, encashable: false }, '1', { available: '20', encashed: '0', asked: '0' })?.code,
    'LEAVE_NOT_ENCASHABLE',
  )
})

test('what is paid is quantity by rate, rounded once', () => {
  assert.equal(encashmentAmount('2.5', '333333.3333'), '833333.33')
  assert.equal(encashmentAmount('0.5', '0.01'), '0.01')
  assert.equal(encashmentAmount('3', '0'), '0.00')
})

test('a day off worked earns a day, half of one half a day, valid from the next day until it lapses', () => {
  const off = { kind: 'day-off' } as DaySchedule
  const type = { name: 'Time off in lieu', unit: 'days' as const, lapseAfterDays: 90 as number | null }
  const earned = (minutes: number, changes: object = {}, schedule = off, day = '2026-03-01') => {
    const answer = compensatoryFor({ ...type, ...changes }, day, { schedule, workedMinutes: minutes, dayMinutes: 450, today: '2026-03-02' })
    return 'code' in answer ? answer.code : `${answer.quantity} ${answer.validFrom}–${answer.validTo}`
  }
  assert.equal(earned(450), '1 2026-03-02–2026-05-30')
  assert.equal(earned(600), '1 2026-03-02–2026-05-30')
  assert.equal(earned(449), '0.5 2026-03-02–2026-05-30')
  assert.equal(earned(225), '0.5 2026-03-02–2026-05-30')
  assert.equal(earned(224), 'COMPENSATORY_NOT_WORKED')
  assert.equal(earned(0), 'COMPENSATORY_NOT_WORKED')
  assert.equal(earned(100, { unit: 'hours' }), '1.6667 2026-03-02–2026-05-30')
  assert.equal(earned(0, { unit: 'hours' }), 'COMPENSATORY_NOT_WORKED')
  assert.equal(earned(450, { lapseAfterDays: null }), 'LEAVE_NOT_COMPENSATORY')
  assert.equal(earned(450, {}, { kind: 'working' } as unknown as DaySchedule), 'COMPENSATORY_NOT_OFF')
  assert.equal(earned(450, {}, { kind: 'holiday' } as DaySchedule), '1 2026-03-02–2026-05-30')
  assert.equal(earned(450, {}, off, '2026-03-03'), 'COMPENSATORY_DAY_TO_COME')
})
