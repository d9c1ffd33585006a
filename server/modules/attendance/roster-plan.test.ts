import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { listDays, start } from './attendance.contract.ts'
import { copyWeek, discardDrafts, draftCells, getRosterPlan, myShifts, previewPublish, publishPlan } from './roster-plan.contract.ts'
import { updatePolicy } from './policy.contract.ts'
import { assignShift, createShift, listShiftAssignments, removeShift } from './shift.contract.ts'

const [monday, sunday] = ['2026-03-02', '2026-03-08']
const week = { from: monday, to: sunday }
const make = async ({ admin }: World, name: string, startTime: string, endTime: string) =>
  (await admin(createShift, { body: { name, startTime, endTime } })).data.shift
const worker = (w: World, options: object = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)
const cell = ({ employeeId }: Client, day: string, shiftId: string | null, more: object = {}) => ({
  employeeId,
  day,
  ...(shiftId ? { plan: 'shift' as const, shiftId } : { plan: 'off' as const }),
  ...more,
})
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)
const shiftsOf = async (person: Client) =>
  (await person(myShifts, { query: week })).data.days.map(({ kind, times }) => times[0]?.start ?? kind)
const planOf = async (w: World, person: Client) => {
  const { people } = (await w.admin(getRosterPlan, { query: { ...week, limit: 100 } })).data
  return people.find(({ employeeId }) => employeeId === person.employeeId)!.days
}

test('a draft counts for nothing until it is published; then days are computed anew and it is recorded', async (t) => {
  const w = await world(t)
  const [early, night] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Night', '22:00', '06:00')]
  const mei = await worker(w)
  const before = await shiftsOf(mei)
  w.at('2026-03-02T09:00:00Z')
  assert.equal((await mei(start, { body: {} })).status, 201)
  const cells = [
    cell(mei, monday, early.id),
    cell(mei, '2026-03-03', early.id),
    cell(mei, '2026-03-04', null),
    cell(mei, '2026-03-05', night.id),
  ]
  assert.deepEqual((await w.admin(draftCells, { body: { cells } })).data, { drafted: 4, dropped: 0 })
  const days = async () => (await mei(listDays, { query: { from: monday, to: monday } })).data.days[0]!
  assert.deepEqual([await shiftsOf(mei), (await days()).shiftNames], [before, []], 'nobody sees a draft')
  const planned = await planOf(w, mei)
  assert.deepEqual(
    planned.map(({ plan }) => plan),
    ['shift', 'shift', 'off', 'shift', null, null, null],
  )
  assert.deepEqual([planned[0]!.published.isOwn, planned[0]!.planned!.shiftIds], [false, [early.id]])
  assert.equal((await w.admin(removeShift, { params: { id: night.id } })).error.code, 'SHIFT_IN_USE')
  const preview = (await w.admin(previewPublish, { body: week })).data
  assert.deepEqual([preview.people, preview.shifts, preview.daysOff, preview.overlaps], [1, 3, 1, []])
  const published = (await w.admin(publishPlan, { body: { ...week, revision: preview.revision } })).data
  assert.deepEqual([published.people, published.days], [1, 4])
  assert(published.recomputeId)
  await w.runJobs()
  assert.deepEqual((await shiftsOf(mei)).slice(0, 4), ['06:00', '06:00', 'day-off', '22:00'])
  const stored = 'select late_minutes as late from attendance_day where company_id = $company and employee_id = $1 and work_date = $2'
  assert.deepEqual(await w.rows(stored, mei.employeeId, monday), [{ late: 180 }])
  const told = 'select before, after from domain_event where company_id = $company and kind = $1'
  const [event] = await w.rows<{ before: object; after: object }>(told, 'roster.published')
  assert.deepEqual(event!.after, { [monday]: 'Early', '2026-03-03': 'Early', '2026-03-04': 'day off', '2026-03-05': 'Night' })
  assert.deepEqual(await w.rows('select 1 from shift_draft where company_id = $company'), [])
  const kept = (await w.admin(listShiftAssignments, { query: week })).data.assignments
  assert.equal(kept.length, 3, 'two days of the same shift are one assignment')
})

test('a published cell takes the place of what stood there, and the rest of a longer assignment stays', async (t) => {
  const w = await world(t)
  const [early, late] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Late', '14:00', '22:00')]
  const mei = await worker(w)
  await w.admin(assignShift, { body: { shiftId: early.id, employeeId: mei.employeeId, firstDay: monday, weekdays: [1, 2, 3, 4, 5] } })
  const cells = [cell(mei, '2026-03-04', late.id), { employeeId: mei.employeeId, day: '2026-03-06', plan: 'clear' as const }]
  await w.admin(draftCells, { body: { cells } })
  assert.equal((await w.admin(publishPlan, { body: week })).status, 200)
  assert.deepEqual(
    await shiftsOf(mei),
    ['06:00', '06:00', '14:00', '06:00', '09:00', 'day-off', 'day-off'],
    'on Friday the company’s hours again',
  )
  assert.equal((await mei(myShifts, { query: { from: '2026-03-16', to: '2026-03-16' } })).data.days[0]!.times[0]!.start, '06:00')
})

test('what would overlap is named and nothing of the plan is published', async (t) => {
  const w = await world(t)
  const [dawn, night] = [await make(w, 'Dawn', '05:00', '13:00'), await make(w, 'Night', '22:00', '06:00')]
  const [mei, budi] = [await worker(w, { firstName: 'Mei', lastName: 'Tan' }), await worker(w)]
  await w.admin(assignShift, { body: { shiftId: dawn.id, employeeId: mei.employeeId, firstDay: '2026-03-05', lastDay: '2026-03-05' } })
  await w.admin(draftCells, { body: { cells: [cell(mei, '2026-03-04', night.id), cell(budi, '2026-03-04', night.id)] } })
  assert.deepEqual((await planOf(w, mei))[3]!.conflicts, [{ kind: 'overlap', name: 'Night', minutes: 60 }])
  const refused = await w.admin(publishPlan, { body: week })
  assert.equal(refused.error.code, 'ROSTER_OVERLAPS')
  const { total, overlaps } = refused.error.details as { total: number; overlaps: { employeeName: string; day: string }[] }
  assert.deepEqual([total, overlaps[0]!.employeeName, overlaps[0]!.day], [1, 'Mei Tan', '2026-03-04'])
  assert.equal((await w.admin(listShiftAssignments, { query: week })).data.pagination.total, 1)
  assert.equal((await w.admin(previewPublish, { body: week })).data.overlaps.length, 1)
  const keep = { employeeId: mei.employeeId, day: '2026-03-04', plan: 'keep' as const }
  assert.equal((await w.admin(draftCells, { body: { cells: [keep] } })).data.dropped, 1)
  assert.equal((await w.admin(publishPlan, { body: week })).status, 200)
})

test('two planners at once: a plan is published once, a cell is taken once, and neither loses what the other did', async (t) => {
  const w = await world(t)
  const [early, late] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Late', '10:00', '18:00')]
  const [mei, other] = [await worker(w), await w.as('shift.assign')]
  const both = await Promise.all(
    [w.admin, other].map((who, nth) =>
      who(draftCells, { body: { cells: [cell(mei, monday, [early, late][nth]!.id, { draftId: null })] } }),
    ),
  )
  assert.deepEqual(statuses(both), [200, 409])
  const lost = both.find(({ status }) => status === 409)!.error
  assert.deepEqual(
    [lost.code, (lost.details as { cells: unknown[] }).cells],
    ['PLAN_CHANGED', [{ employeeId: mei.employeeId, day: monday }]],
  )
  const { revision } = (await w.admin(previewPublish, { body: week })).data
  const [seen] = await planOf(w, mei)
  await other(draftCells, { body: { cells: [cell(mei, monday, early.id, { draftId: seen!.draftId })] } })
  assert.equal((await w.admin(publishPlan, { body: { ...week, revision } })).error.code, 'PLAN_CHANGED', 'it is not what was looked at')
  const published = await Promise.all([w.admin, other, w.admin].map((who) => who(publishPlan, { body: week })))
  assert.deepEqual(statuses(published), [200, 409, 409])
  assert.equal(published.find(({ status }) => status === 409)!.error.code, 'NOTHING_TO_PUBLISH')
  await w.admin(draftCells, { body: { cells: [cell(mei, '2026-03-03', early.id)] } })
  const rivals = await Promise.all([
    w.admin(publishPlan, { body: week }),
    other(assignShift, { body: { shiftId: late.id, employeeId: mei.employeeId, firstDay: '2026-03-03', lastDay: '2026-03-03' } }),
  ])
  // A plan that comes second takes the place of what stood there; an assignment that comes second overlaps.
  assert.equal(rivals[0].status, 200)
  const { assignments } = (await w.admin(listShiftAssignments, { query: { from: '2026-03-03', to: '2026-03-03' } })).data
  assert.deepEqual(
    assignments.map(({ shiftId }) => shiftId),
    [early.id],
  )
})

test('a week is copied; what stands against it refuses all of it, or is skipped and named', async (t) => {
  const w = await world(t)
  const [early, late] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Late', '14:00', '22:00')]
  const [mei, leaver] = [await worker(w), await worker(w)]
  await w.rows("update employment set last_day = '2026-03-10' where company_id = $company and employee_id = $1", leaver.employeeId)
  await w.admin(assignShift, { body: { shiftId: early.id, employeeId: mei.employeeId, firstDay: monday, lastDay: '2026-03-04' } })
  await w.admin(draftCells, {
    body: { cells: [cell(mei, '2026-03-05', null), cell(leaver, '2026-03-04', late.id), cell(mei, '2026-03-10', late.id)] },
  })
  const body = { from: monday, to: '2026-03-09' }
  const refused = await w.admin(copyWeek, { body })
  assert.equal(refused.error.code, 'COPY_CONFLICTS')
  const { conflicts } = refused.error.details as { conflicts: { day: string; employeeId: string; message: string }[] }
  const said = new Map(conflicts.map(({ employeeId, day, message }) => [employeeId + day, message]))
  assert.deepEqual(
    [said.size, said.get(`${mei.employeeId}2026-03-10`), said.get(`${leaver.employeeId}2026-03-11`)],
    [2, 'Something else is drafted on this date.', 'The person is not employed on this date.'],
  )
  const copied = (await w.admin(copyWeek, { body: { ...body, onConflict: 'skip' } })).data
  assert.deepEqual([copied.drafted, copied.skipped.length], [3, 2])
  assert.deepEqual(
    (await w.admin(copyWeek, { body: { ...body, onConflict: 'skip' } })).data.drafted,
    0,
    'what is there already is not drafted again',
  )
  assert.equal((await w.admin(copyWeek, { body: { from: monday, to: '2026-03-05' } })).error.code, 'COPY_OVERLAPS')
  assert.equal((await w.admin(discardDrafts, { body: { from: '2026-03-09', to: '2026-03-15' } })).data.dropped, 4)
})

test('leave, holidays and too little rest are shown where the policy asks for rest, and do not keep it from being published', async (t) => {
  const w = await world(t)
  w.at('2026-03-01T08:00:00Z')
  const [late, early] = [await make(w, 'Late', '14:00', '23:00'), await make(w, 'Early', '06:00', '14:00')]
  const mei = await worker(w)
  assert.equal((await w.admin(updatePolicy, { body: { minRestMinutes: 660 } })).status, 200)
  await w.admin(draftCells, { body: { cells: [cell(mei, monday, late.id), cell(mei, '2026-03-03', early.id)] } })
  assert.deepEqual((await planOf(w, mei))[1]!.conflicts, [{ kind: 'rest', name: 'Late', minutes: 420 }])
  const { warnings } = (await w.admin(previewPublish, { body: week })).data
  assert.deepEqual(warnings, { leave: 0, holiday: 0, rest: 1, 'not-employed': 0 })
  assert.equal((await w.admin(publishPlan, { body: week })).status, 200)
})

test('who plans a team plans its people only; those of another company are not there', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const planner = await one.as('shift.assign:team')
  const { department } = (await one.admin(createDepartment, { body: { code: 'D', name: 'D' } })).data
  const [report, stranger] = [await worker(one, { managerId: planner.employeeId, departmentId: department.id }), await worker(one)]
  const draft = (who: Client, person: Client) => who(draftCells, { body: { cells: [cell(person, monday, null)] } })
  assert.equal((await draft(planner, report)).status, 200)
  assert.equal((await draft(planner, stranger)).status, 404)
  assert.equal((await draft(other.admin, report)).status, 404)
  assert.equal((await draft(report, report)).status, 403)
  assert.equal((await draft(one.nobody, report)).status, 401)
  assert.equal((await draft(one.admin, stranger)).status, 200)
  const seen = (await planner(getRosterPlan, { query: week })).data
  assert.deepEqual(
    [seen.people.map(({ employeeId }) => employeeId).toSorted(), seen.drafts],
    [[report.employeeId, planner.employeeId].toSorted(), 1],
  )
  assert.equal((await planner(publishPlan, { body: week })).data.people, 1, 'the stranger’s draft is not theirs to publish')
  assert.equal((await one.admin(previewPublish, { body: { ...week, departmentId: department.id } })).data.people, 0)
  assert.equal((await one.admin(previewPublish, { body: week })).data.people, 1)
  const faulty = [{ ...cell(report, monday, newId()) }]
  assert.equal((await one.admin(draftCells, { body: { cells: faulty } })).status, 404)
  assert.equal(
    (await one.admin(draftCells, { body: { cells: [cell(report, monday, null), cell(report, monday, null)] } })).error.code,
    'CELL_TWICE',
  )
  assert.equal((await one.admin(getRosterPlan, { query: { from: monday, to: '2026-04-30' } })).error.code, 'RANGE_TOO_LONG')
  assert.equal((await one.admin(myShifts, { query: week })).error.code, 'NO_EMPLOYEE')
})
