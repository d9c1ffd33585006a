import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { createEmployee, getEmployee, updateEmployee } from './employees.contract.ts'
import { assignUser, startEmployment } from './employees.employment.contract.ts'

async function position({ rows }: World, headcount: number | null) {
  const id = newId()
  await rows(
    `insert into position (company_id, id, code, title, headcount) values ($company, $1, $2, 'Teacher', $3)`,
    id,
    id.slice(-12),
    headcount,
  )
  return id
}

const assign = (client: Client, positionId: string, person: Client, firstDay?: string) =>
  client(assignUser, { params: { id: positionId }, body: { employeeId: person.employeeId, ...(firstDay && { firstDay }) } })
const statusesOf = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort((a, b) => a - b)

test('a position is given from a day on, shown with the person, and left in history when it changes', async (t) => {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const person = await w.as([])
  const [one, other] = [await position(w, 1), await position(w, null)]
  const { employment } = (await assign(w.admin, one, person)).data
  assert.deepEqual([employment.positionTitle, employment.firstDay, employment.team?.reason], ['Teacher', '2026-03-02', 'other'])
  assert.equal((await w.admin(getEmployee, { params: { id: person.employeeId } })).data.employee.positionTitle, 'Teacher')
  assert.equal((await assign(w.admin, one, person)).data.employment.id, employment.id, 'who holds it already keeps it')
  await assign(w.admin, other, person, '2026-06-01')
  assert.equal((await assign(w.admin, one, await w.as([]))).status, 409)
  assert.equal((await assign(w.admin, one, await w.as([]), '2026-06-01')).status, 200, 'free from the day the other one moves on')
})

test('a full position is refused with its figures, however it is asked for', async (t) => {
  const w = await world(t)
  const full = await position(w, 1)
  await assign(w.admin, full, await w.as([]))
  const person = await w.as([])
  const params = { id: person.employeeId }
  const answers = [
    await assign(w.admin, full, person),
    await w.admin(updateEmployee, { params, body: { positionId: full } }),
    await w.admin(startEmployment, { params, body: { firstDay: '2030-01-01', positionId: full } }),
    await w.admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', positionId: full } }),
  ]
  for (const { status, error } of answers) {
    assert.deepEqual([status, error.code], [409, 'HEADCOUNT_EXCEEDED'])
    assert.partialDeepStrictEqual(error.details, { headcount: 1, filled: 1 })
  }
  assert.equal((await w.admin(assignUser, { params: { id: newId() }, body: { employeeId: person.employeeId } })).status, 404)
})

test('who holds a position that was cut may still be changed otherwise', async (t) => {
  const w = await world(t)
  const [id, person] = [await position(w, 1), await w.as([])]
  await assign(w.admin, id, person)
  await w.rows('update position set headcount = 0 where company_id = $company and id = $1', id)
  assert.equal((await w.admin(updateEmployee, { params: { id: person.employeeId }, body: { title: 'Other' } })).status, 200)
})

test('of two at once for the last seat one gets it', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 5; round += 1) {
    const id = await position(w, 1)
    const [a, b] = [await w.as([]), await w.as([])]
    assert.deepEqual(statusesOf(await Promise.all([assign(w.admin, id, a), assign(w.admin, id, b)])), [200, 409])
  }
})

test('twenty at once never exceed the headcount, by whichever way they come', async (t) => {
  const w = await world(t)
  const id = await position(w, 7)
  const people = await Promise.all(Array.from({ length: 15 }, () => w.as([])))
  const ways = [
    (person: Client) => assign(w.admin, id, person),
    ({ employeeId }: Client) => w.admin(updateEmployee, { params: { id: employeeId }, body: { positionId: id } }),
    ({ employeeId }: Client) => w.admin(startEmployment, { params: { id: employeeId }, body: { firstDay: '2026-02-02', positionId: id } }),
  ]
  const hire = () => w.admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', positionId: id } })
  const answers = await Promise.all([...people.map((person, at) => ways[at % ways.length]!(person)), ...Array.from({ length: 5 }, hire)])
  const refused = answers.filter(({ status }) => status >= 400)
  assert.deepEqual([answers.length - refused.length, new Set(refused.map(({ error }) => error.code))], [7, new Set(['HEADCOUNT_EXCEEDED'])])
  const [held] = await w.rows<{ count: number }>('select count(*) from employment where company_id = $company and position_id = $1', id)
  assert.equal(Number(held?.count), 7)
})

test('a position is given within the reach of changing people', async (t) => {
  const w = await world(t)
  const [id, person] = [await position(w, 1), await w.as([])]
  assert.equal((await assign(await w.as('employee.update:team'), id, person)).status, 404)
  assert.equal((await assign(await w.as('employee.read'), id, person)).status, 403)
})
