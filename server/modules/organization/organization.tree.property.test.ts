import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { startEmployment } from '../employees/employees.employment.contract.ts'
import { createDepartment, updateDepartment } from './organization.contract.ts'
import { createPosition, updatePosition } from './organization.position.contract.ts'

/** Moves of one thing below another, several of them at once. */
const moves = fc.array(fc.array(fc.tuple(fc.integer({ min: 0, max: 5 }), fc.integer({ min: 0, max: 5 })), { minLength: 2, maxLength: 6 }), {
  minLength: 1,
  maxLength: 3,
})

/** How many rows of a tree stand below themselves; walked no further than there are rows. */
const inCircles = ({ rows }: World, table: string, parent: string) =>
  rows(`with recursive up as (
      select id, ${parent} as above, 1 as level from ${table} where company_id = $company
      union all select up.id, x.${parent}, up.level + 1 from up join ${table} x on x.company_id = $company and x.id = up.above where up.level < 20)
    select id from up where above = id`)

for (const [tree, table, parent, add, move] of [
  [
    'departments',
    'department',
    'parent_id',
    ({ admin }: World, code: string) => admin(createDepartment, { body: { code, name: code } }).then(({ data }) => data.department.id),
    ({ admin }: World, id: string, parentId: string) => admin(updateDepartment, { params: { id }, body: { parentId } }),
  ],
  [
    'positions',
    'position',
    'reports_to_id',
    ({ admin }: World, code: string) => admin(createPosition, { body: { code, title: code } }).then(({ data }) => data.position.id),
    ({ admin }: World, id: string, reportsToId: string) => admin(updatePosition, { params: { id }, body: { reportsToId } }),
  ],
] as const) {
  test(`${tree} never stand below themselves, however they are moved at once`, async (t) => {
    await fc.assert(
      fc.asyncProperty(moves, async (rounds) => {
        const w = await world(t)
        const ids: string[] = []
        for (let nth = 0; nth < 6; nth += 1) ids.push(await add(w, `X${nth}`))
        for (const round of rounds) {
          const answers = await Promise.all(round.map(([one, below]) => move(w, ids[one]!, ids[below]!)))
          for (const { status } of answers) assert([200, 409].includes(status), String(status))
          assert.deepEqual(await inCircles(w, table, parent), [])
        }
      }),
      { numRuns: 4 },
    )
  })
}

test('nobody reports to themselves on any day, however reporting lines are changed at once, for now and for later', async (t) => {
  await fc.assert(
    fc.asyncProperty(moves, async (rounds) => {
      const w = await world(t)
      w.at('2026-03-02T09:00:00Z')
      const ids: string[] = []
      for (let nth = 0; nth < 6; nth += 1)
        ids.push(
          (await w.admin(createEmployee, { body: { firstName: 'A', lastName: `B${nth}`, joinedOn: '2025-01-01' } })).data.employee.id,
        )
      for (const [number, round] of rounds.entries()) {
        const answers = await Promise.all(
          round.map(([one, manager], index) =>
            w.admin(startEmployment, {
              params: { id: ids[one]! },
              body: { firstDay: `2026-0${number + 4}-0${index + 1}`, managerId: ids[manager]! },
            }),
          ),
        )
        for (const { status, json } of answers) assert([201, 409].includes(status), JSON.stringify(json))
      }
      const rows = await w.rows<{ employee_id: string; manager_id: string; first_day: string; last_day: string | null }>(
        'select employee_id, manager_id, first_day, last_day from employment where company_id = $company',
      )
      for (const day of new Set(rows.map(({ first_day: first }) => first))) {
        const today = rows.filter(({ first_day: first, last_day: last }) => first <= day && (last === null || last >= day))
        const managerOf = new Map(today.map((row) => [row.employee_id, row.manager_id]))
        assert.equal(managerOf.size, today.length, 'one employment a day')
        for (const id of ids) {
          let above = managerOf.get(id)
          for (let level = 0; above && level < 10; level += 1) {
            assert.notEqual(above, id, day)
            above = managerOf.get(above)
          }
        }
      }
    }),
    { numRuns: 4 },
  )
})
