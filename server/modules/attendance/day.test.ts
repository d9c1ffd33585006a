import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { listBranches } from '../organization/organization.branch.contract.ts'
import { end, listDays, pause, resume, start } from './attendance.contract.ts'
import { assignCalendar, createCalendar, listCalendars } from './holiday-calendar.contract.ts'
import { createHoliday } from './holiday.contract.ts'

const acts = { start, break: pause, resume, end }
const clocker = (w: World, options = {}) => w.as(['attendance.clock', 'attendance.read:own'], options)

/** Clocks through a day: `['start 09:00', 'end 17:00']`, times in UTC on 2 March 2026, a Monday; or whole instants. */
async function clock(w: World, person: Client, punches: readonly string[]) {
  for (const punch of punches) {
    const [act, time] = punch.split(' ') as [keyof typeof acts, string]
    w.at(time.includes('T') ? time : `2026-03-02T${time.length === 5 ? `${time}:00` : time}Z`)
    const answer = await person(acts[act], { body: {} })
    assert.equal(answer.status, 201, punch)
  }
}

async function stored({ rows }: World, { employeeId }: Client, date = '2026-03-02') {
  const [day] = await rows<Record<string, number | string>>(
    `select status, scheduled_minutes as scheduled, worked_minutes as worked, break_minutes as rested, late_minutes as late,
       early_exit_minutes as early, overtime_minutes as over, undertime_minutes as under
     from attendance_day where company_id = $company and employee_id = $1 and work_date = $2`,
    employeeId,
    date,
  )
  return day
}

const onTime = { status: 'present', scheduled: 480, worked: 480, rested: 0, late: 0, early: 0, over: 0, under: 0 }

async function days(person: Client, from: string, to: string, employeeId?: string) {
  return (await person(listDays, { query: { from, to, ...(employeeId && { employeeId }) } })).data.days
}

const cases: [what: string, punches: string[], day: Partial<typeof onTime>][] = [
  ['a day exactly as planned is neither late nor over', ['start 09:00', 'end 17:00'], {}],
  ['a start exactly at the end of the grace is not late', ['start 09:15', 'end 17:15'], {}],
  ['a minute beyond the grace is late by all of its minutes', ['start 09:16', 'end 17:16'], { late: 16 }],
  [
    'breaks are counted apart from work',
    ['start 09:00', 'break 12:00', 'resume 12:30', 'break 15:00', 'resume 15:15', 'end 17:45'],
    { rested: 45 },
  ],
  ['more than planned is overtime', ['start 08:00', 'end 18:30'], { worked: 630, over: 150 }],
  ['leaving early is undertime', ['start 09:00', 'end 16:00', 'start 17:00', 'end 17:00'], { worked: 420, under: 60 }],
  [
    'seconds are added up and dropped once',
    ['start 09:00:30', 'break 12:00:40', 'resume 12:01:20', 'end 17:01:10'],
    { worked: 480, rested: 0 },
  ],
]
for (const [what, punches, day] of cases) {
  test(`the day is stored with the punch: ${what}`, async (t) => {
    const w = await world(t)
    const mei = await clocker(w)
    await clock(w, mei, punches)
    assert.deepEqual(await stored(w, mei), { ...onTime, ...day })
  })
}

test('while the clock runs the day is open, and listed with what was worked until now', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  await clock(w, mei, ['start 09:16', 'break 12:00'])
  assert.deepEqual(await stored(w, mei), { ...onTime, status: 'open', worked: 164, late: 16 })
  w.at('2026-03-02T12:20:00Z')
  const [day] = await days(mei, '2026-03-02', '2026-03-02')
  assert.deepEqual(
    [day?.status, day?.workedMinutes, day?.breakMinutes, day?.firstStartAt, day?.lastEndAt],
    ['open', 164, 20, '2026-03-02T09:16:00.000Z', null],
  )
})

test('a stored day never counts the running stretch, which is counted from its start by who looks', async (t) => {
  const w = await world(t)
  const [mei, boss] = [
    await w.as(['attendance.clock', 'attendance.read:own', 'leave.request']),
    await w.as(['leave.approve', 'leave.read']),
  ]
  await clock(w, mei, ['start 09:00'])
  w.at('2026-03-02T11:00:00Z')
  const [type] = await w.rows<{ id: string }>(`select id from leave_type where company_id = $company and code = 'unpaid'`)
  const asked = await mei.raw('POST', 'leave/requests', {
    typeId: type?.id,
    firstDay: '2026-03-02',
    lastDay: '2026-03-02',
    startsAt: 'noon',
  })
  const { id } = (asked.json as { data: { request: { id: string } } }).data.request
  assert.equal((await boss.raw('POST', `leave/requests/${id}/approve`, {})).status, 200)
  assert.equal((await stored(w, mei))?.['worked'], 0)
  const status = (await mei.raw('GET', 'attendance/my-status')).json as { data: { status: object } }
  assert.partialDeepStrictEqual(status.data.status, { state: 'working', since: '2026-03-02T09:00:00.000Z', workedMinutes: 0 })
})

test('an end after midnight belongs to the date of its start', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  await clock(w, mei, [
    'start 2026-03-02T22:00:00Z',
    'break 2026-03-03T01:00:00Z',
    'resume 2026-03-03T01:30:00Z',
    'end 2026-03-03T06:00:00Z',
  ])
  assert.deepEqual(
    (await days(mei, '2026-03-02', '2026-03-03')).map(({ date, status, workedMinutes, breakMinutes }) => [
      date,
      status,
      workedMinutes,
      breakMinutes,
    ]),
    [
      ['2026-03-02', 'present', 450, 30],
      ['2026-03-03', 'undecided', 0, 0],
    ],
  )
  const rows = await w.rows(
    `select distinct work_date from attendance_entry where company_id = $company and employee_id = $1`,
    mei.employeeId,
  )
  assert.deepEqual(rows, [{ work_date: '2026-03-02' }])
})

test('a night shift is expected to end on the next morning', async (t) => {
  const w = await world(t)
  const id = newId()
  const times = JSON.stringify([1, 2, 3, 4, 5].map((weekday) => ({ week: 1, weekday, start: '22:00', end: '06:00', breakMinutes: 30 })))
  await w.rows(
    `insert into working_pattern (company_id, id, name, anchor_day, times) values ($company, $1, 'Nights', '2024-01-01', $2)`,
    id,
    times,
  )
  const mei = await clocker(w)
  await w.rows(`update employment set working_pattern_id = $1 where company_id = $company and employee_id = $2`, id, mei.employeeId)
  await clock(w, mei, ['start 2026-03-02T22:20:00Z', 'end 2026-03-03T05:30:00Z'])
  w.at('2026-03-03T07:00:00Z')
  const [day] = await days(mei, '2026-03-02', '2026-03-02')
  assert.partialDeepStrictEqual(day, {
    status: 'present',
    scheduledMinutes: 450,
    workedMinutes: 430,
    lateMinutes: 20,
    earlyExitMinutes: 30,
    undertimeMinutes: 20,
  })
})

for (const [what, from, to, hours] of [
  ['forward, from noon to noon is 23', '2026-03-28T11:00:00Z', '2026-03-29T10:00:00Z', 23],
  ['back, from noon to noon is 25', '2026-10-24T10:00:00Z', '2026-10-25T11:00:00Z', 25],
] as const) {
  test(`hours are elapsed: in the night the clocks go ${what}`, async (t) => {
    const w = await world(t, { timeZone: 'Europe/Berlin' })
    const mei = await clocker(w)
    await clock(w, mei, [`start ${from}`, `end ${to}`])
    const [day, next] = await days(mei, from.slice(0, 10), to.slice(0, 10))
    assert.deepEqual(
      [day?.workedMinutes, day?.overtimeMinutes, next?.workedMinutes],
      [hours * 60, hours * 60, 0],
      'a Saturday, so all of it is overtime',
    )
  })
}

test('a range answers every date once, with weekends, holidays by name, absence and days to come', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  await w.rows(`insert into holiday (company_id, id, calendar_id, first_day, last_day, name)
    select $company, gen_random_uuid(), id, '2026-03-05', '2026-03-05', 'Spring Day' from holiday_calendar where company_id = $company`)
  await clock(w, mei, ['start 09:00', 'end 17:00'])
  w.at('2026-03-06T08:00:00Z')
  const found = await days(mei, '2026-02-28', '2026-03-07')
  assert.deepEqual(
    found.map(({ date, status, scheduledMinutes, undertimeMinutes, holidayName }) => [
      date,
      status,
      scheduledMinutes,
      undertimeMinutes,
      holidayName,
    ]),
    [
      ['2026-02-28', 'day-off', 0, 0, null],
      ['2026-03-01', 'day-off', 0, 0, null],
      ['2026-03-02', 'present', 480, 0, null],
      ['2026-03-03', 'absent', 480, 480, null],
      ['2026-03-04', 'absent', 480, 480, null],
      ['2026-03-05', 'holiday', 0, 0, 'Spring Day'],
      ['2026-03-06', 'undecided', 480, 0, null],
      ['2026-03-07', 'day-off', 0, 0, null],
    ],
  )
})

test("a branch's holiday replaces the company's on the same date, for its people only", async (t) => {
  const w = await world(t)
  const branchId = (await w.admin(listBranches)).data.branches[0]!.id
  const [ofCompany] = (await w.admin(listCalendars)).data.calendars
  const ofBranch = (await w.admin(createCalendar, { body: { name: 'Branch' } })).data.calendar
  await w.admin(assignCalendar, { params: { id: ofBranch.id }, body: { branchId, firstDay: '2026-01-01' } })
  const firstDay = '2026-03-05'
  await w.admin(createHoliday, { body: { calendarId: ofCompany!.id, name: 'Whole', firstDay } })
  await w.admin(createHoliday, { body: { calendarId: ofBranch.id, name: 'Half', portion: 'second', firstDay } })
  const [here, elsewhere] = [await clocker(w, { branchId }), await clocker(w)]
  const seen = async (person: Client) =>
    (await days(person, '2026-03-05', '2026-03-05')).map((day) => [day.holidayName, day.scheduledMinutes])
  assert.deepEqual([await seen(here), await seen(elsewhere)], [[['Half', 240]], [['Whole', 0]]])
})

test('dates before joining are undecided, never absent', async (t) => {
  const w = await world(t)
  const mei = await clocker(w, { joinedOn: '2026-03-03' })
  w.at('2026-03-05T08:00:00Z')
  assert.deepEqual(
    (await days(mei, '2026-03-02', '2026-03-03')).map(({ status }) => status),
    ['undecided', 'absent'],
  )
})

test('a range may hold 366 dates, and not be reversed', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  assert.equal((await days(mei, '2024-01-01', '2024-12-31')).length, 366)
  const long = await mei(listDays, { query: { from: '2024-01-01', to: '2025-01-01' } })
  assert.deepEqual([long.status, long.error.code, long.error.details], [422, 'RANGE_TOO_LONG', { asked: 367, limit: 366 }])
  const reversed = await mei(listDays, { query: { from: '2026-03-02', to: '2026-03-01' } })
  assert.deepEqual([reversed.status, reversed.error.code], [422, 'DATES_REVERSED'])
  const impossible = await mei(listDays, { query: { from: '2026-02-29', to: '2026-03-01' } })
  assert.deepEqual([impossible.status, impossible.error.code], [400, 'VALIDATION_FAILED'])
})

test("another person's days are shown within reach; out of reach they are as absent as a person that does not exist", async (t) => {
  const w = await world(t)
  const lead = await w.as('attendance.read:team')
  const [report, stranger] = [await w.as([], { managerId: lead.employeeId }), await w.as([])]
  const foreign = await (await world(t)).as([])
  assert.equal((await days(lead, '2026-03-02', '2026-03-02', report.employeeId)).length, 1)
  for (const employeeId of [stranger.employeeId, foreign.employeeId, newId()]) {
    const { status, error } = await lead(listDays, { query: { from: '2026-03-02', to: '2026-03-02', employeeId } })
    assert.deepEqual([status, error.code, error.message], [404, 'NOT_FOUND', 'There is nothing here, or it is not visible to you.'])
  }
  const clerk = await w.as('attendance.read', { employee: false })
  assert.equal(
    (await clerk(listDays, { query: { from: '2026-03-02', to: '2026-03-02' } })).status,
    404,
    'without an employee there are no days of my own',
  )
  assert.equal((await days(clerk, '2026-03-02', '2026-03-02', stranger.employeeId)).length, 1)
})

test('new working hours hold from today on; yesterday keeps what was in force', async (t) => {
  const w = await world(t)
  const mei = await clocker(w)
  await clock(w, mei, ['start 09:00', 'end 17:00'])
  w.at('2026-03-03T08:00:00Z')
  await w.admin(updateSettings, {
    body: { workingHoursStart: '08:00', workingHoursEnd: '14:00', workingDays: [2, 3, 4, 6], attendanceGraceMinutes: 0 },
  })
  await clock(w, mei, ['start 2026-03-03T08:01:00Z', 'end 2026-03-03T15:00:00Z'])
  w.at('2026-03-08T08:00:00Z')
  assert.deepEqual(
    (await days(mei, '2026-03-02', '2026-03-07')).map(({ status, scheduledMinutes, lateMinutes, overtimeMinutes }) => [
      status,
      scheduledMinutes,
      lateMinutes,
      overtimeMinutes,
    ]),
    [
      ['present', 480, 0, 0],
      ['present', 360, 1, 59],
      ['absent', 360, 0, 0],
      ['absent', 360, 0, 0],
      ['day-off', 0, 0, 0],
      ['absent', 360, 0, 0],
    ],
  )
})
