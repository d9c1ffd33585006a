import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { createEmployee, getEmployee, listEmployees, updateEmployee } from './employees.contract.ts'
import { groupOfField } from './employees.fields.contract.ts'
import { startEmployment } from './employees.employment.contract.ts'
import { updateContacts } from './employees.lifecycle.contract.ts'

/** One value of each field of a group that can be changed. */
const written = {
  team: { contractKind: 'part-time', weeklyHours: '21.25' },
  personal: {
    phone: '+62 811 4444',
    birthDate: '1990-02-28',
    personalEmail: 'hidden@private.test',
    address: 'Jalan Rahasia 17',
    gender: 'female',
    nationality: 'ID',
    maritalStatus: 'married',
  },
  pay: { salaryRef: 'SAL-4711', bankName: 'Bank Rahasia', bankAccount: 'ID99 1234', taxNumber: 'NPWP-88' },
} as const
const groups = Object.keys(written) as (keyof typeof written)[]

const shown = async (client: Client, person: Client) => (await client(getEmployee, { params: { id: person.employeeId } })).data.employee

for (const group of groups) {
  test(`the ${group} group is shown with its own permission within its own reach, and its values are nowhere else`, async (t) => {
    const { admin, as } = await world(t)
    const viewer = await as(['employee.read', `employee.read-${group}:team`])
    const [near, far] = [await as([], { managerId: viewer.employeeId }), await as([])]
    for (const person of [near, far])
      assert.equal((await admin(updateEmployee, { params: { id: person.employeeId }, body: { ...written[group] } })).status, 200)
    assert.partialDeepStrictEqual((await shown(viewer, near))[group], written[group])
    const hidden = await viewer(getEmployee, { params: { id: far.employeeId } })
    for (const one of groups) assert.equal(hidden.data.employee[one], null)
    const list = await viewer(listEmployees)
    for (const value of Object.values(written[group])) {
      assert.ok(!JSON.stringify(hidden.json).includes(`"${value}"`), value)
      assert.ok(!JSON.stringify(list.json).includes(`"${value}"`), value)
    }
  })

  test(`who does not see the ${group} group may not write it, whichever way`, async (t) => {
    const { as, rows } = await world(t)
    const clerk = await as(['employee.read', 'employee.create', 'employee.update', 'employee.archive'])
    const person = await as([])
    const before = await rows('select * from employee where company_id = $company')
    for (const [field, value] of Object.entries(written[group])) {
      const params = { id: person.employeeId }
      const answers = [
        await clerk(updateEmployee, { params, body: { [field]: value } }),
        await clerk(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', [field]: value } }),
        ...(field === 'salaryRef' || group === 'team'
          ? [await clerk(startEmployment, { params, body: { firstDay: '2026-01-05', [field]: value } })]
          : []),
      ]
      for (const { status, error } of answers) {
        assert.deepEqual([status, error.code, error.details], [403, 'FIELD_NOT_YOURS', { field, permission: `employee.read-${group}` }])
      }
    }
    assert.deepEqual(await rows('select * from employee where company_id = $company'), before)
  })
}

test('the system roles start with the reach of each group that they are meant to have', async (t) => {
  const { rows } = await world(t)
  const held = await rows<{ code: string; permission: string; reach: string }>(
    `select r.code, g.permission, g.reach from access_grant g join role r on r.company_id = g.company_id and r.id = g.role_id
     where g.company_id = $company and g.permission in ('employee.read-team', 'employee.read-pay', 'employee.update-contacts')`,
  )
  const reachOf = (permission: string) =>
    Object.fromEntries(held.filter((grant) => grant.permission === permission).map(({ code, reach }) => [code, reach]))
  const own = { finance: 'own', ceo: 'own', director: 'own', manager: 'own', project_lead: 'own', employee: 'own', teacher: 'own' }
  assert.deepEqual(reachOf('employee.read-team'), {
    ...own,
    admin: 'company',
    hr: 'company',
    ceo: 'company',
    director: 'department',
    manager: 'team',
  })
  assert.deepEqual(reachOf('employee.read-pay'), { ...own, admin: 'company', hr: 'company', finance: 'company' })
  assert.deepEqual(reachOf('employee.update-contacts'), { ...own, admin: 'own', hr: 'own' })
})

test('seeing every group is no right to change anything', async (t) => {
  const { as } = await world(t)
  const [reader, person] = [await as(['employee.read', ...groups.map((group) => `employee.read-${group}`)]), await as([])]
  const { can, ...employee } = await shown(reader, person)
  assert.deepEqual(can, { update: false, updateContacts: false, archive: false })
  assert.ok(employee.team && employee.personal && employee.pay)
  for (const group of groups)
    assert.equal((await reader(updateEmployee, { params: { id: person.employeeId }, body: { ...written[group] } })).status, 403)
})

test('personal and pay values are told in no event, only that they changed', async (t) => {
  const { admin, as, rows } = await world(t)
  const person = await as([])
  const everything = { ...written.team, ...written.personal, ...written.pay }
  await admin(updateEmployee, { params: { id: person.employeeId }, body: everything })
  await admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05', ...everything } })
  const [entry] = (await admin(listLogs, { query: { kind: 'employee.updated' } })).data.entries
  const told = Object.fromEntries(entry!.changes.map(({ field, after }) => [field, after]))
  for (const [field, value] of Object.entries(everything)) assert.equal(told[field], groupOfField[field] === 'team' ? value : '***', field)
  const events = JSON.stringify(await rows('select before, after, data from domain_event where company_id = $company'))
  for (const value of Object.values({ ...written.personal, ...written.pay })) assert.ok(!events.includes(`"${value}"`), value)
})

test('people change their own contacts and nothing else', async (t) => {
  const { as } = await world(t)
  const grants = ['employee.read', 'employee.read-personal:own', 'employee.update-contacts']
  const [mei, other] = [await as(grants), await as(grants)]
  const params = { id: mei.employeeId }
  const body = { preferredName: 'Mei', phone: '+62 811 4444', personalEmail: 'mei@private.test', address: 'Jalan 1', version: 1 }
  const { employee } = (await mei(updateContacts, { params, body })).data
  assert.partialDeepStrictEqual(employee, { preferredName: 'Mei', version: 2, personal: { phone: '+62 811 4444', address: 'Jalan 1' } })
  assert.equal(employee.can.updateContacts, true)
  assert.equal((await mei(updateContacts, { params, body })).error.code, 'STALE_VERSION')
  assert.equal((await other(updateContacts, { params, body: { phone: null } })).status, 404)
  assert.equal((await mei.raw('PATCH', `employees/${mei.employeeId}/contacts`, { birthDate: '1990-02-28' })).status, 400)
  assert.equal((await mei(updateEmployee, { params, body: { title: 'Boss' } })).status, 403)
  const blind = await as(['employee.update-contacts'])
  const answer = await blind(updateContacts, { params: { id: blind.employeeId }, body: { phone: null } })
  assert.deepEqual([answer.status, answer.error.details], [403, { field: 'phone', permission: 'employee.read-personal' }])
})

test('of two changes of the same contacts at once one is refused', async (t) => {
  const { as } = await world(t)
  const mei = await as(['employee.read-personal', 'employee.update-contacts'])
  const params = { id: mei.employeeId }
  const answers = await Promise.all(['A', 'B'].map((preferredName) => mei(updateContacts, { params, body: { preferredName, version: 1 } })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
})

test("numbers follow the company's own pattern, without a gap when twenty are hired at once", async (t) => {
  const { admin } = await world(t)
  assert.equal((await admin(updateSettings, { body: { employeeNumberPattern: 'EMP-{YYYY}-{000}' } })).status, 200)
  const hire = (joinedOn = '2026-01-05') => admin(createEmployee, { body: { firstName: 'A', lastName: 'B', joinedOn } })
  const hired = await Promise.all(Array.from({ length: 20 }, () => hire()))
  assert.deepEqual(
    hired.map(({ data }) => data.employee.employeeNumber).sort(),
    Array.from({ length: 20 }, (_, index) => `EMP-2026-${String(index + 1).padStart(3, '0')}`),
  )
  assert.equal((await hire('2027-01-04')).data.employee.employeeNumber, 'EMP-2027-021', 'years share one count')
  for (const employeeNumberPattern of ['EMP', '00-00', '{MM}00', ' 0'])
    assert.equal((await admin(updateSettings, { body: { employeeNumberPattern } })).status, 400, employeeNumberPattern)
})
