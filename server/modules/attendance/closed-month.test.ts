import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { end, listDays, start } from './attendance.contract.ts'
import { closeMonth, listMonths, reopenMonth } from './closed-month.contract.ts'
import { approveCorrection, askCorrection, changeCorrection } from './correction.contract.ts'
import { importEntries } from './entry-import.contract.ts'
import { listCalendars } from './holiday-calendar.contract.ts'
import { createHoliday } from './holiday.contract.ts'
import { decideOvertime } from './overtime.contract.ts'
import { summarise } from './summary.contract.ts'

const month = '2026-03'
const params = { month }
const at = (time: string, day = '2026-03-02') => `${day}T${time}:00.000Z`
const entries = [
  { kind: 'start' as const, at: at('09:00') },
  { kind: 'end' as const, at: at('17:00') },
]

test('a closed month stays as it is whatever comes, is opened again with a reason, and then follows what changed', async (t) => {
  const w = await world(t)
  const hr = await w.as([
    'attendance-month.close',
    'attendance.read',
    'attendance.configure',
    'attendance.import',
    'overtime.approve',
    'correction.approve',
  ])
  const mei = await w.as(['attendance.clock', 'attendance.read:own', 'attendance.correct:own'], { managerId: hr.employeeId })
  for (const [act, instant] of [
    [start, at('09:00')],
    [end, at('18:00')],
  ] as const) {
    w.at(instant)
    await mei(act, { body: {} })
  }
  const early = await hr(closeMonth, { params, body: {} })
  assert.deepEqual([early.status, early.error.code], [422, 'MONTH_NOT_OVER'])
  w.at(at('08:00', '2026-04-01'))
  const ask = () => mei(askCorrection, { body: { date: '2026-03-02', entries, reason: 'I left at five' } })
  const { id } = (await ask()).data.correction
  const waiting = await hr(closeMonth, { params, body: {} })
  assert.deepEqual([waiting.status, waiting.error.code, waiting.error.details], [409, 'MONTH_HAS_CORRECTIONS', { month, corrections: 1 }])
  await mei(changeCorrection, { params: { id }, body: { state: 'withdrawn' } })

  const both = await Promise.all([hr(closeMonth, { params, body: {} }), hr(closeMonth, { params, body: {} })])
  assert.deepEqual(
    both.map(({ status }) => status).sort((a, b) => a - b),
    [202, 409],
  )
  // Not closed yet: this one is asked in time, and cannot be approved after.
  const late = (await ask()).data.correction.id
  await w.runJobs()
  const { months } = (await hr(listMonths)).data
  assert.deepEqual(
    months.map(({ month, state }) => ({ month, state })),
    [{ month, state: 'closed' }],
  )

  const days = async () => (await mei(listDays, { query: { from: '2026-03-01', to: '2026-03-31' } })).data.days
  const before = await days()
  assert.equal(before[1]!.workedMinutes, 540)
  const closed = { status: 409, code: 'MONTH_CLOSED', month }
  const saidBy = ({ status, error }: { status: number; error: { code: string; details?: unknown } }) => ({
    status,
    code: error.code,
    month: (error.details as { month: string }).month,
  })
  assert.deepEqual(saidBy(await ask()), closed)
  assert.deepEqual(saidBy(await hr(approveCorrection, { params: { id: late }, body: {} })), closed)
  const overtime = { params: { employeeId: mei.employeeId, date: '2026-03-02' }, body: { state: 'approved' as const } }
  assert.deepEqual(saidBy(await hr(decideOvertime, overtime)), closed)
  const [{ number }] = (await w.rows<{ number: string }>(
    `select employee_number as number from employee where company_id = $company and id = $1`,
    mei.employeeId,
  )) as [{ number: string }]
  const punches = [
    { employeeNumber: number, kind: 'start' as const, at: at('09:00', '2026-03-10') },
    { employeeNumber: number, kind: 'end' as const, at: at('00:30', '2026-04-01') },
  ]
  const { rejected, added } = (await hr(importEntries, { body: { entries: punches } })).data
  assert.deepEqual([added, rejected.map(({ row, code }) => `${row} ${code}`)], [1, ['1 MONTH_CLOSED']])
  const [calendar] = (await hr(listCalendars, { query: {} })).data.calendars
  const holiday = { calendarId: calendar!.id, name: 'Late thought', firstDay: '2026-03-02', lastDay: '2026-03-04' }
  assert.equal((await hr(createHoliday, { body: holiday })).status, 201)
  await w.runJobs()
  assert.deepEqual(await days(), before)
  const totals = async () =>
    (await hr(summarise, { query: { from: '2026-03-01', to: '2026-03-31', employeeId: mei.employeeId } })).data.people[0]!.totals
  assert.equal((await totals()).scheduledMinutes, 22 * 480)

  assert.equal((await hr(reopenMonth, { params, body: { reason: 'The holiday was forgotten' } })).data.month.state, 'open')
  await w.runJobs()
  assert.equal((await days())[2]!.status, 'holiday')
  assert.equal((await totals()).scheduledMinutes, 19 * 480)
  const told = await w.rows<{ kind: string; actor: string }>(
    `select kind, actor_user_id as actor from domain_event where company_id = $company and kind like 'attendance-month.%' order by at, id`,
  )
  assert.deepEqual(told, [
    { kind: 'attendance-month.closing', actor: hr.userId },
    { kind: 'attendance-month.closed', actor: hr.userId },
    { kind: 'attendance-month.reopened', actor: hr.userId },
  ])
  assert.equal((await hr(reopenMonth, { params, body: { reason: 'Again' } })).error.code, 'MONTH_NOT_CLOSED')
  assert.equal((await mei(closeMonth, { params, body: {} })).status, 403)
})
