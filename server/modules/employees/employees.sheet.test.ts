import assert from 'node:assert/strict'
import { test } from 'node:test'
import { importedBy, exportedBy } from '../../../tests/sheets.ts'
import { useOwnDatabase } from '../../../tests/own-database.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { createCustomField } from '../custom-fields/custom-fields.contract.ts'
import { getCustomValues } from '../custom-fields/custom-fields.value.contract.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { listImportKinds } from '../imports/imports.contract.ts'
import { createPosition } from '../organization/organization.position.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { createEmployee, getEmployee, updateEmployee } from './employees.contract.ts'
import { archiveEmployee } from './employees.lifecycle.contract.ts'
import { listEmployees } from './employees.list.contract.ts'

// Another file's worker would run our imports under its own clock.
await useOwnDatabase()

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
  await rows(`update plan set employee_limit = 1000000`)
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
    entries.map(({ story }) => story),
    ['Ada Admin added Bo Boss'],
  )
  assert.equal(JSON.stringify(entries).includes('BCA'), false, 'pay data is in no event')
})

test('people who are there are changed as the API changes them, and told so', async (t) => {
  const company = await organised(t)
  const { admin } = company
  const { id } = (
    await admin(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2025-01-06', title: 'Engineer', phone: '0811' } })
  ).data.employee
  const run = await importedBy(company, admin, 'employees', ['number,last name,title,private phone,contract', '0001,Chan,Lead,,part-time'])
  assert.deepEqual(counts(run), { state: 'refused', created: 0, updated: 1, unchanged: 0, faultCount: 0 })
})
