import assert from 'node:assert/strict'
import { test } from 'node:test'
import { everybody, grantTo, hire, moveOn, once, within } from '../../../tests/org.ts'
import type { Name } from '../../../tests/org.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { reaches } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listDepartmentUsers, listPositionUsers, orgChart, orgChartLine } from './organization.chart.contract.ts'
import { listDepartments } from './organization.contract.ts'
import { createPosition } from './organization.position.contract.ts'

let company: World
let clients: Record<Name, Client>
let departments: Map<string, string>
const today = new Date().toISOString().slice(0, 10)
const employed = (names: readonly Name[]) => names.filter((name) => name !== 'gone')

const prepared = once(async () => {
  company = await world(null)
  clients = await hire(company)
  await moveOn(company, clients)
  const listed = (await company.admin(listDepartments)).data.departments
  departments = new Map(listed.map(({ name, id }) => [name, id]))
})

const namesOf = (people: readonly { id: string }[]) =>
  people.map(({ id }) => everybody.find((name) => clients[name].employeeId === id) ?? 'somebody else').sort()
const level = async (client: Client, query: object = {}) =>
  (await client(orgChart, { query: { by: 'manager', limit: 100, ...query } })).data

/** Everybody in the chart by manager, from the top down; nobody may stand in it twice. */
async function walk(client: Client, parentId?: string): Promise<string[]> {
  const { people, pagination } = await level(client, parentId ? { parentId } : {})
  assert.equal(pagination.people?.total, people.length)
  const below = await Promise.all(
    people.map(async ({ id, reportCount }) => {
      const reports = await walk(client, id)
      assert.equal(reports.length >= reportCount && reportCount > 0, reports.length > 0)
      return reports
    }),
  )
  return [...namesOf(people), ...below.flat()]
}

for (const reach of reaches) {
  test(`walked from the top, the chart over ${reach} holds everybody within it who is employed today, once`, async () => {
    const viewer = await granted([`employee.read:${reach}`])
    assert.deepEqual((await walk(viewer)).sort(), [...employed(within[reach])].sort())
  })

  test(`the people of a department over ${reach} are those within it, and are counted alike`, async () => {
    const viewer = await granted([`employee.read:${reach}`, 'organization.read'])
    const engineering = departments.get('engineering')!
    const of = async (query: object) => (await viewer(listDepartmentUsers, { params: { id: engineering }, query })).data
    const seen = (names: readonly Name[]) =>
      employed(within[reach])
        .filter((name) => names.includes(name))
        .sort()
    const direct = await of({})
    assert.deepEqual(namesOf(direct.employees), seen(['viewer', 'ann', 'dan']))
    assert.equal(direct.pagination.total, direct.employees.length)
    assert.deepEqual(namesOf((await of({ includeBelow: true })).employees), seen(['viewer', 'ann', 'dan', 'ben', 'eve']))
    const chart = await level(viewer, { by: 'department', parentId: departments.get('technology')!, people: true })
    assert.deepEqual(
      chart.departments.map(({ name, employeeCount, departmentCount }) => [name, employeeCount, departmentCount]),
      [['engineering', direct.employees.length, 1]],
    )
    assert.deepEqual(namesOf(chart.people), seen(['ned']))
  })
}

test('a level by manager holds the direct reports of one person, with how many report to each', async () => {
  const viewer = await granted(['employee.read'])
  const { people, asOf, departments: none, pagination } = await level(viewer, { parentId: clients.viewer.employeeId })
  assert.deepEqual([namesOf(people), asOf, none, pagination.departments], [['ann', 'cid'], today, [], null])
  assert.deepEqual(
    people.map(({ reportCount }) => reportCount),
    [1, 1],
  )
  const top = await level(viewer)
  assert.deepEqual(namesOf(top.people), ['chief'])
  assert.equal(top.people[0]!.reportCount, 8)
})

test('a level is paged, and a page past its end keeps the total', async () => {
  const viewer = await granted(['employee.read'])
  const parentId = clients.chief.employeeId
  const pages = await Promise.all([1, 2, 3, 9].map((page) => level(viewer, { parentId, page, limit: 3 })))
  assert.deepEqual(
    pages.map(({ people, pagination }) => [people.length, pagination.people?.total]),
    [
      [3, 8],
      [3, 8],
      [2, 8],
      [0, 8],
    ],
  )
  assert.equal(new Set(pages.flatMap(({ people }) => people.map(({ id }) => id))).size, 8)
})

test('the chart is of the day asked for', async () => {
  const viewer = await granted(['employee.read', 'organization.read'])
  const parentId = clients.viewer.employeeId
  const on = async (asOf: string) => namesOf((await level(viewer, { parentId, asOf })).people)
  assert.deepEqual(await on(today), ['ann', 'cid'])
  assert.deepEqual(await on(addDays(today, -1)), ['ann', 'cid', 'gone', 'past'])
  assert.deepEqual(await on(addDays(today, 1)), ['ann', 'cid', 'soon'])
  assert.deepEqual(await on('2019-12-31'), [], 'before anybody was employed')
  const engineering = async (asOf: string) => {
    const { people } = await level(viewer, { by: 'department', parentId: departments.get('engineering'), people: true, asOf })
    return namesOf(people)
  }
  assert.deepEqual(await engineering(addDays(today, -1)), ['ann', 'dan', 'gone', 'past', 'viewer'])
  assert.deepEqual(await engineering(today), ['ann', 'dan', 'viewer'])
})

test('by department the chart begins with the topmost, and with people with those in none', async () => {
  const viewer = await granted(['employee.read', 'organization.read'])
  const plain = await level(viewer, { by: 'department' })
  assert.deepEqual(
    plain.departments.map(({ name, departmentCount }) => [name, departmentCount]),
    [
      ['sales', 0],
      ['technology', 1],
    ],
  )
  assert.deepEqual([plain.people, plain.pagination.people, plain.pagination.departments?.total], [[], null, 2])
  assert.deepEqual(namesOf((await level(viewer, { by: 'department', people: true })).people), ['chief', 'lea', 'max'])
})

test('who is not visible, or not there, heads no level; departments need organization.read', async (t) => {
  const other = await world(t)
  const theirs = await other.as([])
  const viewer = await granted(['employee.read:team'])
  for (const parentId of [clients.gus.employeeId, theirs.employeeId, newId()]) {
    const { status, error } = await viewer(orgChart, { query: { by: 'manager', parentId } })
    assert.deepEqual([status, error.code], [404, 'NOT_FOUND'])
  }
  const closed = await viewer(orgChart, { query: { by: 'department' } })
  assert.deepEqual([closed.status, closed.error.code], [403, 'FORBIDDEN'])
  await granted(['employee.read', 'organization.read'])
  assert.equal((await viewer(orgChart, { query: { by: 'department', parentId: newId() } })).status, 404)
  for (const call of [listDepartmentUsers, listPositionUsers]) assert.equal((await viewer(call, { params: { id: newId() } })).status, 404)
  await granted(['organization.read'])
  assert.equal((await viewer(orgChart, { query: { by: 'manager' } })).status, 403)
  assert.equal((await viewer(listDepartmentUsers, { params: { id: departments.get('sales')! } })).status, 403)
})

test('the line above a person leads from the top of what the caller sees down to them, on any day', async () => {
  await prepared()
  const above = async (viewer: Client, name: Name, query: object = {}) =>
    (await viewer(orgChartLine, { params: { id: clients[name].employeeId }, query: { by: 'manager', ...query } })).data.above
  const named = async (...asked: Parameters<typeof above>) =>
    (await above(...asked)).map((id) => everybody.find((name) => clients[name].employeeId === id))
  const all = await granted(['employee.read', 'organization.read'])
  assert.deepEqual(await named(all, 'max'), ['chief', 'viewer', 'ann', 'ben'])
  assert.deepEqual(await named(all, 'chief'), [])
  assert.deepEqual(await named(all, 'gone', { asOf: addDays(today, -1) }), ['chief', 'viewer'])
  const nameOf = (id: string) => [...departments].find(([, one]) => one === id)?.[0]
  assert.deepEqual((await above(all, 'ben', { by: 'department' })).map(nameOf), ['technology', 'engineering', 'platform'])
  assert.deepEqual(await above(all, 'max', { by: 'department' }), [])
  const gone = await all(orgChartLine, { params: { id: clients.gone.employeeId }, query: { by: 'manager' } })
  assert.deepEqual([gone.status, gone.error.code], [404, 'NOT_FOUND'], 'not employed that day')

  const team = await granted(['employee.read:team'])
  assert.deepEqual(await named(team, 'max'), ['viewer', 'ann', 'ben'], 'nobody above the viewer is told of')
  const unseen = await team(orgChartLine, { params: { id: clients.gus.employeeId }, query: { by: 'manager' } })
  assert.equal(unseen.status, 404)
  const closed = await team(orgChartLine, { params: { id: clients.max.employeeId }, query: { by: 'department' } })
  assert.deepEqual([closed.status, closed.error.code], [403, 'FORBIDDEN'])
})

test('the people of a position are who hold it today within reach, and nothing of them but public fields', async () => {
  await prepared()
  const { position } = (await company.admin(createPosition, { body: { code: 'BE', title: 'Engineer' } })).data
  for (const name of ['ann', 'gus', 'gone'] as const)
    await company.rows(
      `update employment set position_id = $1 where company_id = $company and employee_id = $2`,
      position.id,
      clients[name].employeeId,
    )
  const of = async (viewer: Client) => (await viewer(listPositionUsers, { params: { id: position.id } })).data
  assert.deepEqual(namesOf((await of(await granted(['employee.read']))).employees), ['ann', 'gus'])
  const { employees } = await of(await granted(['employee.read:team', 'employee.read-personal']))
  assert.deepEqual(namesOf(employees), ['ann'])
  const fields = 'id employeeNumber firstName lastName email status title departmentId departmentName branchId positionId managerId since'
  assert.deepEqual(Object.keys(employees[0]!).sort(), fields.split(' ').sort())
})

test('the people of a department are searched and sorted', async () => {
  const viewer = await granted(['employee.read'])
  const of = async (query: object) => {
    const { employees } = (await viewer(listDepartmentUsers, { params: { id: departments.get('engineering')! }, query })).data
    return employees.map(({ firstName }) => firstName)
  }
  assert.deepEqual(await of({ sort: '-firstName' }), ['viewer', 'dan', 'ann'])
  assert.deepEqual(await of({ q: 'aN', sort: 'firstName' }), ['ann', 'dan'])
  assert.deepEqual(await of({ q: '%' }), [])
})

/** The viewer with exactly these grants, from the next request on. */
async function granted(grants: readonly string[]) {
  await prepared()
  return grantTo(company, clients.viewer, grants)
}
