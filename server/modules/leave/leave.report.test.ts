import assert from 'node:assert/strict'
import { test } from 'node:test'
import { grantLot, leaveTypes } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Query } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { readSheet } from '../../core/sheet.ts'
import * as contract from './leave.report.contract.ts'

type Ask = Query<typeof contract.balanceReport>

const seen = async (who: Client, query: Ask = {}) => {
  const { rows } = (await who(contract.balanceReport, { query })).data
  return rows.map(({ employee, balance }) => `${employee.lastName} ${balance.typeCode} ${balance.available}`)
}

test('the report and its files hold who was employed on the day, within reach, by kind, place and name, page by page', async (t) => {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const department = newId()
  await w.rows(`insert into department (company_id, id, code, name) values ($company, $1, 'OPS', 'Operations')`, department)
  const hr = await w.as('leave.read', { lastName: 'Adams', joinedOn: '2020-01-01' })
  const lead = await w.as('leave.read:team', { lastName: 'Brown', joinedOn: '2020-01-01' })
  const mei = await w.as('leave.read:own', {
    lastName: '=Chen',
    joinedOn: '2020-01-01',
    managerId: lead.employeeId,
    departmentId: department,
  })
  await w.as('leave.read:own', { lastName: 'Late', joinedOn: '2026-05-04' })
  const gone = await w.as('leave.read:own', { lastName: 'Gone', joinedOn: '2020-01-01' })
  await w.rows(`update employee set status = 'left', left_on = '2026-02-10' where company_id = $company and id = $1`, gone.employeeId)
  const types = await leaveTypes(w)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '12.5')

  const all = ['=Chen annual 12.5', '=Chen sick 0', 'Adams annual 0', 'Adams sick 0', 'Brown annual 0', 'Brown sick 0']
  assert.deepEqual(await seen(hr), all)
  assert.deepEqual([...(await seen(hr, { limit: 4 })), ...(await seen(hr, { limit: 4, page: 2 }))], all)
  assert.deepEqual((await hr(contract.balanceReport, { query: { limit: 4, page: 2 } })).data.pagination, {
    page: 2,
    limit: 4,
    total: 6,
    totalPages: 2,
  })
  assert.deepEqual(await seen(hr, { typeId: types.annual }), ['=Chen annual 12.5', 'Adams annual 0', 'Brown annual 0'])
  assert.deepEqual(await seen(hr, { typeId: types.unpaid, q: 'adam' }), ['Adams unpaid 0'], 'one without a balance where it is asked for')
  assert.deepEqual(await seen(hr, { departmentId: department }), ['=Chen annual 12.5', '=Chen sick 0'])
  assert.deepEqual(await seen(hr, { typeId: types.annual, asOf: '2026-02-10' }), [
    '=Chen annual 12.5',
    'Adams annual 0',
    'Brown annual 0',
    'Gone annual 0',
  ])
  assert.equal((await seen(hr, { asOf: '2026-06-01' })).filter((one) => one.startsWith('Late')).length, 2)
  assert.deepEqual(await seen(lead), ['=Chen annual 12.5', '=Chen sick 0', 'Brown annual 0', 'Brown sick 0'])
  assert.deepEqual(await seen(mei, { typeId: types.annual }), ['=Chen annual 12.5'])
  assert.deepEqual(await seen(hr, { typeId: newId() }), [])

  const csv = await hr(contract.balanceReportCsv, { query: { departmentId: department, typeId: types.annual } })
  assert.match(String(csv.headers['content-disposition']), /^attachment; filename="leave-balances-2026-03-02\.csv"/)
  assert.match(csv.bytes.toString(), /'=Chen/, 'no spreadsheet takes a name for a formula')
  const [heading, line, ...more] = await Array.fromAsync(readSheet(csv.bytes))
  assert.deepEqual(more, [])
  const cells = Object.fromEntries(heading!.map((name, place) => [name, line![place]]))
  assert.partialDeepStrictEqual(cells, {
    'Last name': '=Chen',
    Department: 'Operations',
    'As of': '2026-03-02',
    'Leave type': 'Annual leave',
    Unit: 'days',
    Entitled: '12.5',
    Available: '12.5',
    'Lapses next': '12.5',
    'Lapses after': '2026-12-31',
  })
  for (const file of [contract.balanceReportCsv, contract.balanceReportXlsx]) {
    const rows = await Array.fromAsync(readSheet((await lead(file, { query: {} })).bytes))
    assert.deepEqual(
      rows.slice(1).map((row) => row[2]),
      ['=Chen', '=Chen', 'Brown', 'Brown'],
    )
  }
  const told = await w.rows<{ data: object }>(
    `select data from domain_event where company_id = $company and kind = 'leave.balances-exported' order by id`,
  )
  assert.deepEqual(
    told.map(({ data }) => data),
    [
      { rows: 1, asOf: '2026-03-02', format: 'csv' },
      { rows: 4, asOf: '2026-03-02', format: 'csv' },
      { rows: 4, asOf: '2026-03-02', format: 'xlsx' },
    ],
  )
})

test('a file that would be too long says how long it would be', async (t) => {
  const w = await world(t)
  const hr = await w.as('leave.read')
  await w.rows(
    `insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
       select $company, gen_random_uuid(), n::text, 'F', 'L', '2026-01-05' from generate_series(1, 50001) n`,
  )
  const answer = await hr(contract.balanceReportCsv, { query: {} })
  assert.deepEqual([answer.status, answer.error.code, answer.error.details], [422, 'TOO_MANY_ROWS', { rows: 100_004, limit: 100_000 }])
})
