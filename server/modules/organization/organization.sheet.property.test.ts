import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exportedBy, importedBy, maybe, words } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { readSheet } from '../../core/sheet.ts'
import { branchKinds, createBranch } from './organization.branch.contract.ts'
import { createDepartment } from './organization.contract.ts'
import { createPosition, updatePosition } from './organization.position.contract.ts'

const place = fc.integer({ min: -1, max: 3 })

/** `department`, `branch` and `above` are others by their place; a position may report to one that comes after it. */
const company = fc.record({
  branches: fc.array(
    fc.record({
      name: words,
      kind: fc.constantFrom(...branchKinds),
      address: maybe(words),
      city: maybe(words),
      country: maybe(fc.constantFrom('ID', 'DE')),
      phone: maybe(fc.constantFrom('+62 811 000', '0812')),
      email: maybe(fc.constantFrom('a@b.test')),
      timeZone: maybe(fc.constantFrom('Asia/Jakarta', 'Europe/Berlin')),
    }),
    { minLength: 1, maxLength: 4 },
  ),
  positions: fc.array(
    fc.record({
      fields: fc.record({
        title: words,
        level: maybe(fc.integer({ min: 1, max: 20 })),
        headcount: maybe(fc.integer({ min: 0, max: 500 })),
        description: maybe(words),
      }),
      department: place,
      branch: place,
      above: place,
    }),
    { minLength: 1, maxLength: 4 },
  ),
})
type Company = typeof company extends fc.Arbitrary<infer C> ? C : never
const kinds = ['branches', 'departments', 'positions']

async function organise(admin: Client, { branches, positions }: Company) {
  const [branchIds, departmentIds, positionIds]: [string[], string[], string[]] = [[], [], []]
  for (const [at, branch] of branches.entries()) {
    const answer = await admin(createBranch, { body: { code: `B-${at}`, ...branch } })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    branchIds.push(answer.data.branch.id)
  }
  for (const code of ['A', 'C']) departmentIds.push((await admin(createDepartment, { body: { code, name: code } })).data.department.id)
  for (const [at, { fields, department, branch }] of positions.entries()) {
    const ids = { departmentId: departmentIds[department] ?? null, branchId: branchIds[branch] ?? null }
    const answer = await admin(createPosition, { body: { code: `P-${at}`, ...fields, ...ids } })
    assert.equal(answer.status, 201, JSON.stringify(answer.json))
    positionIds.push(answer.data.position.id)
  }
  // Who would report to itself, through others too, is refused and reports to nobody.
  for (const [at, { above }] of positions.entries()) {
    const reportsToId = positionIds[above]
    if (reportsToId) await admin(updatePosition, { params: { id: positionIds[at]! }, body: { reportsToId } })
  }
}

const linesOf = async (who: Client, kind: string, format: 'csv' | 'xlsx') => Array.fromAsync(readSheet(await exportedBy(who, kind, format)))

for (const format of ['csv', 'xlsx'] as const) {
  test(`branches and positions exported as ${format} and imported again are unchanged, and into an empty company the same`, async (t) => {
    await fc.assert(
      fc.asyncProperty(company, async (all) => {
        const [one, other] = [await world(t), await world(t)]
        await organise(one.admin, all)
        for (const kind of kinds) {
          const file = await exportedBy(one.admin, kind, format)
          const again = await importedBy(one, one.admin, kind, file)
          assert.deepEqual([again.state, again.created, again.updated, again.faults], ['done', 0, 0, []], kind)
          const moved = await importedBy(other, other.admin, kind, file)
          assert.deepEqual([moved.state, moved.faults], ['done', []], kind)
        }
        for (const kind of kinds) assert.deepEqual(await linesOf(other.admin, kind, format), await linesOf(one.admin, kind, format))
      }),
      { numRuns: 2, endOnFailure: true },
    )
  })
}
