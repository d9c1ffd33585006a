import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { balanceFor, leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Query } from '../../core/contract.ts'
import { approveLeave, getRequest, listApprovals, listRequests } from './leave.contract.ts'

/** Monday 2 March 2026: a manager with two reports, and somebody who reports to nobody. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const grants = ['leave.request', 'leave.read:own']
  const boss = await w.as(['leave.approve:team', 'leave.read:team', 'leave.request'], { lastName: 'Boss', balance: { annual: '20' } })
  const mei = await w.as(grants, { lastName: 'Mei', managerId: boss.employeeId, balance: { annual: '20' } })
  const tom = await w.as(grants, { lastName: 'Tom', managerId: boss.employeeId, balance: { annual: '20' } })
  const far = await w.as(grants, { lastName: 'Far', balance: { annual: '20' } })
  return { ...w, boss, mei, tom, far, types: await leaveTypes(w) }
}

const names = (requests: readonly { employee: { lastName: string } }[]) => requests.map(({ employee }) => employee.lastName)

test('the inbox holds what waits for me, oldest first: never my own, decided, or out of reach', async (t) => {
  const { boss, mei, tom, far, types, admin, at } = await office(t)
  const ask = (person: Client, firstDay: string) => requested(person, { typeId: types.annual, firstDay })
  await ask(tom, '2026-03-16')
  at('2026-03-02T09:01:00Z')
  await ask(mei, '2026-03-09')
  await ask(boss, '2026-03-09')
  await ask(far, '2026-03-09')
  const decided = await ask(mei, '2026-03-10')
  await boss(approveLeave, { params: { id: decided.id }, body: {} })
  const inbox = (await boss(listApprovals)).data
  assert.deepEqual([names(inbox.requests), inbox.pagination.total], [['Tom', 'Mei'], 2])
  assert.deepEqual(inbox.requests[0]?.can, {
    approve: true,
    reject: true,
    withdraw: false,
    change: false,
    cancel: false,
    readDocuments: false,
  })
  const second = (await boss(listApprovals, { query: { page: 2, limit: 1 } })).data
  assert.deepEqual([names(second.requests), second.pagination.totalPages], [['Mei'], 2])
  assert.deepEqual((await boss(listApprovals, { query: { page: 9 } })).data, {
    requests: [],
    pagination: { page: 9, limit: 20, total: 2, totalPages: 1 },
  })
  // Nobody in the roles that decide reaches these two, so that they fall back to whoever holds the permission at all.
  assert.deepEqual(names((await admin(listApprovals)).data.requests), ['Boss', 'Far'])
  assert.equal((await mei(listApprovals)).status, 403)
})

test('deciding shows its consequence: the balance before and after, and who of the team is away then', async (t) => {
  const { boss, mei, tom, far, types } = await office(t)
  const away = async (person: Client, firstDay: string, lastDay: string) => {
    const { id } = await requested(person, { typeId: types.annual, firstDay, lastDay })
    return { id, approve: () => boss(approveLeave, { params: { id }, body: {} }) }
  }
  await (await away(tom, '2026-03-11', '2026-03-12')).approve()
  await (await away(tom, '2026-03-16', '2026-03-16')).approve()
  await away(tom, '2026-03-09', '2026-03-09')
  await away(far, '2026-03-09', '2026-03-11')
  const { id, approve } = await away(mei, '2026-03-09', '2026-03-11')
  const seen = (await boss(getRequest, { params: { id } })).data
  assert.deepEqual(seen.consequence, {
    availableNow: '20',
    availableAfter: '17',
    teamSize: 2,
    awayWith: [{ employeeId: tom.employeeId, firstName: 'Pat', lastName: 'Tom', firstDay: '2026-03-11', lastDay: '2026-03-12' }],
    coverage: [],
  })
  assert.equal((await mei(getRequest, { params: { id } })).data.consequence, null, 'it is for who decides')
  await approve()
  assert.equal((await balanceFor(boss, mei, types.annual)).available, '17', 'and it is what then happens')
  assert.equal((await boss(getRequest, { params: { id } })).data.consequence, null, 'there is nothing left to decide')
})

test('leave without a balance has no figures to weigh, and who reports to nobody has no team', async (t) => {
  const { far, types, as } = await office(t)
  const hr = await as(['leave.approve', 'leave.read'])
  const { id } = await requested(far, { typeId: types.unpaid, firstDay: '2026-03-09' })
  assert.deepEqual((await hr(getRequest, { params: { id } })).data.consequence, {
    availableNow: null,
    availableAfter: null,
    teamSize: 0,
    awayWith: [],
    coverage: [],
  })
})

test('requests are listed newest first, filtered and sorted, within reach only', async (t) => {
  const { boss, mei, tom, far, types, at, nobody, as } = await office(t)
  const asked: [Client, string, 'annual' | 'unpaid'][] = [
    [tom, '2026-03-20', 'annual'],
    [mei, '2026-03-09', 'unpaid'],
    [boss, '2026-03-10', 'annual'],
    [far, '2026-03-11', 'annual'],
  ]
  const ids = []
  for (const [index, [person, firstDay, type]] of asked.entries()) {
    at(`2026-03-02T09:0${index}:00Z`)
    ids.push((await requested(person, { typeId: types[type], firstDay })).id)
  }
  await boss(approveLeave, { params: { id: ids[0]! }, body: {} })
  const list = async (client: Client, query: Query<typeof listRequests> = {}) =>
    names((await client(listRequests, { query })).data.requests)
  assert.deepEqual(await list(boss), ['Boss', 'Mei', 'Tom'])
  assert.deepEqual(await list(boss, { mine: true }), ['Boss'])
  assert.deepEqual(await list(boss, { state: 'approved' }), ['Tom'])
  assert.deepEqual(await list(boss, { typeId: types.unpaid }), ['Mei'])
  assert.deepEqual(await list(boss, { employeeId: tom.employeeId }), ['Tom'])
  assert.deepEqual(await list(boss, { employeeId: far.employeeId }), [], 'a filter does not widen the reach')
  assert.deepEqual(await list(boss, { sort: 'firstDay' }), ['Mei', 'Boss', 'Tom'])
  assert.deepEqual(await list(boss, { sort: '-lastName' }), ['Tom', 'Mei', 'Boss'])
  assert.deepEqual(await list(mei), ['Mei'])
  const reader = await as('leave.read', { employee: false })
  assert.deepEqual([(await list(reader)).length, await list(reader, { mine: true })], [4, []])
  const refused = await boss(listRequests, { query: { sort: 'note' } })
  assert.deepEqual(
    [refused.status, (refused.error.details as { expected: unknown }[])[0]?.expected],
    [400, ['createdAt', 'firstDay', 'state', 'lastName', 'firstName', 'typeName', 'quantity', 'decidedAt']],
  )
  const past = (await boss(listRequests, { query: { page: 5, limit: 2 } })).data
  assert.deepEqual([past.requests, past.pagination.total], [[], 3])
  assert.deepEqual([(await (await as('leave.request'))(listRequests)).status, (await nobody(listRequests)).status], [403, 401])
})
