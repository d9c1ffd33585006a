import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everybody, grantTo, hire as hireEverybody, moveOn, once, within } from '../../../tests/org.ts'
import type { Name } from '../../../tests/org.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { reaches } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { createItem } from '../catalogs/catalogs.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, employeeStatuses, getEmployee } from './employees.contract.ts'
import { employeeStatistics, listEmployees, searchPeople } from './employees.list.contract.ts'
import { replaceSkills } from './employees.record.contract.ts'
import { reindexCompany } from './employees.search.jobs.ts'

let company: World
let clients: Record<Name, Client>
const prepared = once(async () => {
  company = await world(null)
  clients = await hireEverybody(company)
  await moveOn(company, clients)
  // All of them share a word, each has one of their own, and a private telephone.
  await company.rows(`update employee set last_name = 'Shared ' || first_name, phone = '0811999' where company_id = $company`)
  await reindexCompany(company.assembly.deps, { companyId: company.companyId })
})

/** The viewer with exactly these grants, from the next request on. */
async function granted(...grants: readonly string[]) {
  await prepared()
  return grantTo(company, clients.viewer, grants)
}

const namesOf = (ids: readonly string[]) => everybody.filter((name) => ids.includes(clients[name].employeeId))
const sameAs = (names: readonly Name[]) => everybody.filter((name) => names.includes(name))
const status = [...employeeStatuses]

for (const reach of reaches) {
  test(`over ${reach} the list, a question, the quick search, the statistics and each lookup agree on who is seen`, async () => {
    const viewer = await granted(`employee.read:${reach}`)
    const listed = async (query: object) => {
      const { employees, pagination } = (await viewer(listEmployees, { query: { limit: 100, ...query } })).data
      assert.equal(pagination.total, employees.length)
      return namesOf(employees.map(({ id }) => id))
    }
    const seen = sameAs(within[reach])
    const present = seen.filter((name) => name !== 'gone')
    const looked = await Promise.all(everybody.map((name) => viewer(getEmployee, { params: { id: clients[name].employeeId } })))
    assert.deepEqual(
      everybody.filter((_, index) => looked[index]!.status === 200),
      seen,
    )
    assert.deepEqual(await listed({ status }), seen)
    for (const q of ['shared', 'hared', 'sharex']) {
      assert.deepEqual(await listed({ status, q }), seen, q)
      assert.deepEqual(await listed({ q }), present, q)
      assert.deepEqual(await listed({ q, joinedFrom: '2000-01-01' }), present, q)
      const { people } = (await viewer(searchPeople, { query: { q, limit: 20 } })).data
      assert.deepEqual(namesOf(people.map(({ id }) => id)), present, q)
    }
    for (const name of everybody)
      assert.deepEqual(
        await listed({ status, q: `shared ${name}` }),
        seen.filter((one) => one === name),
        name,
      )
    const { statistics } = (await viewer(employeeStatistics)).data
    assert.equal(statistics.total, present.length)
    for (const shares of [statistics.byDepartment, statistics.byBranch, statistics.byPosition])
      assert.equal(
        shares.reduce((sum, { count }) => sum + count, 0),
        present.length,
      )
    assert.equal(
      statistics.byStatus.reduce((sum, { count }) => sum + count, 0),
      seen.length,
    )
  })

  test(`a private telephone is found over ${reach} of employee.read-personal exactly of those within it`, async () => {
    const viewer = await granted('employee.read', `employee.read-personal:${reach}`)
    const { employees } = (await viewer(listEmployees, { query: { q: '0811999', status, limit: 100 } })).data
    assert.deepEqual(namesOf(employees.map(({ id }) => id)), sameAs(within[reach]))
  })

  test(`contractKind selects over ${reach} of the team group exactly of those within it, and sorts for whoever sees it of everybody`, async () => {
    const viewer = await granted('employee.read', `employee.read-team:${reach}`)
    const { employees } = (await viewer(listEmployees, { query: { contractKind: 'permanent', status, limit: 100 } })).data
    // Who left has no employment in force any more, and so no kind of contract.
    assert.deepEqual(namesOf(employees.map(({ id }) => id)), sameAs(within[reach].filter((name) => name !== 'gone')))
    assert.equal((await viewer(listEmployees, { query: { sort: '-contractKind' } })).status, reach === 'company' ? 200 : 400)
  })
}

test('going by a field that is hidden, or is none, is refused by its name', async () => {
  const viewer = await granted('employee.read')
  for (const [query, path, named] of [
    [{ contractKind: 'permanent' }, 'querystring.contractKind', 'contractKind'],
    [{ sort: 'lastName,-contractKind' }, 'querystring.sort', 'contractKind'],
    [{ sort: 'birthDate' }, 'querystring.sort', 'birthDate'],
    [{ sort: 'phone' }, 'querystring.sort', 'phone'],
  ] as const) {
    const { status: code, error } = await viewer(listEmployees, { query })
    const [fault] = error.details as { path: string; message: string }[]
    assert.deepEqual([code, error.code, fault!.path], [400, 'VALIDATION_FAILED', path])
    assert.match(fault!.message, new RegExp(named))
  }
})

test('people are filtered by department and those below, position, skills, statuses, and days of joining and leaving', async (t) => {
  const { admin, rows } = await world(t)
  const department = async (code: string, parentId?: string) =>
    (await admin(createDepartment, { body: { code, name: code, ...(parentId && { parentId }) } })).data.department.id
  const top = await department('TOP')
  const below = await department('BELOW', top)
  const deep = await department('DEEP', below)
  const [position, other] = [newId(), newId()]
  for (const [index, id] of [position, other].entries())
    await rows(`insert into position (company_id, id, code, title) values ($company, $1, $2, $2)`, id, `P${index}`)
  const skill = async (name: string) => (await admin(createItem, { body: { kind: 'skill', name } })).data.item.id
  const [go, rust] = [await skill('Go'), await skill('Rust')]
  const hire = async (lastName: string, departmentId: string | null, joinedOn: string, skills: readonly string[]) => {
    const body = { firstName: 'A', lastName, joinedOn, departmentId }
    const { id } = (await admin(createEmployee, { body })).data.employee
    await admin(replaceSkills, { params: { id }, body: { skills: skills.map((itemId) => ({ itemId, level: 1 })) } })
    return id
  }
  const ann = await hire('Ann', top, '2024-01-10', [go, rust])
  await hire('Bob', below, '2025-02-10', [go])
  await hire('Cid', deep, '2025-03-10', [])
  const dan = await hire('Dan', null, '2023-01-10', [rust])
  await rows(`update employment set position_id = $1 where company_id = $company and employee_id = $2`, position, ann)
  await rows(`update employee set status = 'left', left_on = '2025-06-30' where company_id = $company and id = $1`, dan)
  const names = async (query: object) => (await admin(listEmployees, { query })).data.employees.map(({ lastName }) => lastName)
  for (const [query, expected] of [
    [{ departmentId: top }, ['Ann']],
    [{ departmentId: top, includeBelow: true }, ['Ann', 'Bob', 'Cid']],
    [{ departmentId: below, includeBelow: true }, ['Bob', 'Cid']],
    [{ departmentId: newId(), includeBelow: true }, []],
    [{ positionId: position }, ['Ann']],
    [{ positionId: other }, []],
    [{ skillId: [go] }, ['Ann', 'Bob']],
    [{ skillId: [go, rust] }, ['Ann']],
    [{ skillId: [rust], status: ['left', 'active'] }, ['Ann', 'Dan']],
    [{ status: ['left'] }, ['Dan']],
    [{ joinedFrom: '2025-02-10', joinedTo: '2025-03-09' }, ['Bob']],
    [{ leftFrom: '2025-06-30' }, ['Dan']],
    [{ leftFrom: '2025-07-01' }, []],
    [{ leftTo: '2025-06-30' }, ['Dan']],
    [{ q: 'a', departmentId: top, includeBelow: true, sort: '-joinedOn' }, ['Cid', 'Bob', 'Ann']],
    [{ q: 'dan' }, []],
    [{ q: 'dan', status: ['left'] }, ['Dan']],
    [{ sort: 'departmentName' }, ['Bob', 'Cid', 'Ann']],
    [{ sort: '-branchName,-email,leftOn,lastName' }, ['Ann', 'Bob', 'Cid']],
  ] as const) {
    assert.deepEqual(await names(query), expected, JSON.stringify(query))
  }
  assert.equal((await admin(listEmployees, { query: { skillId: Array.from({ length: 6 }, newId) } })).status, 400)
  assert.equal((await admin.raw('GET', 'employees?status=active&status=gone')).status, 400)
  assert.equal((await admin.raw('GET', `employees?skillId=${go}`)).status, 200)
})

test('statistics count by status, place and month, the months of a year whether or not somebody came', async (t) => {
  const { admin, rows, at } = await world(t)
  at('2026-03-15T09:00:00Z')
  const department = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data.department.id
  const hire = async (joinedOn: string, departmentId: string | null = null) =>
    (await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn, departmentId } })).data.employee.id
  await hire('2025-03-31', department)
  await hire('2025-04-01', department)
  await hire('2026-03-15')
  await hire('2026-03-16')
  const gone = await hire('2025-05-05', department)
  await rows(`update employee set status = 'left', left_on = '2026-01-31' where company_id = $company and id = $1`, gone)
  const { statistics } = (await admin(employeeStatistics)).data
  assert.equal(statistics.total, 4)
  assert.deepEqual(statistics.byStatus, [
    { status: 'active', count: 3 },
    { status: 'left', count: 1 },
    { status: 'onboarding', count: 1 },
  ])
  assert.deepEqual(Object.fromEntries(statistics.byDepartment.map(({ name, count }) => [String(name), count])), { Engineering: 2, null: 2 })
  assert.deepEqual(
    [statistics.byPosition, statistics.byBranch],
    [[{ id: null, name: null, count: 4 }], [{ id: null, name: null, count: 4 }]],
  )
  assert.equal(statistics.months.length, 12)
  assert.deepEqual([statistics.months[0]!.month, statistics.months[11]!.month], ['2025-04', '2026-03'])
  assert.deepEqual(
    statistics.months.filter(({ joined, left }) => joined + left > 0),
    [
      { month: '2025-04', joined: 1, left: 0 },
      { month: '2025-05', joined: 1, left: 0 },
      { month: '2026-01', joined: 0, left: 1 },
      { month: '2026-03', joined: 1, left: 0 },
    ],
  )
})

test('the quick search shows title, department and the hash of the photo', async (t) => {
  const { admin, rows } = await world(t)
  const department = (await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })).data.department.id
  const body = { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', departmentId: department, title: 'Engineer' }
  const { id } = (await admin(createEmployee, { body })).data.employee
  const shown = {
    id,
    firstName: 'Mei',
    lastName: 'Chen',
    title: 'Engineer',
    departmentName: 'Engineering',
    photoHash: null as string | null,
  }
  const people = async () => (await admin(searchPeople, { query: { q: 'chen' } })).data.people
  assert.deepEqual(await people(), [shown])
  for (const size of [256, 64])
    await rows(
      `insert into employee_photo (company_id, employee_id, size, content, hash, taken_at) values ($company, $1, ${size}, 'x', 'h${size}', now())`,
      id,
    )
  assert.deepEqual(await people(), [{ ...shown, photoHash: 'h64' }])
})
