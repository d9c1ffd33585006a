import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askLeave, balanceFor, grantLot, leaveTypes, ledgerOf, newType, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listDays } from '../attendance/attendance.contract.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createBlackout, deleteBlackout, listBlackouts } from './leave.blackout.contract.ts'
import { cancelLeave, changeLeave } from './leave.change.contract.ts'
import { approve, listApprovals as listInbox } from '../workflows/workflows.approval.contract.ts'
import { approveLeave, getRequest, previewLeave, submitLeave, withdrawLeave } from './leave.contract.ts'
import { createType, replaceListedDays } from './leave.type.contract.ts'

/** Monday 2 March 2026: Mei has ten days of annual leave; HR acts for others, a boss decides. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const mei = await w.as(['leave.request', 'leave.read:own', 'attendance.read:own'], { lastName: 'Chen' })
  const hr = await w.as(['leave.request', 'leave.manage', 'leave.read', 'leave.configure', 'attendance.read'])
  const boss = await w.as('leave.approve')
  const types = await leaveTypes(w)
  await grantLot(w, mei, types.annual, '2026-01-01', '2026-12-31', '10')
  return { ...w, mei, hr, boss, types }
}

type Changes = Body<typeof changeLeave>
const change = (client: Client, id: string, body: Changes) => client(changeLeave, { params: { id }, body })
const approved = async (mei: Client, boss: Client, typeId: string, firstDay: string, lastDay: string) => {
  const { id } = await requested(mei, { typeId, firstDay, lastDay })
  assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  return id
}

test('an open request is moved without counting against itself, and holds what it costs now', async (t) => {
  const { mei, types, ...w } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-20' })
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '0')
  const moved = await change(mei, id, { firstDay: '2026-03-10', lastDay: '2026-03-23', version: 1 })
  assert.partialDeepStrictEqual(moved.data.request, {
    firstDay: '2026-03-10',
    lastDay: '2026-03-23',
    quantity: '10',
    state: 'pending',
    version: 2,
  })
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { held: '10', available: '0' })
  const { dates } = (await mei(getRequest, { params: { id } })).data
  assert.deepEqual([dates[0]?.day, dates.at(-1)?.day, dates.length], ['2026-03-10', '2026-03-23', 14])
  const longer = await change(mei, id, { lastDay: '2026-03-24' })
  assert.deepEqual(
    [longer.status, longer.error.code, longer.error.details],
    [422, 'LEAVE_BALANCE_INSUFFICIENT', { available: '10', asked: '11', short: '1', minBalance: '0' }],
  )
  assert.equal((await change(mei, id, { lastDay: '2026-03-20', version: 1 })).status, 409)
  assert.equal((await ledgerOf(w, id)).filter((entry) => entry.startsWith('hold')).length, 20)
})

test('approved leave is shortened: one request, the difference in the ledger, and the days are worked again', async (t) => {
  const { mei, boss, types, ...w } = await office(t)
  const id = await approved(mei, boss, types.annual, '2026-03-09', '2026-03-13')
  const before = (await ledgerOf(w, id)).length
  const shorter = await change(mei, id, { lastDay: '2026-03-11', endsAt: 'noon' })
  assert.partialDeepStrictEqual(shorter.data.request, { lastDay: '2026-03-11', quantity: '2.5', state: 'approved' })
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '2.5', held: '0', available: '7.5' })
  const added = (await ledgerOf(w, id)).filter((entry) => entry.startsWith('reversal') || entry === 'taken 2026-03-11 -0.5')
  assert.deepEqual(added, ['reversal 2026-03-11 1', 'reversal 2026-03-12 1', 'reversal 2026-03-13 1', 'taken 2026-03-11 -0.5'])
  assert.equal((await ledgerOf(w, id)).length, before + 4)
  const { days } = (await mei(listDays, { query: { from: '2026-03-09', to: '2026-03-13' } })).data
  assert.deepEqual(
    days.map(({ status }) => status === 'on-leave' || status === 'half-leave'),
    [true, true, true, false, false],
  )
  for (const wider of [{ firstDay: '2026-03-06' }, { lastDay: '2026-03-12' }, { endsAt: 'end' }] as const) {
    assert.equal((await change(mei, id, wider)).error.code, 'LEAVE_ONLY_SHORTER')
  }
})

test('leave that began is changed and cancelled by who acts for others, with everything given back', async (t) => {
  const { mei, hr, boss, types, admin } = await office(t)
  const id = await approved(mei, boss, types.annual, '2026-03-02', '2026-03-06')
  assert.equal((await change(mei, id, { lastDay: '2026-03-03' })).error.code, 'LEAVE_BEGUN')
  assert.equal((await change(hr, id, { lastDay: '2026-03-04' })).status, 200)
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '7')
  const cancelled = await hr(cancelLeave, { params: { id }, body: { comment: 'Called back' } })
  assert.partialDeepStrictEqual(cancelled.data.request, { state: 'cancelled', comment: 'Called back' })
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '0', available: '10' })
  const again = await hr(cancelLeave, { params: { id }, body: { comment: 'Again' } })
  assert.deepEqual([again.status, again.error.code], [409, 'LEAVE_DECIDED'])
  assert.equal((await change(hr, id, { lastDay: '2026-03-03' })).error.code, 'LEAVE_DECIDED')
  const { entries } = (await admin(listEntity, { params: { type: 'leave-request', id } })).data
  assert(entries.some(({ story }) => /cancelled 3 days of Annual leave/.test(story)))
})

test('changes and cancellations at once never give back more than was taken', async (t) => {
  const { mei, hr, boss, types } = await office(t)
  const id = await approved(mei, boss, types.annual, '2026-03-09', '2026-03-13')
  const cancel = () => hr(cancelLeave, { params: { id }, body: { comment: 'x' } })
  await Promise.all([cancel(), change(hr, id, { lastDay: '2026-03-10' }), cancel(), change(mei, id, { firstDay: '2026-03-11' }), cancel()])
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '0', available: '10' })
})

test('editing an open request starts its deciding anew, and what was looked at before is not what is decided', async (t) => {
  const { mei, boss, types } = await office(t)
  const { id, version } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  const [asked] = (await boss(listInbox)).data.approvals
  assert.equal((await change(mei, id, { lastDay: '2026-03-10' })).status, 200)
  const old = await boss(approveLeave, { params: { id }, body: { version } })
  assert.deepEqual([old.status, old.error.code], [409, 'STALE_VERSION'])
  assert.equal((await boss(approve, { params: { id: asked!.id }, body: { seen: asked!.seen } })).status, 409)
  const waiting = (await boss(listInbox)).data.approvals
  assert.deepEqual([waiting.length, waiting[0]!.id === asked!.id], [1, false])
  assert.equal((await boss(approveLeave, { params: { id }, body: { version: version + 1 } })).status, 200)
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '2', held: '0', available: '8' })
})

test('a request that is changed and decided at once is decided as it is, and the ledger agrees', async (t) => {
  const { mei, boss, types } = await office(t)
  for (const [firstDay, lastDay] of [
    ['2026-03-09', '2026-03-10'],
    ['2026-03-16', '2026-03-17'],
    ['2026-03-23', '2026-03-24'],
  ] as const) {
    const { id, version } = await requested(mei, { typeId: types.annual, firstDay })
    const [changed, decided] = await Promise.all([change(mei, id, { lastDay }), boss(approveLeave, { params: { id }, body: { version } })])
    assert.deepEqual(new Set([changed.status, decided.status]), new Set([200, 409]))
    const { request } = (await mei(getRequest, { params: { id } })).data
    assert.equal(request.quantity, changed.status === 200 ? '2' : '1')
    const { taken, held } = await balanceFor(mei, mei, types.annual)
    assert.equal(request.state === 'approved' ? taken : held, request.quantity)
    await mei(withdrawLeave, { params: { id } })
    assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '0', held: '0', available: '10' })
  }
})

test('taking back and changing at once leaves nothing held and nobody asked', async (t) => {
  const { mei, boss, types } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09' })
  await Promise.all([
    change(mei, id, { lastDay: '2026-03-11' }),
    mei(withdrawLeave, { params: { id } }),
    change(mei, id, { lastDay: '2026-03-12' }),
  ])
  assert.equal((await mei(getRequest, { params: { id } })).data.request.state, 'withdrawn')
  assert.partialDeepStrictEqual(await balanceFor(mei, mei, types.annual), { taken: '0', held: '0', available: '10' })
  assert.deepEqual((await boss(listInbox)).data.approvals, [])
})

test('a request that waits is cancelled by who acts for others: nothing is held and nobody is asked any more', async (t) => {
  const { mei, hr, boss, types } = await office(t)
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-13' })
  const { request } = (await hr(cancelLeave, { params: { id }, body: { comment: 'By phone' } })).data
  assert.partialDeepStrictEqual(request, { state: 'cancelled', comment: 'By phone' })
  assert.equal((await balanceFor(mei, mei, types.annual)).available, '10')
  assert.deepEqual((await boss(listInbox)).data.approvals, [])
  assert.equal((await mei(cancelLeave, { params: { id }, body: { comment: 'x' } })).status, 403)
})

test('leave of somebody else is not there to be changed: for who asks for their own, and beyond whom one acts for', async (t) => {
  const { mei, types, as } = await office(t)
  const [colleague, lead] = [await as(['leave.request', 'leave.read']), await as(['leave.request', 'leave.manage:team', 'leave.read'])]
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-10' })
  for (const client of [colleague, lead]) {
    assert.equal((await change(client, id, { lastDay: '2026-03-09' })).status, 404)
    const { can } = (await client(getRequest, { params: { id } })).data.request
    assert.deepEqual([can.change, can.cancel, can.readDocuments], [false, false, false])
  }
})

test('nobody cancels or confirms for themselves as one who acts for others', async (t) => {
  const { hr, types } = await office(t)
  const { id } = await requested(hr, { typeId: types.unpaid, firstDay: '2026-03-09' })
  const own = await hr(cancelLeave, { params: { id }, body: { comment: 'x' } })
  assert.deepEqual([own.status, own.error.code], [403, 'LEAVE_OWN_REQUEST'])
  assert.equal((await change(hr, id, { documentSeen: true })).error.code, 'LEAVE_DOCUMENT_OWN')
})

test('leave by the clock is moved while it waits, and made shorter once it is approved', async (t) => {
  const { mei, boss, ...w } = await office(t)
  const typeId = await newType(w, 'hourly', { unit: 'hours', tracks_balance: false })
  const { id } = await requested(mei, { typeId, firstDay: '2026-03-09', fromTime: '10:00', toTime: '12:00' })
  const moved = await change(mei, id, { fromTime: '13:00', toTime: '16:00' })
  assert.partialDeepStrictEqual(moved.data.request, { fromTime: '13:00', toTime: '16:00', quantity: '3' })
  assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  assert.equal((await change(mei, id, { toTime: '16:30' })).error.code, 'LEAVE_ONLY_SHORTER')
  assert.equal((await change(mei, id, { fromTime: '12:45' })).error.code, 'LEAVE_ONLY_SHORTER')
  assert.partialDeepStrictEqual((await change(mei, id, { fromTime: '14:00' })).data.request, { quantity: '2', state: 'approved' })
})

test('who entered leave for somebody does not decide it, nor does the person it is for', async (t) => {
  const { mei, types, as, boss, admin } = await office(t)
  const both = await as(['leave.request', 'leave.manage', 'leave.read', 'leave.approve'])
  const body = { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-10', employeeId: mei.employeeId }
  const { request } = (await both(submitLeave, { body })).data
  assert.deepEqual([request.can.approve, request.state, request.enteredByName !== null], [false, 'pending', true])
  const own = await both(approveLeave, { params: { id: request.id }, body: {} })
  assert.deepEqual([own.status, own.error.code], [403, 'NOT_APPROVER'])
  // What they change of a request of somebody else is asked for by them too.
  const { id } = await requested(mei, { typeId: types.annual, firstDay: '2026-03-16' })
  assert.equal((await change(both, id, { lastDay: '2026-03-17' })).status, 200)
  assert.equal((await both(approveLeave, { params: { id }, body: {} })).error.code, 'ALREADY_DECIDED', 'they are asked no more')
  assert.equal((await boss(approveLeave, { params: { id }, body: {} })).status, 200)
  const { entries } = (await admin(listEntity, { params: { type: 'leave-request', id } })).data
  assert(entries.some(({ story }) => /changed leave of Pat Chen to 2 days/.test(story)))
})

test('who acts for others enters leave in their name, and the audit says so', async (t) => {
  const { mei, hr, types, admin } = await office(t)
  const body = { typeId: types.annual, firstDay: '2026-03-09', lastDay: '2026-03-10', employeeId: mei.employeeId }
  const { preview } = (await hr(previewLeave, { body })).data
  assert.deepEqual([preview.quantity, preview.availableBefore, preview.availableAfter], ['2', '10', '8'])
  const { request } = (await hr(submitLeave, { body })).data
  assert.equal(request.employee.id, mei.employeeId)
  assert.equal((await balanceFor(mei, mei, types.annual)).held, '2')
  assert.match(
    (await admin(listEntity, { params: { type: 'leave-request', id: request.id } })).data.entries[0]!.story,
    /entered 2 days of Annual leave.* for Pat Chen$/,
  )
  const refused = await mei(submitLeave, { body: { ...body, employeeId: hr.employeeId } })
  assert.deepEqual([refused.status, refused.error.code], [404, 'NOT_FOUND'])
  assert.equal((await hr(submitLeave, { body: { ...body, employeeId: newId() } })).status, 404)
})

test('leave that needs a document is entered by who has seen it', async (t) => {
  const { mei, hr } = await office(t)
  const { type } = (await hr(createType, { body: { code: 'ill', name: 'Illness', tracksBalance: false, documentAboveDays: 2 } })).data
  const ask = { typeId: type.id, firstDay: '2026-03-09', lastDay: '2026-03-11' }
  const alone = await askLeave(mei, ask)
  assert.deepEqual(
    [alone.status, alone.error.code, alone.error.details],
    [422, 'LEAVE_DOCUMENT_REQUIRED', { days: 3, documentAboveDays: 2 }],
  )
  assert.equal((await mei(submitLeave, { body: { ...ask, documentSeen: true } })).error.code, 'LEAVE_DOCUMENT_OWN')
  assert.equal((await hr(submitLeave, { body: { ...ask, employeeId: mei.employeeId, documentSeen: true } })).status, 201)
})

test('on blackout days no leave is possible, but for who is exempt, and elsewhere', async (t) => {
  const { mei, hr, types, as, ...w } = await office(t)
  const ben = await as('leave.request')
  await grantLot(w, ben, types.annual, '2026-01-01', '2026-12-31', '10')
  const name = 'Release week'
  const { blackout } = (
    await hr(createBlackout, { body: { name, firstDay: '2026-03-09', lastDay: '2026-03-13', exemptIds: [ben.employeeId] } })
  ).data
  const friday = { typeId: types.annual, firstDay: '2026-03-13', lastDay: '2026-03-16' }
  const refused = await askLeave(mei, friday)
  assert.deepEqual(
    [refused.status, refused.error.code, refused.error.details],
    [422, 'LEAVE_BLACKOUT', { day: '2026-03-13', firstDay: '2026-03-09', lastDay: '2026-03-13', name }],
  )
  assert.equal((await mei(previewLeave, { body: friday })).data.preview.refusal?.code, 'LEAVE_BLACKOUT')
  assert.equal((await askLeave(mei, { ...friday, firstDay: '2026-03-14' })).status, 201)
  assert.equal((await askLeave(ben, friday)).status, 201)
  const calendar = await as('leave.read-calendar')
  assert.deepEqual(
    (await calendar(listBlackouts)).data.blackouts.map(({ id, exempt }) => [id, exempt.length]),
    [[blackout.id, 1]],
  )
  assert.equal((await hr(deleteBlackout, { params: { id: blackout.id } })).status, 200)
  assert.equal((await askLeave(mei, { typeId: types.annual, firstDay: '2026-03-12' })).status, 201)
  assert.deepEqual([(await mei(createBlackout, { body: { name, firstDay: '2026-03-09', lastDay: '2026-03-13' } })).status], [403])
  assert.equal((await hr(createBlackout, { body: { name, firstDay: '2026-03-09', lastDay: '2026-03-08' } })).status, 422)
})

test('a blackout of a department holds for who is in it', async (t) => {
  const { hr, types, as, ...w } = await office(t)
  const [id] = [newId()]
  await w.rows(`insert into department (company_id, id, code, name) values ($company, $1, 'D-1', 'Care')`, id)
  const [inside, outside] = [await as('leave.request', { departmentId: id }), await as('leave.request')]
  await hr(createBlackout, { body: { name: 'Stocktaking', firstDay: '2026-03-09', lastDay: '2026-03-09', departmentId: id } })
  assert.equal((await askLeave(inside, { typeId: types.unpaid, firstDay: '2026-03-09' })).error.code, 'LEAVE_BLACKOUT')
  assert.equal((await askLeave(outside, { typeId: types.unpaid, firstDay: '2026-03-09' })).status, 201)
})

test('optional holidays are taken on listed days only', async (t) => {
  const { mei, hr } = await office(t)
  const { type } = (
    await hr(createType, { body: { code: 'optional', name: 'Optional holiday', tracksBalance: false, listedDaysOnly: true } })
  ).data
  await hr(replaceListedDays, { params: { id: type.id }, body: { days: [{ day: '2026-03-20', name: 'Ogoh-ogoh' }] } })
  const other = await askLeave(mei, { typeId: type.id, firstDay: '2026-03-19' })
  assert.deepEqual([other.status, other.error.code, other.error.details], [422, 'LEAVE_DAY_NOT_LISTED', { day: '2026-03-19' }])
  assert.equal((await askLeave(mei, { typeId: type.id, firstDay: '2026-03-20' })).status, 201)
})
