import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { approve, getApproval, listApprovals, reject } from '../workflows/workflows.approval.contract.ts'
import { listDays, listToday } from './attendance.contract.ts'
import { updatePolicy } from './policy.contract.ts'
import { approveLocation, askLocation, changeLocation, currentLocation, listLocations } from './work-location.contract.ts'

const employee = ['attendance.clock', 'attendance.read:own', 'work-location.request:own']
/** Monday of a week gone by; the company works Monday to Friday. */
const monday = '2026-03-02'

const ask = (person: Client, firstDay: string, lastDay = firstDay, more: object = { place: 'home' }) =>
  person(askLocation, { body: { firstDay, lastDay, place: 'home', ...more } })
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort((a, b) => a - b)
const change = (person: Client, id: string, body: object) => person(changeLocation, { params: { id }, body })

async function decide(boss: Client, requestId: string, act: typeof approve | typeof reject = approve) {
  const { approvals } = (await boss(listApprovals, { query: { kind: 'work-location' } })).data
  const task = approvals.find((one) => one.requestId === requestId)!
  return boss(act, {
    params: { id: task.id },
    body: { seen: task.seen, ...(act === reject && { comment: 'The delivery comes' }) },
  })
}

test('an approved place of work shows in my place today, the day and the board, until it is cancelled', async (t) => {
  const w = await world(t)
  const boss = await w.as(['attendance.read', 'work-location.approve'])
  const mei = await w.as(employee, { managerId: boss.employeeId })
  w.at(`${monday}T08:00:00Z`)
  const { request } = (await ask(mei, monday, '2026-03-03', { place: 'other', address: 'Jl. Melati 5' })).data
  assert.partialDeepStrictEqual(request, {
    state: 'pending',
    place: 'other',
    address: 'Jl. Melati 5',
    can: { change: true, withdraw: true },
  })
  assert.equal((await mei(currentLocation)).data.place, 'office', 'it is not approved yet')
  assert.equal((await decide(boss, request.id)).status, 200)
  assert.deepEqual((await mei(currentLocation)).data, { date: monday, place: 'other', address: 'Jl. Melati 5', requestId: request.id })
  const placesOf = async () =>
    (await mei(listDays, { query: { from: monday, to: '2026-03-04' } })).data.days.map(({ location }) => location)
  assert.deepEqual(await placesOf(), ['other', 'other', null])
  const onBoard = async () => (await boss(listToday)).data.people.find(({ employeeId }) => employeeId === mei.employeeId)!.location
  assert.equal(await onBoard(), 'other')

  const again = await ask(mei, '2026-03-03', '2026-03-04')
  assert.deepEqual([again.status, again.error.code], [409, 'WORK_LOCATION_OVERLAP'])
  assert.equal((await change(mei, request.id, { place: 'home' })).error.code, 'WORK_LOCATION_DECIDED')
  assert.equal((await change(mei, request.id, { state: 'withdrawn' })).data.request.state, 'cancelled')
  assert.deepEqual([await placesOf(), await onBoard()], [[null, null, null], null])
  assert.equal((await ask(mei, '2026-03-03', '2026-03-04')).status, 201)
})

test('days at home are limited, also for two requests at once', async (t) => {
  const w = await world(t)
  const hr = await w.as(['attendance.configure', 'work-location.approve', 'attendance.read'])
  const mei = await w.as(employee, { managerId: hr.employeeId })
  w.at(`${monday}T08:00:00Z`)
  assert.equal((await hr(updatePolicy, { body: { homeDaysPerWeek: 2, homeDaysPerMonth: 5 } })).status, 200)
  const wide = await ask(mei, monday, '2026-03-04')
  assert.deepEqual(
    [wide.status, wide.error.code, wide.error.details],
    [422, 'WORK_LOCATION_LIMIT', { per: 'week', from: monday, limit: 2, used: 0, asked: 3 }],
  )
  assert.equal((await ask(mei, monday)).status, 201)
  assert.deepEqual(statuses(await Promise.all([ask(mei, '2026-03-03'), ask(mei, '2026-03-04'), ask(mei, '2026-03-05')])), [201, 422, 422])
  const [task] = (await hr(listApprovals, { query: { kind: 'work-location' } })).data.approvals
  const { consequence } = (await hr(getApproval, { params: { id: task!.id } })).data
  const week = { per: 'week', from: monday, limit: 2, used: 1, asked: 1 }
  const wholeMonth = { per: 'month', from: '2026-03-01', limit: 5, used: 1, asked: 1 }
  assert.deepEqual(consequence, { workingDays: 1, periods: [week, wholeMonth] }, 'who decides sees what is used')
  assert.equal((await ask(mei, '2026-03-06', '2026-03-08', { place: 'office' })).status, 201, 'the office has no limit')
  assert.equal((await ask(mei, '2026-03-13', '2026-03-16')).status, 201, 'a weekend counts nothing')
  const month = await ask(mei, '2026-03-17', '2026-03-24')
  assert.equal(month.error.code, 'WORK_LOCATION_LIMIT')
  const { id } = (await ask(mei, '2026-03-24')).data.request
  assert.equal((await change(mei, id, { firstDay: '2026-03-25', lastDay: '2026-03-25' })).status, 200, 'it does not count against itself')
  assert.equal((await change(mei, id, { firstDay: '2026-03-25', lastDay: '2026-03-26' })).error.code, 'WORK_LOCATION_LIMIT')
  assert.equal((await decide(hr, id, reject)).status, 200)
  assert.equal((await ask(mei, '2026-03-26')).status, 201, 'what was rejected counts no more')
})

test('who decides for a team does not find the request of anybody else, and what they see is not theirs to change', async (t) => {
  const w = await world(t)
  const lead = await w.as(['attendance.read:team', 'work-location.approve:team'])
  const [mei, stranger] = [await w.as(employee, { managerId: lead.employeeId }), await w.as(employee)]
  w.at(`${monday}T08:00:00Z`)
  assert.equal((await ask(mei, monday)).status, 201)
  const { id } = (await ask(stranger, monday)).data.request
  assert.equal((await lead(approveLocation, { params: { id }, body: {} })).status, 404)
  const { requests } = (await lead(listLocations, { query: {} })).data
  assert.deepEqual(
    requests.map(({ employee: { id: whose }, can }) => [whose, can]),
    [[mei.employeeId, { change: false, withdraw: false }]],
  )
})

test('nobody decides their own, asks for others out of reach, or for days gone by', async (t) => {
  const w = await world(t)
  const boss = await w.as([...employee, 'attendance.read', 'work-location.approve', 'work-location.request'])
  const [mei, stranger] = [await w.as(employee, { managerId: boss.employeeId }), await w.as(employee)]
  w.at(`${monday}T08:00:00Z`)
  const cases: [code: string, body: [string, string, object?]][] = [
    ['WORK_LOCATION_PAST', ['2026-03-01', '2026-03-02']],
    ['WORK_LOCATION_DAYS', ['2026-03-04', '2026-03-03']],
    ['WORK_LOCATION_ADDRESS', [monday, monday, { place: 'other' }]],
    ['WORK_LOCATION_ADDRESS', [monday, monday, { place: 'home', address: 'Here' }]],
  ]
  for (const [code, body] of cases) assert.deepEqual(((a) => [a.status, a.error.code])(await ask(mei, ...body)), [422, code])
  const entered = await ask(boss, monday, monday, { place: 'home', employeeId: mei.employeeId })
  assert.equal(entered.data.request.employee.id, mei.employeeId)
  const { approvals } = (await boss(listApprovals, { query: { kind: 'work-location' } })).data
  assert.deepEqual(approvals, [], 'whoever entered it does not decide it')
  const { id } = entered.data.request
  assert.equal((await boss(approveLocation, { params: { id }, body: {} })).status, 403)
  assert.equal((await mei(approveLocation, { params: { id }, body: {} })).status, 403)
  assert.deepEqual(
    [
      (await change(stranger, id, { state: 'withdrawn' })).status,
      (await ask(stranger, monday, monday, { employeeId: mei.employeeId })).status,
    ],
    [404, 404],
  )
  assert.deepEqual((await stranger(listLocations, { query: {} })).data.requests, [])
  const both = await Promise.all([change(mei, id, { state: 'withdrawn' }), change(mei, id, { state: 'withdrawn' })])
  assert.deepEqual(statuses(both), [200, 409])
})
