import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity, listLogs } from '../audit/audit.contract.ts'
import { listBranches } from '../organization/organization.branch.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, getEmployee, listEmployees, updateEmployee } from './employees.contract.ts'

/**
 * A company with someone at every distance from `me`: me reports to boss, direct to me, second to direct; peer and
 * below share my department and the one under it; near shares my branch; far shares nothing.
 */
async function company(t: TestContext, grants: string | string[]) {
  const w = await world(t)
  const { admin, as, rows } = w
  const department = async (code: string, parentId: string | null = null) =>
    (await admin(createDepartment, { body: { code, name: code, parentId } })).data.department.id
  const mine = await department('MINE')
  const under = await department('UNDER', mine)
  const over = await department('OVER')
  const branchId = (await admin(listBranches)).data.branches[0]!.id
  const otherBranch = newId()
  await rows(`insert into branch (company_id, id, code, name) values ($company, $1, 'B2', 'Second')`, otherBranch)
  const boss = await as([], { lastName: 'boss', departmentId: over, branchId: otherBranch })
  const me = await as(grants, { lastName: 'me', managerId: boss.employeeId, departmentId: mine, branchId })
  const direct = await as([], { lastName: 'direct', managerId: me.employeeId, departmentId: over, branchId: otherBranch })
  const second = await as([], { lastName: 'second', managerId: direct.employeeId })
  const peer = await as([], { lastName: 'peer', departmentId: mine })
  const below = await as([], { lastName: 'below', departmentId: under })
  const near = await as([], { lastName: 'near', branchId })
  const far = await as([], { lastName: 'far' })
  return { ...w, me, people: { boss, me, direct, second, peer, below, near, far } }
}

const within = {
  own: ['me'],
  team: ['direct', 'me', 'second'],
  // A wider reach includes the narrower.
  department: ['below', 'direct', 'me', 'peer', 'second'],
  branch: ['below', 'direct', 'me', 'near', 'peer', 'second'],
  company: ['below', 'boss', 'direct', 'far', 'me', 'near', 'peer', 'second'],
}

async function listed(client: Client) {
  const { employees, pagination } = (await client(listEmployees)).data
  assert.equal(pagination.total, employees.length, 'the total counts the same people as the rows')
  return employees.map(({ lastName }) => lastName)
}

for (const [reach, names] of Object.entries(within)) {
  test(`with reach ${reach} the list holds exactly those within, and the single person answers alike`, async (t) => {
    const { me, people } = await company(t, `employee.read:${reach}`)
    assert.deepEqual(await listed(me), names)
    for (const [name, { employeeId }] of Object.entries(people)) {
      const { status } = await me(getEmployee, { params: { id: employeeId } })
      assert.equal(status, names.includes(name) ? 200 : 404, name)
    }
  })
}

test('a person out of reach and one that is not there get the same answer', async (t) => {
  const { me, people } = await company(t, ['employee.read:own', 'employee.update:team'])
  const other = await world(t)
  const foreign = await other.as([])
  const answers = []
  for (const id of [people.far.employeeId, foreign.employeeId, newId()]) {
    const params = { id }
    for (const { status, error } of [await me(getEmployee, { params }), await me(updateEmployee, { params, body: { firstName: 'X' } })]) {
      answers.push({ status, code: error.code, message: error.message, details: error.details })
    }
  }
  assert.equal(answers.length, 6)
  for (const answer of answers) assert.deepEqual(answer, { ...answers[0], status: 404, code: 'NOT_FOUND' })
})

test('a department reach follows the tree and the employments as they are today', async (t) => {
  const { me, people, rows } = await company(t, 'employee.read:department')
  await rows(`update employment set last_day = '2025-12-31' where company_id = $company and employee_id = $1`, people.peer.employeeId)
  await rows(`update department set parent_id = null where company_id = $company and code = 'UNDER'`)
  assert.deepEqual(await listed(me), ['direct', 'me', 'second'])
})

test('an account without an employee reaches nobody short of the whole company', async (t) => {
  const { as } = await company(t, [])
  for (const reach of ['own', 'team', 'department', 'branch']) {
    assert.deepEqual(await listed(await as(`employee.read:${reach}`, { employee: false })), [], reach)
  }
  assert.equal((await listed(await as('employee.read:company', { employee: false }))).length, 8)
})

test('without the permission there is no list, nobody to read, to add or to change', async (t) => {
  const { as, nobody, people } = await company(t, [])
  const reader = await as('employee.read')
  const stranger = await as('organization.read')
  const params = { id: people.far.employeeId }
  const body = { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05' }
  for (const [client, status] of [
    [stranger, 403],
    [nobody, 401],
  ] as const) {
    assert.deepEqual([(await client(listEmployees)).status, (await client(getEmployee, { params })).status], [status, status])
  }
  for (const [client, status] of [
    [reader, 403],
    [stranger, 403],
    [nobody, 401],
  ] as const) {
    assert.equal((await client(createEmployee, { body })).status, status)
    assert.equal((await client(updateEmployee, { params, body: { firstName: 'A' } })).status, status)
  }
})

test('a right that is taken away is gone in the next request', async (t) => {
  const { me, rows } = await company(t, 'employee.read')
  assert.equal((await me(listEmployees)).status, 200)
  await rows(`delete from access_grant where company_id = $company and user_id = $1`, me.userId)
  await rows(`update company_state set access_version = access_version + 1 where company_id = $company`)
  assert.equal((await me(listEmployees)).status, 403)
})

test('personal data is shown with its own permission and within its own reach only', async (t) => {
  const { me, people, admin, as } = await company(t, ['employee.read:company', 'employee.read-personal:team'])
  const phone = '+62 811 000'
  const personalOf = async (client: Client, { employeeId: id }: Client) =>
    (await client(getEmployee, { params: { id } })).data.employee.personal
  for (const person of [people.direct, people.far]) await admin(updateEmployee, { params: { id: person.employeeId }, body: { phone } })
  assert.partialDeepStrictEqual(await personalOf(me, people.direct), { phone, birthDate: null, personalEmail: null, address: null })
  assert.equal(await personalOf(me, people.far), null)
  const plain = await as('employee.read')
  assert.equal(await personalOf(plain, people.direct), null)
  const list = await me(listEmployees)
  assert.ok(!JSON.stringify(list.json).includes(phone), 'a list never carries personal data')
})

test('personal data never reaches the audit log, whoever wrote it', async (t) => {
  const { admin, as } = await company(t, [])
  const secrets = { phone: '+62 811 0001', birthDate: '1990-02-28', personalEmail: 'private@example.test', address: '1 Secret Street' }
  const clerk = await as(['employee.read', 'employee.create', 'employee.update', 'employee.read-personal'])
  const ids = []
  for (const writer of [admin, clerk]) {
    const body = { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', ...secrets }
    const { id } = (await writer(createEmployee, { body })).data.employee
    ids.push(id)
    await writer(updateEmployee, { params: { id }, body: { phone: '+62 811 0002', birthDate: null, title: 'Engineer' } })
  }
  const logs = JSON.stringify((await admin(listLogs, { query: { limit: 100 } })).json)
  for (const secret of ['811 000', '1990-02-28', 'private@', 'Secret Street']) assert.ok(!logs.includes(secret), secret)
  for (const id of ids) {
    const { entries } = (await admin(listEntity, { params: { type: 'employee', id } })).data
    assert.deepEqual(
      entries.map(({ kind }) => kind),
      ['employee.created', 'employee.updated'],
    )
    assert.ok(
      entries[1]?.changes.some(({ field, after }) => field === 'title' && after === 'Engineer'),
      'what is not personal stays readable',
    )
  }
})

test('who may change is told so for each person, by the reach of that permission', async (t) => {
  const { me, people } = await company(t, ['employee.read:company', 'employee.update:team'])
  const can = async ({ employeeId: id }: Client) => (await me(getEmployee, { params: { id } })).data.employee.can.update
  assert.deepEqual([await can(people.second), await can(people.far)], [true, false])
  assert.equal((await me(updateEmployee, { params: { id: people.second.employeeId }, body: { title: 'Lead' } })).status, 200)
  assert.equal((await me(updateEmployee, { params: { id: people.far.employeeId }, body: { title: 'Lead' } })).status, 404)
})

test('somebody can be handed over to a manager outside of the reach of who does it', async (t) => {
  const { me, people, admin } = await company(t, ['employee.read:team', 'employee.update:team'])
  const params = { id: people.direct.employeeId }
  const moved = await me(updateEmployee, { params, body: { managerId: people.far.employeeId } })
  assert.equal(moved.data.employee.managerId, people.far.employeeId)
  assert.equal((await admin(getEmployee, { params })).data.employee.managerId, people.far.employeeId)
  assert.equal((await me(getEmployee, { params })).status, 404, 'from then on they are out of reach')
})
