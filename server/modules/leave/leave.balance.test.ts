import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { connect } from '../../../tests/database.ts'
import { askLeave, balanceFor, grantLot, leaveTypes, ledgerOf, newType, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Data } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { approveLeave, getRequest, previewLeave, withdrawLeave } from './leave.contract.ts'
import { adjustBalance, getBalances, listLedger, listTypes, myBalances } from './leave.balance.contract.ts'

const zero = {
  entitled: '0',
  carriedIn: '0',
  accrued: '0',
  compensatory: '0',
  taken: '0',
  held: '0',
  expired: '0',
  encashed: '0',
  adjusted: '0',
  available: '0',
}

/** Monday 2 March 2026: a person without any lot, and HR over the whole company. */
async function office(t: TestContext, settings = {}) {
  const w = await world(t, settings)
  w.at('2026-03-02T09:00:00Z')
  const hr = await w.as(['leave.approve', 'leave.read', 'leave.adjust'])
  const mei = await w.as(['leave.request', 'leave.read:own'])
  return { ...w, hr, mei, types: await leaveTypes(w) }
}

const adjust = (client: Client, { employeeId }: { employeeId: string }, typeId: string, quantity: string, reason = 'Worked on a weekend') =>
  client(adjustBalance, { params: { employeeId }, body: { typeId, quantity, reason } })

test('balances show every kind of leave with each figure, the same to oneself and to others', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '20')
  const request = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-10' })
  await requested(mei, { typeId: types.annual, firstDay: '2026-03-16', endsAt: 'noon' })
  await hr(approveLeave, { params: { id: request.id }, body: {} })
  await adjust(hr, mei, types.annual, '1.25')
  const { balances } = (await mei(myBalances)).data
  const named = (code: string, name: string, tracksBalance: boolean) => ({
    typeId: types[code as 'annual'],
    typeCode: code,
    typeName: name,
    unit: 'days',
    tracksBalance,
  })
  assert.deepEqual(balances, [
    {
      ...named('annual', 'Annual leave', true),
      ...zero,
      entitled: '20',
      taken: '2',
      held: '0.5',
      adjusted: '1.25',
      available: '18.75',
      expiresNext: { day: '2026-12-31', quantity: '18.75' },
    },
    { ...named('sick', 'Sick leave', true), ...zero, expiresNext: null },
    { ...named('unpaid', 'Unpaid leave', false), ...zero, expiresNext: null },
  ])
  assert.deepEqual((await hr(getBalances, { params: { employeeId: mei.employeeId } })).data.balances, balances)
  assert.deepEqual(
    (await mei(listTypes)).data.types.map(({ code, tracksBalance, version }) => [code, tracksBalance, version]),
    [
      ['annual', true, 1],
      ['sick', true, 1],
      ['unpaid', false, 1],
    ],
  )
})

test('a balance as of another day counts what held then: lots that began, entries of that day, leave known by it', async (t) => {
  const { mei, hr, types, at, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '20')
  await grantLot(w, mei, types.annual, '2027-01-01', '2027-12-31', '22')
  await requested(mei, { typeId: types.annual, firstDay: '2026-05-04', lastDay: '2026-05-05' })
  await adjust(hr, mei, types.annual, '3')
  const on = async (asOf: string) => {
    const { entitled, adjusted, held, available, expired } = await balanceFor(hr, mei, types.annual, asOf)
    return { entitled, adjusted, held, available, expired }
  }
  assert.deepEqual(await on('2025-12-31'), { entitled: '0', adjusted: '0', held: '0', available: '0', expired: '0' })
  assert.deepEqual(await on('2026-03-01'), { entitled: '20', adjusted: '0', held: '0', available: '20', expired: '0' })
  assert.deepEqual(await on('2026-03-02'), { entitled: '20', adjusted: '3', held: '2', available: '21', expired: '0' })
  assert.deepEqual(await on('2026-12-31'), { entitled: '20', adjusted: '3', held: '2', available: '21', expired: '0' })
  assert.deepEqual(await on('2027-01-01'), { entitled: '22', adjusted: '0', held: '0', available: '22', expired: '0' })
  const bad = await mei(myBalances, { query: { asOf: '2026-02-30' } })
  assert.deepEqual([bad.status, bad.error.code], [400, 'VALIDATION_FAILED'])
})

test('leave counts from the evening it is asked for, also where UTC is a day ahead', async (t) => {
  const { mei, types, at, ...w } = await office(t, { timeZone: 'America/Los_Angeles' })
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '3')
  at('2026-03-02T04:00:00Z') // Sunday evening, 1 March, in Los Angeles
  await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-11' })
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '3', available: '0' })
  assert.equal((await askLeave(mei, { typeId: types.annual, firstDay: '2026-02-27' })).error.code, 'LEAVE_BALANCE_INSUFFICIENT')
})

test('a request across New Year is charged to both years, and preview, approver and balances tell the same', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '20')
  await grantLot(w, mei, types.annual, '2027-01-01', '2027-12-31', '22')
  const body = { typeId: types.annual, firstDay: '2026-12-30', lastDay: '2027-01-01' }
  const { preview } = (await mei(previewLeave, { body })).data
  assert.deepEqual([preview.quantity, preview.availableBefore, preview.availableAfter], ['3', '20', '18'])
  const { id } = await requested(mei, body)
  const { consequence } = (await hr(getRequest, { params: { id } })).data
  assert.deepEqual([consequence?.availableNow, consequence?.availableAfter], ['20', '18'])
  assert.equal((await balanceFor(mei, mei, types.annual, '2026-12-30')).available, '18')
  assert.equal((await balanceFor(mei, mei, types.annual, '2027-01-01')).available, '21')
  await hr(approveLeave, { params: { id }, body: {} })
  const lots = await w.rows(
    `select l.valid_from, trim_scale(sum(e.quantity))::text as left from leave_ledger e join leave_lot l on l.company_id = e.company_id and l.id = e.lot_id
     where e.company_id = $company and e.employee_id = $1 group by 1 order by 1`,
    mei.employeeId,
  )
  assert.deepEqual(lots, [
    { valid_from: '2026-01-01', left: '18' },
    { valid_from: '2027-01-01', left: '21' },
  ])
})

test('what expires first is used first, and days after an expiry cannot use it', async (t) => {
  const { mei, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '2')
  const carried = await grantLot(w, mei, types.annual, '2026-01-01', '2026-03-31', '3')
  const late = await askLeave(mei, { typeId: types.annual, firstDay: '2026-04-06', lastDay: '2026-04-08' })
  assert.deepEqual(
    [late.error.code, late.error.details],
    ['LEAVE_BALANCE_INSUFFICIENT', { available: '2', asked: '3', short: '1', minBalance: '0' }],
  )
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-30', lastDay: '2026-04-01' })
  const charged = await w.rows(`select day, lot_id from leave_ledger where company_id = $company and request_id = $1 order by day`, id)
  assert.deepEqual(
    charged.map((row) => [row['day'], row['lot_id'] === carried]),
    [
      ['2026-03-30', true],
      ['2026-03-31', true],
      ['2026-04-01', false],
    ],
  )
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual, '2026-04-01'), { expired: '1', held: '3', available: '1' })
})

test('an adjustment is written with its reason and told in the audit log', async (t) => {
  const { mei, hr, types, admin } = await office(t)
  const first = await adjust(hr, mei, types.annual, '2.5')
  assert.partialDeepStrictEqual(
    first.data.balances.find(({ typeId }) => typeId === types.annual),
    { adjusted: '2.5', available: '2.5', expiresNext: { day: '2026-12-31' } },
  )
  await adjust(hr, mei, types.annual, '-1', 'Counted twice')
  const { entries } = (await hr(listLedger, { query: { employeeId: mei.employeeId } })).data
  assert.deepEqual(
    entries.map(({ kind, quantity, reason, day }) => [kind, quantity, reason, day]),
    [
      ['adjustment', '-1', 'Counted twice', '2026-03-02'],
      ['adjustment', '2.5', 'Worked on a weekend', '2026-03-02'],
    ],
  )
  const audit = (await admin(listEntity, { params: { type: 'employee', id: mei.employeeId } })).data.entries
  assert.match(audit[1]!.story, /adjusted Annual leave of Pat Person .* by -1 days: Counted twice$/)
  assert.deepEqual(audit[1]!.changes, [{ field: 'available', before: '2.5', after: '1.5' }])
})

test('an adjustment cannot take what is not there, add nothing, or count what is not counted', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '3')
  await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  const refused = async (typeId: string, quantity: string) => {
    const { status, error } = await adjust(hr, mei, typeId, quantity)
    return [status, error.code, error.details]
  }
  assert.deepEqual(await refused(types.annual, '-2.5'), [
    422,
    'LEAVE_BALANCE_INSUFFICIENT',
    { available: '2', asked: '-2.5', minBalance: '0' },
  ])
  assert.deepEqual((await refused(types.annual, '0.0')).slice(0, 2), [422, 'QUANTITY_ZERO'])
  assert.deepEqual((await refused(types.unpaid, '1')).slice(0, 2), [422, 'LEAVE_WITHOUT_BALANCE'])
  assert.deepEqual((await refused(newId(), '1')).slice(0, 2), [422, 'LEAVE_TYPE_NOT_FOUND'])
  const flex = await newType(w, 'flex', { min_balance: '-1' })
  assert.equal((await adjust(hr, mei, flex, '-1')).status, 200)
  assert.equal((await refused(flex, '-0.5'))[1], 'LEAVE_BALANCE_INSUFFICIENT')
  assert.equal((await adjust(hr, mei, types.annual, '-2')).status, 200, 'all that is available may be taken')
  const blank = await hr.raw('PATCH', `leave/balances/${mei.employeeId}`, { typeId: types.annual, quantity: '1', reason: ' ' })
  assert.equal(blank.status, 400)
})

test('adjustments and requests at once never overdraw a balance together', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '3')
  const days = ['2026-03-09', '2026-03-10', '2026-03-11']
  const answers = await Promise.all([
    ...days.map((firstDay) => askLeave(mei, { typeId: types.annual, firstDay })),
    ...days.map(() => adjust(hr, mei, types.annual, '-1')),
  ])
  assert.equal(answers.filter(({ status }) => status < 300).length, 3)
  assert.equal(answers.filter(({ status }) => status === 422).length, 3)
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '0')
})

test('the first adjustments at once open one lot', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await Promise.all([1, 2, 3].map(() => adjust(hr, mei, types.annual, '1')))
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '3')
  assert.deepEqual(
    await w.rows(`select valid_from, valid_to from leave_lot where company_id = $company and employee_id = $1`, mei.employeeId),
    [{ valid_from: '2026-01-01', valid_to: '2026-12-31' }],
  )
})

test('the ledger pages by cursor, newest first, without losing or doubling an entry', async (t) => {
  const { mei, hr, types } = await office(t)
  for (let entry = 1; entry <= 7; entry += 1) await adjust(hr, mei, types.annual, String(entry))
  const seen: string[] = []
  let cursor: string | null = null
  let pages = 0
  do {
    const query: { cursor?: string } = cursor === null ? {} : { cursor }
    const page: Data<typeof listLedger> = (await hr(listLedger, { query: { employeeId: mei.employeeId, limit: 3, ...query } })).data
    seen.push(...page.entries.map(({ quantity }) => quantity))
    cursor = page.nextCursor
    pages += 1
    if (pages === 1) await adjust(hr, mei, types.annual, '100')
  } while (cursor !== null)
  assert.deepEqual([seen, pages], [['7', '6', '5', '4', '3', '2', '1'], 3])
  assert.deepEqual((await hr(listLedger, { query: { typeId: types.sick } })).data, { entries: [], nextCursor: null })
  const odd = await hr(listLedger, { query: { cursor: 'nonsense' } })
  assert.deepEqual([odd.status, odd.error.code], [400, 'VALIDATION_FAILED'])
})

test('the ledger of a request reads from hold to reversal and adds up to nothing', async (t) => {
  const { mei, hr, types, ...w } = await office(t)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '20')
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  await hr(approveLeave, { params: { id }, body: {} })
  await mei(withdrawLeave, { params: { id } })
  assert.deepEqual(await ledgerOf(w, id), ['hold 2026-03-09 -1', 'release 2026-03-09 1', 'reversal 2026-03-09 1', 'taken 2026-03-09 -1'])
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '20')
})

test('the app cannot change or remove what the ledger says', async (t) => {
  const { companyId, mei, hr, types } = await office(t)
  await adjust(hr, mei, types.annual, '1')
  const app = await connect(t, 'muster_app')
  for (const statement of [
    `update leave_ledger set quantity = 99 where company_id = '${companyId}'`,
    `delete from leave_ledger where company_id = '${companyId}'`,
  ]) {
    await assert.rejects(app.query(statement), { code: '42501' })
  }
})

test('balances and the ledger are shown and adjusted within reach; out of reach is not there', async (t) => {
  const { mei, types, as, nobody, hr } = await office(t)
  const lead = await as(['leave.read:team', 'leave.adjust:team'])
  const report = await as([], { managerId: lead.employeeId })
  for (const person of [mei, report]) await adjust(hr, person, types.annual, '1')
  assert.equal((await adjust(lead, report, types.annual, '1')).status, 200)
  const foreign = await (await world(t)).as([])
  for (const employeeId of [mei.employeeId, foreign.employeeId, newId()]) {
    for (const answer of [await lead(getBalances, { params: { employeeId } }), await adjust(lead, { employeeId }, types.annual, '1')]) {
      assert.deepEqual([answer.status, answer.error.code], [404, 'NOT_FOUND'])
    }
    assert.deepEqual((await lead(listLedger, { query: { employeeId } })).data.entries, [])
  }
  const ledgerPeople = async (client: Client) => new Set((await client(listLedger)).data.entries.map(({ employeeId }) => employeeId))
  assert.deepEqual(await ledgerPeople(lead), new Set([report.employeeId]))
  assert.deepEqual(await ledgerPeople(mei), new Set([mei.employeeId]))
  assert.deepEqual([(await adjust(mei, mei, types.annual, '1')).status, (await adjust(nobody, mei, types.annual, '1')).status], [403, 401])
  assert.equal((await (await as('leave.request'))(getBalances, { params: { employeeId: mei.employeeId } })).status, 403)
})
