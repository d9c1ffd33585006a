import assert from 'node:assert/strict'
import { askCorrection } from '../server/modules/attendance/correction.contract.ts'
import { createPlace } from '../server/modules/attendance/geofence.contract.ts'
import { askShift } from '../server/modules/attendance/shift-request.contract.ts'
import { askLocation } from '../server/modules/attendance/work-location.contract.ts'
import { newId } from '../server/core/ids.ts'
import type { Client, World } from './world.ts'
import { createDevice } from '../server/modules/attendance/entry-import.contract.ts'
import { assignCalendar, createCalendar } from '../server/modules/attendance/holiday-calendar.contract.ts'
import { createHoliday } from '../server/modules/attendance/holiday.contract.ts'
import { updatePolicy } from '../server/modules/attendance/policy.contract.ts'
import { addMember, createRoster } from '../server/modules/attendance/roster.contract.ts'
import { assignShift, createShift } from '../server/modules/attendance/shift.contract.ts'
import { keepDraft, keepKiosk } from './attendance.ts'

/** What a company has beside its punches: a decision, a correction, a day accepted as it is, a closed month, a place of work, a shift asked for, a fence. */
export async function keepTime(rows: World['rows'], boss: Client, marker: string) {
  await rows(
    `insert into overtime_decision (company_id, id, employee_id, work_date, state, shares, comment, decided_by, decided_at)
       select $company, gen_random_uuid(), employee_id, work_date, 'approved', '[]', '${marker}', $1, now()
       from attendance_day where company_id = $company limit 1`,
    boss.userId,
  )
  const date = new Date(Date.now() - 7 * 86_400_000).toISOString().slice(0, 10)
  const entries = (['start', 'end'] as const).map((kind, hour) => ({ kind, at: `${date}T1${hour}:00:00Z` }))
  assert.equal((await boss(askCorrection, { body: { date, entries, reason: `${marker} correction` } })).status, 201)
  await rows(
    `insert into attendance_exception_accepted (company_id, employee_id, work_date, figures, comment, accepted_by, accepted_at)
       select $company, employee_id, work_date, 'absent 0', '${marker}', $1, now() from attendance_day where company_id = $company limit 1`,
    boss.userId,
  )
  await rows(`insert into attendance_month (company_id, month, state, changed_at) values ($company, '2001-01-01', 'closed', now())`)
  await rows(`insert into attendance_entry_superseded (company_id, entry_id, correction_id)
    select $company, e.id, c.id from attendance_entry e, attendance_correction c where e.company_id = $company and c.company_id = $company limit 1`)
  await rows(
    `insert into attendance_recompute (company_id, id, reason, spans, created_at) values ($company, gen_random_uuid(), '${marker}', '[]', now())`,
  )
  const day = new Date(Date.now() + 7 * 86_400_000).toISOString().slice(0, 10)
  const place = { firstDay: day, lastDay: day, place: 'home' as const, note: `${marker} home` }
  assert.equal((await boss(askLocation, { body: place })).status, 201)
  const [shift] = await rows<{ id: string }>('select id from shift where company_id = $company limit 1')
  const other = { kind: 'shift' as const, day, shiftId: shift!.id, note: `${marker} shift` }
  assert.equal((await boss(askShift, { body: other })).status, 201)
  const circle = { name: `${marker} place`, latitude: -6.2, longitude: 106.8, radiusMeters: 100 }
  assert.equal((await boss(createPlace, { body: circle })).status, 201)
  await rows(`insert into attendance_position (company_id, entry_id, employee_id, verdict, place_name, at)
    select $company, id, employee_id, 'outside', '${marker} place', at from attendance_entry where company_id = $company limit 1`)
  await rows('insert into kiosk_code (company_id, employee_id, shown_at) values ($company, $1, now())', boss.employeeId)
}

/** An archive of everything, of one byte. */
export async function keepArchive(rows: World['rows'], userId: string) {
  const id = newId()
  await rows(
    `insert into company_export (company_id, id, state, asked_by, asked_at, ended_at, expires_at, byte_count, sha256)
       values ($company, $1, 'done', $2, now(), now(), now() + interval '1 day', 1, repeat('0', 64))`,
    id,
    userId,
  )
  await rows(`insert into company_export_part (company_id, export_id, part, content) values ($company, $1, 0, 'x')`, id)
}

/** What people's working time is set up with. */
export async function configureTime(boss: Client, marker: string) {
  const { calendar } = (await boss(createCalendar, { body: { name: `${marker} calendar` } })).data
  const answers = [
    await boss(assignCalendar, { params: { id: calendar.id }, body: { employeeId: boss.employeeId, firstDay: '2026-01-01' } }),
    await boss(createHoliday, { body: { calendarId: calendar.id, name: `${marker} holiday`, firstDay: '2020-01-01' } }),
  ]
  for (const { status } of answers) assert.equal(status, 201)
  const { shift } = (await boss(createShift, { body: { name: `${marker} shift`, startTime: '22:00', endTime: '06:00' } })).data
  const [firstDay, lastDay] = ['2020-01-06', '2020-01-06']
  await boss(assignShift, { body: { shiftId: shift.id, employeeId: boss.employeeId, firstDay, lastDay } })
  const { roster } = (await boss(createRoster, { body: { name: `${marker} roster`, anchorDay: firstDay, slots: [shift.id] } })).data
  await boss(addMember, { params: { id: roster.id }, body: { employeeId: boss.employeeId, firstDay, lastDay } })
  assert.equal((await boss(createDevice, { body: { name: `${marker} device` } })).status, 201)
  await keepKiosk(boss, marker)
  await keepDraft(boss, shift.id)
  assert.equal((await boss(updatePolicy, { body: { overtimeToleranceMinutes: 5 } })).status, 200)
}
