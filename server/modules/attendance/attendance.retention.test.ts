import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { eraseOldTimeTexts } from './attendance.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

/** One of each kind about a day, by the name of its table. */
async function written(w: World, employeeId: string, userId: string, daysAgo: number, state: 'approved' | 'pending') {
  const [day, id] = [addDays(today, -daysAgo), newId()]
  await w.rows(
    `insert into attendance_correction (company_id, id, employee_id, work_date, wanted, reason, added_minutes, state, comment, created_at)
     values ($company, $1, $2, $3, '[]', 'At the doctor', 0, $4, 'Get well', now())`,
    id,
    employeeId,
    day,
    state,
  )
  await w.rows(
    `insert into work_location_request (company_id, id, employee_id, first_day, last_day, place, address, note, state, created_at)
     values ($company, $1, $2, $3, $3, 'other', 'Jalan Braga 8', 'At my mother’s', $4, now())`,
    id,
    employeeId,
    day,
    state,
  )
  await w.rows(
    `insert into shift_request (company_id, id, employee_id, kind, note, state, created_at) values ($company, $1, $2, 'off', 'A funeral', $3, now())`,
    id,
    employeeId,
    state,
  )
  await w.rows(
    `insert into shift_request_day (company_id, request_id, employee_id, day, seen) values ($company, $1, $2, $3, '{}')`,
    id,
    employeeId,
    day,
  )
  if (state === 'approved')
    await w.rows(
      `insert into attendance_exception_accepted (company_id, employee_id, work_date, figures, comment, accepted_by, accepted_at)
       values ($company, $1, $2, 'late 5', 'The bus', $3, now())`,
      employeeId,
      day,
      userId,
    )
  if (state === 'approved') {
    await w.rows(
      `insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes,
         early_exit_minutes, overtime_minutes, undertime_minutes) values ($company, $1, $2, 'present', 0, 0, 0, 0, 0, 0, 0)`,
      employeeId,
      day,
    )
    await w.rows(
      `insert into overtime_decision (company_id, id, employee_id, work_date, state, shares, comment, decided_by, decided_at)
       values ($company, $1, $2, $3, 'refused', '[]', 'The release', $4, now())`,
      id,
      employeeId,
      day,
      userId,
    )
  }
  return { day, id }
}

const textsOf = ({ rows }: World, { day, id }: { day: string; id: string }) =>
  rows<{ texts: string }>(
    `select concat_ws('|', c.reason, c.comment, w.address, w.note, s.note, x.comment, o.comment) as texts
     from attendance_correction c join work_location_request w on w.company_id = $company and w.id = c.id
     join shift_request s on s.company_id = $company and s.id = c.id
     left join attendance_exception_accepted x on x.company_id = $company and x.work_date = $2 and c.state = 'approved'
     left join overtime_decision o on o.company_id = $company and o.id = c.id
     where c.company_id = $company and c.id = $1`,
    id,
    day,
  ).then(([row]) => row!.texts)

test('what was written about a day goes a day after the company keeps it, unless it still waits; the decisions stay', async (t) => {
  const [w, other] = [await world(t, { timeZone: 'UTC' }), await world(t, { timeZone: 'UTC' })]
  await w.admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const [mei, kept] = [await w.as([]), await other.as([])]
  const old = await written(w, mei.employeeId, mei.userId, 31, 'approved')
  const young = await written(w, mei.employeeId, mei.userId, 30, 'approved')
  const waiting = await written(w, mei.employeeId, mei.userId, 40, 'pending')
  const elsewhere = await written(other, kept.employeeId, kept.userId, 31, 'approved')
  for (let night = 0; night < 2; night += 1) await eraseExpired(w.assembly.deps, eraseOldTimeTexts)
  const whole = 'At the doctor|Get well|Jalan Braga 8|At my mother’s|A funeral|The bus|The release'
  assert.equal(await textsOf(w, old), '|')
  assert.equal(await textsOf(w, young), whole)
  assert.equal(await textsOf(other, elsewhere), whole)
  assert.match(await textsOf(w, waiting), /At the doctor.*A funeral/)
  assert.deepEqual(await w.rows(`select state from attendance_correction where company_id = $company and id = $1`, old.id), [
    { state: 'approved' },
  ])
  const told = await w.rows<{ what: string }>(
    `select data ->> 'what' as what from domain_event where company_id = $company and kind = 'company.data-erased'`,
  )
  assert.deepEqual(told, [{ what: 'correctionTexts 1, locationTexts 1, shiftTexts 1, acceptedTexts 1, overtimeTexts 1' }])
})
