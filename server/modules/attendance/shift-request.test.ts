import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { approveLeave, submitLeave } from '../leave/leave.contract.ts'
import { createDepartment } from '../organization/organization.contract.ts'
import { approve, getApproval, listApprovals } from '../workflows/workflows.approval.contract.ts'
import { draftCells, myShifts, publishPlan } from './roster-plan.contract.ts'
import { assignShift, createShift, removeShift } from './shift.contract.ts'
import {
  agreeToSwap,
  approveShiftRequest,
  askShift,
  changeShiftRequest,
  declineSwap,
  listShiftRequests,
  listSwapColleagues,
  rejectShiftRequest,
} from './shift-request.contract.ts'
import type { ShiftConsequence } from './shift-request.contract.ts'

const [sunday, monday, tuesday, wednesday] = ['2026-03-01', '2026-03-02', '2026-03-03', '2026-03-04'] as const
const grants = ['attendance.clock', 'attendance.read:own', 'shift.request', 'leave.request']

/** Two colleagues of a department, early and late on Monday, and their manager; it is Sunday. */
async function ward(t: TestContext) {
  const w = await world(t)
  const shiftNamed = async (name: string, startTime: string, endTime: string) =>
    (await w.admin(createShift, { body: { name, startTime, endTime } })).data.shift.id
  const [early, late, night] = [
    await shiftNamed('Early', '06:00', '14:00'),
    await shiftNamed('Late', '14:00', '22:00'),
    await shiftNamed('Night', '22:00', '06:00'),
  ]
  const { department } = (await w.admin(createDepartment, { body: { code: 'ER', name: 'Emergency' } })).data
  const boss = await w.as([...grants, 'attendance.read', 'shift.approve'], {
    firstName: 'Bo',
    lastName: 'Boss',
    departmentId: department.id,
  })
  const nurse = (firstName: string, permissions = grants) =>
    w.as(permissions, { firstName, lastName: 'Nurse', departmentId: department.id, managerId: boss.employeeId })
  const [mei, budi] = [await nurse('Mei'), await nurse('Budi')]
  const assign = (person: Client, shiftId: string | null, day: string) =>
    w.admin(assignShift, { body: { shiftId, employeeId: person.employeeId, firstDay: day, lastDay: day } })
  await assign(mei, early, monday)
  await assign(budi, late, monday)
  w.at(`${sunday}T08:00:00Z`)
  return { ...w, early, late, night, boss, mei, budi, nurse, assign }
}

const ask = (person: Client, body: Body<typeof askShift>) => person(askShift, { body })
const swap = (person: Client, { employeeId }: Client, more: { day?: string; otherDay?: string } = {}) =>
  ask(person, { kind: 'swap', day: monday, colleagueId: employeeId, ...more })
const asked = async (answer: ReturnType<typeof ask>) => {
  const got = await answer
  assert.equal(got.status, 201, got.status === 201 ? '' : got.error.message)
  return got.data.request
}
const agree = (person: Client, id: string) => person(agreeToSwap, { params: { id }, body: {} })
const approval = (person: Client, id: string) => person(approveShiftRequest, { params: { id }, body: {} })
const codeOf = (answer: { status: number; error: { code: string } }) =>
  answer.status < 300 ? [answer.status] : [answer.status, answer.error.code]
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted((a, b) => a - b)
const worked = async (person: Client, ...dates: string[]) => {
  const { days } = (await person(myShifts, { query: { from: sunday, to: '2026-03-14' } })).data
  return dates.map((date) => days.find(({ day }) => day === date)!).map(({ kind, times }) => times[0]?.start ?? kind)
}

test('a swap is agreed to by the colleague, decided by somebody else, and holds for both at once', async (t) => {
  const { mei, budi, boss, early, late, rows, ...w } = await ward(t)
  const { colleagues } = (await mei(listSwapColleagues, { query: { day: monday } })).data
  assert.deepEqual(
    colleagues.map(({ firstName, days }) => [firstName, days[0]!.shiftIds]),
    [['Budi', [late]]],
    'who works by a pattern has no shift to swap',
  )
  const request = await asked(swap(mei, budi))
  assert.partialDeepStrictEqual(request, { kind: 'swap', state: 'asked', can: { withdraw: true, agree: false, decline: false } })
  assert.deepEqual(
    request.days.map(({ employeeId, shiftId, seen }) => [employeeId, shiftId, seen.shiftIds]),
    [
      [mei.employeeId, late, [early]],
      [budi.employeeId, early, [late]],
    ],
  )
  const { id } = request
  assert.deepEqual((await boss(listApprovals, { query: {} })).data.approvals, [], 'nobody decides before the colleague agrees')
  assert.deepEqual(codeOf(await approval(boss, id)), [409, 'SHIFT_REQUEST_UNANSWERED'])
  assert.deepEqual(codeOf(await agree(mei, id)), [404, 'NOT_FOUND'])
  const [waiting] = (await budi(listShiftRequests, { query: { mine: true, state: 'asked' } })).data.requests
  assert.deepEqual(waiting!.can, { agree: true, decline: true, withdraw: false, approve: false, reject: false })
  assert.equal((await agree(budi, id)).data.request.state, 'pending')
  assert.deepEqual(codeOf(await agree(budi, id)), [409, 'SHIFT_REQUEST_AGREED'])

  const [task] = (await boss(listApprovals, { query: { kind: 'shift-request' } })).data.approvals
  assert.partialDeepStrictEqual(task, {
    title: 'Mei Nurse: a swap with Budi Nurse',
    fields: { what: 'swap', day: monday, colleague: 'Budi Nurse' },
  })
  const consequence = (await boss(getApproval, { params: { id: task!.id } })).data.consequence as ShiftConsequence
  assert.deepEqual(
    consequence.days.map(({ name, before, after, changed }) => [name, before.shiftIds, after.shiftIds, changed]),
    [
      ['Mei Nurse', [early], [late], false],
      ['Budi Nurse', [late], [early], false],
    ],
  )
  assert.equal((await boss(approve, { params: { id: task!.id }, body: { seen: task!.seen } })).status, 200)
  assert.deepEqual([await worked(mei, monday), await worked(budi, monday)], [['14:00'], ['06:00']])
  const [done] = (await mei(listShiftRequests, { query: { mine: true } })).data.requests
  assert.partialDeepStrictEqual(done, { state: 'approved', decidedByName: 'Bo Boss', can: { withdraw: false } })
  const told = await rows<{ kind: string; after: Record<string, string> }>(
    `select kind, after from domain_event where company_id = $company and kind in ('roster.published', 'shift-request.approved') order by id`,
  )
  assert.deepEqual(
    told.map(({ kind, after }) => [kind, after[monday] ?? after['state']]),
    [
      ['roster.published', 'Late'],
      ['roster.published', 'Early'],
      ['shift-request.approved', 'approved'],
    ],
  )
  assert.deepEqual(codeOf(await w.admin(removeShift, { params: { id: late } })), [409, 'SHIFT_IN_USE'])
})

test('another shift, a day off and a swap over two dates are applied as asked', async (t) => {
  const { mei, budi, boss, early, late, assign } = await ward(t)
  await assign(mei, null, tuesday)
  await assign(budi, early, tuesday)
  const give = await asked(swap(mei, budi, { otherDay: tuesday }))
  assert.equal((await agree(budi, give.id)).status, 200)
  assert.equal((await approval(boss, give.id)).status, 200)
  assert.deepEqual(
    [await worked(mei, monday, tuesday), await worked(budi, monday, tuesday)],
    [
      ['14:00', '06:00'],
      ['06:00', 'day-off'],
    ],
  )

  const free = await asked(ask(mei, { kind: 'off', day: wednesday, note: ' A wedding ' }))
  assert.deepEqual([free.note, free.days[0]!.seen.kind], ['A wedding', 'work'], 'by the pattern of the company')
  assert.deepEqual(codeOf(await ask(mei, { kind: 'shift', day: wednesday, shiftId: late })), [409, 'SHIFT_REQUEST_OPEN'])
  assert.equal((await approval(boss, free.id)).status, 200)
  const other = await asked(ask(mei, { kind: 'shift', day: wednesday, shiftId: late }))
  assert.equal((await boss(rejectShiftRequest, { params: { id: other.id }, body: { comment: 'Enough people then' } })).status, 200)
  assert.deepEqual(await worked(mei, wednesday), ['day-off'])
  const { requests } = (await mei(listShiftRequests, { query: { mine: true } })).data
  assert.deepEqual(
    requests.map(({ state, comment }) => [state, comment]),
    [
      ['rejected', 'Enough people then'],
      ['approved', null],
      ['approved', null],
    ],
  )
})

test('what changed since it was asked is not applied, also where a plan is published or another swap approved at that instant', async (t) => {
  const { mei, budi, boss, early, late, nurse, assign, admin, rows } = await ward(t)
  const rosa = await nurse('Rosa')
  await assign(rosa, null, monday)
  const [one, two] = [await asked(swap(mei, budi)), await asked(swap(rosa, budi))]
  for (const { id } of [one, two]) assert.equal((await agree(budi, id)).status, 200)
  const both = await Promise.all([approval(boss, one.id), approval(boss, two.id)])
  assert.deepEqual(statuses(both), [200, 409])
  assert.equal(both.find(({ status }) => status === 409)!.error.code, 'SHIFTS_CHANGED')
  const works = (await Promise.all([mei, budi, rosa].map((person) => worked(person, monday)))).flat().toSorted()
  assert.deepEqual(works, ['06:00', '14:00', 'day-off'], 'every shift is somebody’s still, and nobody’s twice')

  const won = both[0].status === 200 ? mei : rosa
  const { id } = await asked(ask(won, { kind: 'off', day: monday }))
  const cells = [{ employeeId: won.employeeId, day: monday, plan: 'shift' as const, shiftId: early }]
  assert.equal((await admin(draftCells, { body: { cells } })).status, 200)
  const race = await Promise.all([admin(publishPlan, { body: { from: monday, to: monday } }), approval(boss, id)])
  assert.equal(race[0].status, 200)
  // Whoever was first: the plan that was published after it holds, or the request finds that it changed.
  assert.deepEqual(await worked(won, monday), ['06:00'])
  const open = await rows<{ n: number }>(
    `select count(*)::int as n from shift_assignment where company_id = $company and employee_id = $1
    and first_day <= '${monday}' and coalesce(last_day, '9999-01-01') >= '${monday}'`,
    won.employeeId,
  )
  assert.deepEqual(open, [{ n: 1 }])
  if (race[1].status === 409) assert.equal(race[1].error.code, 'SHIFTS_CHANGED')

  await assign(mei, early, wednesday)
  await assign(budi, late, wednesday)
  const third = await asked(swap(mei, budi, { day: wednesday }))
  const change = [{ employeeId: mei.employeeId, day: wednesday, plan: 'off' as const }]
  await admin(draftCells, { body: { cells: change } })
  await admin(publishPlan, { body: { from: wednesday, to: wednesday } })
  assert.deepEqual(codeOf(await agree(budi, third.id)), [409, 'SHIFTS_CHANGED'])
})

test('one date is asked for once, an answer counts once, and two who end it at once are put in order', async (t) => {
  const { mei, budi, boss } = await ward(t)
  const twice = await Promise.all([swap(mei, budi), ask(mei, { kind: 'off', day: monday }), swap(mei, budi)])
  assert.deepEqual(statuses(twice), [201, 409, 409])
  const { request } = twice.find(({ status }) => status === 201)!.data
  if (request.state === 'asked') {
    const answers = await Promise.all([agree(budi, request.id), agree(budi, request.id)])
    assert.deepEqual(statuses(answers), [200, 409])
  }
  const withdrawn = () => mei(changeShiftRequest, { params: { id: request.id }, body: { state: 'withdrawn' } })
  const ends = await Promise.all([withdrawn(), approval(boss, request.id), withdrawn()])
  assert.equal(ends.filter(({ status }) => status === 200).length, 1, JSON.stringify(ends.map(codeOf)))
  const [state] = (await mei(listShiftRequests, { query: { mine: true } })).data.requests.map((one) => one.state)
  assert.deepEqual((await worked(mei, monday))[0] === '06:00', state === 'withdrawn')
})

test('the colleague may take back that they agreed, the person what they asked for, and nobody else either', async (t) => {
  const { mei, budi, boss, nurse } = await ward(t)
  const { id } = await asked(swap(mei, budi))
  const rosa = await nurse('Rosa')
  const declining = (person: Client) => person(declineSwap, { params: { id }, body: { comment: 'I am away' } })
  const withdrawing = (person: Client, body: object = { state: 'withdrawn' }) => person(changeShiftRequest, { params: { id }, body })
  assert.deepEqual(
    [await declining(rosa), await withdrawing(rosa), await withdrawing(budi), await declining(mei)].map(({ status }) => status),
    [404, 404, 404, 404],
  )
  assert.deepEqual((await rosa(listShiftRequests, { query: {} })).data.requests, [])
  assert.deepEqual(codeOf(await withdrawing(mei, { version: 1 })), [422, 'SHIFT_REQUEST_FIXED'])
  assert.deepEqual(codeOf(await withdrawing(mei, { state: 'withdrawn', version: 7 })), [409, 'STALE_VERSION'])
  assert.equal((await agree(budi, id)).status, 200)
  assert.partialDeepStrictEqual((await declining(budi)).data.request, { state: 'declined', comment: 'I am away' })
  assert.deepEqual((await boss(listApprovals, { query: {} })).data.approvals, [], 'it left the inbox')
  assert.deepEqual(codeOf(await withdrawing(mei)), [409, 'SHIFT_REQUEST_DECIDED'])
  assert.equal((await swap(mei, budi)).status, 201, 'and may be asked again')
})

test('nobody decides a swap that they are part of, nor one of people out of reach', async (t) => {
  const { mei, budi, boss, assign, late, nurse, as } = await ward(t)
  await assign(boss, late, tuesday)
  await assign(mei, null, tuesday)
  const withBoss = await asked(swap(mei, boss, { day: tuesday }))
  const head = await as(['attendance.read', 'shift.approve'])
  assert.equal((await agree(boss, withBoss.id)).status, 200)
  assert.deepEqual((await boss(listApprovals, { query: {} })).data.approvals, [], 'the boss swaps, so somebody else is asked')
  assert.equal((await approval(boss, withBoss.id)).status, 403)
  assert.equal((await head(listApprovals, { query: {} })).data.approvals.length, 1)
  assert.equal((await approval(head, withBoss.id)).status, 200)
  assert.deepEqual(await worked(mei, tuesday), ['14:00'])

  const peer = await nurse('Peer', [...grants, 'shift.approve:team'])
  const { id } = await asked(ask(budi, { kind: 'off', day: monday }))
  assert.equal((await approval(peer, id)).status, 404)
  assert.equal((await approval(budi, id)).status, 403)
  const clerk = await as(['attendance.clock'])
  assert.equal((await ask(clerk, { kind: 'off', day: monday })).status, 403)
})

test('what cannot be worked is not asked for', async (t) => {
  const { mei, budi, early, late, night, assign, as, admin, rows, ...w } = await ward(t)
  const stranger = await as(grants)
  await assign(mei, early, wednesday)
  await assign(mei, null, tuesday)
  await assign(budi, null, tuesday)
  const [type] = await rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  const leave = await budi(submitLeave, { body: { typeId: type!.id, firstDay: '2026-03-05', lastDay: '2026-03-05' } })
  assert.equal((await admin(approveLeave, { params: { id: leave.data.request.id }, body: {} })).status, 200)
  await assign(mei, early, '2026-03-05')
  await assign(budi, null, '2026-03-05')
  const colleagueId = budi.employeeId
  const cases: [code: string, status: number, body: Body<typeof askShift>][] = [
    ['SHIFT_REQUEST_FIELDS', 422, { kind: 'shift', day: monday }],
    ['SHIFT_REQUEST_FIELDS', 422, { kind: 'off', day: monday, shiftId: early }],
    ['SHIFT_REQUEST_FIELDS', 422, { kind: 'off', day: monday, otherDay: tuesday }],
    ['SHIFT_REQUEST_FIELDS', 422, { kind: 'swap', day: monday }],
    ['SHIFT_REQUEST_FIELDS', 422, { kind: 'swap', day: monday, colleagueId, shiftId: early }],
    ['SHIFT_REQUEST_PAST', 422, { kind: 'off', day: sunday }],
    ['SHIFT_REQUEST_DAYS', 422, { kind: 'swap', day: monday, otherDay: monday, colleagueId }],
    ['SHIFT_REQUEST_SAME', 422, { kind: 'shift', day: monday, shiftId: early }],
    ['SHIFT_REQUEST_SAME', 422, { kind: 'off', day: tuesday }],
    ['SHIFT_REQUEST_SAME', 422, { kind: 'swap', day: tuesday, colleagueId }],
    ['SHIFT_REQUEST_UNFIT', 422, { kind: 'swap', day: monday, otherDay: '2026-03-06', colleagueId }],
    ['SHIFT_REQUEST_CONFLICT', 422, { kind: 'swap', day: '2026-03-05', colleagueId }],
    ['NOT_FOUND', 404, { kind: 'swap', day: monday, colleagueId: stranger.employeeId }],
    ['NOT_FOUND', 404, { kind: 'swap', day: monday, colleagueId: mei.employeeId }],
    ['NOT_FOUND', 404, { kind: 'shift', day: monday, shiftId: mei.employeeId }],
  ]
  for (const [code, status, body] of cases) assert.deepEqual(codeOf(await ask(mei, body)), [status, code], JSON.stringify(body))
  const dawn = (await admin(createShift, { body: { name: 'Dawn', startTime: '05:00', endTime: '13:00' } })).data.shift.id
  await assign(budi, dawn, '2026-03-11')
  const overlap = await ask(budi, { kind: 'shift', day: '2026-03-10', shiftId: night })
  assert.deepEqual(
    [...codeOf(overlap), overlap.error.details],
    [422, 'SHIFT_REQUEST_CONFLICT', { employeeId: colleagueId, day: '2026-03-11', conflict: 'overlap' }],
    'a night that runs into the next morning',
  )
  assert.deepEqual((await mei(listShiftRequests, { query: { mine: true } })).data.requests, [])

  const { id } = await asked(ask(mei, { kind: 'shift', day: monday, shiftId: late }))
  w.at(`${monday}T00:30:00Z`)
  assert.deepEqual(codeOf(await approval(w.boss, id)), [409, 'SHIFT_REQUEST_OVER'], 'the date has come')
})
