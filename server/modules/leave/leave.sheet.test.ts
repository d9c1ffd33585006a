import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { balanceFor, grantLot, leaveTypes, requested } from '../../../tests/leave.ts'
import { exportedBy, importedBy } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { updateFeatures } from '../companies/companies.contract.ts'
import { listImportKinds } from '../imports/imports.contract.ts'
import { adjustBalance, listLedger } from './leave.balance.contract.ts'

const head = 'number,leave type,valid from,valid to,quantity'

async function numberOf({ rows }: World, { employeeId }: Client) {
  const [found] = await rows<{ number: string }>(
    'select employee_number as number from employee where company_id = $company and id = $1',
    employeeId,
  )
  return found!.number
}
const summary = ({ state, created, updated, unchanged, faults }: Awaited<ReturnType<typeof importedBy>>) => [
  state,
  created,
  updated,
  unchanged,
  faults.map(({ row, column }) => [row, column]),
]

test('opening balances become lots with a grant; the same file again, also after leave was taken, changes nothing', async (t) => {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  const { annual } = await leaveTypes(company)
  const mei = await company.as('leave.request')
  const number = await numberOf(company, mei)
  const file = [head, `${number},annual,2026-01-01,2026-12-31,12.50`, `${number},sick,2026-01-01,2026-12-31,3`]
  assert.deepEqual(summary(await importedBy(company, company.admin, 'balances', file)), ['done', 2, 0, 0, []])
  assert.equal((await balanceFor(company.admin, mei, annual)).available, '12.5')
  await requested(mei, { typeId: annual, firstDay: '2026-04-06', lastDay: '2026-04-07' })
  assert.deepEqual(summary(await importedBy(company, company.admin, 'balances', file)), ['done', 0, 0, 2, []])
  assert.deepEqual((await balanceFor(company.admin, mei, annual)).available, '10.5')
  const corrected = await importedBy(company, company.admin, 'balances', [head, `${number},annual,2026-01-01,2026-12-31,14`])
  assert.deepEqual(summary(corrected), ['done', 0, 1, 0, []])
  assert.equal((await balanceFor(company.admin, mei, annual)).available, '12')
  const { entries } = (await company.admin(listLedger, { query: { employeeId: mei.employeeId, typeId: annual } })).data
  assert.deepEqual(
    entries.filter(({ requestId }) => requestId === null).map(({ kind, day, quantity, reason }) => [kind, day, quantity, reason]),
    [
      ['adjustment', '2026-03-02', '1.5', 'From a file'],
      ['grant', '2026-01-01', '12.5', 'From a file'],
    ],
  )
})

test('what is wrong is told by row, and nothing is taken away that is not there', async (t) => {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  const { annual } = await leaveTypes(company)
  const mei = await company.as('leave.request', { balance: { annual: '5' } })
  const number = await numberOf(company, mei)
  const lot = '2026-01-01,2027-12-31'
  const cells = await importedBy(company, company.admin, 'balances', [
    head,
    `${number},unpaid,${lot},3`,
    `${number},annual,${lot},many`,
    `,annual,${lot},1`,
  ])
  assert.deepEqual(summary(cells).at(-1), [
    [2, 'typeCode'],
    [3, 'quantity'],
    [4, 'employeeNumber'],
  ])
  await requested(mei, { typeId: annual, firstDay: '2026-04-06', lastDay: '2026-04-08' })
  const rules = await importedBy(company, company.admin, 'balances', [
    head,
    `${number},annual,${lot},1`,
    `${number},sick,2026-12-31,2026-01-01,1`,
    `${number},annual,2025-01-01,2025-12-31,-1`,
  ])
  assert.deepEqual(summary(rules), [
    'refused',
    0,
    0,
    0,
    [
      [2, null],
      [3, null],
      [4, null],
    ],
  ])
  assert.equal((await balanceFor(company.admin, mei, annual)).available, '2')
  assert.deepEqual(summary(await importedBy(company, company.admin, 'balances', [head, `${number},annual,${lot},3`])), [
    'done',
    0,
    1,
    0,
    [],
  ])
  assert.equal((await balanceFor(company.admin, mei, annual)).available, '0')
})

test('what one row of a file takes another may give, wherever it stands; what is then still too little is refused', async (t) => {
  const company = await world(t)
  const { employeeId } = await company.as([])
  await company.rows(`update employee set employee_number = 'N-1' where company_id = $company and id = $1`, employeeId)
  const rowsOf = (given: string) => [head, 'N-1,annual,2026-02-01,2026-12-31,-0.5', `N-1,annual,2026-01-01,2026-12-31,${given}`]
  company.at('2026-03-02T09:00:00Z')
  const refused = await importedBy(company, company.admin, 'balances', rowsOf('0.25'))
  assert.deepEqual(
    [refused.state, refused.faults.map(({ reason }) => reason)],
    ['refused', ['Only 0.25 days are available to take away on 2026-03-02.']],
  )
  const done = await importedBy(company, company.admin, 'balances', rowsOf('0.5'))
  assert.deepEqual([done.state, done.faults, done.created], ['done', [], 2])
})

test('balances are a kind only where leave is on, and for whom leave is shown and adjusted over the whole company', async (t) => {
  const company = await world(t)
  const there = async (who: Client) => (await who(listImportKinds)).data.kinds.find(({ kind }) => kind === 'balances')
  const reader = await company.as(['import.run', 'employee.read', 'leave.read'])
  assert.deepEqual([(await there(reader))?.canImport, (await there(reader))?.canExport], [false, true])
  assert.equal(await there(await company.as(['import.run', 'employee.read', 'leave.read:team', 'leave.adjust'])), undefined)
  assert.equal((await there(company.admin))?.canImport, true)
  await company.admin(updateFeatures, { body: { payroll: false, leaveManagement: false } })
  assert.equal(await there(company.admin), undefined)
})

test('whatever people were given, exported and imported again it is unchanged, and the same for the same people elsewhere', async (t) => {
  const lot = fc.record({
    who: fc.integer({ min: 0, max: 2 }),
    type: fc.constantFrom('annual' as const, 'sick' as const),
    from: fc.constantFrom('2026-01-01', '2026-02-01'),
    quantity: fc.integer({ min: 0, max: 400_000 }).map((units) => String(units / 10_000)),
    more: fc.option(fc.constantFrom('2', '-0.5'), { nil: null }),
  })
  await fc.assert(
    fc.asyncProperty(fc.array(lot, { minLength: 1, maxLength: 6 }), async (lots) => {
      const [one, other] = [await world(t), await world(t)]
      one.at('2026-03-02T09:00:00Z')
      for (const company of [one, other]) {
        for (const [nth, name] of ['A', 'B', 'C'].entries()) {
          const { employeeId } = await company.as([], { firstName: name })
          await company.rows('update employee set employee_number = $1 where company_id = $company and id = $2', `N-${nth}`, employeeId)
        }
      }
      const types = await leaveTypes(one)
      const people = await one.rows<{ employeeId: string }>(
        'select id as "employeeId" from employee where company_id = $company order by employee_number',
      )
      for (const { who, type, from, quantity, more } of lots) {
        const person = people[who] as unknown as Client
        await grantLot(one, person, types[type], from, '2026-12-31', quantity)
        if (more) await one.admin(adjustBalance, { params: person, body: { typeId: types[type], quantity: more, reason: 'x' } })
      }
      const file = await exportedBy(one.admin, 'balances')
      const again = await importedBy(one, one.admin, 'balances', file)
      assert.deepEqual([again.state, again.created, again.updated, again.faults], ['done', 0, 0, []])
      const moved = await importedBy(other, other.admin, 'balances', file)
      assert.deepEqual([moved.state, moved.faults], ['done', []])
      assert.deepEqual((await exportedBy(other.admin, 'balances')).toString(), file.toString())
    }),
    { numRuns: 3 },
  )
})
