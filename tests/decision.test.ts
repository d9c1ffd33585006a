import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkPermissions } from '../server/modules/access/access.check.contract.ts'
import { bulkAssign, deleteGrant, listGrants } from '../server/modules/access/access.grant.contract.ts'
import { listEmployees } from '../server/modules/employees/employees.list.contract.ts'
import { clientOf } from './client.ts'
import type { Client } from './client.ts'
import { fillRandomly } from './random-access.ts'
import { anotherServer, signInAs, world } from './world.ts'
import type { World } from './world.ts'

/** Everybody whom the list shows, page after page; nobody to whom it is closed. */
async function listed(viewer: Client) {
  const ids: string[] = []
  for (let page = 1, pages = 1; page <= pages; page += 1) {
    const answer = await viewer(listEmployees, { query: { limit: 100, page } })
    if (answer.status === 403) return []
    ids.push(...answer.data.employees.map(({ id }) => id))
    pages = answer.data.pagination.totalPages
  }
  return ids.sort()
}

async function checked(viewer: Client, people: readonly string[]) {
  const checks = people.map((id) => ({ permission: 'employee.read', resource: `employee:${id}` }))
  const { results } = (await viewer(checkPermissions, { body: { checks } })).data
  return people.filter((_, nth) => results[nth]!.allowed).sort()
}

async function clientFor({ assembly, companyId }: World, userId: string, employeeId: string) {
  return clientOf(assembly, { token: await signInAs(assembly, companyId, userId), userId, employeeId, companyId, email: '' })
}

test('in any company a list holds exactly those for whom the check allows', async (t) => {
  const seen = { everybody: 0, some: 0, nobody: 0 }
  await fc.assert(
    fc.asyncProperty(fc.integer(), async (seed) => {
      const company = await world(t)
      const { people, users } = await fillRandomly(company.rows, 'employee.read', seed, { people: 60, users: 14 })
      for (const { id, employeeId } of users) {
        const viewer = await clientFor(company, id, employeeId)
        const list = await listed(viewer)
        assert.deepEqual(list, await checked(viewer, people))
        seen[list.length === people.length ? 'everybody' : list.length > 0 ? 'some' : 'nobody'] += 1
      }
    }),
    // The first company has some of whom each sees everybody, which chance alone does not give every time.
    { numRuns: 5, endOnFailure: true, examples: [[2]] },
  )
  assert(seen.some > 10 && seen.nobody > 0 && seen.everybody > 0, `the companies are too much alike: ${JSON.stringify(seen)}`)
})

test('a right that was given or taken holds in the very next request of another server', async (t) => {
  const company = await world(t)
  const other = await anotherServer(t)
  const grants = [{ permission: 'user.read' }]
  let [staleAllows, staleDenies] = [0, 0]
  const lanes = await Promise.all([0, 1, 2].map(() => company.as([])))
  await Promise.all(
    lanes.map(async (person) => {
      const there = clientOf(other, person)
      for (let pair = 0; pair < 50; pair += 1) {
        assert.equal((await company.admin(bulkAssign, { body: { userIds: [person.userId], grants } })).status, 200)
        if ((await there.raw('GET', 'users')).status !== 200) staleDenies += 1
        const [grant] = (await company.admin(listGrants, { query: { userId: person.userId } })).data.grants
        assert.equal((await company.admin(deleteGrant, { params: { id: grant!.id } })).status, 200)
        if ((await there.raw('GET', 'users')).status !== 403) staleAllows += 1
      }
    }),
  )
  assert.deepEqual({ staleAllows, staleDenies }, { staleAllows: 0, staleDenies: 0 })
})
