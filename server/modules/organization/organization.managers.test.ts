import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createDepartment, deleteDepartment, getDepartment, updateDepartment } from './organization.contract.ts'
import { createPosition } from './organization.position.contract.ts'

test('a department has managers, a cost centre and a description, all changed in one act that tells what changed', async (t) => {
  const { admin, as } = await world(t)
  const [ann, ben, cid] = [await as([]), await as([]), await as([])].map(({ employeeId }) => employeeId) as [string, string, string]
  const body = { code: 'D', name: 'D', managerIds: [ann, ben], costCenter: 'CC-1', description: 'Makes things' }
  const { department } = (await admin(createDepartment, { body })).data
  const params = { id: department.id }
  assert.deepEqual([department.managerIds, department.costCenter, department.description], [[ann, ben].sort(), 'CC-1', 'Makes things'])
  const changed = await admin(updateDepartment, { params, body: { managerIds: [ben, cid], costCenter: null, version: 1 } })
  assert.deepEqual([changed.data.department.managerIds, changed.data.department.costCenter], [[ben, cid].sort(), null])
  assert.deepEqual((await admin(updateDepartment, { params, body: { name: 'E' } })).data.department.managerIds, [ben, cid].sort(), 'kept')
  const { entries } = (await admin(listEntity, { params: { type: 'department', id: department.id } })).data
  assert.deepEqual(
    entries[1]!.changes.filter(({ field }) => field === 'managerIds'),
    [{ field: 'managerIds', before: JSON.stringify([ann, ben].sort()), after: JSON.stringify([ben, cid].sort()) }],
  )
  assert.deepEqual((await admin(updateDepartment, { params, body: { managerIds: [] } })).data.department.managerIds, [])
})

test('somebody who is not there, twice the same, or too many cannot manage a department', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const [ours, theirs] = [await one.as([]), await other.as([])]
  const refusal = async (managerIds: string[]) => {
    const { status, error } = await one.admin(createDepartment, { body: { code: 'D', name: 'D', managerIds } })
    return [status, error.code]
  }
  assert.deepEqual(await refusal([newId()]), [409, 'REFERENCE_NOT_FOUND'])
  assert.deepEqual(await refusal([theirs.employeeId]), [409, 'REFERENCE_NOT_FOUND'])
  assert.deepEqual(await refusal([ours.employeeId, ours.employeeId]), [400, 'VALIDATION_FAILED'])
  assert.deepEqual(await refusal(Array.from({ length: 21 }, () => newId())), [400, 'VALIDATION_FAILED'])
  assert.deepEqual(await one.rows('select 1 from department where company_id = $company'), [], 'nothing is left of a refused one')
})

test('of two lists of managers for the same copy at once, one is kept whole', async (t) => {
  const { admin, as } = await world(t)
  const [ann, ben] = [(await as([])).employeeId, (await as([])).employeeId]
  const params = { id: (await admin(createDepartment, { body: { code: 'D', name: 'D' } })).data.department.id }
  const answers = await Promise.all(
    [[ann], [ben]].map((managerIds) => admin(updateDepartment, { params, body: { managerIds, version: 1 } })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  assert.equal((await admin(getDepartment, { params })).data.department.managerIds.length, 1)
})

test('a department with managers is closed with them, one with positions is not', async (t) => {
  const { admin, as, rows } = await world(t)
  const { employeeId } = await as([])
  const open = async (code: string) =>
    (await admin(createDepartment, { body: { code, name: code, managerIds: [employeeId] } })).data.department.id
  const [empty, used] = [await open('A'), await open('B')]
  await admin(createPosition, { body: { code: 'P', title: 'P', departmentId: used } })
  assert.equal((await admin(deleteDepartment, { params: { id: empty } })).status, 200)
  const refused = await admin(deleteDepartment, { params: { id: used } })
  assert.deepEqual(
    [refused.status, refused.error.code, refused.error.details],
    [409, 'DEPARTMENT_IN_USE', { people: 0, departments: 0, positions: 1 }],
  )
  assert.equal((await rows('select 1 from department_manager where company_id = $company')).length, 1)
})
