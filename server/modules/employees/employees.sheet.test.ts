import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportedBy, importedBy } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { getCustomValues } from '../custom-fields/custom-fields.value.contract.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { listImportKinds } from '../imports/imports.contract.ts'
import { createPosition } from '../organization/organization.position.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, getEmployee } from './employees.contract.ts'
import { listEmployments } from './employees.employment.contract.ts'
import { archiveEmployee } from './employees.lifecycle.contract.ts'
import { listEmployees } from './employees.list.contract.ts'

const counts = ({ state, created, updated, unchanged, faultCount }: Awaited<ReturnType<typeof importedBy>>) => ({
  state,
  created,
  updated,
  unchanged,
  faultCount,
})
const reasons = ({ faults }: Awaited<ReturnType<typeof importedBy>>) => faults.map(({ row, column, reason }) => [row, column, reason])

async function organised(t: Parameters<typeof world>[0]) {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  const { admin, rows } = company
  await rows(`insert into company_limit (company_id, code, amount) values ($company, 'employees', 1000000)`)
  await admin(createDepartment, { body: { code: 'ENG', name: 'Engineering' } })
  const { position } = (await admin(createPosition, { body: { code: 'DEV', title: 'Developer', headcount: 2 } })).data
  return { ...company, positionId: position.id }
}

const find = async (who: Client, number: string) => {
  const { employees } = (
    await who(listEmployees, { query: { status: ['active', 'onboarding', 'left', 'archived', 'notice'], limit: 100 } })
  ).data
  const { id } = employees.find(({ employeeNumber }) => employeeNumber === number) ?? assert.fail(`${number} is not there`)
  return (await who(getEmployee, { params: { id } })).data.employee
}

test('a file adds people with everything a column says, and the same file again changes nothing', async (t) => {
  const company = await organised(t)
  const { admin } = company
  await admin(createCustomField, {
    body: { objectKind: 'employee', key: 'cups', label: 'Cups', kind: 'number', isRequired: true, rules: { decimals: 1 } },
  })
  await admin(createCustomField, { body: { objectKind: 'employee', key: 'buddy', label: 'Manager', kind: 'person' } })
  const file = [
    'Number;First name;Last name;Joined on;Title;Department;Branch;Position;Manager;Weekly hours;Private phone;Bank;Status;Last day;Cups;custom.buddy',
    'E-2;Ann;Report;2025-01-06;Engineer;ENG;HQ;DEV;E-1;37,5;;;;;1;E-1'.replace('37,5', '37.50'),
    'E-1;Bo;Boss;2020-01-06;Lead;ENG;;DEV;;40;+62 811;BCA;;;2.50;E-2',
    'E-3;Cy;Gone;2019-01-07;;;;;;;;;left;2024-06-30;0;',
    'E-4;Di;Soon;2026-09-01;;;;;;;;;;;0;',
    'E-5;Ed;Leaving;2021-01-04;;;;;;;;;notice;2026-05-31;0;',
  ]
  const first = await importedBy(company, admin, 'employees', file)
  assert.deepEqual([counts(first), reasons(first)], [{ state: 'done', created: 5, updated: 0, unchanged: 0, faultCount: 0 }, []])
  const [ann, bo, cy, di, ed] = [
    await find(admin, 'E-2'),
    await find(admin, 'E-1'),
    await find(admin, 'E-3'),
    await find(admin, 'E-4'),
    await find(admin, 'E-5'),
  ]
  assert.deepEqual(
    [ann.managerId, ann.departmentName, ann.branchName, ann.positionTitle, ann.team?.weeklyHours],
    [bo.id, 'Engineering', 'Head office', 'Developer', '37.50'],
  )
  assert.deepEqual([bo.personal?.phone, bo.pay?.bankName, bo.title, bo.status], ['+62 811', 'BCA', 'Lead', 'active'])
  assert.deepEqual([cy.status, cy.leftOn, di.status, ed.status, ed.leftOn], ['left', '2024-06-30', 'onboarding', 'notice', '2026-05-31'])
  assert.deepEqual((await admin(getCustomValues, { params: { id: ann.id } })).data.values, { cups: '1', buddy: bo.id })
  const again = await importedBy(company, admin, 'employees', file)
  assert.deepEqual(counts(again), { state: 'done', created: 0, updated: 0, unchanged: 5, faultCount: 0 })
  // They are found, and their history tells of them as if they were added one by one.
  assert.deepEqual((await admin(listEmployees, { query: { q: 'engineer ann' } })).data.pagination.total, 1)
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: bo.id } })).data
  assert.deepEqual(
    entries.filter(({ kind }) => kind !== 'employee.viewed').map(({ story }) => story),
    ['Ada Admin added Bo Boss'],
  )
  assert.equal(JSON.stringify(entries).includes('BCA'), false, 'pay data is in no event')
})

test('people who are there are changed as the API changes them, and told so', async (t) => {
  const company = await organised(t)
  const { admin } = company
  const mei = { firstName: 'Mei', lastName: 'Chen', joinedOn: '2025-01-06', title: 'Engineer', phone: '0811' }
  const { id } = (await admin(createEmployee, { body: mei })).data.employee
  const run = await importedBy(company, admin, 'employees', [
    'number,last name,title,private phone,contract,status,last day,notice given on,joined on',
    '0001,Chan,Lead,,part-time,notice,2026-06-30,2026-03-01,2024-12-02',
  ])
  assert.deepEqual([counts(run), reasons(run)], [{ state: 'done', created: 0, updated: 1, unchanged: 0, faultCount: 0 }, []])
  const after = await find(admin, '0001')
  assert.deepEqual(
    [after.lastName, after.title, after.personal?.phone, after.team?.contractKind, after.status, after.leftOn, after.joinedOn],
    ['Chan', 'Lead', null, 'part-time', 'notice', '2026-06-30', '2024-12-02'],
  )
  const { employments } = (await admin(listEmployments, { params: { id } })).data
  assert.deepEqual(
    employments.map(({ firstDay, lastDay, title, team }) => [firstDay, lastDay, title, team?.contractKind]),
    [
      ['2026-03-02', '2026-06-30', 'Lead', 'part-time'],
      ['2024-12-02', '2026-03-01', 'Engineer', 'permanent'],
    ],
  )
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id } })).data
  const changed = entries.find(({ kind }) => kind === 'employee.updated')!
  assert.deepEqual(
    changed.changes.map(({ field, before }) => [field, before] as const).sort(([a], [b]) => (a < b ? -1 : 1)),
    [
      ['contractKind', 'permanent'],
      ['joinedOn', '2025-01-06'],
      ['lastName', 'Chen'],
      ['leftOn', null],
      ['noticeOn', null],
      ['phone', '***'],
      ['status', 'active'],
      ['title', 'Engineer'],
    ],
  )
  assert.equal((await admin(listEmployees, { query: { q: 'chan' } })).data.pagination.total, 1)
  assert.equal((await admin(listEmployees, { query: { q: 'engineer' } })).data.pagination.total, 0)
})

test('every row that the rules refuse is told at once, and then nothing of the file is written', async (t) => {
  const company = await organised(t)
  const { admin, rows } = company
  const { id } = (await admin(createEmployee, { body: { firstName: 'Ar', lastName: 'Chived', joinedOn: '2025-01-06' } })).data.employee
  assert.equal((await admin(archiveEmployee, { params: { id }, body: {} })).status, 200)
  const head = 'number,first name,last name,joined on,status,last day,title,weekly hours,manager,department'
  const cells = await importedBy(company, admin, 'employees', [
    head,
    'A-1,A,A,2025-13-01,,,,,,',
    'A-2,A,,2025-01-01,busy,,,,,',
    'A-3,A,A,2025-01-01,,,,169,N-9,GHOST',
    'A 4,A,A,2025-01-01,,,,,,',
  ])
  assert.deepEqual(
    cells.faults.map(({ row, column }) => [row, column]),
    [
      [2, 'joinedOn'],
      [3, 'lastName'],
      [3, 'status'],
      [4, 'weeklyHours'],
      [5, 'employeeNumber'],
    ],
  )
  const references = await importedBy(company, admin, 'employees', [head, 'A-3,A,A,2025-01-01,,,,16,N-9,GHOST'])
  assert.deepEqual(
    references.faults.map(({ column, value }) => [column, value]),
    [
      ['departmentCode', 'GHOST'],
      ['managerNumber', 'N-9'],
    ],
  )
  const rules = await importedBy(company, admin, 'employees', [
    head,
    'B-1,A,A,2025-01-01,left,,,,,',
    'B-2,A,A,2025-01-01,,2026-12-31,,,,',
    'B-3,A,A,2025-01-01,onboarding,,,,,',
    'B-4,A,A,2025-01-01,notice,2024-12-31,,,,',
    'B-5,A,A,2025-01-01,,,,,,',
  ])
  assert.deepEqual(
    rules.faults.map(({ row }) => row),
    [2, 3, 4, 5],
  )
  assert.match(rules.faults[0]!.reason, /last day between joining and today/)
  const archived = await importedBy(company, admin, 'employees', [head, '0001,Ar,Changed,2025-01-06,,,,,,'])
  assert.deepEqual(reasons(archived), [[2, null, 'This person is archived; restore them first.']])
  assert.equal((await rows('select from employee where company_id = $company')).length, 1)
})

test('seats, reporting lines and places of the plan hold for the file as a whole, and name their row', async (t) => {
  const company = await organised(t)
  const { admin, rows } = company
  const head = 'number,first name,last name,joined on,position,manager'
  const full = await importedBy(company, admin, 'employees', [
    head,
    ...[1, 2, 3, 4].map((n) => `S-${n},A,A,2025-01-06,${n === 2 ? '' : 'DEV'},`),
  ])
  assert.deepEqual(
    [full.state, full.faults.map(({ row, reason }) => [row, reason])],
    ['refused', [[5, 'The position has a headcount of 2, and on 2025-01-06 2 hold it already.']]],
  )
  const round = await importedBy(company, admin, 'employees', [
    head,
    'C-1,A,A,2025-01-06,,C-3',
    'C-2,A,A,2025-01-06,,C-1',
    'C-3,A,A,2025-01-06,,C-2',
    'C-4,A,A,2025-01-06,,C-1',
  ])
  assert.deepEqual(
    round.faults.map(({ row, reason }) => [row, reason]),
    [2, 3, 4].map((row) => [row, 'This would make the person report to themselves.']),
  )
  const own = await importedBy(company, admin, 'employees', [head, 'O-1,A,A,2025-01-06,,O-1'])
  assert.deepEqual(reasons(own), [[2, null, 'This would make the person report to themselves.']])
  assert.deepEqual(await rows('select from employee where company_id = $company'), [])
  // Who moves away makes room for who comes, whichever stands first.
  await importedBy(company, admin, 'employees', [head, 'M-1,A,A,2025-01-06,DEV,', 'M-2,A,A,2025-01-06,DEV,'])
  const moved = await importedBy(company, admin, 'employees', [head, 'M-3,A,A,2026-03-02,DEV,', 'M-1,A,A,2025-01-06,,'])
  assert.deepEqual([moved.state, reasons(moved)], ['done', []])
})

test('a company takes as many people as it may have, those who left not counted', async (t) => {
  const company = await world(t)
  const { admin, rows } = company
  await rows(`insert into company_limit (company_id, code, amount) values ($company, 'employees', 3)`)
  const head = 'number,first name,last name,joined on,status,last day'
  const line = (n: number, rest: string) => `P-${n},A,A,2024-01-01,${rest}`
  const over = await importedBy(company, admin, 'employees', [
    head,
    line(1, ','),
    line(2, 'left,2024-12-31'),
    line(3, ','),
    line(4, ','),
    line(5, ','),
  ])
  assert.deepEqual(
    over.faults.map(({ row }) => row),
    [6],
  )
  assert.deepEqual(await rows('select from employee where company_id = $company'), [])
})

test('columns of a group are there only for whom it is shown over the whole company; others stay as they are', async (t) => {
  const company = await organised(t)
  const { admin, as } = company
  for (const fieldGroup of ['public', 'pay'] as const)
    await admin(createCustomField, { body: { objectKind: 'employee', key: fieldGroup, label: fieldGroup, kind: 'text', fieldGroup } })
  await importedBy(company, admin, 'employees', [
    'number,first name,last name,joined on,private phone,bank,contract,pay',
    '1,Mei,Chen,2025-01-06,0811,BCA,part-time,high',
  ])
  const clerk = await as([
    'import.run',
    'employee.read',
    'employee.create',
    'employee.update',
    'employee.read-personal:team',
    'employee.read-pay:own',
  ])
  const columns = (await clerk(listImportKinds)).data.kinds.find(({ kind }) => kind === 'employees')!.columns.map(({ key }) => key)
  for (const hidden of ['phone', 'bankName', 'contractKind', 'noticeOn', 'custom.pay']) assert(!columns.includes(hidden), hidden)
  assert(columns.includes('custom.public'))
  const text = (await exportedBy(clerk, 'employees')).toString()
  for (const secret of ['0811', 'BCA', 'part-time', 'high']) assert(!text.includes(secret), secret)
  const run = await importedBy(company, clerk, 'employees', ['number,last name,private phone,bank,pay', '1,Chan,0,X,low', '2,B,0,X,low'])
  assert.deepEqual([run.state, run.ignored], ['refused', ['private phone', 'bank', 'pay']])
  const changed = await importedBy(company, clerk, 'employees', ['number,last name,private phone,bank,pay', '1,Chan,0,X,low'])
  assert.equal(changed.state, 'done')
  const mei = await find(admin, '1')
  assert.deepEqual([mei.lastName, mei.personal?.phone, mei.pay?.bankName, mei.team?.contractKind], ['Chan', '0811', 'BCA', 'part-time'])
  assert.equal((await admin(getCustomValues, { params: { id: mei.id } })).data.values['pay'], 'high')
  const reader = await as(['import.run', 'employee.read:department', 'employee.create', 'employee.update'])
  assert.equal(
    (await reader(listImportKinds)).data.kinds.some(({ kind }) => kind === 'employees'),
    false,
  )
})
