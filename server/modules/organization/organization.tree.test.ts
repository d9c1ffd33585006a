import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createBranch } from './organization.branch.contract.ts'
import { createDepartment, updateDepartment } from './organization.contract.ts'
import { createPosition, updatePosition } from './organization.position.contract.ts'
import { branchHierarchy, departmentHierarchy, departmentTree, positionHierarchy } from './organization.tree.contract.ts'

const department = async (client: Client, code: string, more: object = {}) =>
  (await client(createDepartment, { body: { code, name: code, ...more } })).data.department.id
const position = async (client: Client, code: string, more: object = {}) =>
  (await client(createPosition, { body: { code, title: code, ...more } })).data.position.id
const branch = async (client: Client, code: string) => (await client(createBranch, { body: { code, name: code } })).data.branch.id
const place = ({ rows }: World, person: Client, positionId: string) =>
  rows(`update employment set position_id = $1 where company_id = $company and employee_id = $2`, positionId, person.employeeId)

type Node = { code: string; departments: Node[] }
const shape = (nodes: readonly Node[]): unknown[] =>
  nodes.map(({ code, departments }) => (departments.length ? [code, shape(departments)] : code))

/** North has two trees of departments, one of which goes on in the south and comes back. */
async function organisation(w: World) {
  const [north, south] = [await branch(w.admin, 'N'), await branch(w.admin, 'S')]
  const eng = await department(w.admin, 'ENG', { branchId: north })
  const plat = await department(w.admin, 'PLAT', { branchId: north, parentId: eng })
  const data = await department(w.admin, 'DATA', { branchId: south, parentId: eng })
  const lake = await department(w.admin, 'LAKE', { branchId: north, parentId: data })
  const sales = await department(w.admin, 'SALES', { branchId: north })
  return { north, south, eng, plat, data, lake, sales }
}

test('the departments of a branch are a tree; what hangs below another branch stands at its top', async (t) => {
  const w = await world(t)
  const { north, south } = await organisation(w)
  const of = async (branchId: string) => (await w.admin(departmentHierarchy, { params: { branchId } })).data
  const { departments, complete } = await of(north)
  assert.deepEqual([shape(departments), complete], [[['ENG', ['PLAT']], 'LAKE', 'SALES'], true])
  assert.deepEqual(shape((await of(south)).departments), ['DATA'])
})

test('the tree of a department holds everything below it, with who is in each today', async (t) => {
  const w = await world(t)
  const { eng, lake, plat } = await organisation(w)
  await w.as([], { departmentId: plat })
  const { department: tree, complete } = (await w.admin(departmentTree, { params: { id: eng } })).data
  assert.deepEqual([shape([tree]), complete], [[['ENG', [['DATA', ['LAKE']], 'PLAT']]], true])
  assert.deepEqual(
    tree.departments.map(({ employeeCount }) => employeeCount),
    [0, 1],
  )
  assert.deepEqual(shape([(await w.admin(departmentTree, { params: { id: lake } })).data.department]), ['LAKE'])
})

test('the hierarchy of a branch shows positions with their seats, and holders as far as one may see people', async (t) => {
  const w = await world(t)
  const { north, south, eng, plat } = await organisation(w)
  const lead = await position(w.admin, 'LEAD', { departmentId: eng, level: 2, headcount: 2 })
  const engineer = await position(w.admin, 'BE', { departmentId: plat, level: 4 })
  await position(w.admin, 'GUARD', { branchId: north })
  await position(w.admin, 'AWAY', { departmentId: eng, branchId: south })
  const mei = await w.as(['organization.read', 'employee.read:team'], { firstName: 'Mei', lastName: 'Chen', departmentId: eng })
  const ann = await w.as([], { firstName: 'Ann', lastName: 'Abel', departmentId: eng })
  const tom = await w.as([], { firstName: 'Tom', lastName: 'Bach', departmentId: plat, managerId: mei.employeeId })
  for (const [person, seat] of [
    [mei, lead],
    [ann, lead],
    [tom, engineer],
  ] as const)
    await place(w, person, seat)
  const seen = async (client: Client) => {
    const { departments, positions } = (await client(branchHierarchy, { params: { id: north } })).data
    const [first] = departments
    const seats = [...first!.positions, ...first!.departments[0]!.positions, ...positions]
    return seats.map(({ code, filled, vacant, holders }) => [code, filled, vacant, holders.map(({ firstName }) => firstName).join()])
  }
  assert.deepEqual(await seen(w.admin), [
    ['LEAD', 2, 0, 'Ann,Mei'],
    ['BE', 1, null, 'Tom'],
    ['GUARD', 0, null, ''],
  ])
  assert.deepEqual(await seen(mei), [
    ['LEAD', 2, 0, 'Mei'],
    ['BE', 1, null, 'Tom'],
    ['GUARD', 0, null, ''],
  ])
  const stranger = await w.as('organization.read')
  assert.deepEqual(
    (await seen(stranger)).map((seat) => seat[3]),
    ['', '', ''],
  )
  const { positions } = (await w.admin(branchHierarchy, { params: { id: south } })).data
  assert.deepEqual(
    positions.map(({ code }) => code),
    ['AWAY'],
  )
})

test('the positions of a department stand below whom they report to, as long as that is in the department', async (t) => {
  const { admin } = await world(t)
  const eng = await department(admin, 'ENG')
  const chief = await position(admin, 'CHIEF')
  const lead = await position(admin, 'LEAD', { departmentId: eng, reportsToId: chief, level: 2 })
  const senior = await position(admin, 'SENIOR', { departmentId: eng, reportsToId: lead, level: 3 })
  await position(admin, 'BE', { departmentId: eng, reportsToId: senior })
  await position(admin, 'QA', { departmentId: eng, reportsToId: lead, level: 5 })
  const { positions } = (await admin(positionHierarchy, { params: { departmentId: eng } })).data
  type Seat = { code: string; reports: Seat[] }
  const below = (seats: readonly Seat[]): unknown[] => seats.map(({ code, reports }) => [code, below(reports)])
  assert.deepEqual(below(positions), [
    [
      'LEAD',
      [
        ['SENIOR', [['BE', []]]],
        ['QA', []],
      ],
    ],
  ])
})

test('what is not there has no tree, nor has what belongs to another company', async (t) => {
  const one = await world(t)
  const other = await world(t)
  const { north, eng } = await organisation(other)
  for (const [branchId, departmentId] of [
    [north, eng],
    [newId(), newId()],
  ] as const) {
    const answers = [
      await one.admin(branchHierarchy, { params: { id: branchId } }),
      await one.admin(departmentHierarchy, { params: { branchId } }),
      await one.admin(departmentTree, { params: { id: departmentId } }),
      await one.admin(positionHierarchy, { params: { departmentId } }),
    ]
    for (const { status, error } of answers) assert.deepEqual([status, error.code], [404, 'NOT_FOUND'])
  }
  const stranger = await other.as('employee.read')
  assert.equal((await stranger(branchHierarchy, { params: { id: north } })).status, 403)
})

test('departments are nested ten levels deep at most, also when a whole tree moves', async (t) => {
  const { admin } = await world(t)
  const line = [await department(admin, 'L1')]
  for (let level = 2; level <= 10; level += 1) line.push(await department(admin, `L${level}`, { parentId: line.at(-1) }))
  const deeper = await admin(createDepartment, { body: { code: 'L11', name: 'L11', parentId: line[9]! } })
  assert.deepEqual([deeper.status, deeper.error.code, deeper.error.details], [409, 'DEPARTMENT_TOO_DEEP', { levels: 11, limit: 10 }])
  const top = await department(admin, 'TOP')
  const moved = await admin(updateDepartment, { params: { id: line[0]! }, body: { parentId: top } })
  assert.deepEqual([moved.status, moved.error.code], [409, 'DEPARTMENT_TOO_DEEP'])
  assert.equal((await admin(updateDepartment, { params: { id: line[1]! }, body: { parentId: top } })).status, 200)
  const { department: tree } = (await admin(departmentTree, { params: { id: top } })).data
  assert.equal(JSON.stringify(tree).match(/"code":"L\d+"/g)?.length, 9, 'all ten levels are in the answer')
})

/** Every row with the length of its line to the top; a row in a cycle would have none. */
async function linesOf({ rows }: World, table: string, parent: string) {
  const found = await rows<{ level: number | null }>(
    `with recursive line as (
       select id, 1 as level from ${table} where company_id = $company and ${parent} is null
       union all select x.id, line.level + 1 from ${table} x join line on x.${parent} = line.id where x.company_id = $company
     ) select line.level from ${table} x left join line using (id) where x.company_id = $company`,
  )
  return found.map(({ level }) => level)
}

test('whatever is moved at once, neither departments nor positions ever make a cycle', async (t) => {
  const w = await world(t)
  const codes = ['A', 'B', 'C', 'D', 'E', 'F']
  const departments = await Promise.all(codes.map((code) => department(w.admin, code)))
  const positions = await Promise.all(codes.map((code) => position(w.admin, code)))
  const index = fc.integer({ min: 0, max: codes.length - 1 })
  const moves = fc.array(fc.tuple(index, fc.option(index, { nil: null, freq: 6 })), { minLength: 2, maxLength: 6 })
  await fc.assert(
    fc.asyncProperty(moves, async (asked) => {
      const answers = await Promise.all(
        asked.flatMap(([id, parent]) => [
          w.admin(updateDepartment, {
            params: { id: departments[id]! },
            body: { parentId: parent === null ? null : departments[parent]! },
          }),
          w.admin(updatePosition, { params: { id: positions[id]! }, body: { reportsToId: parent === null ? null : positions[parent]! } }),
        ]),
      )
      for (const { status } of answers) assert([200, 409].includes(status))
      for (const [table, parent] of [
        ['department', 'parent_id'],
        ['position', 'reports_to_id'],
      ] as const)
        assert(
          (await linesOf(w, table, parent)).every((level) => level !== null),
          `a cycle in ${table}`,
        )
    }),
    { numRuns: 25 },
  )
})
