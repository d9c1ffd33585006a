import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listBranches } from '../organization/organization.branch.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, getEmployee, updateEmployee } from './employees.contract.ts'
import { listEmployees } from './employees.list.contract.ts'

async function hire(client: Client, ask: Partial<Body<typeof createEmployee>> = {}) {
  return (await client(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', ...ask } })).data.employee
}

const nothing = { phone: null, birthDate: null, personalEmail: null, address: null, gender: null, nationality: null, maritalStatus: null }

test('a person is added with their first employment and can be read at the address of the answer', async (t) => {
  const { admin, as, rows } = await world(t)
  const boss = await as([], { firstName: 'Bo', lastName: 'Boss' })
  const department = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data.department
  const branch = (await admin(listBranches)).data.branches[0]!
  const created = await admin(createEmployee, {
    body: {
      firstName: ' Mei ',
      lastName: 'Chen',
      email: 'mei@example.test',
      joinedOn: '2026-01-05',
      title: 'Engineer',
      departmentId: department.id,
      branchId: branch.id,
      managerId: boss.employeeId,
      phone: '+62 811 000',
      birthDate: '1990-02-28',
    },
  })
  assert.equal(created.status, 201)
  const { id } = created.data.employee
  assert.equal(created.headers['location'], `/api/v1/employees/${id}`)
  assert.deepEqual(created.data.employee, {
    id,
    employeeNumber: '0001',
    firstName: 'Mei',
    lastName: 'Chen',
    email: 'mei@example.test',
    title: 'Engineer',
    status: 'active',
    departmentId: department.id,
    departmentName: 'Engineering',
    branchId: branch.id,
    branchName: 'Head office',
    managerId: boss.employeeId,
    managerName: 'Bo Boss',
    joinedOn: '2026-01-05',
    leftOn: null,
    version: 1,
    preferredName: null,
    workPhone: null,
    positionId: null,
    positionTitle: null,
    team: {
      contractKind: 'permanent',
      weeklyHours: null,
      workingPatternId: null,
      firstDay: '2026-01-05',
      lastDay: null,
      noticeOn: null,
      leavingReason: null,
    },
    personal: { ...nothing, phone: '+62 811 000', birthDate: '1990-02-28' },
    pay: { salaryRef: null, bankName: null, bankAccount: null, taxNumber: null },
    can: { update: true, updateContacts: false, archive: true },
  })
  assert.deepEqual((await admin(getEmployee, { params: { id } })).data, created.data)
  assert.deepEqual(await rows(`select first_day, last_day from employment where company_id = $company and employee_id = $1`, id), [
    { first_day: '2026-01-05', last_day: null },
  ])
})

test('somebody who joins later is onboarding, and listed as such', async (t) => {
  const { admin, rows, at } = await world(t)
  at('2026-03-02T09:00:00Z')
  const { id, status } = await hire(admin, { joinedOn: '2026-03-03', title: 'Engineer' })
  assert.equal(status, 'onboarding')
  assert.equal((await hire(admin, { joinedOn: '2026-03-02' })).status, 'active')
  const listed = (await admin(listEmployees, { query: { status: ['onboarding'] } })).data.employees
  assert.deepEqual(
    listed.map((employee) => employee.id),
    [id],
  )
  const employments = () => rows(`select first_day, last_day, title from employment where company_id = $company and employee_id = $1`, id)
  assert.deepEqual(await employments(), [{ first_day: '2026-03-03', last_day: null, title: 'Engineer' }])
  await admin(updateEmployee, { params: { id }, body: { title: 'Senior engineer' } })
  assert.deepEqual(await employments(), [{ first_day: '2026-03-03', last_day: null, title: 'Senior engineer' }])
})

test('a list is filtered by department, branch, manager and status; who left is shown only when asked for', async (t) => {
  const { admin, as, rows } = await world(t)
  const department = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data.department
  const branch = (await admin(listBranches)).data.branches[0]!
  const boss = await as([], { lastName: 'Boss' })
  await hire(admin, { lastName: 'Dept', departmentId: department.id })
  await hire(admin, { lastName: 'Branch', branchId: branch.id })
  await hire(admin, { lastName: 'Team', managerId: boss.employeeId })
  const gone = await hire(admin, { lastName: 'Gone' })
  await rows(`update employee set status = 'left', left_on = '2026-02-01' where company_id = $company and id = $1`, gone.id)
  const names = async (query: object) => (await admin(listEmployees, { query })).data.employees.map(({ lastName }) => lastName)
  assert.deepEqual(await names({}), ['Boss', 'Branch', 'Dept', 'Team'])
  assert.deepEqual(await names({ departmentId: department.id }), ['Dept'])
  assert.deepEqual(await names({ branchId: branch.id }), ['Branch'])
  assert.deepEqual(await names({ managerId: boss.employeeId }), ['Team'])
  assert.deepEqual(await names({ status: 'left' }), ['Gone'])
  assert.deepEqual(await names({ departmentId: newId() }), [])
})

test('a list is sorted by what is asked, both ways, and by last name otherwise', async (t) => {
  const { admin } = await world(t)
  await hire(admin, { firstName: 'Cy', lastName: 'Abel', joinedOn: '2024-05-01' })
  await hire(admin, { firstName: 'Al', lastName: 'Cole', joinedOn: '2022-05-01' })
  await hire(admin, { firstName: 'Bo', lastName: 'Cole', joinedOn: '2023-05-01' })
  const names = async (sort?: string) =>
    (await admin(listEmployees, { query: sort ? { sort } : {} })).data.employees.map(({ firstName }) => firstName)
  assert.deepEqual(await names(), ['Cy', 'Al', 'Bo'])
  assert.deepEqual(await names('joinedOn'), ['Al', 'Bo', 'Cy'])
  assert.deepEqual(await names('-lastName,-firstName'), ['Bo', 'Al', 'Cy'])
  const refused = await admin(listEmployees, { query: { sort: 'birthDate' } })
  assert.deepEqual([refused.status, refused.error.code], [400, 'VALIDATION_FAILED'])
  const [fault] = refused.error.details as { expected: string[] }[]
  assert.deepEqual(fault?.expected.slice(0, 3), ['lastName', 'firstName', 'employeeNumber'])
})

test('pages are disjoint and complete, and one past the end keeps the total', async (t) => {
  const { admin } = await world(t)
  const ids = []
  for (let person = 0; person < 5; person += 1) ids.push((await hire(admin)).id)
  const pages = await Promise.all([1, 2, 3].map(async (page) => (await admin(listEmployees, { query: { page, limit: 2 } })).data))
  assert.deepEqual(
    pages.flatMap(({ employees }) => employees.map(({ id }) => id)),
    ids.sort(),
    'people of one name are ordered by id',
  )
  const past = (await admin(listEmployees, { query: { page: 4, limit: 2 } })).data
  assert.deepEqual(past, { employees: [], pagination: { page: 4, limit: 2, total: 5, totalPages: 3 } })
})

test('twenty people hired at once get twenty numbers without a gap', async (t) => {
  const { admin } = await world(t)
  const hired = await Promise.all(Array.from({ length: 20 }, () => hire(admin)))
  const expected = Array.from({ length: 20 }, (_, index) => String(index + 1).padStart(4, '0'))
  assert.deepEqual(hired.map(({ employeeNumber }) => employeeNumber).sort(), expected)
  assert.equal((await hire(admin)).employeeNumber, '0021')
})

test('a number that was given by hand is skipped, one that is taken is refused and leaves no gap', async (t) => {
  const { admin } = await world(t)
  await hire(admin, { employeeNumber: '0002' })
  assert.equal((await hire(admin)).employeeNumber, '0001')
  const taken = await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', employeeNumber: '0001' } })
  assert.deepEqual([taken.status, taken.error.code], [409, 'EMPLOYEE_NUMBER_TAKEN'])
  assert.equal((await hire(admin)).employeeNumber, '0003')
})

test('numbers are counted per company', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  await hire(one.admin)
  assert.equal((await hire(other.admin)).employeeNumber, '0001')
})

test('of two hires at once for the last place of the plan, one is refused with limit and use', async (t) => {
  const { admin, rows } = await world(t)
  await rows(`update company set plan_code = 'basic' where id = $company`)
  await rows(`insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
    select $company, gen_random_uuid(), 'B' || n, 'Of', 'Many', '2020-01-01' from generate_series(1, 24) as n`)
  const body = { firstName: 'Last', lastName: 'Place', joinedOn: '2026-01-05' }
  const answers = await Promise.all([admin(createEmployee, { body }), admin(createEmployee, { body })])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409],
  )
  const { error } = answers.find(({ status }) => status === 409)!
  assert.deepEqual(
    [error.code, error.details],
    ['LIMIT_REACHED', { limitOf: 'employees', limit: 25, used: 25, plan: 'basic', planThatAllows: 'professional' }],
  )
  await rows(`update employee set status = 'left' where company_id = $company and employee_number = 'B1'`)
  assert.equal((await hire(admin, body)).employeeNumber, '0002', 'who left frees a place, and the refused hire took no number')
})

test('a change of a stale copy is refused with the current version, by body or If-Match', async (t) => {
  const { admin } = await world(t)
  const params = { id: (await hire(admin)).id }
  const first = await admin(updateEmployee, { params, body: { firstName: ' Meilin ' }, headers: { 'if-match': '"1"' } })
  assert.deepEqual([first.data.employee.firstName, first.data.employee.version, first.headers['etag']], ['Meilin', 2, '"2"'])
  for (const input of [{ body: { firstName: 'X', version: 1 } }, { body: { firstName: 'X' }, headers: { 'if-match': '"1"' } }]) {
    const { status, error } = await admin(updateEmployee, { params, ...input })
    assert.deepEqual([status, error.code, error.details], [409, 'STALE_VERSION', { current: 2 }])
  }
  const odd = await admin(updateEmployee, { params, body: { firstName: 'X' }, headers: { 'if-match': 'latest' } })
  assert.deepEqual([odd.status, odd.error.code], [400, 'VALIDATION_FAILED'])
})

test('of two changes of the same copy at once, one is refused', async (t) => {
  const { admin } = await world(t)
  const params = { id: (await hire(admin)).id }
  const answers = await Promise.all(['One', 'Two'].map((firstName) => admin(updateEmployee, { params, body: { firstName, version: 1 } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
})

test('a department, branch or manager that is not there, or is of another company, is refused and nobody is added', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const theirs = await other.as([])
  for (const ask of [{ departmentId: newId() }, { branchId: newId() }, { managerId: newId() }, { managerId: theirs.employeeId }]) {
    const { status, error } = await one.admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', ...ask } })
    assert.deepEqual([status, error.code], [409, 'REFERENCE_NOT_FOUND'])
  }
  assert.equal((await one.admin(listEmployees)).data.pagination.total, 0)
  assert.equal((await hire(one.admin)).employeeNumber, '0001')
})
