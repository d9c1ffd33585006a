import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askLeave, leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { leaveCalendar } from './leave.calendar.contract.ts'
import { approveLeave, getRequest, previewLeave } from './leave.contract.ts'
import * as contract from './leave.coverage.contract.ts'

/** Monday 2 March 2026: a desk of three below reception, of whom one may be away; somebody of another department. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const [above, desk, other] = [newId(), newId(), newId()]
  const insert = `insert into department (company_id, id, code, name, parent_id) values ($company, $1, $2, $2, $3)`
  await w.rows(insert, above, 'RECEPTION', null)
  await w.rows(insert, desk, 'DESK', above)
  await w.rows(insert, other, 'KITCHEN', null)
  const person = (departmentId: string) => w.as(['leave.request', 'leave.read-calendar:own'], { departmentId })
  const [mei, ben, eve, cook] = await Promise.all([person(desk), person(desk), person(desk), person(other)])
  const hr = await w.as(['leave.configure', 'leave.read-calendar'])
  const boss = await w.as(['leave.approve', 'leave.read'])
  const types = await leaveTypes(w)
  const { limit } = (await hr(contract.createCoverage, { body: { name: 'Reception', maxAway: 1, departmentId: above } })).data
  const away = async (who: typeof mei, firstDay: string, lastDay = firstDay) => {
    const { id } = await requested(who, { typeId: types.unpaid, firstDay, lastDay })
    assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  }
  return { ...w, mei, ben, eve, cook, hr, boss, typeId: types.unpaid, limit, away }
}

const week = { from: '2026-03-09', to: '2026-03-15' }

test('preview and decision tell the fullest day, and nobody is kept from asking', async (t) => {
  const { mei, ben, boss, typeId, away } = await office(t)
  await away(ben, '2026-03-10', '2026-03-11')
  const body = { typeId, firstDay: '2026-03-09', lastDay: '2026-03-10' }
  const { preview } = (await mei(previewLeave, { body })).data
  assert.deepEqual(
    [preview.refusal, preview.warnings],
    [null, [{ code: 'LEAVE_COVERAGE_LOW', message: 'On 2026-03-10 2 of Reception would be away; at most 1 should be.' }]],
  )
  const alone = (await mei(previewLeave, { body: { ...body, lastDay: '2026-03-09' } })).data.preview
  assert.deepEqual(alone.warnings, [])
  const { id } = await requested(mei, body)
  const { consequence } = (await boss(getRequest, { params: { id } })).data
  assert.partialDeepStrictEqual(consequence?.coverage, [{ name: 'Reception', day: '2026-03-10', away: 2, maxAway: 1 }])
})

test('the team calendar counts people by the day, once each, in departments below too', async (t) => {
  const { mei, ben, cook, hr, away } = await office(t)
  await away(ben, '2026-03-10', '2026-03-11')
  await away(mei, '2026-03-11', '2026-03-13')
  await away(cook, '2026-03-11')
  const { coverage } = (await hr(leaveCalendar, { query: week })).data
  assert.deepEqual(
    coverage.map(({ name, day, away: count, maxAway }) => `${name} ${day} ${count}/${maxAway}`),
    ['Reception 2026-03-10 1/1', 'Reception 2026-03-11 2/1', 'Reception 2026-03-12 1/1', 'Reception 2026-03-13 1/1'],
  )
  assert.equal((await mei(leaveCalendar, { query: week })).data.coverage.length, 4)
  assert.deepEqual((await cook(leaveCalendar, { query: week })).data.coverage, [], 'a limit of others is not shown')
})

test('what only waits, and days off, count nobody', async (t) => {
  const { mei, ben, hr, typeId, away } = await office(t)
  await away(ben, '2026-03-13', '2026-03-16')
  assert.equal((await askLeave(mei, { typeId, firstDay: '2026-03-12' })).status, 201)
  const { coverage } = (await hr(leaveCalendar, { query: week })).data
  assert.deepEqual(
    coverage.map(({ day }) => day),
    ['2026-03-13'],
  )
})

test('somebody who changes department is counted where they are on the day', async (t) => {
  const { mei, hr, away, rows } = await office(t)
  await rows(`update employment set last_day = '2026-03-10' where company_id = $company and employee_id = $1`, mei.employeeId)
  await rows(
    `insert into employment (company_id, id, employee_id, first_day) values ($company, $1, $2, '2026-03-11')`,
    newId(),
    mei.employeeId,
  )
  await away(mei, '2026-03-09', '2026-03-13')
  const { coverage } = (await hr(leaveCalendar, { query: week })).data
  assert.deepEqual(
    coverage.map(({ day }) => day),
    ['2026-03-09', '2026-03-10'],
  )
})

test('limits are set up by who sets up leave, with one name each, and stale changes are refused', async (t) => {
  const { mei, hr, limit } = await office(t)
  assert.equal((await mei(contract.listCoverage)).status, 403)
  const twin = await hr(contract.createCoverage, { body: { name: 'Reception', maxAway: 3 } })
  assert.deepEqual([twin.status, twin.error.code], [409, 'LEAVE_COVERAGE_NAME_TAKEN'])
  const params = { id: limit.id }
  const changes = await Promise.all([2, 3, 4].map((maxAway) => hr(contract.updateCoverage, { params, body: { maxAway, version: 1 } })))
  assert.equal(changes.filter(({ status }) => status === 409).length, 2)
  assert.equal((await hr(contract.listCoverage)).data.limits[0]?.version, 2)
  assert.equal((await hr(contract.deleteCoverage, { params })).status, 200)
  assert.equal((await hr(contract.deleteCoverage, { params })).status, 404)
})
