import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Query } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { createEmployee } from './employees.contract.ts'
import { exportEmployees, listEmployees } from './employees.list.contract.ts'

async function linesOf(who: Client, query: Query<typeof exportEmployees> = {}): Promise<Record<string, string>[]> {
  const answer = await who(exportEmployees, { query })
  assert.equal(answer.status, 200, answer.bytes.toString())
  return parse(answer.bytes, { bom: true, columns: true })
}

test('the file holds the very people of the list in its order, whatever is asked, and all pages of them', async (t) => {
  const { admin, rows } = await world(t)
  await admin(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-02-01', title: 'Engineer' } })
  await rows(
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
       select $company, gen_random_uuid(), n::text, 'F' || n % 7, 'L' || n, '2026-01-05' from generate_series(1, 130) n`,
  )
  for (const query of [{}, { sort: '-firstName,lastName' }, { joinedFrom: '2026-02-01' }, { q: 'mei' }, { q: '...' }] as const) {
    const listed: string[] = []
    for (let page = 1, more = true; more; page += 1) {
      const { employees, pagination } = (await admin(listEmployees, { query: { ...query, page, limit: 100 } })).data
      listed.push(...employees.map(({ employeeNumber }) => employeeNumber))
      more = page < pagination.totalPages
    }
    const lines = await linesOf(admin, query)
    assert.deepEqual(
      lines.map(({ Number: number }) => number),
      listed,
    )
  }
  const answer = await admin(exportEmployees, { query: { q: 'mei' } })
  assert.equal(answer.headers['content-type'], 'text/csv')
  assert.match(String(answer.headers['content-disposition']), /^attachment; filename="people-\d{4}-\d\d-\d\d\.csv"/)
  assert.deepEqual((await linesOf(admin, { q: 'mei' }))[0], {
    Number: '0001',
    'First name': 'Mei',
    'Last name': 'Chen',
    'Preferred name': '',
    Email: '',
    'Work phone': '',
    Title: 'Engineer',
    Status: 'active',
    Department: '',
    Branch: '',
    Position: '',
    Manager: '',
    Joined: '2026-02-01',
    'Last day': '',
  })
})

test('a group has its columns where it is asked for, filled for those of whom it is shown', async (t) => {
  const { admin, as, rows } = await world(t)
  const lead = await as(['employee.read', 'employee.read-team:team', 'employee.read-personal:own'])
  const report = await as([], { managerId: lead.employeeId })
  const other = await as([])
  await rows(`update employee set phone = '0811', bank_account = 'DE1' where company_id = $company`)
  const ask = { fieldGroup: ['team' as const, 'personal' as const] }
  const lines = await linesOf(lead, ask)
  const lineOf = async ({ employeeId }: Client) => {
    const [{ number } = { number: '' }] = await rows<{ number: string }>(
      'select employee_number as number from employee where company_id = $company and id = $1',
      employeeId,
    )
    return lines.find((line) => line['Number'] === number)!
  }
  const shown = async (who: Client) => [(await lineOf(who))['Contract'], (await lineOf(who))['Private phone']]
  assert.deepEqual(
    [await shown(report), await shown(other), await shown(lead)],
    [
      ['permanent', ''],
      ['', ''],
      ['permanent', '0811'],
    ],
  )
  assert(!JSON.stringify(lines).includes('DE1'))
  const refused = await lead(exportEmployees, { query: { fieldGroup: ['pay'] } })
  assert.deepEqual(
    [refused.status, (refused.error.details as { path: string; message: string }[])[0]],
    [400, { path: 'querystring.fieldGroup', message: 'pay is not shown to you', expected: 'employee.read-pay' }],
  )
  assert((await linesOf(admin, { fieldGroup: ['pay'] })).every((line) => line['Account'] === 'DE1'))
  assert.equal((await lead(exportEmployees, { query: { sort: 'contractKind' } })).status, 400)
  assert.equal((await lead(exportEmployees, { query: { sort: 'birthDate' } })).status, 400)
})

test('no cell of the file is a formula to a spreadsheet', async (t) => {
  const { admin } = await world(t)
  for (const lastName of ['=1+1', '@cmd', '+1-1', '-1+1', "'quoted", 'a"b;c,d'])
    assert.equal((await admin(createEmployee, { body: { firstName: 'X', lastName, joinedOn: '2026-01-05' } })).status, 201)
  const names = (await linesOf(admin, { sort: 'employeeNumber' })).map((line) => line['Last name'])
  assert.deepEqual(names, ["'=1+1", "'@cmd", "'+1-1", "'-1+1", "'quoted", 'a"b;c,d'])
})

test('more people than a file holds are refused with the figures, not cut', async (t) => {
  const { admin, rows } = await world(t)
  await rows(
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
       select $company, gen_random_uuid(), n::text, 'F', 'L', '2026-01-05' from generate_series(1, 50001) n`,
  )
  // As the database does by itself within a minute.
  await (await connect(t, 'muster_owner')).query('analyze employee, employment')
  const { status, error } = await admin(exportEmployees)
  assert.deepEqual([status, error.code, error.details], [422, 'TOO_MANY_ROWS', { rows: 50_001, limit: 50_000 }])
  await rows(`delete from employee where company_id = $company and employee_number = $1`, '50001')
  assert.equal((await linesOf(admin)).length, 50_000)
  assert.equal((await admin(exportEmployees, { query: { joinedFrom: `2026-01-06`, departmentId: newId() } })).status, 200)
})
