import assert from 'node:assert/strict'
import { test } from 'node:test'
import { exportedBy, importedBy } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { createPattern } from '../attendance/working-pattern.contract.ts'
import { createItem, updateItem } from '../catalogs/catalogs.contract.ts'
import { listImportKinds } from '../imports/imports.contract.ts'
import { createPosition } from '../organization/organization.position.contract.ts'
import { getEmployee } from './employees.contract.ts'
import { listEmployees } from './employees.list.contract.ts'
import { listHobbies, listSkills } from './employees.record.contract.ts'

type Run = Awaited<ReturnType<typeof importedBy>>
const counts = ({ state, created, updated, unchanged, faultCount }: Run) => ({ state, created, updated, unchanged, faultCount })
const reasons = ({ faults }: Run) => faults.map(({ row, column, reason }) => [row, column, reason])
const find = async (who: Client, number: string) => {
  const { employees } = (await who(listEmployees, { query: { limit: 100 } })).data
  const { id } = employees.find(({ employeeNumber }) => employeeNumber === number) ?? assert.fail(`${number} is not there`)
  return (await who(getEmployee, { params: { id } })).data.employee
}

test('skills, hobbies and working patterns stand in columns by their names, and the sheet that is exported changes nothing', async (t) => {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  const { admin } = company
  const item = async (kind: string, name: string) => (await admin(createItem, { body: { kind, name } })).data.item
  const old = await item('skill', 'Fax (4)')
  for (const name of ['SQL', 'English; spoken']) await item('skill', name)
  await item('hobby', 'Chess')
  const pattern = { name: 'Four days', times: [{ week: 1, weekday: 1, start: '09:00', end: '17:00', breakMinutes: 60 }] }
  assert.equal((await admin(createPattern, { body: pattern })).status, 201)
  const head = 'number,first name,last name,joined on,skills,hobbies,working pattern'
  const run = await importedBy(company, admin, 'employees', [
    head,
    'E-1,Ann,Lee,2025-01-06,sql (4); English\\; spoken;Fax \\(4\\),chess,Four days',
    'E-2,Bo,Lee,2025-01-06,,,',
  ])
  assert.deepEqual([counts(run), reasons(run)], [{ state: 'done', created: 2, updated: 0, unchanged: 0, faultCount: 0 }, []])
  const ann = await find(admin, 'E-1')
  const { skills } = (await admin(listSkills, { params: { id: ann.id } })).data
  assert.deepEqual(
    skills.map(({ name, level }) => [name, level]),
    [
      ['English; spoken', null],
      ['Fax (4)', null],
      ['SQL', 4],
    ],
  )
  assert.equal((await admin(listHobbies, { params: { id: ann.id } })).data.hobbies.length, 1)
  assert.notEqual(ann.team?.workingPatternId, null)
  assert.equal((await admin(listEmployees, { query: { q: 'spoken' } })).data.pagination.total, 1, 'found by what they know')
  await admin(updateItem, { params: { id: old.id }, body: { isActive: false } })
  for (const kind of ['employees', 'employments']) {
    const again = await importedBy(company, admin, kind, await exportedBy(admin, kind))
    assert.deepEqual([again.state, again.created, again.updated, again.faults], ['done', 0, 0, []], kind)
  }
  const change = await importedBy(company, admin, 'employees', [head.replace('joined on,', ''), 'E-1,Ann,Lee,Fax \\(4\\),,'])
  assert.deepEqual([counts(change), reasons(change)], [{ state: 'done', created: 0, updated: 1, unchanged: 0, faultCount: 0 }, []])
  assert.deepEqual((await find(admin, 'E-1')).team?.workingPatternId, null)
  for (const [cells, column] of [
    ['Fax \\(4\\),,', null],
    ['Cobol,,', 'skills'],
    ['SQL; sql (2),,', 'skills'],
    [',Chess (2),', 'hobbies'],
    [',,Nights', 'workingPattern'],
  ] as const) {
    const refused = await importedBy(company, admin, 'employees', [head.replace('joined on,', ''), `E-2,Bo,Lee,${cells}`])
    assert.deepEqual(
      refused.faults.map((fault) => [fault.row, fault.column]),
      [[2, column ?? 'skills']],
      cells,
    )
  }
  const clerk = await company.as(['import.run', 'employee.read', 'employee.create', 'employee.update', 'employee.read-team'])
  const { kinds } = (await clerk(listImportKinds)).data
  const keys = kinds.find(({ kind }) => kind === 'employees')!.columns.map(({ key }) => key)
  assert.deepEqual([keys.includes('skills'), keys.includes('workingPattern')], [false, true])
})

test('a dry run names everybody for whom there is no seat, in the order of the file', async (t) => {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  await company.admin(createPosition, { body: { code: 'DEV', title: 'Developer', headcount: 2 } })
  const lines = [1, 2, 3, 4, 5].map((n) => `E-${n},Ann,Lee,${n === 2 ? '2020-01-06,DEV,left,2020-12-31' : '2025-01-06,DEV,,'}`)
  const head = 'number,first name,last name,joined on,position,status,last day'
  const run = await importedBy(company, company.admin, 'employees', [head, ...lines], { dryRun: true })
  assert.deepEqual(
    [run.state, run.faultCount, run.faults.map(({ row }) => row)],
    ['refused', 2, [5, 6]],
    'who left before needs none of the seats of today',
  )
  assert(run.faults.every(({ reason }) => reason.includes('headcount of 2')))
})
