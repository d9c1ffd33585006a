import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createEmployee, updateEmployee } from '../employees/employees.contract.ts'
import {
  archiveBranch,
  branchStatistics,
  createBranch,
  getBranch,
  getBranchByCode,
  listBranches,
  restoreBranch,
  updateBranch,
} from './organization.branch.contract.ts'
import { createDepartment, updateDepartment } from './organization.contract.ts'
import { createPosition } from './organization.position.contract.ts'

const open = async (client: Client, code: string, more: object = {}) =>
  (await client(createBranch, { body: { code, name: `Branch ${code}`, ...more } })).data.branch
const headOffice = async ({ admin }: World) => (await admin(getBranchByCode, { params: { code: 'HQ' } })).data.branch
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort((a, b) => a - b)

test('a branch is opened with everything about it, changed, closed and opened again, and its story tells each step', async (t) => {
  const { admin, rows } = await world(t)
  const [pattern] = await rows<{ id: string }>('select id from working_pattern where company_id = $company')
  const about = {
    kind: 'campus',
    address: 'Jalan Raya 1',
    city: 'Surabaya',
    country: 'ID',
    phone: '+62 31 555',
    email: 'sby@acme.test',
    timeZone: 'Asia/Jakarta',
    workingPatternId: pattern!.id,
  } as const
  const created = await admin(createBranch, { body: { code: 'SBY', name: ' Surabaya ', ...about } })
  assert.equal(created.status, 201)
  const { branch } = created.data
  const params = { id: branch.id }
  assert.deepEqual(branch, { id: branch.id, code: 'SBY', name: 'Surabaya', ...about, archived: false, archivedAt: null, version: 1 })
  assert.deepEqual((await admin(getBranchByCode, { params: { code: 'SBY' } })).data.branch, branch)
  const { data: changed, headers } = await admin(updateBranch, { params, body: { name: 'Surabaya North', phone: null, version: 1 } })
  assert.deepEqual(changed.branch, { ...branch, name: 'Surabaya North', phone: null, version: 2 })
  assert.equal(headers['etag'], '"2"')
  assert.deepEqual((await admin(archiveBranch, { params })).data, {})
  const closed = (await admin(getBranch, { params })).data.branch
  assert.deepEqual([closed.archived, typeof closed.archivedAt, closed.version], [true, 'string', 3])
  const again = (await admin(restoreBranch, { params })).data.branch
  assert.deepEqual(again, { ...changed.branch, version: 4 })
  const { entries } = (await admin(listEntity, { params: { type: 'branch', id: branch.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    [
      'Ada Admin opened the branch Surabaya',
      'Ada Admin changed the branch Surabaya North',
      'Ada Admin closed the branch Surabaya North',
      'Ada Admin opened the branch Surabaya North again',
    ],
  )
})

test('branches are filtered, searched and sorted, and closed ones are left out unless asked for', async (t) => {
  const { admin } = await world(t)
  await open(admin, 'A', { name: 'Zebra', kind: 'school', country: 'ID', city: 'Malang' })
  const closed = await open(admin, 'B', { name: 'Yak', kind: 'school', country: 'SG' })
  await open(admin, 'C', { name: 'Xerus', country: 'ID' })
  await admin(archiveBranch, { params: { id: closed.id } })
  const codes = async (query: object) => (await admin(listBranches, { query })).data.branches.map(({ code }) => code)
  assert.deepEqual(await codes({}), ['HQ', 'C', 'A'], 'by name unless asked otherwise')
  assert.deepEqual(await codes({ archived: true }), ['HQ', 'C', 'B', 'A'])
  assert.deepEqual(await codes({ archived: false, sort: '-code' }), ['HQ', 'C', 'A'])
  assert.deepEqual(await codes({ kind: 'school' }), ['A'])
  assert.deepEqual(await codes({ kind: 'school', archived: true, sort: 'code' }), ['A', 'B'])
  assert.deepEqual(await codes({ country: 'ID' }), ['C', 'A'])
  assert.deepEqual(await codes({ q: 'mAlA' }), ['A'], 'the city is searched as well')
  assert.deepEqual(await codes({ q: '%' }), [])
  const page = (await admin(listBranches, { query: { page: 2, limit: 2 } })).data
  assert.deepEqual([page.branches.length, page.pagination.total], [1, 3])
  assert.equal((await admin(listBranches, { query: { sort: 'phone' } })).error.code, 'VALIDATION_FAILED')
  assert.equal((await admin(listBranches, { query: { kind: 'castle' } as never })).status, 400)
})

test('a time zone that does not exist, a code that is taken and a pattern that is not there are refused', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const [theirs] = await other.rows<{ id: string }>('select id from working_pattern where company_id = $company')
  const refusal = async (body: object) => {
    const { status, error } = await one.admin(createBranch, { body: { code: 'NEW', name: 'New', ...body } })
    return [status, error.code]
  }
  assert.deepEqual(await refusal({ timeZone: 'Asia/Atlantis' }), [422, 'TIME_ZONE_UNKNOWN'])
  assert.deepEqual(await refusal({ code: 'HQ' }), [409, 'BRANCH_CODE_TAKEN'])
  assert.deepEqual(await refusal({ workingPatternId: newId() }), [409, 'REFERENCE_NOT_FOUND'])
  assert.deepEqual(await refusal({ workingPatternId: theirs!.id }), [409, 'REFERENCE_NOT_FOUND'])
  assert.deepEqual(await refusal({ country: 'id' }), [400, 'VALIDATION_FAILED'])
  const { id } = await headOffice(one)
  const changed = await one.admin(updateBranch, { params: { id }, body: { timeZone: 'nowhere' } })
  assert.deepEqual([changed.status, changed.error.code], [422, 'TIME_ZONE_UNKNOWN'])
  const stale = await one.admin(updateBranch, { params: { id }, body: { name: 'X', version: 7 } })
  assert.deepEqual([stale.status, stale.error.details], [409, { current: 1 }])
})

test('a branch stays open while people are employed there today or later, or something belongs to it', async (t) => {
  const { admin, as, rows } = await world(t)
  const { id } = await open(admin, 'B')
  const close = async () => admin(archiveBranch, { params: { id } })
  const { employeeId } = await as([], { branchId: id })
  const { department } = (await admin(createDepartment, { body: { code: 'D', name: 'D', branchId: id } })).data
  await admin(createPosition, { body: { code: 'P', title: 'P', branchId: id } })
  const used = await close()
  assert.deepEqual([used.status, used.error.code, used.error.details], [409, 'BRANCH_IN_USE', { people: 1, departments: 1, positions: 1 }])
  await rows(`update employment set first_day = current_date + 30 where company_id = $company and employee_id = $1`, employeeId)
  await admin(updateDepartment, { params: { id: department.id }, body: { branchId: null } })
  await rows(`delete from position where company_id = $company`)
  assert.deepEqual((await close()).error.details, { people: 1, departments: 0, positions: 0 })
  await rows(
    `update employment set first_day = '2020-01-01', last_day = current_date - 1 where company_id = $company and employee_id = $1`,
    employeeId,
  )
  assert.equal((await close()).status, 200, 'who was there once does not hold it open')
})

test('a closed branch is chosen for nothing new, changed no more and closed no second time', async (t) => {
  const { admin, as } = await world(t)
  const { id } = await open(admin, 'B')
  await admin(archiveBranch, { params: { id } })
  const someone = await as([])
  const { department } = (await admin(createDepartment, { body: { code: 'D', name: 'D' } })).data
  const answers = [
    await admin(createDepartment, { body: { code: 'E', name: 'E', branchId: id } }),
    await admin(updateDepartment, { params: { id: department.id }, body: { branchId: id } }),
    await admin(createPosition, { body: { code: 'P', title: 'P', branchId: id } }),
    await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', branchId: id } }),
    await admin(updateEmployee, { params: { id: someone.employeeId }, body: { branchId: id } }),
    await admin(updateBranch, { params: { id }, body: { name: 'Other' } }),
    await admin(archiveBranch, { params: { id } }),
  ]
  for (const { status, error } of answers) assert.deepEqual([status, error.code], [409, 'BRANCH_ARCHIVED'])
  await admin(restoreBranch, { params: { id } })
  assert.equal((await admin(createDepartment, { body: { code: 'E', name: 'E', branchId: id } })).status, 201)
  const open2 = await admin(restoreBranch, { params: { id } })
  assert.deepEqual([open2.status, open2.error.code], [409, 'BRANCH_NOT_ARCHIVED'])
})

test('the last open branch stays open, also when the last two are closed at once', async (t) => {
  const w = await world(t)
  const { id } = await headOffice(w)
  const last = await w.admin(archiveBranch, { params: { id } })
  assert.deepEqual([last.status, last.error.code], [409, 'BRANCH_LAST'])
  for (let round = 0; round < 4; round += 1) {
    const second = await open(w.admin, `B${round}`)
    const opened = (await w.admin(listBranches)).data.branches
    const answers = await Promise.all(opened.map((one) => w.admin(archiveBranch, { params: { id: one.id } })))
    assert.deepEqual(statuses(answers), [200, 409])
    assert.equal((await w.admin(listBranches)).data.branches.length, 1)
    assert(opened.some((one) => one.id === second.id))
  }
})

test('of closing a branch and hiring somebody there at once, one is refused', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 4; round += 1) {
    const { id } = await open(w.admin, `B${round}`)
    const answers = await Promise.all([
      w.admin(archiveBranch, { params: { id } }),
      w.admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', branchId: id } }),
    ])
    assert(['200,409', '201,409'].includes(String(statuses(answers))), String(statuses(answers)))
  }
})

test('statistics count people today, departments and positions by branch, by kind and without a branch', async (t) => {
  const { admin, as, rows } = await world(t)
  const school = await open(admin, 'S', { kind: 'school' })
  const closed = await open(admin, 'X')
  await admin(archiveBranch, { params: { id: closed.id } })
  await as([], { branchId: school.id })
  await as([])
  const former = await as([], { branchId: school.id })
  await rows(`update employment set last_day = '2021-01-01' where company_id = $company and employee_id = $1`, former.employeeId)
  const { department } = (await admin(createDepartment, { body: { code: 'D', name: 'D', branchId: school.id } })).data
  for (const [code, more] of [
    ['P1', { branchId: school.id }],
    ['P2', { departmentId: department.id }],
    ['P3', {}],
  ] as const)
    await admin(createPosition, { body: { code, title: code, ...more } })
  const { branches, byKind, withoutBranch, pagination } = (await admin(branchStatistics)).data
  assert.deepEqual(
    branches.map(({ code, people, departments, positions }) => [code, people, departments, positions]),
    [
      ['S', 1, 1, 2],
      ['HQ', 0, 0, 0],
    ],
  )
  assert.deepEqual(byKind, [
    { kind: 'office', branches: 1, people: 0, departments: 0, positions: 0 },
    { kind: 'school', branches: 1, people: 1, departments: 1, positions: 2 },
  ])
  assert.deepEqual(withoutBranch, { people: 1, departments: 0, positions: 1 })
  assert.equal(pagination.total, 2)
  const all = (await admin(branchStatistics, { query: { archived: true, limit: 1 } })).data
  assert.deepEqual([all.branches.length, all.pagination.total, all.byKind[0]?.branches], [1, 3, 2])
})

test('who may see branches may not change them, and those of another company are not there', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const reader = await one.as('organization.read')
  const stranger = await one.as('employee.read')
  const { id } = await open(one.admin, 'B')
  assert.equal((await reader(getBranch, { params: { id } })).status, 200)
  for (const [client, target, status] of [
    [reader, id, 403],
    [stranger, id, 403],
    [one.nobody, id, 401],
    [other.admin, id, 404],
    [other.admin, newId(), 404],
  ] as const) {
    const params = { id: target }
    assert.equal((await client(updateBranch, { params, body: { name: 'N' } })).status, status)
    assert.equal((await client(archiveBranch, { params })).status, status)
    assert.equal((await client(restoreBranch, { params })).status, status)
  }
  assert.equal((await other.admin(getBranch, { params: { id } })).status, 404)
  assert.equal((await other.admin(getBranchByCode, { params: { code: 'B' } })).status, 404)
  for (const call of [listBranches, branchStatistics]) assert.equal((await stranger(call)).status, 403)
})
