import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { getCustomFile, uploadCustomFile } from '../custom-fields/custom-fields.file.contract.ts'
import { getCustomValues, updateCustomValues } from '../custom-fields/custom-fields.value.contract.ts'
import { exportCsv } from '../imports/imports.contract.ts'
import { getEmployee } from './employees.contract.ts'
import { listEmployments } from './employees.employment.contract.ts'
import { exportEmployees } from './employees.list.contract.ts'
import * as personal from './employees.private.contract.ts'

/** Somebody whose data is looked at, and what was recorded of it: story by story, in order. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['employee.read', 'employee.read-team', 'employee.read-personal', 'employee.read-pay', 'import.run'], {
    firstName: 'Hana',
    lastName: 'Reed',
  })
  const mei = await w.as(
    ['employee.read', 'employee.read-team:own', 'employee.read-personal:own', 'employee.read-pay:own', 'employee.update-records:own'],
    { firstName: 'Mei', lastName: 'Chen' },
  )
  const recorded = async () =>
    (
      await w.rows<{ told: string }>(
        `select concat_ws(' ', actor_name, kind, data) as told from domain_event where company_id = $company and (kind like '%viewed' or
          kind like '%exported') order by id`,
      )
    ).map(({ told }) => told)
  return { ...w, hr, mei, recorded, params: { id: mei.employeeId } }
}
const viewed = (what: string) => `Hana Reed employee.viewed {"what": "${what}", "person": "Mei Chen"}`

test('whoever is shown personal or pay data of somebody else is recorded once in ten minutes, and what it was', async (t) => {
  const { hr, mei, at, as, params, recorded } = await office(t)
  for (let times = 0; times < 3; times += 1) assert.notEqual((await hr(getEmployee, { params })).data.employee.pay, null)
  assert.deepEqual(await recorded(), [viewed('personal and pay data')])
  await hr(listEmployments, { params })
  assert.deepEqual((await recorded()).slice(1), [viewed('pay data')])
  at('2026-03-02T09:09:59Z')
  await hr(getEmployee, { params })
  assert.equal((await recorded()).length, 2)
  at('2026-03-02T09:10:00Z')
  await hr(getEmployee, { params })
  assert.deepEqual((await recorded()).slice(2), [viewed('personal and pay data')])
  // Neither one's own nor what every colleague may see.
  await mei(getEmployee, { params })
  await mei(personal.listDocuments, { params })
  const colleague = await as('employee.read')
  await colleague(getEmployee, { params })
  assert.equal((await recorded()).length, 3)
})

test('records of a person are named by their kind, with nothing that stands in them, and who sees none is not recorded', async (t) => {
  const { hr, mei, as, params, recorded, rows } = await office(t)
  const document = { kind: 'passport' as const, number: 'X 998877', country: 'ID' }
  assert.equal((await mei(personal.addDocument, { params, body: document })).status, 201)
  const answer = await hr(personal.listDocuments, { params })
  assert.equal(answer.data.documents[0]!.number, document.number)
  await hr(personal.listDependants, { params })
  await hr(personal.listEmergencyContacts, { params })
  assert.deepEqual(await recorded(), [viewed('identity documents'), viewed('dependants'), viewed('emergency contacts')])
  const colleague = await as(['employee.read', 'employee.read-personal:own'])
  assert.equal((await colleague(personal.listDocuments, { params })).status, 404)
  assert.equal((await recorded()).length, 3)
  const events = await rows('select before, after, data from domain_event where company_id = $company')
  assert(!JSON.stringify(events).includes('998877'))
})

test('custom fields of groups that not everybody sees are named, and so is a file that is opened', async (t) => {
  const { admin, hr, params, recorded } = await office(t)
  for (const [key, kind, fieldGroup] of [
    ['shirt', 'text', 'public'],
    ['faith', 'text', 'personal'],
    ['contract', 'file', 'pay'],
  ] as const)
    await admin(createCustomField, { body: { objectKind: 'employee', key, label: key.toUpperCase(), kind, fieldGroup } })
  await admin(updateCustomValues, { params, body: { custom: { shirt: 'L' } } })
  await hr(getCustomValues, { params })
  assert.deepEqual(await recorded(), [], 'a public field alone is not sensitive')
  await admin(updateCustomValues, { params, body: { custom: { faith: 'none of yours' } } })
  const file = { params: { ...params, key: 'contract' }, query: { fileName: 'contract.pdf' }, body: Buffer.from('%PDF-1.7 signed') }
  assert.equal((await admin(uploadCustomFile, file)).status, 200)
  await hr(getCustomValues, { params })
  assert.equal((await hr(getCustomFile, { params: { ...params, key: 'contract' } })).status, 200)
  assert.deepEqual(await recorded(), [
    'Hana Reed custom-field.values-viewed {"fields": "CONTRACT, FAITH", "person": "Mei Chen"}',
    'Hana Reed custom-field.file-viewed {"fields": "CONTRACT", "person": "Mei Chen"}',
  ])
})

test('every export is recorded with how much of what it held', async (t) => {
  const { hr, recorded } = await office(t)
  for (let times = 0; times < 2; times += 1) assert.equal((await hr(exportEmployees, { query: { fieldGroup: ['pay'] } })).status, 200)
  assert.equal((await hr(exportEmployees, { query: {} })).status, 200)
  assert.equal((await hr(exportCsv, { params: { kind: 'employees' } })).status, 200)
  assert.deepEqual(await recorded(), [
    'Hana Reed employee.exported {"count": 2, "groups": "public, pay"}',
    'Hana Reed employee.exported {"count": 2, "groups": "public, pay"}',
    'Hana Reed employee.exported {"count": 2, "groups": "public"}',
    'Hana Reed import.exported {"kind": "people", "rows": 2, "format": "csv"}',
  ])
})

test('what cannot be recorded is not shown', async (t) => {
  const { hr, params, recorded } = await office(t)
  const owner = await connect(t, 'muster_owner')
  await owner.query(`alter table domain_event add constraint nothing_is_read check (kind <> 'employee.viewed') not valid`)
  const answer = await hr(getEmployee, { params })
  assert(answer.status >= 400 && !('data' in (answer.json as object)), JSON.stringify(answer.json))
  await owner.query('alter table domain_event drop constraint nothing_is_read')
  assert.equal((await hr(getEmployee, { params })).status, 200)
  assert.equal((await recorded()).length, 1)
})
