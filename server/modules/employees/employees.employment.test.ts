import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { getEmployee, updateEmployee } from './employees.contract.ts'

const monday = '2026-03-02T09:00:00Z'
const tuesday = '2026-03-03T09:00:00Z'

const change = (client: Client, person: Client, body: Body<typeof updateEmployee>) =>
  client(updateEmployee, { params: { id: person.employeeId }, body })

/** The employments of a person, oldest first: first and last day, and the columns asked for. */
async function employments({ rows }: World, person: Client, columns: string) {
  const found = await rows(
    `select first_day, last_day, ${columns} from employment where company_id = $company and employee_id = $1 order by first_day`,
    person.employeeId,
  )
  return found.map((row) => Object.values(row))
}

test('a change of manager, department or title begins a new employment today and keeps the one before', async (t) => {
  const w = await world(t)
  const [person, boss] = [await w.as([]), await w.as([], { firstName: 'Bo', lastName: 'Boss' })]
  const { department } = (await w.admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data
  w.at(monday)
  const { employee } = (await change(w.admin, person, { managerId: boss.employeeId, departmentId: department.id, title: 'Engineer' })).data
  assert.deepEqual(
    [employee.managerName, employee.departmentName, employee.title, employee.version],
    ['Bo Boss', 'Engineering', 'Engineer', 2],
  )
  assert.deepEqual(await employments(w, person, 'manager_id, department_id, title'), [
    ['2020-01-06', '2026-03-01', null, null, null],
    ['2026-03-02', null, boss.employeeId, department.id, 'Engineer'],
  ])
})

test('a second change on the same day changes that employment, one on the next day begins another', async (t) => {
  const w = await world(t)
  const person = await w.as([])
  w.at(monday)
  for (const title of ['One', 'Two']) await change(w.admin, person, { title })
  assert.deepEqual(await employments(w, person, 'title'), [
    ['2020-01-06', '2026-03-01', null],
    ['2026-03-02', null, 'Two'],
  ])
  w.at(tuesday)
  await change(w.admin, person, { title: 'Three' })
  assert.deepEqual(await employments(w, person, 'title'), [
    ['2020-01-06', '2026-03-01', null],
    ['2026-03-02', '2026-03-02', 'Two'],
    ['2026-03-03', null, 'Three'],
  ])
})

test('a change that leaves the employment as it is, and one of the person alone, begin none', async (t) => {
  const w = await world(t)
  const person = await w.as([])
  w.at(monday)
  await change(w.admin, person, { firstName: 'Renamed', title: null, managerId: null })
  assert.deepEqual(await employments(w, person, 'title'), [['2020-01-06', null, null]])
})

test("the day of a change is the company's, not the server's", async (t) => {
  const w = await world(t, { timeZone: 'Pacific/Auckland' })
  const person = await w.as([])
  w.at('2026-03-02T12:00:00Z')
  await change(w.admin, person, { title: 'Engineer' })
  assert.deepEqual(await employments(w, person, 'title'), [
    ['2020-01-06', '2026-03-02', null],
    ['2026-03-03', null, 'Engineer'],
  ])
})

test('an employment that ends later keeps its end through a change', async (t) => {
  const w = await world(t)
  const person = await w.as([])
  await w.rows(`update employment set last_day = '2026-12-31' where company_id = $company and employee_id = $1`, person.employeeId)
  w.at(monday)
  await change(w.admin, person, { title: 'Engineer' })
  assert.deepEqual(await employments(w, person, 'title'), [
    ['2020-01-06', '2026-03-01', null],
    ['2026-03-02', '2026-12-31', 'Engineer'],
  ])
})

test('somebody whose employment is over has none to change', async (t) => {
  const w = await world(t)
  const person = await w.as([])
  await w.rows(`update employment set last_day = '2026-02-27' where company_id = $company and employee_id = $1`, person.employeeId)
  w.at(monday)
  const { status, error } = await change(w.admin, person, { title: 'Engineer' })
  assert.deepEqual([status, error.code], [409, 'NOT_EMPLOYED'])
})

test('nobody reports to themselves, directly or through others', async (t) => {
  const w = await world(t)
  const top = await w.as([])
  const middle = await w.as([], { managerId: top.employeeId })
  const bottom = await w.as([], { managerId: middle.employeeId })
  for (const manager of [top, middle, bottom]) {
    const { status, error } = await change(w.admin, top, { managerId: manager.employeeId })
    assert.deepEqual([status, error.code], [409, 'REPORTING_CYCLE'])
  }
  assert.equal((await w.admin(getEmployee, { params: { id: top.employeeId } })).data.employee.managerId, null)
  assert.equal((await change(w.admin, bottom, { managerId: top.employeeId })).status, 200, 'skipping a level is no cycle')
})

test('a reporting line that has ended makes no cycle', async (t) => {
  const w = await world(t)
  const former = await w.as([])
  const person = await w.as([], { managerId: former.employeeId })
  w.at(monday)
  await change(w.admin, person, { managerId: null })
  w.at(tuesday)
  assert.equal((await change(w.admin, former, { managerId: person.employeeId })).status, 200)
})

test('two changes at once that would make two people report to each other: one is refused', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await w.as([]), await w.as([])]
    const answers = await Promise.all([change(w.admin, a, { managerId: b.employeeId }), change(w.admin, b, { managerId: a.employeeId })])
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 409],
    )
    assert.equal(answers.find(({ status }) => status === 409)?.error.code, 'REPORTING_CYCLE')
  }
})

test('two changes of one person at once leave one employment per day', async (t) => {
  const w = await world(t)
  const person = await w.as([])
  w.at(monday)
  const answers = await Promise.all(['One', 'Two', 'Three'].map((title) => change(w.admin, person, { title })))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  const found = await employments(w, person, 'title')
  assert.deepEqual(
    found.map(([firstDay, lastDay]) => [firstDay, lastDay]),
    [
      ['2020-01-06', '2026-03-01'],
      ['2026-03-02', null],
    ],
  )
})

test('a new manager reaches the person in the next request, and the one before no longer does', async (t) => {
  const w = await world(t)
  const [before, after] = [await w.as('employee.read:team'), await w.as('employee.read:team')]
  const person = await w.as([], { managerId: before.employeeId })
  const params = { id: person.employeeId }
  const seen = async () => [(await before(getEmployee, { params })).status, (await after(getEmployee, { params })).status]
  assert.deepEqual(await seen(), [200, 404])
  await change(w.admin, person, { managerId: after.employeeId })
  assert.deepEqual(await seen(), [404, 200])
})

test('the audit of a person names who changed what, from what to what', async (t) => {
  const w = await world(t)
  const person = await w.as([], { firstName: 'Mei', lastName: 'Chen' })
  await change(w.admin, person, { title: 'Engineer' })
  await change(w.admin, person, { title: 'Lead', lastName: 'Tan' })
  const { entries } = (await w.admin(listEntity, { params: { type: 'employee', id: person.employeeId } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    ['Ada Admin changed Mei Chen', 'Ada Admin changed Mei Tan'],
  )
  const changes = entries[1]!.changes.sort((a, b) => (a.field < b.field ? -1 : 1))
  assert.deepEqual(changes, [
    { field: 'lastName', before: 'Chen', after: 'Tan' },
    { field: 'title', before: 'Engineer', after: 'Lead' },
  ])
})
