import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { updateEmployee } from './employees.contract.ts'
import { startEmployment } from './employees.employment.contract.ts'
import { archiveEmployee, getTimeline, restoreEmployee } from './employees.lifecycle.contract.ts'

async function company(t: Parameters<typeof world>[0]) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const person = await w.as([])
  const params = { id: person.employeeId }
  await w.admin(startEmployment, { params, body: { firstDay: '2024-05-01', title: 'Engineer', reason: 'promotion' } })
  await w.admin(startEmployment, { params, body: { firstDay: '2026-09-01', title: 'Lead' } })
  await w.admin(updateEmployee, { params, body: { status: 'suspended' } })
  await w.admin(updateEmployee, { params, body: { firstName: 'Renamed' } })
  w.at('2026-03-03T09:00:00Z')
  await w.admin(archiveEmployee, { params, body: { reason: 'Mistake' } })
  await w.admin(restoreEmployee, { params })
  return { ...w, person }
}
const told = async (client: Client, person: Client) => (await client(getTimeline, { params: { id: person.employeeId } })).data.entries

test('the timeline tells what happened to a person in order', async (t) => {
  const { admin, person } = await company(t)
  assert.deepEqual(
    (await told(admin, person)).map(({ day, kind, employment, team }) => [
      day,
      kind,
      employment ? employment.title : team?.status,
      team?.reason,
    ]),
    [
      ['2020-01-06', 'employment', null, 'hire'],
      ['2024-05-01', 'employment', 'Engineer', 'promotion'],
      ['2026-03-02', 'status', 'suspended', null],
      ['2026-03-03', 'archived', 'archived', 'Mistake'],
      ['2026-03-03', 'restored', 'suspended', null],
    ],
  )
})

test('to whom the team group is hidden the timeline tells neither plans nor status changes nor reasons', async (t) => {
  const { as, admin, person } = await company(t)
  await admin(startEmployment, { params: { id: person.employeeId }, body: { firstDay: '2026-10-01', title: 'Planned' } })
  const colleague = await as('employee.read')
  const entries = await told(colleague, person)
  assert.deepEqual(
    entries.map(({ day, kind, team }) => [day, kind, team]),
    [
      ['2020-01-06', 'employment', null],
      ['2024-05-01', 'employment', null],
      ['2026-03-03', 'archived', null],
      ['2026-03-03', 'restored', null],
    ],
  )
  assert.doesNotMatch(JSON.stringify(entries), /Planned|Mistake|promotion/)
  assert.equal((await (await as('employee.read:own'))(getTimeline, { params: { id: person.employeeId } })).status, 404)
  assert.equal((await (await as('organization.read'))(getTimeline, { params: { id: person.employeeId } })).status, 403)
})

test('pages of the timeline are disjoint and complete, and a cursor of another list is refused', async (t) => {
  const { admin, person } = await company(t)
  const params = { id: person.employeeId }
  const paged: string[] = []
  for (let cursor: string | null | undefined; cursor !== null;) {
    const { entries, nextCursor } = (await admin(getTimeline, { params, query: { limit: 2, ...(cursor && { cursor }) } })).data
    assert.ok(entries.length > 0)
    paged.push(...entries.map(({ id }) => id))
    cursor = nextCursor
  }
  assert.deepEqual(
    paged,
    (await told(admin, person)).map(({ id }) => id),
  )
  assert.equal((await admin(getTimeline, { params, query: { cursor: 'nonsense' } })).status, 400)
})
