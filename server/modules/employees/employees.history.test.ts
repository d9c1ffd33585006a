import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { getEmployee, updateEmployee } from './employees.contract.ts'
import { correctEmployment, listEmployments, removeEmployment, startEmployment } from './employees.employment.contract.ts'

const start = (client: Client, person: Client, body: Body<typeof startEmployment>) =>
  client(startEmployment, { params: { id: person.employeeId }, body })
const correct = (client: Client, person: Client, employmentId: string, body: Body<typeof correctEmployment>) =>
  client(correctEmployment, { params: { id: person.employeeId, employmentId }, body })
const listed = async (client: Client, person: Client) =>
  (await client(listEmployments, { params: { id: person.employeeId } })).data.employments
const seen = async (client: Client, person: Client, asOf?: string) =>
  client(getEmployee, { params: { id: person.employeeId }, ...(asOf && { query: { asOf } }) })

/** A company on the first Monday of March 2026, and somebody who joined on 2020-01-06. */
async function company(t: Parameters<typeof world>[0]): Promise<World & { person: Client }> {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  return { ...w, person: await w.as([]) }
}

test('an employment begins on a day past, today or to come; what is left out is carried over and later ones keep their days', async (t) => {
  const { admin, as, person } = await company(t)
  const boss = await as([], { firstName: 'Bo', lastName: 'Boss' })
  const begun = await start(admin, person, {
    firstDay: '2026-06-01',
    title: 'Lead',
    managerId: boss.employeeId,
    reason: 'promotion',
    note: 'planned',
  })
  assert.deepEqual([begun.status, begun.data.employment.title, begun.data.employment.managerName], [201, 'Lead', 'Bo Boss'])
  assert.deepEqual(begun.data.employment.team, {
    contractKind: 'permanent',
    weeklyHours: null,
    workingPatternId: null,
    reason: 'promotion',
    note: 'planned',
  })
  await start(admin, person, { firstDay: '2024-05-01', contractKind: 'part-time', weeklyHours: '20.5', salaryRef: 'S-1' })
  const rows = await listed(admin, person)
  assert.deepEqual(
    rows.map(({ firstDay, lastDay, title, team, pay }) => [
      firstDay,
      lastDay,
      title,
      team?.contractKind,
      team?.weeklyHours,
      team?.reason,
      pay?.salaryRef,
    ]),
    [
      ['2026-06-01', null, 'Lead', 'permanent', null, 'promotion', null],
      ['2024-05-01', '2026-05-31', null, 'part-time', '20.50', 'contract', 'S-1'],
      ['2020-01-06', '2024-04-30', null, 'permanent', null, 'hire', null],
    ],
  )
})

test('what is planned takes effect by itself, and a person is shown as of any day', async (t) => {
  const { admin, at, person } = await company(t)
  await start(admin, person, { firstDay: '2026-03-03', title: 'Lead' })
  const title = async (asOf?: string) => (await seen(admin, person, asOf)).data.employee.title
  assert.deepEqual(
    [await title(), await title('2026-03-02'), await title('2026-03-03'), await title('2030-01-01')],
    [null, null, 'Lead', 'Lead'],
  )
  at('2026-03-03T00:00:01Z')
  assert.deepEqual([await title(), await title('2026-03-02')], ['Lead', null])
  assert.equal(await title('2019-01-01'), null, 'before joining as on the first day')
})

test('a day to come is shown only to whom the terms of a person are shown', async (t) => {
  const { as, person } = await company(t)
  const [colleague, manager] = [await as('employee.read'), await as(['employee.read', 'employee.read-team'])]
  const asked = await seen(colleague, person, '2026-03-03')
  assert.deepEqual([asked.status, asked.error.code, asked.error.details], [403, 'FORBIDDEN', { permission: 'employee.read-team' }])
  assert.equal((await seen(colleague, person, '2026-03-02')).status, 200)
  assert.equal((await seen(manager, person, '2026-03-03')).status, 200)
})

test('a row is corrected in the past and to come; what it was stays in the audit log, pay masked', async (t) => {
  const { admin, person } = await company(t)
  await start(admin, person, { firstDay: '2024-05-01', title: 'Engineer', salaryRef: 'S-1' })
  const [current, first] = await listed(admin, person)
  const corrected = await correct(admin, person, current!.id, { firstDay: '2024-04-01', title: 'Senior', salaryRef: 'S-2', version: 1 })
  assert.deepEqual([corrected.data.employment.version, corrected.data.employment.title, corrected.headers['etag']], [2, 'Senior', '"2"'])
  await correct(admin, person, first!.id, { title: 'Junior' })
  assert.deepEqual(
    (await listed(admin, person)).map(({ firstDay, lastDay, title }) => [firstDay, lastDay, title]),
    [
      ['2024-04-01', null, 'Senior'],
      ['2020-01-06', '2024-03-31', 'Junior'],
    ],
  )
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: person.employeeId } })).data
  const entry = entries.find(({ kind }) => kind === 'employment.corrected')!
  assert.deepEqual(entry.changes, [
    { field: 'title', before: 'Engineer', after: 'Senior' },
    { field: 'firstDay', before: '2024-05-01', after: '2024-04-01' },
    { field: 'salaryRef', before: '***', after: '***' },
  ])
  assert.doesNotMatch(JSON.stringify(entries), /S-[12]/)
})

test('the first row of a person moves the day of joining with it', async (t) => {
  const { admin, person } = await company(t)
  const [first] = await listed(admin, person)
  await correct(admin, person, first!.id, { firstDay: '2019-12-02' })
  const { employee } = (await seen(admin, person)).data
  assert.deepEqual([employee.joinedOn, employee.version], ['2019-12-02', 2])
})

test('only what has not begun is taken back', async (t) => {
  const { admin, person } = await company(t)
  const planned = (await start(admin, person, { firstDay: '2026-03-03', title: 'Lead' })).data.employment
  const remove = (employmentId: string) => admin(removeEmployment, { params: { id: person.employeeId, employmentId } })
  assert.deepEqual((await remove(planned.id)).data, {})
  const [only] = await listed(admin, person)
  assert.ok(only)
  assert.equal(only.lastDay, null)
  const { status, error } = await remove(only.id)
  assert.deepEqual([status, error.code, error.details], [409, 'EMPLOYMENT_BEGUN', { firstDay: '2020-01-06', today: '2026-03-02' }])
  assert.equal((await remove(planned.id)).status, 404)
})

test('what cannot be is refused with its figures', async (t) => {
  const { admin, as, person } = await company(t)
  const other = await as([])
  const asked = async (answer: Promise<{ status: number; error: { code: string } }>) => {
    const { status, error } = await answer
    return [status, error.code]
  }
  assert.deepEqual(await asked(start(admin, person, { firstDay: '2020-01-05' })), [422, 'EMPLOYMENT_BEFORE_JOINING'])
  assert.deepEqual(await asked(start(admin, person, { firstDay: '2020-01-06' })), [409, 'EMPLOYMENT_STARTS_THEN'])
  assert.deepEqual(await asked(start(admin, person, { firstDay: '2026-03-02', weeklyHours: '0' })), [422, 'EMPLOYMENT_WEEKLY_HOURS_CHECK'])
  assert.deepEqual(await asked(start(admin, person, { firstDay: '2026-03-02', positionId: newId() })), [409, 'REFERENCE_NOT_FOUND'])
  const [theirs] = await listed(admin, other)
  assert.deepEqual(await asked(correct(admin, person, theirs!.id, { title: 'X' })), [404, 'NOT_FOUND'], 'a row of another person')
  const [mine] = await listed(admin, person)
  assert.deepEqual(await asked(correct(admin, person, mine!.id, { title: 'X', version: 2 })), [409, 'STALE_VERSION'])
})

test('employments are read within team reach and changed within the reach of changing people', async (t) => {
  const { as, nobody, person } = await company(t)
  const [reader, clerk] = [await as(['employee.read', 'employee.read-team:own']), await as(['employee.read', 'employee.update:team'])]
  const params = { id: person.employeeId }
  const body = { firstDay: '2026-03-02', title: 'X' }
  assert.equal((await reader(listEmployments, { params })).status, 404)
  assert.equal((await reader(listEmployments, { params: { id: reader.employeeId } })).status, 200)
  assert.equal((await clerk(listEmployments, { params })).status, 403)
  assert.equal((await clerk(startEmployment, { params, body })).status, 404)
  assert.equal((await reader(startEmployment, { params, body })).status, 403)
  assert.equal((await nobody(startEmployment, { params, body })).status, 401)
})

test('the salary reference is in a list of employments only within the pay group', async (t) => {
  const { admin, as, person } = await company(t)
  await start(admin, person, { firstDay: '2026-03-02', salaryRef: 'S-77' })
  const [hr, manager] = [await as(['employee.read-team', 'employee.read-pay']), await as(['employee.read-team', 'employee.read-pay:own'])]
  assert.equal((await listed(hr, person))[0]?.pay?.salaryRef, 'S-77')
  const answer = await manager(listEmployments, { params: { id: person.employeeId } })
  assert.equal(answer.data.employments[0]?.pay, null)
  assert.doesNotMatch(JSON.stringify(answer.json), /S-77/)
})

test('nobody reports to themselves on any day, also one to come', async (t) => {
  const { admin, as, person } = await company(t)
  const other = await as([])
  assert.equal((await start(admin, person, { firstDay: '2026-09-01', managerId: other.employeeId })).status, 201)
  const now = await admin(updateEmployee, { params: { id: other.employeeId }, body: { managerId: person.employeeId } })
  assert.deepEqual([now.status, now.error.code], [409, 'REPORTING_CYCLE'])
  assert.equal((now.error.details as { firstDay: string }).firstDay, '2026-09-01', 'the first day on which it would close')
  assert.equal((await start(admin, other, { firstDay: '2026-09-01', managerId: null, title: 'alone' })).status, 201)
  const [, first] = await listed(admin, other)
  assert.equal((await correct(admin, other, first!.id, { managerId: person.employeeId })).status, 200, 'until the day before it may')
  const [later] = await listed(admin, other)
  const back = await admin(removeEmployment, { params: { id: other.employeeId, employmentId: later!.id } })
  assert.deepEqual([back.status, back.error.code], [409, 'REPORTING_CYCLE'], 'nor by what takes the place of a row that is taken back')
})

test('of two changes at once that would close a line on a day to come one is refused', async (t) => {
  const { admin, as } = await company(t)
  for (let round = 0; round < 5; round += 1) {
    const [a, b] = [await as([]), await as([])]
    const answers = await Promise.all([
      start(admin, a, { firstDay: '2026-08-01', managerId: b.employeeId }),
      start(admin, b, { firstDay: '2026-10-01', managerId: a.employeeId }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).sort((one, two) => one - two),
      [201, 409],
    )
  }
})

test('of several new employments on one day at once exactly one begins', async (t) => {
  const { admin, person } = await company(t)
  const answers = await Promise.all(['A', 'B', 'C'].map((title) => start(admin, person, { firstDay: '2026-05-01', title })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((one, two) => one - two),
    [201, 409, 409],
  )
  assert.equal((await listed(admin, person)).length, 2)
})
