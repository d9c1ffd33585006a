import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createPosition } from '../organization/organization.position.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import * as contract from './employees.bulk.contract.ts'
import { createEmployee, getEmployee } from './employees.contract.ts'
import { listEmployments } from './employees.employment.contract.ts'

const codes = ({ people }: { people: { problem: { code: string } | null }[] }) => people.map(({ problem }) => problem?.code ?? 'done')

test('several people are archived as each would be alone, and whoever cannot be hinders nobody', async (t) => {
  const { admin, as, rows } = await world(t)
  const hr = await as(['employee.read', 'employee.archive', 'employee.read-team'])
  const [ann, bo] = [await as('employee.read'), await as('employee.read')]
  await admin(contract.archivePeople, { body: { employeeIds: [bo.employeeId] } })
  const employeeIds = [ann.employeeId, bo.employeeId, hr.employeeId, newId()]
  const answer = await hr(contract.archivePeople, { body: { employeeIds, reason: 'The site closed' } })
  assert.equal(answer.status, 200, JSON.stringify(answer.json))
  assert.deepEqual(
    answer.data.people.map(({ id }) => id),
    employeeIds,
  )
  assert.deepEqual([codes(answer.data), answer.data.done], [['done', 'ALREADY_ARCHIVED', 'OWN_RECORD', 'NOT_FOUND'], 1])
  assert.equal((await ann(getEmployee, { params: { id: ann.employeeId } })).status, 401, 'the account is closed with the person')
  const told = await rows<{ subject: string }>(
    `select subject_id as subject from domain_event where company_id = $company and kind = 'employee.archived' order by id`,
  )
  assert.deepEqual(
    told.map(({ subject }) => subject),
    [bo.employeeId, ann.employeeId],
  )
})

test('several people move to a department, manager and position from a day on; a seat that is not there is told of whom it fails', async (t) => {
  const { admin, at } = await world(t)
  at('2026-03-02T09:00:00Z')
  const { department } = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data
  const { position } = (await admin(createPosition, { body: { code: 'DEV', title: 'Developer', headcount: 2 } })).data
  const ids: string[] = []
  for (const firstName of ['Ann', 'Bo', 'Cy', 'Di']) {
    const body = { firstName, lastName: 'Lee', joinedOn: firstName === 'Di' ? '2026-09-01' : '2025-01-06', title: 'Engineer' }
    ids.push((await admin(createEmployee, { body })).data.employee.id)
  }
  const body = { employeeIds: ids, firstDay: '2026-04-01', departmentId: department.id, managerId: ids[0]!, positionId: position.id }
  const { data } = await admin(contract.placePeople, { body })
  // Nobody reports to themselves, and Di joins later.
  assert.deepEqual(codes(data), ['REPORTING_CYCLE', 'done', 'done', 'EMPLOYMENT_BEFORE_JOINING'])
  const { employments } = (await admin(listEmployments, { params: { id: ids[1]! } })).data
  assert.deepEqual(
    employments.map(({ firstDay, lastDay, title, departmentName, positionTitle, team }) => [
      firstDay,
      lastDay,
      title,
      departmentName,
      positionTitle,
      team?.reason,
    ]),
    [
      ['2026-04-01', null, 'Engineer', 'Engineering', 'Developer', 'transfer'],
      ['2025-01-06', '2026-03-31', 'Engineer', null, null, 'hire'],
    ],
  )
  const late = await admin(contract.placePeople, {
    body: { employeeIds: ids.slice(0, 1), firstDay: '2026-04-01', positionId: position.id },
  })
  assert.deepEqual([late.status, late.error.code], [409, 'HEADCOUNT_EXCEEDED'], 'what is in the way of all is told as of one')
  assert.equal((await admin(listEmployments, { params: { id: ids[0]! } })).data.employments.length, 1, 'what was refused is taken back')
  const nothing = await admin(contract.placePeople, { body: { employeeIds: ids, firstDay: '2026-04-01' } })
  assert.deepEqual([nothing.status, nothing.error.code], [400, 'VALIDATION_FAILED'])
})

test('people outside of the reach are not there, and without the permission the act is refused as a whole', async (t) => {
  const { as } = await world(t)
  const boss = await as(['employee.read', 'employee.read-team', 'employee.update:team'])
  const [mine, other] = [await as('employee.read', { managerId: boss.employeeId }), await as('employee.read')]
  const employeeIds = [mine.employeeId, other.employeeId]
  const answer = await boss(contract.placePeople, { body: { employeeIds, firstDay: '2030-04-01', departmentId: null, branchId: null } })
  assert.deepEqual(codes(answer.data), ['done', 'NOT_FOUND'])
  assert.equal((await boss(contract.archivePeople, { body: { employeeIds } })).status, 403)
  const many = Array.from({ length: contract.mostPeople + 1 }, () => newId())
  assert.equal((await boss(contract.placePeople, { body: { employeeIds: many, firstDay: '2030-04-01', branchId: null } })).status, 400)
})

test('the same act sent twice at once, or again with its key, is done once', async (t) => {
  const { admin, as, rows } = await world(t)
  const people = [await as('employee.read'), await as('employee.read'), await as('employee.read')]
  const employeeIds = people.map(({ employeeId }) => employeeId)
  const answers = await Promise.all([1, 2].map(() => admin(contract.archivePeople, { body: { employeeIds } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  const events = await rows(`select id from domain_event where company_id = $company and kind = 'employee.archived'`)
  assert.equal(events.length, 3)
  const headers = { 'idempotency-key': newId() }
  const place = {
    body: { employeeIds: [(await as('employee.read')).employeeId, newId()], firstDay: '2030-01-01', branchId: null },
    headers,
  }
  const [first, again] = [await admin(contract.placePeople, place), await admin(contract.placePeople, place)]
  assert.equal(first.data.done, 1)
  assert.deepEqual([again.data, again.headers['idempotent-replay']], [first.data, 'true'])
})
