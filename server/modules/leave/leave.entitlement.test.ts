import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, leaveTypes, newType, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { defaultSettings } from '../../core/settings.ts'
import type { Settings } from '../../core/settings.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { grantEntitlements } from './index.ts'
import { adjustBalance, myBalances } from './leave.balance.contract.ts'

/** What the nightly job and the job after a hire do, as of a day. */
const grant = ({ assembly, companyId }: World, today: string, settings: Partial<Settings> = {}, employeeId?: string) =>
  assembly.deps.door.enterAsSystem(companyId, (ctx) =>
    grantEntitlements(ctx, { ...defaultSettings, ...settings }, today, employeeId ? [employeeId] : undefined),
  )

/** The lots of a person: kind of leave, first and last day, and all that was written to it. */
async function lots({ rows }: World, employeeId: string) {
  const found = await rows<{ code: string; from: string; to: string; total: string; entries: number }>(
    `select y.code, l.valid_from as from, l.valid_to as to, trim_scale(sum(e.quantity))::text as total, count(*) as entries
     from leave_lot l join leave_type y on y.company_id = l.company_id and y.id = l.type_id
       left join leave_ledger e on e.company_id = l.company_id and e.lot_id = l.id
     where l.company_id = $company and l.employee_id = $1 group by l.id, 1, 2, 3 order by 1, 2`,
    employeeId,
  )
  return found.map(({ code, from, to, total, entries }) => `${code} ${from}–${to} ${total}${entries === 1 ? '' : ` in ${entries}`}`)
}

const whole2026 = [
  'annual 2026-01-01–2026-12-31 20',
  'annual 2027-01-01–2027-12-31 20',
  'sick 2026-01-01–2026-12-31 10',
  'sick 2027-01-01–2027-12-31 10',
]

async function person(t: TestContext, joinedOn = '2020-01-06') {
  const w = await world(t)
  const { employeeId } = await w.as([], { joinedOn })
  return { ...w, employeeId }
}

test('whoever is hired has their leave of this year, in proportion, and of the next', async (t) => {
  const w = await world(t)
  const year = new Date().getUTCFullYear()
  const hire = async (joinedOn: string) =>
    (await w.admin(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn } })).data.employee.id
  const [old, midyear] = [await hire('2020-01-06'), await hire(`${year}-07-01`)]
  for (let found: string[] = []; found.length < 4; found = await lots(w, midyear)) await w.runJobs()
  const inYear = (code: string, quantity: string, one: number, from = '01-01') => `${code} ${one}-${from}–${one}-12-31 ${quantity}`
  // 184 of 365 or 366 days: 10.08 or 10.05 of 20, 5.04 or 5.03 of 10.
  assert.deepEqual(await lots(w, midyear), [
    inYear('annual', '10', year, '07-01'),
    inYear('annual', '20', year + 1),
    inYear('sick', '5', year, '07-01'),
    inYear('sick', '10', year + 1),
  ])
  for (let found: string[] = []; found.length < 4; found = await lots(w, old)) await w.runJobs()
  assert.deepEqual(await lots(w, old), [
    inYear('annual', '20', year),
    inYear('annual', '20', year + 1),
    inYear('sick', '10', year),
    inYear('sick', '10', year + 1),
  ])
})

test('granting again adds nothing, and a year later adds only the year after', async (t) => {
  const w = await person(t)
  await grant(w, '2026-03-02')
  assert.deepEqual(await lots(w, w.employeeId), whole2026)
  await grant(w, '2026-12-31')
  assert.deepEqual(await lots(w, w.employeeId), whole2026)
  await grant(w, '2027-01-01')
  assert.deepEqual(
    (await lots(w, w.employeeId)).filter((lot) => !whole2026.includes(lot)),
    ['annual 2028-01-01–2028-12-31 20', 'sick 2028-01-01–2028-12-31 10'],
  )
})

test('granting many times at once adds everything once, for one person or for everybody', async (t) => {
  const w = await person(t)
  const colleague = await w.as([])
  await Promise.all([1, 2, 3, 4].flatMap(() => [grant(w, '2026-03-02'), grant(w, '2026-03-02', {}, w.employeeId)]))
  assert.deepEqual(await lots(w, w.employeeId), whole2026)
  assert.deepEqual(await lots(w, colleague.employeeId), whole2026)
})

test('granting to one person leaves the others alone', async (t) => {
  const w = await person(t)
  const colleague = await w.as([])
  await grant(w, '2026-03-02', {}, w.employeeId)
  assert.deepEqual(await lots(w, colleague.employeeId), [])
})

test('a person gets leave for the days they are employed only: from joining, until leaving, and none once gone', async (t) => {
  const w = await person(t, '2026-04-01')
  const [leaving, gone, later] = [await w.as([]), await w.as([]), await w.as([], { joinedOn: '2028-01-03' })]
  await w.rows(`update employee set status = 'notice', left_on = '2026-06-30' where company_id = $company and id = $1`, leaving.employeeId)
  await w.rows(`update employee set status = 'left', left_on = '2025-06-30' where company_id = $company and id = $1`, gone.employeeId)
  await grant(w, '2026-03-02')
  // 275 of 365 days of 20 are 15.07, of 10 are 7.53; 181 of 365 days are 9.92 and 4.96.
  assert.deepEqual(
    (await lots(w, w.employeeId)).filter((lot) => lot.includes('2026')),
    ['annual 2026-04-01–2026-12-31 15', 'sick 2026-04-01–2026-12-31 7.5'],
  )
  assert.deepEqual(await lots(w, leaving.employeeId), ['annual 2026-01-01–2026-12-31 10', 'sick 2026-01-01–2026-12-31 5'])
  assert.deepEqual([await lots(w, gone.employeeId), await lots(w, later.employeeId)], [[], []])
})

test('the leave year may be the fiscal one', async (t) => {
  const w = await person(t)
  await grant(w, '2026-03-02', { leaveYear: 'fiscal', fiscalYearStart: '04-01' })
  assert.deepEqual(
    (await lots(w, w.employeeId)).filter((lot) => lot.startsWith('annual')),
    ['annual 2025-04-01–2026-03-31 20', 'annual 2026-04-01–2027-03-31 20'],
  )
})

test('only kinds of leave with a yearly amount are granted, and one that is added later too', async (t) => {
  const w = await person(t)
  await grant(w, '2026-03-02')
  await newType(w, 'volunteering', { yearly_amount: '2.5' })
  await newType(w, 'special')
  await newType(w, 'hourly', { yearly_amount: '40', unit: 'hours' })
  await grant(w, '2026-03-02')
  const added = (await lots(w, w.employeeId)).filter((lot) => !whole2026.includes(lot))
  assert.deepEqual(added, [
    'hourly 2026-01-01–2026-12-31 40',
    'hourly 2027-01-01–2027-12-31 40',
    'volunteering 2026-01-01–2026-12-31 2.5',
    'volunteering 2027-01-01–2027-12-31 2.5',
  ])
})

test('an adjustment before the grant does not cost the entitlement', async (t) => {
  const w = await person(t)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['leave.adjust', 'leave.read'])
  const { annual } = await leaveTypes(w)
  await hr(adjustBalance, {
    params: { employeeId: w.employeeId },
    body: { typeId: annual, quantity: '1', reason: 'Moved over from the old system' },
  })
  await grant(w, '2026-03-02')
  assert.partialDeepStrictEqual(await balanceFor(hr, { employeeId: w.employeeId } as typeof hr, annual), {
    entitled: '20',
    adjusted: '1',
    available: '21',
  })
})

test('leave of January can be asked for in December', async (t) => {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const mei = await w.as(['leave.request'])
  await grant(w, '2026-03-02')
  const { annual } = await leaveTypes(w)
  await requested(mei, { typeId: annual, firstDay: '2027-01-04', lastDay: '2027-01-06' })
  const available = async (asOf: string) =>
    (await mei(myBalances, { query: { asOf } })).data.balances.find(({ typeId }) => typeId === annual)?.available
  assert.deepEqual([await available('2026-12-31'), await available('2027-01-04')], ['20', '17'])
})
