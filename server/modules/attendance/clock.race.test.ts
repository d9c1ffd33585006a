import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { end, pause, resume, start } from './attendance.contract.ts'

const acts = { start, break: pause, resume, end }
type Act = keyof typeof acts
const punch = (client: Client, act: Act, body: { timeZone?: string; source?: 'web' | 'mobile'; note?: string } = {}) =>
  client(acts[act], { body })

/** A Monday, in a company that works 09:00 to 17:00 UTC. */
const at = (time: string) => `2026-03-02T${time}:00.000Z`
const clocker = (w: World) => w.as(['attendance.clock', 'attendance.read:own'])
const punches = ({ rows }: World, person: Client) =>
  rows<{ kind: string }>(
    `select kind from attendance_entry where company_id = $company and employee_id = $1 order by at, kind`,
    person.employeeId,
  )
const clocks = ({ rows }: World, person: Client) =>
  rows<{ state: string }>(`select state from attendance_clock where company_id = $company and employee_id = $1`, person.employeeId)

test('fifty starts of one person at once make one entry and one clock, and everybody else hears since when', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  const answers = await Promise.all(Array.from({ length: 50 }, () => punch(mei, 'start')))
  const started = answers.filter(({ status }) => status === 201)
  assert.equal(started.length, 1)
  for (const { status, error } of answers.filter((answer) => answer !== started[0])) {
    const { since, allowed } = error.details as { since: string; allowed: string[] }
    assert.deepEqual([status, error.code, since, allowed], [409, 'ALREADY_STARTED', started[0]!.data.entry.at, ['break', 'end']])
  }
  assert.deepEqual(await punches(w, mei), [{ kind: 'start' }])
  assert.deepEqual(await clocks(w, mei), [{ state: 'working' }])
  const told = await w.rows(`select id from domain_event where company_id = $company and kind = 'attendance.started'`)
  assert.equal(told.length, 1)
})

test('of two starts at the same instant one succeeds and the other is told it has started already', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('09:00'))
  const answers = await Promise.all([punch(mei, 'start'), punch(mei, 'start')])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)?.error.code, 'ALREADY_STARTED')
})

test('of a break and an end at once the clock ends off, with a day that adds up, in either order', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 10; round += 1) {
    const mei = await clocker(w)
    w.at(at('09:00'))
    await punch(mei, 'start')
    w.at(at('12:00'))
    const [broke, ended] = await Promise.all([punch(mei, 'break'), punch(mei, 'end')])
    assert.equal(ended.status, 201)
    if (broke.status !== 201) assert.deepEqual([broke.status, broke.error.code], [409, 'NOT_STARTED'])
    assert.deepEqual(await clocks(w, mei), [{ state: 'off' }])
    assert.equal((await punches(w, mei)).length, broke.status === 201 ? 3 : 2)
    const [day] = await w.rows(
      `select worked_minutes, break_minutes, status from attendance_day where company_id = $company and employee_id = $1`,
      mei.employeeId,
    )
    assert.deepEqual(day, { worked_minutes: 180, break_minutes: 0, status: 'present' })
  }
})

test('of many ends at once exactly one counts', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  await punch(mei, 'start')
  const answers = await Promise.all(Array.from({ length: 10 }, () => punch(mei, 'end')))
  assert.equal(answers.filter(({ status }) => status === 201).length, 1)
  for (const { error } of answers.filter(({ status }) => status !== 201)) assert.equal(error.code, 'NOT_STARTED')
  assert.deepEqual(await clocks(w, mei), [{ state: 'off' }])
})

test('people at once do not stand in each other’s way', async (t) => {
  const w = await world(t)
  const people = []
  for (let person = 0; person < 12; person += 1) people.push(await clocker(w))
  const answers = await Promise.all(people.map((person) => punch(person, 'start')))
  assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([201]))
})

test('a punch from before the last one is refused, whatever it is, so that no session overlaps another', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  w.at(at('09:00'))
  await punch(mei, 'start')
  w.at(at('08:59'))
  for (const act of ['break', 'end'] as const) assert.deepEqual([(await punch(mei, act)).error.code], ['CLOCK_CHANGED'])
  w.at(at('12:00'))
  await punch(mei, 'end')
  w.at(at('11:00'))
  const early = await punch(mei, 'start')
  assert.deepEqual([early.status, early.error.code], [409, 'CLOCK_CHANGED'])
  assert.deepEqual(
    (await punches(w, mei)).map(({ kind }) => kind),
    ['start', 'end'],
  )
  assert.deepEqual(await clocks(w, mei), [{ state: 'off' }])
})
