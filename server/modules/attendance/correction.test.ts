import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { approve, getApproval, listApprovals } from '../workflows/workflows.approval.contract.ts'
import { end, myStatus, start } from './attendance.contract.ts'
import {
  approveCorrection,
  askCorrection,
  changeCorrection,
  getCorrection,
  listCorrections,
  previewCorrection,
  rejectCorrection,
} from './correction.contract.ts'
import { importEntries } from './entry-import.contract.ts'
import { decideOvertime } from './overtime.contract.ts'
import { updatePolicy } from './policy.contract.ts'
import { getDay } from './summary.contract.ts'

const date = '2026-03-02'
const at = (time: string, day = date) => `${day}T${time}:00.000Z`
const employee = ['attendance.clock', 'attendance.read:own', 'attendance.correct:own']

/** A company that works 09:00 to 17:00 UTC, a person, and a manager who decides. Sign-ins are made before the clock is set back. */
async function office(t: TestContext) {
  const w = await world(t)
  const boss = await w.as(
    [...employee, 'attendance.read', 'correction.approve', 'overtime.approve', 'attendance.import', 'attendance.configure'],
    {
      firstName: 'Bo',
      lastName: 'Boss',
    },
  )
  const mei = await w.as(employee, { managerId: boss.employeeId })
  return { ...w, boss, mei }
}

async function clock(w: Pick<World, 'at'>, person: Client, ...punches: [act: typeof start | typeof end, instant: string][]) {
  for (const [act, instant] of punches) {
    w.at(instant)
    assert.equal((await person(act, { body: {} })).status, 201)
  }
}

const wanted = (...punches: string[]) =>
  punches.map((text) => {
    const [kind, time] = text.split(' ') as ['start' | 'break' | 'resume' | 'end', string]
    return { kind, at: time.includes('T') ? time : at(time) }
  })
const ask = (person: Client, entries = wanted('start 09:00', 'end 17:00'), more: { employeeId?: string; date?: string } = {}) =>
  person(askCorrection, { body: { date, entries, reason: 'I forgot the clock', ...more } })
const asked = async (...input: Parameters<typeof ask>) => (await ask(...input)).data.correction
const approval = (person: Client, id: string) => person(approveCorrection, { params: { id }, body: {} })
const dayOf = async (person: Client, day = date) => (await person(getDay, { params: { employeeId: person.employeeId, date: day } })).data
const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).sort((a, b) => a - b)

test('an approved correction replaces the entries of a day, keeps the old ones, and asks for its overtime anew', async (t) => {
  const { boss, mei, ...w } = await office(t)
  await clock(w, mei, [start, at('09:30')], [end, at('18:30')])
  const params = { employeeId: mei.employeeId, date }
  assert.equal((await boss(decideOvertime, { params, body: { state: 'approved' } })).status, 200)
  w.at(at('09:00', '2026-03-03'))

  const correction = await asked(mei, wanted('start 09:00', 'break 12:00', 'resume 12:30', 'end 18:30'))
  assert.partialDeepStrictEqual(correction, {
    state: 'pending',
    date,
    can: { approve: false, change: true },
    enteredByName: null,
    version: 1,
  })
  const { id } = correction
  const { data } = await boss(getCorrection, { params: { id } })
  assert.equal(data.correction.can.change, false, 'who decides does not change what was asked')
  assert.deepEqual(
    [data.correction.can.approve, data.before.figures.workedMinutes, data.after.figures.workedMinutes, data.after.figures.overtimeMinutes],
    [true, 540, 540, 60],
  )
  assert.deepEqual([data.before.figures.lateMinutes, data.after.figures.lateMinutes, data.after.figures.breakMinutes], [30, 0, 30])

  const decided = await approval(boss, id)
  assert.partialDeepStrictEqual(decided.data.correction, { state: 'approved', decidedByName: 'Bo Boss', version: 2 })
  const now = await dayOf(mei)
  assert.deepEqual([now.day.lateMinutes, now.day.breakMinutes, now.day.overtimeMinutes, now.overtimeState], [0, 30, 60, 'to-approve'])
  assert.deepEqual(
    now.entries.map(({ kind, source }) => `${kind} ${source}`),
    ['start correction', 'break correction', 'resume correction', 'end correction'],
  )
  const kept = await w.rows<{ kind: string; gone: boolean }>(
    `select kind, exists (select from attendance_entry_superseded s where s.entry_id = e.id) as gone from attendance_entry e
     where company_id = $company and source = 'web' order by at`,
  )
  assert.deepEqual(kept, [
    { kind: 'start', gone: true },
    { kind: 'end', gone: true },
  ])
  const [told] = await w.rows<{ before: Sided; after: Sided }>(
    `select before, after from domain_event where company_id = $company and kind = 'correction.approved'`,
  )
  assert.deepEqual([told!.before.entries.length, told!.after.entries.length], [2, 4])
  // Seen later it is what it was, whatever the day has become since.
  assert.equal((await mei(getCorrection, { params: { id } })).data.before.figures.lateMinutes, 30)
})
type Sided = { entries: unknown[] }

test('a correction ends a clock that was forgotten, and clears the flag of an end put in automatically', async (t) => {
  const { boss, mei, ...w } = await office(t)
  await clock(w, mei, [start, at('09:00')])
  w.at(at('10:00'))
  const today = await ask(mei, wanted('start 08:00', 'end 09:30'))
  assert.deepEqual([today.status, today.error.code], [409, 'CORRECTION_RUNNING'], 'today its clock is stopped first')
  w.at(at('08:00', '2026-03-03'))
  await approval(boss, (await asked(mei)).id)
  assert.equal((await mei(myStatus)).data.status.state, 'off')
  assert.partialDeepStrictEqual((await dayOf(mei)).day, { status: 'present', workedMinutes: 480 })

  assert.equal((await boss(updatePolicy, { body: { automaticEndAfterMinutes: 60 } })).status, 200)
  await clock(w, mei, [start, at('09:00', '2026-03-03')])
  await w.rows(
    `insert into attendance_entry (company_id, id, employee_id, kind, at, time_zone, local_time, work_date, source)
     values ($company, gen_random_uuid(), $1, 'end', '2026-03-03T18:00Z', 'UTC', '2026-03-03T18:00', '2026-03-03', 'automatic')`,
    mei.employeeId,
  )
  w.at(at('08:00', '2026-03-04'))
  assert.deepEqual((await dayOf(mei, '2026-03-03')).day.flags, ['automatic-end'])
  const same = wanted('start 2026-03-03T09:00:00Z', 'end 2026-03-03T18:00:00Z')
  await approval(boss, (await asked(mei, same, { date: '2026-03-03' })).id)
  assert.deepEqual((await dayOf(mei, '2026-03-03')).day.flags, [], 'somebody has looked at it')
})

test('a correction may bring back what an earlier one replaced, and what a device tells late does not undo it', async (t) => {
  const { boss, mei, ...w } = await office(t)
  await clock(w, mei, [start, at('09:00')], [end, at('17:00')])
  w.at(at('09:00', '2026-03-03'))
  await approval(boss, (await asked(mei, wanted('start 09:00', 'end 18:00'))).id)
  await approval(boss, (await asked(mei)).id)
  assert.equal((await dayOf(mei)).day.workedMinutes, 480)
  const [{ number }] = (await w.rows<{ number: string }>(
    `select employee_number as number from employee where company_id = $company and id = $1`,
    mei.employeeId,
  )) as [{ number: string }]
  const entries = [
    { employeeNumber: number, kind: 'end' as const, at: at('12:00') },
    { employeeNumber: number, kind: 'end' as const, at: at('17:00') },
  ]
  assert.partialDeepStrictEqual((await boss(importEntries, { body: { entries } })).data, { added: 1, known: 1 })
  assert.equal((await dayOf(mei)).day.workedMinutes, 480)
})

test('what is asked goes through the clock, and the error names the entry and what would do', async (t) => {
  const { mei, ...w } = await office(t)
  w.at(at('09:00', '2026-03-03'))
  const { status, error } = await ask(mei, wanted('start 09:00', 'resume 12:00', 'end 17:00'))
  assert.deepEqual(
    [status, error.code, error.details],
    [422, 'CORRECTION_SEQUENCE', { field: 'entries[1].kind', kind: 'resume', state: 'working', expected: ['break', 'end'] }],
  )
  const cases: [code: string, more: Parameters<typeof ask>[2], entries?: ReturnType<typeof wanted>][] = [
    ['CORRECTION_DATE', { date: '2026-03-04' }],
    ['CORRECTION_DATE', { date: '2025-03-01' }],
    ['CORRECTION_UNCHANGED', {}, []],
  ]
  for (const [code, more, entries] of cases) {
    const refused = await ask(mei, entries, more)
    assert.deepEqual([refused.status, refused.error.code], [422, code])
  }
  const preview = await mei(previewCorrection, { body: { date, entries: wanted('start 09:00') } })
  assert.deepEqual(preview.data.refusal?.field, 'entries[0].kind')
  assert.equal((await mei(listCorrections, { query: {} })).data.pagination.total, 0)
})

test('of two corrections of one day at once one is asked, of two decisions one counts, and a withdrawal wins or loses whole', async (t) => {
  const { boss, mei, ...w } = await office(t)
  w.at(at('09:00', '2026-03-03'))
  const both = await Promise.all([ask(mei), ask(mei, wanted('start 09:00', 'end 18:00'))])
  assert.deepEqual(statuses(both), [201, 409])
  assert.equal(both.find(({ status }) => status === 409)!.error.code, 'ATTENDANCE_CORRECTION_OPEN')
  const first = both.find(({ status }) => status === 201)!.data.correction.id
  assert.deepEqual(statuses(await Promise.all([approval(boss, first), approval(boss, first), approval(boss, first)])), [200, 409, 409])
  for (let round = 0; round < 8; round += 1) {
    const { id } = await asked(mei, wanted('start 09:00', `end 1${round}:30`))
    const withdraw = mei(changeCorrection, { params: { id }, body: { state: 'withdrawn' } })
    const answers = await Promise.all(round % 2 ? [withdraw, approval(boss, id)] : [approval(boss, id), withdraw])
    assert.deepEqual(statuses(answers), [200, 409])
    const { state } = answers.find(({ status }) => status === 200)!.data.correction
    const written = await w.rows(`select id from attendance_entry where company_id = $company and correction_id = $1`, id)
    assert.equal(written.length, state === 'approved' ? 2 : 0)
  }
})

test('a punch at the moment of an approval is neither lost nor counted twice', async (t) => {
  const { boss, mei, ...w } = await office(t)
  for (let day = 3; day < 9; day += 1) {
    const yesterday = `2026-03-0${day - 1}`
    w.at(at('09:00', `2026-03-0${day}`))
    const { id } = await asked(mei, wanted(`start ${yesterday}T09:00:00Z`, `end ${yesterday}T18:00:00Z`), { date: yesterday })
    assert.deepEqual(statuses(await Promise.all([approval(boss, id), mei(start, { body: {} })])), [200, 201])
    assert.equal((await mei(myStatus)).data.status.state, 'working')
    await clock(w, mei, [end, at('17:00', `2026-03-0${day}`)])
    assert.deepEqual([(await dayOf(mei, yesterday)).day.workedMinutes, (await dayOf(mei, `2026-03-0${day}`)).day.workedMinutes], [540, 480])
  }
})

test('a correction is changed until it is decided, and then decided as it is now', async (t) => {
  const { boss, mei, ...w } = await office(t)
  w.at(at('09:00', '2026-03-03'))
  const { id } = await asked(mei)
  const [task] = (await boss(listApprovals, { query: { kind: 'time-correction' } })).data.approvals
  assert.deepEqual([task!.fields['day'], task!.fields['addedMinutes'], task!.fields['entries']], [date, 480, '09:00 start, 17:00 end'])
  const { consequence } = (await boss(getApproval, { params: { id: task!.id } })).data
  assert.partialDeepStrictEqual(consequence, { before: { figures: { workedMinutes: 0 } }, after: { figures: { workedMinutes: 480 } } })
  const body = { entries: wanted('start 09:00', 'end 16:00'), version: 1 }
  assert.equal((await mei(changeCorrection, { params: { id }, body })).data.correction.version, 2)
  assert.equal((await mei(changeCorrection, { params: { id }, body })).error.code, 'STALE_VERSION')
  const old = await boss(approve, { params: { id: task!.id }, body: { seen: task!.seen } })
  assert.equal(old.status, 409, 'what was seen is not what is asked now')
  const rejected = await boss(rejectCorrection, { params: { id }, body: { comment: 'You were here until five' } })
  assert.partialDeepStrictEqual(rejected.data.correction, { state: 'rejected', comment: 'You were here until five' })
  assert.equal((await mei(changeCorrection, { params: { id }, body: { reason: 'Again' } })).error.code, 'CORRECTION_DECIDED')
  assert.equal((await ask(mei)).status, 201, 'the day is free again')
})

test('nobody decides their own day or one they asked for, and whose day is out of reach is not there', async (t) => {
  const { boss, mei, as, nobody, ...w } = await office(t)
  const hr = await as(['attendance.correct', 'attendance.read', 'correction.approve'])
  w.at(at('09:00', '2026-03-03'))
  const own = await asked(boss)
  assert.deepEqual([own.can.approve, (await approval(boss, own.id)).error.code], [false, 'CORRECTION_OWN'])
  const entered = await asked(hr, undefined, { employeeId: mei.employeeId })
  assert.deepEqual([entered.employee.id, entered.can.approve], [mei.employeeId, false])
  assert.match(entered.enteredByName!, /^Pat/)
  assert.equal((await approval(hr, entered.id)).status, 403)
  assert.equal((await approval(boss, entered.id)).status, 200)
  const stranger = await as(employee)
  assert.equal((await ask(stranger, undefined, { employeeId: mei.employeeId })).status, 404)
  assert.equal((await stranger(getCorrection, { params: { id: own.id } })).status, 404)
  assert.deepEqual((await stranger(listCorrections, { query: {} })).data.corrections, [])
  assert.equal((await stranger(changeCorrection, { params: { id: own.id }, body: { state: 'withdrawn' } })).status, 404)
  assert.deepEqual([(await approval(mei, own.id)).status, (await ask(nobody)).status], [403, 401])
})
