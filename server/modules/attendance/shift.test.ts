import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { end, listDays, listToday, myStatus, start } from './attendance.contract.ts'
import {
  addMember,
  changeMember,
  createRoster,
  getRoster,
  listMembers,
  removeMember,
  removeRoster,
  updateRoster,
} from './roster.contract.ts'
import {
  assignShift,
  createShift,
  endShiftAssignment,
  listShiftAssignments,
  listShifts,
  removeShift,
  removeShiftAssignment,
  updateShift,
} from './shift.contract.ts'

const monday = '2026-03-02'
const make = async ({ admin }: World, name: string, startTime: string, endTime: string, more: object = {}) =>
  (await admin(createShift, { body: { name, startTime, endTime, ...more } })).data.shift
const worker = (w: World, options: object = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)
const give = async (w: World, body: object) => {
  const answer = await w.admin(assignShift, { body: { firstDay: '2026-03-01', ...body } })
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.data.assignment
}
async function clock(w: World, person: Client, ...punches: string[]) {
  for (const punch of punches) {
    const [act, at] = punch.split(' ') as [string, string]
    w.at(`2026-03-${at.replace('T', 'T')}:00Z`)
    assert.equal((await person(act === 'start' ? start : end, { body: {} })).status, 201, punch)
  }
}
const dayOf = async (person: Client, date: string) => (await person(listDays, { query: { from: date, to: date } })).data.days[0]!
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)

test('a shift is made, changed and removed; a name is used once and a break is shorter than the shift', async (t) => {
  const w = await world(t)
  const night = await make(w, ' Night ', '22:00', '06:00', { breakMinutes: 30 })
  assert.deepEqual(
    [night.name, night.windowBeforeMinutes, night.windowAfterMinutes, night.counting, night.onDaysOff, night.onHolidays],
    ['Night', 120, 240, 'pairs', 'work', 'off'],
  )
  const params = { id: night.id }
  const changed = (await w.admin(updateShift, { params, body: { lateGraceMinutes: 5, version: 1 } })).data.shift
  assert.deepEqual([changed.lateGraceMinutes, changed.version], [5, 2])
  assert.equal((await w.admin(updateShift, { params, body: { name: 'X', version: 1 } })).error.code, 'STALE_VERSION')
  assert.equal(
    (await w.admin(createShift, { body: { name: 'Night', startTime: '22:00', endTime: '06:00' } })).error.code,
    'SHIFT_NAME_TAKEN',
  )
  assert.equal((await w.admin(updateShift, { params, body: { breakMinutes: 480 } })).error.code, 'SHIFT_BREAK')
  assert.equal((await w.admin(createShift, { body: { name: 'Bad', startTime: '25:00', endTime: '06:00' } })).status, 400)
  assert.equal((await w.admin(listShifts)).data.shifts.length, 1)
  const found = async (q: string) => (await w.admin(listShifts, { query: { q } })).data.shifts.length
  assert.deepEqual([await found('NIG'), await found('%')], [1, 0])
  const mei = await worker(w)
  const { id } = await give(w, { shiftId: night.id, employeeId: mei.employeeId })
  assert.equal((await w.admin(removeShift, { params })).error.code, 'SHIFT_IN_USE')
  await w.admin(removeShiftAssignment, { params: { id } })
  assert.equal((await w.admin(removeShift, { params })).status, 200)
})

test('a night counts on the date it begins, also for who clocks in after midnight', async (t) => {
  const w = await world(t)
  const night = await make(w, 'Night', '22:00', '06:00')
  const [onTime, tardy] = [await worker(w), await worker(w)]
  for (const { employeeId } of [onTime, tardy]) await give(w, { shiftId: night.id, employeeId })
  await clock(w, onTime, 'start 02T22:10')
  await clock(w, tardy, 'start 03T00:40')
  assert.equal((await tardy(myStatus)).data.status.workDate, monday)
  await clock(w, onTime, 'end 03T06:00')
  await clock(w, tardy, 'end 03T06:20')
  w.at('2026-03-03T12:00:00Z')
  const [first, second] = [await dayOf(onTime, monday), await dayOf(tardy, monday)]
  assert.deepEqual([first.workedMinutes, first.lateMinutes, first.shiftNames], [470, 0, ['Night']])
  assert.deepEqual([second.workedMinutes, second.lateMinutes, second.undertimeMinutes], [340, 160, 140])
  const stored = await w.rows<{ date: string; worked: number }>(
    `select work_date as date, worked_minutes as worked from attendance_day where company_id = $company and employee_id = $1`,
    tardy.employeeId,
  )
  assert.deepEqual(stored, [{ date: monday, worked: 340 }])
})

test('two shifts a day each have their own grace, and a day off of one’s own is none', async (t) => {
  const w = await world(t)
  const morning = await make(w, 'Morning', '06:00', '10:00', { lateGraceMinutes: 0, windowAfterMinutes: 60 })
  const evening = await make(w, 'Evening', '16:00', '20:00', { lateGraceMinutes: 30 })
  const mei = await worker(w)
  for (const { id } of [morning, evening]) await give(w, { shiftId: id, employeeId: mei.employeeId, lastDay: monday })
  await give(w, { employeeId: mei.employeeId, firstDay: '2026-03-03', lastDay: '2026-03-03' })
  await clock(w, mei, 'start 02T06:01', 'end 02T10:00', 'start 02T16:30', 'end 02T19:00')
  w.at('2026-03-04T12:00:00Z')
  const day = await dayOf(mei, monday)
  assert.deepEqual([day.scheduledMinutes, day.workedMinutes, day.lateMinutes, day.earlyExitMinutes], [480, 389, 1, 60])
  assert.equal((await dayOf(mei, '2026-03-03')).status, 'day-off')
})

test('what was clocked before a shift is assigned is the same as what is clocked after', async (t) => {
  const w = await world(t)
  const night = await make(w, 'Night', '22:00', '06:00')
  const [before, after] = [await worker(w), await worker(w)]
  await give(w, { shiftId: night.id, employeeId: before.employeeId })
  for (const person of [before, after]) await clock(w, person, 'start 03T00:40', 'end 03T06:20')
  await give(w, { shiftId: night.id, employeeId: after.employeeId })
  await w.runJobs()
  w.at('2026-03-03T12:00:00Z')
  assert.deepEqual(await dayOf(after, monday), await dayOf(before, monday))
  assert.deepEqual(await dayOf(after, '2026-03-03'), await dayOf(before, '2026-03-03'))
})

test('a changed shift computes the days of its people anew', async (t) => {
  const w = await world(t)
  const day = await make(w, 'Day', '08:00', '16:00')
  const [mei, other] = [await worker(w), await worker(w)]
  await give(w, { shiftId: day.id, employeeId: mei.employeeId })
  for (const person of [mei, other]) await clock(w, person, 'start 02T09:00', 'end 02T17:00')
  const late = async ({ employeeId }: Client) =>
    (
      await w.rows<{ late: number }>(
        'select late_minutes as late from attendance_day where company_id = $company and employee_id = $1',
        employeeId,
      )
    )[0]!.late
  assert.deepEqual([await late(mei), await late(other)], [60, 0])
  const { recomputeId } = (await w.admin(updateShift, { params: { id: day.id }, body: { startTime: '09:00', endTime: '17:00' } })).data
  assert(recomputeId)
  await w.runJobs()
  assert.deepEqual([await late(mei), await late(other)], [0, 0])
})

test('shifts of one person or group never overlap, also when assigned at once', async (t) => {
  const w = await world(t)
  const [early, dawn, night] = [
    await make(w, 'Early', '06:00', '14:00'),
    await make(w, 'Dawn', '05:00', '13:00'),
    await make(w, 'Night', '22:00', '06:00'),
  ]
  const { employeeId } = await worker(w)
  const ask = (shiftId: string | null, more: object = {}) =>
    w.admin(assignShift, { body: { shiftId, employeeId, firstDay: monday, ...more } })
  const answers = await Promise.all([ask(early.id), ask(dawn.id), ask(early.id), ask(dawn.id)])
  assert.deepEqual(statuses(answers), [201, 409, 409, 409])
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'SHIFT_OVERLAP')
  const [held] = (await w.admin(listShiftAssignments, { query: { from: monday, to: monday } })).data.assignments
  await w.admin(endShiftAssignment, { params: { id: held!.id }, body: { lastDay: '2026-03-08' } })
  assert.equal((await ask(night.id, { firstDay: '2026-03-09' })).status, 201)
  assert.equal(
    (await ask(dawn.id, { firstDay: '2026-03-10', lastDay: '2026-03-10' })).error.code,
    'SHIFT_OVERLAP',
    'the night before runs into it',
  )
  assert.equal(
    (await w.admin(endShiftAssignment, { params: { id: held!.id }, body: { lastDay: '2026-03-20' } })).status,
    held!.shiftId === dawn.id ? 409 : 200,
  )
  assert.equal((await ask(newId())).status, 404)
  const { department } = (await w.admin(createDepartment, { body: { code: 'D', name: 'D' } })).data
  const group = { shiftId: early.id, departmentId: department.id, firstDay: monday }
  assert.deepEqual(statuses(await Promise.all([w.admin(assignShift, { body: group }), w.admin(assignShift, { body: group })])), [201, 409])
  assert.equal((await w.admin(assignShift, { body: { shiftId: early.id, firstDay: monday } })).error.code, 'ASSIGNMENT_TARGET')
})

test('people of a department work its shift, unless their roster or they themselves have another', async (t) => {
  const w = await world(t)
  const { department } = (await w.admin(createDepartment, { body: { code: 'D', name: 'D' } })).data
  const [early, late] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Late', '14:00', '22:00')]
  const [mei, turning, own] = await Promise.all([1, 2, 3].map(() => worker(w, { departmentId: department.id })))
  await give(w, { shiftId: early.id, departmentId: department.id })
  const { roster } = (await w.admin(createRoster, { body: { name: 'Two', anchorDay: monday, slots: [late.id, null] } })).data
  await w.admin(addMember, { params: { id: roster.id }, body: { employeeId: turning!.employeeId, firstDay: monday } })
  await give(w, { shiftId: late.id, employeeId: own!.employeeId, firstDay: '2026-03-03', lastDay: '2026-03-03' })
  const plan = async (person: Client) =>
    (await person(listDays, { query: { from: monday, to: '2026-03-04' } })).data.days.map(({ shiftNames }) => shiftNames.join())
  assert.deepEqual(await plan(mei!), ['Early', 'Early', 'Early'])
  assert.deepEqual(await plan(turning!), ['Late', '', 'Late'])
  assert.deepEqual(await plan(own!), ['Early', 'Late', 'Early'])
  w.at('2026-03-03T07:00:00Z')
  const { counters } = (await w.admin(listToday)).data
  assert.deepEqual(
    [counters.missing, counters.expected, counters['day-off']],
    [1, 1, 1],
    'early is missing, late is expected, the roster has a day off',
  )
})

test('a roster turns from its anchor, each member as far along as they are; who is in two at once is refused', async (t) => {
  const w = await world(t)
  const [early, night] = [await make(w, 'Early', '06:00', '14:00'), await make(w, 'Night', '22:00', '06:00')]
  const made = (await w.admin(createRoster, { body: { name: 'R', anchorDay: monday, slots: [early.id, night.id, null] } })).data.roster
  const params = { id: made.id }
  assert.deepEqual([made.slots, made.members, made.version], [[early.id, night.id, null], 0, 1])
  const mei = await worker(w)
  const join = (rosterId: string, more: object = {}) =>
    w.admin(addMember, { params: { id: rosterId }, body: { employeeId: mei.employeeId, firstDay: monday, ...more } })
  const other = (await w.admin(createRoster, { body: { name: 'S', anchorDay: monday, slots: [null] } })).data.roster
  const answers = await Promise.all([join(made.id, { offsetDays: 1 }), join(other.id), join(made.id, { offsetDays: 1 })])
  assert.deepEqual(statuses(answers), [201, 409, 409])
  const won = answers.find(({ status }) => status === 201)!.data.member
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'ROSTER_MEMBER_OVERLAP')
  if (won.rosterId === other.id) {
    await w.admin(removeMember, { params: { id: other.id, memberId: won.id } })
    await join(made.id, { offsetDays: 1 })
  }
  const plan = async () =>
    (await mei(listDays, { query: { from: monday, to: '2026-03-05' } })).data.days.map(
      ({ shiftNames, status }) => shiftNames.join() || status,
    )
  assert.deepEqual(await plan(), ['Night', 'day-off', 'Early', 'Night'])
  const [member] = (await w.admin(listMembers, { params })).data.members
  await w.admin(changeMember, { params: { ...params, memberId: member!.id }, body: { offsetDays: 0 } })
  assert.deepEqual(await plan(), ['Early', 'Night', 'day-off', 'Early'])
  await w.admin(updateRoster, { params, body: { slots: [null, early.id], version: 1 } })
  assert.deepEqual(await plan(), ['day-off', 'Early', 'day-off', 'Early'])
  assert.equal((await w.admin(removeRoster, { params })).error.code, 'ROSTER_IN_USE')
  assert.equal((await w.admin(removeMember, { params: { ...params, memberId: member!.id } })).status, 200)
  assert.equal((await w.admin(removeRoster, { params })).status, 200)
  assert.equal((await w.admin(getRoster, { params })).status, 404)
})

test('who plans a team plans its people only, no groups; those of another company are not there', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const planner = await one.as('shift.assign:team')
  const [report, stranger] = [await worker(one, { managerId: planner.employeeId }), await worker(one)]
  const shift = await make(one, 'Early', '06:00', '14:00')
  const ask = (client: Client, target: object) => client(assignShift, { body: { shiftId: shift.id, firstDay: monday, ...target } })
  assert.equal((await ask(planner, { employeeId: report.employeeId })).status, 201)
  assert.equal((await ask(planner, { employeeId: stranger.employeeId })).status, 404)
  const { department } = (await one.admin(createDepartment, { body: { code: 'D', name: 'D' } })).data
  assert.equal((await ask(planner, { departmentId: department.id })).status, 403)
  assert.equal((await ask(report, { employeeId: report.employeeId })).status, 403)
  assert.equal((await ask(one.nobody, { employeeId: report.employeeId })).status, 401)
  assert.equal((await ask(other.admin, { employeeId: report.employeeId })).status, 404)
  const theirs = await worker(other)
  assert.equal((await ask(other.admin, { employeeId: theirs.employeeId })).status, 404, 'the shift is not theirs')
  const held = await give(one, { shiftId: shift.id, employeeId: stranger.employeeId })
  assert.equal((await ask(planner, { employeeId: stranger.employeeId })).status, 404, 'not even that it clashes is told')
  assert.equal((await planner(removeShiftAssignment, { params: { id: held.id } })).status, 404)
  assert.equal((await planner(listShiftAssignments, { query: { from: monday, to: monday } })).data.pagination.total, 1)
  assert.equal((await planner(createShift, { body: { name: 'X', startTime: '06:00', endTime: '14:00' } })).status, 403)
})

test('who plans a team sees and moves its people in a roster, and nobody else', async (t) => {
  const w = await world(t)
  const planner = await w.as('shift.assign:team')
  const [report, stranger] = [await worker(w, { managerId: planner.employeeId }), await worker(w)]
  const { roster } = (await w.admin(createRoster, { body: { name: 'R', anchorDay: monday, slots: [null] } })).data
  const params = { id: roster.id }
  const join = (client: Client, { employeeId }: Client) => client(addMember, { params, body: { employeeId, firstDay: monday } })
  assert.deepEqual([(await join(planner, report)).status, (await join(planner, stranger)).status], [201, 404])
  const { id: memberId } = (await join(w.admin, stranger)).data.member
  assert.deepEqual(
    (await planner(listMembers, { params })).data.members.map(({ employeeId }) => employeeId),
    [report.employeeId],
  )
  assert.equal((await w.admin(listMembers, { params })).data.members.length, 2)
  assert.equal((await join(planner, stranger)).status, 404, 'that they turn already is not told either')
  const theirs = { params: { ...params, memberId } }
  assert.equal((await planner(changeMember, { ...theirs, body: { offsetDays: 0 } })).status, 404)
  assert.equal((await planner(removeMember, theirs)).status, 404)
})
