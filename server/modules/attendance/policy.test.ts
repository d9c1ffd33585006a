import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { end, listDays, myStatus, pause, resume, start } from './attendance.contract.ts'
import { createBreakType, listBreakTypes, removeBreakType, updateBreakType } from './break-type.contract.ts'
import { endForgottenSessions, settleCompany } from './day.jobs.ts'
import { decideOvertime, listOvertime } from './overtime.contract.ts'
import { getPolicy, updatePolicy } from './policy.contract.ts'
import { createPattern, listPatterns, removePattern, updatePattern } from './working-pattern.contract.ts'

const monday = '2026-03-02'
const worker = (w: World, options: object = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)
const acts = { start, resume, end }
async function clock(w: World, person: Client, ...punches: string[]) {
  for (const punch of punches) {
    const [act, at, breakTypeId] = punch.split(' ') as [string, string, string?]
    w.at(`2026-03-${at}:00Z`)
    const answer =
      act === 'break' ? await person(pause, { body: breakTypeId ? { breakTypeId } : {} }) : await person(acts[act as 'start'], { body: {} })
    assert.equal(answer.status, 201, `${punch} ${JSON.stringify(answer.json)}`)
  }
}
const dayOf = async (person: Client, date = monday) => (await person(listDays, { query: { from: date, to: date } })).data.days[0]!
async function policy(w: World, body: object) {
  w.at('2026-03-01T08:00:00Z')
  const answer = await w.admin(updatePolicy, { body })
  assert.equal(answer.status, 200, JSON.stringify(answer.json))
}
const typeOf = async ({ admin }: World, name: string) => (await admin(listBreakTypes)).data.breakTypes.find((type) => type.name === name)!

test('a company starts with an unpaid lunch of an hour and a paid coffee of a quarter', async (t) => {
  const w = await world(t)
  const { breakTypes } = (await w.admin(listBreakTypes)).data
  assert.deepEqual(
    breakTypes.map(({ name, maxMinutes, paid, isActive }) => [name, maxMinutes, paid, isActive]),
    [
      ['Lunch', 60, false, true],
      ['Coffee', 15, true, true],
    ],
  )
})

test('a paid break counts like work up to its maximum; beyond it is unpaid and flagged', async (t) => {
  const w = await world(t)
  const [lunch, coffee] = [await typeOf(w, 'Lunch'), await typeOf(w, 'Coffee')]
  const mei = await worker(w)
  await clock(
    w,
    mei,
    'start 02T09:00',
    `break 02T10:00 ${coffee.id}`,
    'resume 02T10:20',
    `break 02T12:00 ${lunch.id}`,
    'resume 02T12:45',
    'end 02T17:00',
  )
  const day = await dayOf(mei)
  assert.deepEqual(
    [day.workedMinutes, day.breakMinutes, day.paidBreakMinutes, day.undertimeMinutes, day.flags],
    [415, 65, 15, 50, ['break-exceeded']],
  )
  const { recomputeId } = (await w.admin(updateBreakType, { params: { id: coffee.id }, body: { maxMinutes: 20, version: 1 } })).data
  assert(recomputeId)
  await w.runJobs()
  const [stored] = await w.rows('select paid_break_minutes as paid, flags from attendance_day where company_id = $company')
  assert.deepEqual(stored, { paid: 20, flags: [] })
})

test('a break of a type that is gone or inactive is refused, and one that was taken is not removed', async (t) => {
  const w = await world(t)
  const other = await world(t)
  const made = (await w.admin(createBreakType, { body: { name: ' Prayer ', paid: true } })).data.breakType
  assert.deepEqual([made.name, made.maxMinutes, made.isActive], ['Prayer', null, true])
  assert.equal((await w.admin(createBreakType, { body: { name: 'Prayer', paid: false } })).error.code, 'BREAK_TYPE_NAME_TAKEN')
  const mei = await worker(w)
  await clock(w, mei, 'start 02T09:00')
  const take = async (breakTypeId: string) => (await mei(pause, { body: { breakTypeId } })).error.code
  assert.equal(await take(newId()), 'BREAK_TYPE_NOT_FOUND')
  assert.equal(await take((await typeOf(other, 'Lunch')).id), 'BREAK_TYPE_NOT_FOUND')
  await w.admin(updateBreakType, { params: { id: made.id }, body: { isActive: false } })
  assert.equal(await take(made.id), 'BREAK_TYPE_NOT_FOUND')
  assert.equal((await w.admin(listBreakTypes, { query: { active: true } })).data.pagination.total, 2)
  assert.equal((await w.admin(removeBreakType, { params: { id: made.id } })).status, 200)
  const lunch = await typeOf(w, 'Lunch')
  await clock(w, mei, `break 02T12:00 ${lunch.id}`)
  assert.equal((await w.admin(removeBreakType, { params: { id: lunch.id } })).error.code, 'BREAK_TYPE_IN_USE')
  assert.equal((await other.admin(updateBreakType, { params: { id: lunch.id }, body: { name: 'X' } })).status, 404)
  assert.equal((await mei(createBreakType, { body: { name: 'X', paid: true } })).status, 403)
})

test('the policy holds from today on, is refused where it contradicts itself, and changed by two at once only in order', async (t) => {
  const w = await world(t)
  assert.deepEqual((await w.admin(getPolicy)).data.policy.overtimeRules, [{ kind: 'over-scheduled', rate: '1.5' }])
  const mei = await worker(w)
  await clock(w, mei, 'start 02T09:00', 'end 02T17:00', 'start 03T09:00')
  w.at('2026-03-03T16:00:00Z')
  assert.equal(
    (await w.admin(updatePolicy, { body: { automaticBreaks: [{ overMinutes: 360, minutes: 30 }], version: 1 } })).data.version,
    2,
  )
  await clock(w, mei, 'end 03T17:00')
  assert.deepEqual(
    [(await dayOf(mei)).workedMinutes, (await dayOf(mei, '2026-03-03')).workedMinutes],
    [480, 450],
    'the day before keeps what was in force',
  )
  assert.deepEqual((await dayOf(mei, '2026-03-03')).flags, ['automatic-break'])
  const refused = async (body: object) => {
    const { status, error } = await w.admin(updatePolicy, { body })
    return [status, error.code]
  }
  assert.deepEqual(await refused({ overtimeRules: [{ kind: 'over-day', rate: '2' }] }), [422, 'POLICY_INVALID'])
  assert.deepEqual(await refused({ overtimeRules: [{ kind: 'holiday', overMinutes: 5, rate: '2' }] }), [422, 'POLICY_INVALID'])
  assert.deepEqual(
    await refused({
      automaticBreaks: [
        { overMinutes: 360, minutes: 30 },
        { overMinutes: 360, minutes: 45 },
      ],
    }),
    [422, 'POLICY_INVALID'],
  )
  assert.deepEqual(await refused({ halfDayBelowMinutes: 100, absentBelowMinutes: 200 }), [422, 'POLICY_INVALID'])
  assert.deepEqual(await refused({ overtimeRules: [{ kind: 'holiday', rate: '1,5' }] }), [400, 'VALIDATION_FAILED'])
  const answers = await Promise.all(
    [1, 2, 3].map((minutes) => w.admin(updatePolicy, { body: { overtimeToleranceMinutes: minutes, version: 2 } })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409],
  )
  assert.equal((await mei(updatePolicy, { body: { overtimeToleranceMinutes: 1 } })).status, 403)
})

test('hours over forty of a week are overtime from where they are reached, whatever order days are written in', async (t) => {
  const w = await world(t)
  const mei = await worker(w)
  await policy(w, { overtimeRules: [{ kind: 'over-week', overMinutes: 2400, rate: '1.75' }] })
  await clock(
    w,
    mei,
    'start 02T08:00',
    'end 02T18:00',
    'start 03T08:00',
    'end 03T18:00',
    'start 04T08:00',
    'end 04T18:00',
    'start 05T08:00',
    'end 05T18:00',
    'start 06T08:00',
    'end 06T18:00',
  )
  const found = (await mei(listDays, { query: { from: monday, to: '2026-03-06' } })).data.days.map(({ overtimeMinutes }) => overtimeMinutes)
  assert.deepEqual(found, [0, 0, 0, 0, 600])
  const stored = await w.rows<{ over: number }>(
    'select overtime_minutes as over from attendance_day where company_id = $company order by work_date',
  )
  assert.deepEqual(
    stored.map(({ over }) => over),
    found,
  )
})

test('shortfalls count beyond their tolerance where the company says so', async (t) => {
  const w = await world(t)
  const [within, beyond] = [await worker(w), await worker(w)]
  await policy(w, { countsShortfalls: true, shortfallToleranceMinutes: 10 })
  await clock(w, within, 'start 02T09:00', 'end 02T16:50')
  await clock(w, beyond, 'start 02T09:00', 'end 02T16:49')
  w.at('2026-03-03T09:00:00Z')
  assert.deepEqual([(await dayOf(within)).shortfallMinutes, (await dayOf(beyond)).shortfallMinutes], [0, 11])
})

test('overtime is approved or refused, never by oneself, and a punch that changes it puts it back', async (t) => {
  const w = await world(t)
  const boss = await w.as(['overtime.approve:team', 'attendance.read:team', 'attendance.clock'])
  const [mei, stranger] = [await worker(w, { managerId: boss.employeeId }), await worker(w)]
  for (const person of [mei, boss]) await clock(w, person, 'start 02T09:00', 'end 02T18:00')
  const query = { from: monday, to: monday }
  const { overtime } = (await boss(listOvertime, { query: { ...query, state: 'to-approve' } })).data
  assert.deepEqual(
    overtime
      .toSorted((a, b) => Number(a.can.decide) - Number(b.can.decide))
      .map(({ minutes, shares, can }) => [minutes, shares, can.decide]),
    [
      [60, [{ rate: '1.5', minutes: 60 }], false],
      [60, [{ rate: '1.5', minutes: 60 }], true],
    ],
  )
  const reader = await w.as(['attendance.read'])
  const read = (await reader(listOvertime, { query })).data.overtime
  assert.deepEqual(
    read.map(({ can }) => can.decide),
    [false, false],
    'who may only look decides nothing',
  )
  const params = { employeeId: mei.employeeId, date: monday }
  const stale = await boss(decideOvertime, { params, body: { state: 'approved', minutes: 59 } })
  assert.deepEqual([stale.status, stale.error.code, stale.error.details], [409, 'OVERTIME_CHANGED', { minutes: 60 }])
  const answers = await Promise.all(
    [1, 2, 3].map(() => boss(decideOvertime, { params, body: { state: 'approved', minutes: 60, comment: 'fine' } })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409],
  )
  const done = answers.find(({ status }) => status === 200)!.data.overtime
  assert.deepEqual([done.state, done.comment], ['approved', 'fine'])
  await settleCompany(w.assembly.deps, w.companyId)
  w.at('2026-03-03T04:00:00Z')
  await settleCompany(w.assembly.deps, w.companyId)
  const state = async () =>
    (await boss(listOvertime, { query: { ...query, employeeId: mei.employeeId } })).data.overtime.map((one) => one.state)
  assert.deepEqual(await state(), ['approved'], 'computed anew to the same figures it stays')
  await clock(w, mei, 'start 02T20:00', 'end 02T20:30')
  assert.deepEqual(await state(), ['to-approve'])
  const own = await boss(decideOvertime, { params: { employeeId: boss.employeeId, date: monday }, body: { state: 'approved' } })
  assert.equal(own.status === 403 || own.status === 404, true)
  await clock(w, stranger, 'start 03T09:00', 'end 03T18:00')
  const far = { employeeId: stranger.employeeId, date: '2026-03-03' }
  assert.equal((await boss(decideOvertime, { params: far, body: { state: 'approved' } })).status, 404)
  assert.equal((await mei(decideOvertime, { params, body: { state: 'approved' } })).status, 403)
  assert.equal((await boss(decideOvertime, { params: { ...params, date: '2026-03-05' }, body: { state: 'refused' } })).status, 404)
})

test('a forgotten end is put in where it was due, however late and often that runs, and flagged', async (t) => {
  const w = await world(t)
  const [mei, still] = [await worker(w), await worker(w)]
  await policy(w, { automaticEndAfterMinutes: 60 })
  await clock(w, mei, 'start 02T09:00')
  await clock(w, still, 'start 02T11:00')
  w.at('2026-03-02T17:59:00Z')
  await endForgottenSessions(w.assembly.deps)
  assert.equal((await mei(myStatus)).data.status.state, 'working')
  w.at('2026-03-02T19:00:00Z')
  await Promise.all([endForgottenSessions(w.assembly.deps), endForgottenSessions(w.assembly.deps), endForgottenSessions(w.assembly.deps)])
  assert.equal((await mei(myStatus)).data.status.state, 'off')
  assert.equal((await still(myStatus)).data.status.state, 'working')
  const day = await dayOf(mei)
  assert.deepEqual([day.lastEndAt, day.workedMinutes, day.flags], ['2026-03-02T18:00:00.000Z', 540, ['automatic-end']])
  const entries = await w.rows(
    `select source from attendance_entry where company_id = $company and employee_id = $1 and kind = 'end'`,
    mei.employeeId,
  )
  assert.deepEqual(entries, [{ source: 'automatic' }])
})

test('in the night every day of the week before is stored for everybody, once, and nothing of days before joining', async (t) => {
  const w = await world(t)
  const [mei, fresh] = [await worker(w), await worker(w, { joinedOn: '2026-03-04' })]
  await clock(w, mei, 'start 02T09:00', 'end 02T17:00')
  w.at('2026-03-07T03:10:00Z')
  await settleCompany(w.assembly.deps, w.companyId)
  await settleCompany(w.assembly.deps, w.companyId)
  const stored = async ({ employeeId }: Client) =>
    (
      await w.rows<{ date: string; status: string }>(
        'select work_date as date, status from attendance_day where company_id = $company and employee_id = $1 order by 1',
        employeeId,
      )
    ).map(({ date, status }) => `${date.slice(5)} ${status}`)
  assert.deepEqual(await stored(mei), [
    '02-28 day-off',
    '03-01 day-off',
    '03-02 present',
    '03-03 absent',
    '03-04 absent',
    '03-05 absent',
    '03-06 absent',
  ])
  assert.deepEqual(await stored(fresh), ['03-04 absent', '03-05 absent', '03-06 absent'])
})

test('a working pattern is made, changed and removed; a flexible one makes nobody late', async (t) => {
  const w = await world(t)
  const times = [1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start: '08:00', end: '16:00', breakMinutes: 0 }))
  const { pattern } = (await w.admin(createPattern, { body: { name: 'Flex', times } })).data
  const params = { id: pattern.id }
  const mei = await worker(w)
  await w.rows('update employment set working_pattern_id = $1 where company_id = $company and employee_id = $2', pattern.id, mei.employeeId)
  await clock(w, mei, 'start 02T10:00', 'end 02T17:00')
  w.at('2026-03-03T09:00:00Z')
  assert.deepEqual([(await dayOf(mei)).lateMinutes, (await dayOf(mei)).undertimeMinutes], [120, 60])
  assert((await w.admin(updatePattern, { params, body: { isFlexible: true, version: 1 } })).data.recomputeId)
  await w.runJobs()
  const [stored] = await w.rows('select late_minutes as late, undertime_minutes as under from attendance_day where company_id = $company')
  assert.deepEqual(stored, { late: 0, under: 60 })
  assert.equal((await w.admin(removePattern, { params })).error.code, 'PATTERN_IN_USE')
  const bad = await w.admin(createPattern, { body: { name: 'Bad', times: [times[0]!, { ...times[0]!, start: '15:00', end: '18:00' }] } })
  assert.deepEqual([bad.status, bad.error.code], [422, 'PATTERN_OVERLAP'])
  const spare = (await w.admin(createPattern, { body: { name: 'Spare', times } })).data.pattern
  assert.equal((await w.admin(removePattern, { params: { id: spare.id } })).status, 200)
  assert.equal((await w.admin(listPatterns)).data.pagination.total, 2)
  const other = await world(t)
  assert.equal((await other.admin(updatePattern, { params, body: { name: 'X' } })).status, 404)
  assert.equal((await mei(updatePattern, { params, body: { name: 'X' } })).status, 403)
})
