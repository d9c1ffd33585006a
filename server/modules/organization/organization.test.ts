import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { listBranches } from './organization.branch.contract.ts'
import { createDepartment, deleteDepartment, getDepartment, listDepartments, updateDepartment } from './organization.contract.ts'

async function open(client: Client, code: string, more: { name?: string; parentId?: string } = {}) {
  return (await client(createDepartment, { body: { code, name: `Department ${code}`, ...more } })).data.department
}

const parentOf = async ({ admin }: World, id: string) => (await admin(getDepartment, { params: { id } })).data.department.parentId

test('a department is opened, read, changed and closed, and its story tells each step with what changed', async (t) => {
  const { admin, rows } = await world(t)
  const created = await admin(createDepartment, { body: { code: 'PLAT', name: '  Platform ' } })
  assert.equal(created.status, 201)
  const { department } = created.data
  const params = { id: department.id }
  assert.equal(created.headers['location'], `/api/v1/departments/${department.id}`)
  assert.deepEqual(department, {
    id: department.id,
    code: 'PLAT',
    name: 'Platform',
    parentId: null,
    branchId: null,
    headEmployeeId: null,
    managerIds: [],
    costCenter: null,
    description: null,
    employeeCount: 0,
    version: 1,
  })
  assert.deepEqual((await admin(getDepartment, { params })).data.department, department)
  const changed = await admin(updateDepartment, { params, body: { name: 'Platform and tools ' } })
  assert.deepEqual(changed.data.department, { ...department, name: 'Platform and tools', version: 2 })
  assert.equal(changed.headers['etag'], '"2"')
  assert.deepEqual((await admin(deleteDepartment, { params })).data, {})
  assert.equal((await admin(getDepartment, { params })).status, 404)
  assert.deepEqual(await rows(`select id from department where company_id = $company and id = $1`, department.id), [])
  const { entries } = (await admin(listEntity, { params: { type: 'department', id: department.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    [
      'Ada Admin opened the department Platform',
      'Ada Admin changed the department Platform and tools',
      'Ada Admin closed the department Platform and tools',
    ],
  )
  assert.deepEqual(entries[1]?.changes, [{ field: 'name', before: 'Platform', after: 'Platform and tools' }])
})

test('a department can have a parent, a branch and a head, and counts the people who are in it today', async (t) => {
  const { admin, as } = await world(t)
  const branch = (await admin(listBranches)).data.branches[0]!
  const parent = await open(admin, 'ENG')
  const head = await as([], { departmentId: parent.id })
  await as([], { departmentId: parent.id })
  const body = { code: 'API', name: 'API', parentId: parent.id, branchId: branch.id, headEmployeeId: head.employeeId }
  const { department } = (await admin(createDepartment, { body })).data
  assert.deepEqual(
    [department.parentId, department.branchId, department.headEmployeeId, department.employeeCount],
    [parent.id, branch.id, head.employeeId, 0],
  )
  assert.equal((await admin(getDepartment, { params: { id: parent.id } })).data.department.employeeCount, 2)
})

test('lists are filtered, searched literally and sorted', async (t) => {
  const { admin } = await world(t)
  const top = await open(admin, 'A1', { name: 'Zebra 100%' })
  await open(admin, 'B_2', { name: 'Yak', parentId: top.id })
  await open(admin, 'BX2', { name: 'Xerus', parentId: top.id })
  const codes = async (query: object) => (await admin(listDepartments, { query })).data.departments.map(({ code }) => code)
  assert.deepEqual(await codes({}), ['BX2', 'B_2', 'A1'], 'by name unless asked otherwise')
  assert.deepEqual(await codes({ sort: '-code' }), ['B_2', 'BX2', 'A1'].sort().reverse())
  assert.deepEqual(await codes({ parentId: top.id }), ['BX2', 'B_2'])
  assert.deepEqual(await codes({ q: 'yAk' }), ['B_2'])
  assert.deepEqual(await codes({ q: '%' }), ['A1'])
  assert.deepEqual(await codes({ q: 'b_2' }), ['B_2'])
  assert.deepEqual(await codes({ q: '\\' }), [])
  assert.deepEqual(await codes({ branchId: newId() }), [])
})

test('a page past the end keeps the total', async (t) => {
  const { admin } = await world(t)
  for (const code of ['A', 'B', 'C']) await open(admin, code)
  const page = (await admin(listDepartments, { query: { page: 2, limit: 2 } })).data
  assert.deepEqual([page.departments.length, page.pagination], [1, { page: 2, limit: 2, total: 3, totalPages: 2 }])
  const past = (await admin(listDepartments, { query: { page: 9, limit: 2 } })).data
  assert.deepEqual([past.departments, past.pagination], [[], { page: 9, limit: 2, total: 3, totalPages: 2 }])
})

test('sorting by something else is refused with the columns there are', async (t) => {
  const { admin } = await world(t)
  for (const sort of ['version', 'name,-companyId']) {
    const { status, error } = await admin(listDepartments, { query: { sort } })
    assert.deepEqual([status, error.code], [400, 'VALIDATION_FAILED'])
    assert.deepEqual((error.details as { expected: unknown }[])[0]?.expected, ['name', 'code'])
  }
})

test('a code is taken once in a company, and free in another', async (t) => {
  const one = await world(t)
  const other = await world(t)
  await open(one.admin, 'HR')
  const again = await one.admin(createDepartment, { body: { code: 'HR', name: 'Another' } })
  assert.deepEqual([again.status, again.error.code], [409, 'DEPARTMENT_CODE_TAKEN'])
  const second = await open(one.admin, 'PEOPLE')
  const renamed = await one.admin(updateDepartment, { params: { id: second.id }, body: { code: 'HR' } })
  assert.deepEqual([renamed.status, renamed.error.code], [409, 'DEPARTMENT_CODE_TAKEN'])
  assert.equal((await open(other.admin, 'HR')).code, 'HR')
})

test('of many who open a department with one code at once, one succeeds', async (t) => {
  const { admin } = await world(t)
  const answers = await Promise.all(Array.from({ length: 6 }, () => admin(createDepartment, { body: { code: 'NEW', name: 'New' } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409, 409, 409],
  )
})

test('a change of a stale copy is refused with the current version, by body or If-Match', async (t) => {
  const { admin } = await world(t)
  const params = { id: (await open(admin, 'OPS')).id }
  await admin(updateDepartment, { params, body: { name: 'First', version: 1 } })
  const stale = await admin(updateDepartment, { params, body: { name: 'Second', version: 1 } })
  assert.deepEqual([stale.status, stale.error.code, stale.error.details], [409, 'STALE_VERSION', { current: 2 }])
  const byHeader = await admin(updateDepartment, { params, body: { name: 'Second' }, headers: { 'if-match': '"1"' } })
  assert.deepEqual([byHeader.status, byHeader.error.code], [409, 'STALE_VERSION'])
  assert.equal(
    (await admin(updateDepartment, { params, body: { name: 'Third' }, headers: { 'if-match': '"2"' } })).data.department.name,
    'Third',
  )
})

test('of two changes of the same copy at once, one is refused', async (t) => {
  const { admin } = await world(t)
  const params = { id: (await open(admin, 'OPS')).id }
  const answers = await Promise.all(['One', 'Two'].map((name) => admin(updateDepartment, { params, body: { name, version: 1 } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
})

test('a department moves with everything below it, and to the top with null', async (t) => {
  const w = await world(t)
  const [a, b] = [await open(w.admin, 'A'), await open(w.admin, 'B')]
  const below = await open(w.admin, 'A1', { parentId: a.id })
  await w.admin(updateDepartment, { params: { id: a.id }, body: { parentId: b.id } })
  assert.deepEqual([await parentOf(w, a.id), await parentOf(w, below.id)], [b.id, a.id])
  await w.admin(updateDepartment, { params: { id: a.id }, body: { parentId: null } })
  assert.equal(await parentOf(w, a.id), null)
})

test('a department cannot be placed below itself, over any number of levels', async (t) => {
  const w = await world(t)
  const top = await open(w.admin, 'TOP')
  const middle = await open(w.admin, 'MID', { parentId: top.id })
  const bottom = await open(w.admin, 'LOW', { parentId: middle.id })
  for (const parentId of [top.id, middle.id, bottom.id]) {
    const { status, error } = await w.admin(updateDepartment, { params: { id: top.id }, body: { parentId } })
    assert.deepEqual([status, error.code], [409, 'DEPARTMENT_CYCLE'])
  }
  assert.equal(await parentOf(w, top.id), null)
})

test('two moves at once that would make a cycle together: one is refused', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await open(w.admin, `A${round}`), await open(w.admin, `B${round}`)]
    const answers = await Promise.all([
      w.admin(updateDepartment, { params: { id: a.id }, body: { parentId: b.id } }),
      w.admin(updateDepartment, { params: { id: b.id }, body: { parentId: a.id } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 409],
    )
    assert.equal(answers.find(({ status }) => status === 409)?.error.code, 'DEPARTMENT_CYCLE')
    assert.deepEqual([await parentOf(w, a.id), await parentOf(w, b.id)].filter((parent) => parent === null).length, 1)
  }
})

test('a department in which somebody is or was, or with departments below, is not closed', async (t) => {
  const { admin, as, rows } = await world(t)
  const parent = await open(admin, 'P')
  await open(admin, 'C', { parentId: parent.id })
  const above = await admin(deleteDepartment, { params: { id: parent.id } })
  assert.deepEqual(
    [above.status, above.error.code, above.error.details],
    [409, 'DEPARTMENT_IN_USE', { people: 0, departments: 1, positions: 0 }],
  )
  const former = await open(admin, 'F')
  const person = await as([], { departmentId: former.id })
  await rows(`update employment set last_day = '2021-01-01' where company_id = $company and employee_id = $1`, person.employeeId)
  assert.equal((await admin(getDepartment, { params: { id: former.id } })).data.department.employeeCount, 0)
  const used = await admin(deleteDepartment, { params: { id: former.id } })
  assert.deepEqual([used.status, used.error.details], [409, { people: 1, departments: 0, positions: 0 }])
})

test('a parent, branch or head that is not there is refused, and so are those of another company', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const [theirDepartment, theirPerson] = [await open(other.admin, 'X'), await other.as([])]
  const theirBranch = (await other.admin(listBranches)).data.branches[0]!
  const asks = [
    { parentId: newId() },
    { parentId: theirDepartment.id },
    { branchId: theirBranch.id },
    { headEmployeeId: theirPerson.employeeId },
  ]
  for (const ask of asks) {
    const { status, error } = await one.admin(createDepartment, { body: { code: 'D', name: 'D', ...ask } })
    assert.deepEqual([status, error.code], [409, 'REFERENCE_NOT_FOUND'])
  }
  assert.deepEqual((await one.admin(listDepartments)).data.departments, [])
})

test('who may see the organisation may not change it', async (t) => {
  const { admin, as, nobody } = await world(t)
  const { id } = await open(admin, 'D')
  const reader = await as('organization.read')
  const stranger = await as('employee.read')
  assert.equal((await reader(listDepartments)).status, 200)
  for (const [client, status] of [
    [reader, 403],
    [stranger, 403],
    [nobody, 401],
  ] as const) {
    assert.equal((await client(createDepartment, { body: { code: 'N', name: 'N' } })).status, status)
    assert.equal((await client(updateDepartment, { params: { id }, body: { name: 'N' } })).status, status)
    assert.equal((await client(deleteDepartment, { params: { id } })).status, status)
  }
  for (const call of [listDepartments, listBranches]) assert.equal((await stranger(call)).status, 403)
  assert.deepEqual(
    (await admin(listDepartments)).data.departments.map(({ name }) => name),
    ['Department D'],
  )
})

test("another company's department reads, changes and closes like one that is not there", async (t) => {
  const one = await world(t)
  const other = await world(t)
  const { id } = await open(other.admin, 'D')
  for (const target of [id, newId()]) {
    const params = { id: target }
    const answers = [
      await one.admin(getDepartment, { params }),
      await one.admin(updateDepartment, { params, body: { name: 'Mine' } }),
      await one.admin(deleteDepartment, { params }),
    ]
    assert.deepEqual(
      answers.map(({ status, error }) => [status, error.code]),
      [
        [404, 'NOT_FOUND'],
        [404, 'NOT_FOUND'],
        [404, 'NOT_FOUND'],
      ],
    )
  }
  assert.equal((await other.admin(getDepartment, { params: { id } })).data.department.name, 'Department D')
})

test('a new company has its head office', async (t) => {
  const { admin } = await world(t)
  const { branches, pagination } = (await admin(listBranches)).data
  assert.deepEqual([branches.map(({ code, name }) => [code, name]), pagination.total], [[['HQ', 'Head office']], 1])
  assert.equal((await admin(listBranches, { query: { q: '%' } })).data.pagination.total, 0)
})
