import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { listDays } from './attendance.contract.ts'
import { copyWeek, draftCells } from './roster-plan.contract.ts'
import { createRoster, updateRoster } from './roster.contract.ts'
import { askShift } from './shift-request.contract.ts'
import { assignShift, createShift, listShiftAssignments, listShifts, updateShift } from './shift.contract.ts'

const monday = '2026-03-02'

test('an archived shift stays where it stands and is given to nobody new', async (t) => {
  const w = await world(t)
  w.at('2026-03-01T08:00:00Z')
  const late = (await w.admin(createShift, { body: { name: 'Late', startTime: '14:00', endTime: '22:00' } })).data.shift
  const params = { id: late.id }
  const give = async (body: object) => assert.equal((await w.admin(assignShift, { body: { firstDay: '2026-03-01', ...body } })).status, 201)
  const { department } = (await w.admin(createDepartment, { body: { name: 'Ward', code: 'WARD' } })).data
  const mei = await w.as(['attendance.clock', 'attendance.read:own', 'shift.request'], { firstName: 'Mei', lastName: 'Tan' })
  await give({ shiftId: late.id, employeeId: mei.employeeId, lastDay: '2026-03-08' })
  await give({ shiftId: null, departmentId: department.id })
  const { roster } = (await w.admin(createRoster, { body: { name: 'Turns', anchorDay: monday, slots: [late.id, null] } })).data
  const listed = (await w.admin(listShiftAssignments, { query: { from: monday, to: monday } })).data.assignments
  assert.deepEqual(
    listed.map(({ shiftName, targetName }) => [shiftName, targetName]),
    [
      ['Late', 'Mei Tan'],
      [null, 'Ward'],
    ],
  )
  const archived = (await w.admin(updateShift, { params, body: { isActive: false, version: 1 } })).data
  assert.deepEqual([archived.shift.isActive, archived.recomputeId], [false, null], 'no day changes by it')
  const day = '2026-03-10'
  const refused = [
    await w.admin(assignShift, { body: { shiftId: late.id, employeeId: mei.employeeId, firstDay: day } }),
    await w.admin(draftCells, { body: { cells: [{ employeeId: mei.employeeId, day, plan: 'shift', shiftId: late.id }] } }),
    await w.admin(createRoster, { body: { name: 'New', anchorDay: monday, slots: [late.id] } }),
    await mei(askShift, { body: { kind: 'shift', day, shiftId: late.id } }),
  ]
  for (const { status, error } of refused) assert.deepEqual([status, error.code], [422, 'SHIFT_ARCHIVED'])
  const week = { from: monday, to: '2026-03-16' }
  const copied = (await w.admin(copyWeek, { body: { ...week, onConflict: 'skip' } })).data
  assert.deepEqual([copied.drafted, copied.skipped.map(({ message }) => message)], [0, Array(7).fill('The shift is archived.')])
  assert.equal((await w.admin(updateRoster, { params: { id: roster.id }, body: { slots: [null, late.id] } })).status, 200)
  assert.deepEqual((await mei(listDays, { query: { from: monday, to: monday } })).data.days[0]!.shiftNames, ['Late'])
  assert.equal((await w.admin(listShifts, { query: { active: true } })).data.shifts.length, 0)
  assert.equal((await w.admin(updateShift, { params, body: { isActive: true } })).status, 200)
  assert.equal((await w.admin(assignShift, { body: { shiftId: late.id, employeeId: mei.employeeId, firstDay: day } })).status, 201)
})
