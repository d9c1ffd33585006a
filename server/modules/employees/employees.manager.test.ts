import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { getCustomValues, updateCustomValues } from '../custom-fields/custom-fields.value.contract.ts'
import { exportCsv, listImportKinds } from '../imports/imports.contract.ts'
import { getEmployee, permissions, updateEmployee } from './employees.contract.ts'
import { listEmployments } from './employees.employment.contract.ts'
import { getTimeline } from './employees.lifecycle.contract.ts'
import { exportEmployees, listEmployees, searchPeople } from './employees.list.contract.ts'
import { addEmergencyContact, listDocuments, listEmergencyContacts } from './employees.private.contract.ts'

/** What the role of a manager starts with of people. */
const asManager = permissions.flatMap(({ code, roles }) => ('manager' in roles ? [`${code}:${roles.manager}`] : []))
const personal = {
  phone: '0811555777',
  personalEmail: 'secret@home.test',
  address: 'Secret street',
  birthDate: '1977-07-07',
  nationality: 'XS',
}
const pay = { salaryRef: 'SECRET-GRADE', bankName: 'Secret bank', bankAccount: 'SECRET-1', taxNumber: 'SECRET-2' }
const secrets = [...Object.values(personal), ...Object.values(pay), 'secret bonus', 'secret illness', 'Secret aunt']

test("a manager sees the team's public and team fields, and never their pay or personal data, whichever way they ask", async (t) => {
  const { admin, as } = await world(t)
  const boss = await as([...asManager, 'import.run', 'custom-field.read'])
  const report = await as([], { managerId: boss.employeeId, firstName: 'Rae', lastName: 'Report' })
  const other = await as([], { firstName: 'Olu', lastName: 'Other' })
  for (const [key, fieldGroup] of [
    ['bonus', 'pay'],
    ['illness', 'personal'],
    ['desk', 'team'],
    ['team-name', 'public'],
  ] as const)
    await admin(createCustomField, { body: { objectKind: 'employee', key, label: key, kind: 'text', fieldGroup } })
  const custom = { bonus: 'secret bonus', illness: 'secret illness', desk: 'Desk 4', 'team-name': 'Blue' }
  for (const { employeeId: id } of [report, other]) {
    const body = { ...personal, ...pay, contractKind: 'part-time' as const, weeklyHours: '21' }
    assert.equal((await admin(updateEmployee, { params: { id }, body })).status, 200)
    assert.equal((await admin(updateCustomValues, { params: { id }, body: { custom } })).status, 200)
    assert.equal((await admin(addEmergencyContact, { params: { id }, body: { name: 'Secret aunt', phone: '0811555777' } })).status, 201)
  }

  const of = ({ employeeId: id }: Client) => ({ params: { id } })
  const { employee } = (await boss(getEmployee, of(report))).data
  assert.deepEqual(
    [employee.team?.contractKind, employee.team?.weeklyHours, employee.personal, employee.pay],
    ['part-time', '21.00', null, null],
  )
  const stranger = (await boss(getEmployee, of(other))).data.employee
  assert.deepEqual([stranger.team, stranger.personal, stranger.pay], [null, null, null])
  assert.deepEqual((await boss(getCustomValues, of(report))).data.values, { desk: 'Desk 4', 'team-name': 'Blue' })
  assert.deepEqual((await boss(getCustomValues, of(other))).data.values, { 'team-name': 'Blue' })
  assert.equal((await boss(listEmployments, of(report))).data.employments[0]!.team?.contractKind, 'part-time')
  assert.equal((await boss(listEmployments, of(other))).status, 404)

  // Found by nothing that is hidden.
  for (const q of [personal.phone, 'secret@home.test', 'SECRET', 'SECRET-1']) {
    assert.equal((await boss(listEmployees, { query: { q } })).data.pagination.total, 0, q)
    assert.deepEqual((await boss(searchPeople, { query: { q } })).data.people, [], q)
  }
  const teamMates = (await boss(listEmployees, { query: { contractKind: 'part-time', customFields: ['desk'], custom: ['desk=Desk 4'] } }))
    .data.employees
  assert.deepEqual(
    teamMates.map(({ lastName, custom: shown }) => [lastName, shown]),
    [['Report', { desk: 'Desk 4' }]],
  )

  // Every field that is hidden is refused as an order, a filter or a column, by name.
  for (const sort of [...Object.keys(personal), ...Object.keys(pay), 'contractKind', 'weeklyHours', 'bonus'])
    for (const contract of [listEmployees, exportEmployees]) assert.equal((await boss(contract, { query: { sort } })).status, 400, sort)
  // Of themselves they may see these groups, so the question is allowed; it finds nobody else.
  for (const custom of ['bonus=secret bonus', 'illness=secret illness'])
    assert.equal((await boss(listEmployees, { query: { custom: [custom] } })).data.pagination.total, 0, custom)
  assert.equal((await boss(exportEmployees, { query: { fieldGroup: ['personal', 'pay', 'team'] } })).status, 200, 'their own they may see')
  const columns = (await boss(listImportKinds)).data.kinds.find(({ kind }) => kind === 'employees')!.columns.map(({ key }) => key)
  for (const hidden of [...Object.keys(personal), ...Object.keys(pay), 'contractKind', 'custom.bonus', 'custom.desk'])
    assert(!columns.includes(hidden), hidden)

  const answers = await Promise.all([
    boss(getEmployee, of(report)),
    boss(getTimeline, of(report)),
    boss(listEmployments, of(report)),
    boss(getCustomValues, of(report)),
    boss(listEmployees, { query: { customFields: ['desk', 'team-name'] } }),
    boss(searchPeople, { query: { q: 'report' } }),
    boss(exportEmployees, { query: { fieldGroup: ['personal', 'pay', 'team'], customFields: ['bonus', 'illness'] } }),
    boss(exportCsv, { params: { kind: 'employees' } }),
    boss(listEmergencyContacts, of(report)),
    boss(listDocuments, of(report)),
  ])
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200, 200, 200, 200, 200, 200, 404, 404],
  )
  for (const { bytes } of answers)
    for (const secret of secrets) assert(!bytes.includes(secret), `${secret} in ${bytes.toString().slice(0, 300)}`)
})
