import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { exportedBy, importedBy } from '../../../tests/sheets.ts'
import { world } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { readSheet } from '../../core/sheet.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { exportCsv, startImport } from '../imports/imports.contract.ts'
import { createCalendar } from './holiday-calendar.contract.ts'
import { createHoliday, listEntries } from './holiday.contract.ts'

const counts = ({ state, created, updated, unchanged, faultCount }: Awaited<ReturnType<typeof importedBy>>) => [
  state,
  created,
  updated,
  unchanged,
  faultCount,
]

async function withCalendar(t: Parameters<typeof world>[0]) {
  const company = await world(t)
  company.at('2026-03-02T09:00:00Z')
  const { calendar } = (await company.admin(createCalendar, { body: { name: 'Bavaria' } })).data
  return { ...company, calendarId: calendar.id }
}

test('a file adds holidays of any calendar, dates, ranges and rules; the same file again changes nothing', async (t) => {
  const company = await withCalendar(t)
  const { admin, calendarId: id } = company
  const file = [
    'Calendar,Day,Last day,Name,Portion',
    'Bavaria,2026-08-15,,Assumption,full',
    'Bavaria,2026-12-24,2026-12-31,Closed,',
    'Bavaria,2026-12-31,,New Year’s Eve,second',
    'Bavaria,Every easter+1,,Easter Monday,',
    'Bavaria,every 11-01 from 2027,,All Saints,none',
  ]
  assert.deepEqual(counts(await importedBy(company, admin, 'holidays', file)), ['done', 5, 0, 0, 0])
  const { holidays } = (await admin(listEntries, { params: { id }, query: {} })).data
  assert.deepEqual(
    holidays.map(({ name, firstDay, lastDay, portion, yearly, fromYear }) => [name, firstDay, lastDay, portion, yearly?.kind, fromYear]),
    [
      ['Assumption', '2026-08-15', '2026-08-15', 'full', undefined, null],
      ['Closed', '2026-12-24', '2026-12-31', 'full', undefined, null],
      ['New Year’s Eve', '2026-12-31', '2026-12-31', 'second', undefined, null],
      ['All Saints', null, null, 'none', 'fixed', 2027],
      ['Easter Monday', null, null, 'full', 'easter', null],
    ],
  )
  assert.deepEqual(counts(await importedBy(company, admin, 'holidays', file)), ['done', 0, 0, 5, 0])
  // Fewer columns leave what is there; a blank last day is that of one date.
  const short = await importedBy(company, admin, 'holidays', ['calendar,day,name,portion', 'Bavaria,2026-12-24,Closed,first'])
  assert.deepEqual(counts(short), ['done', 0, 1, 0, 0])
  const cut = await importedBy(company, admin, 'holidays', ['calendar,day,name,last day', 'Bavaria,2026-12-24,Closed,'])
  assert.deepEqual(counts(cut), ['done', 0, 1, 0, 0])
  const after = (await admin(listEntries, { params: { id }, query: {} })).data.holidays.find(({ name }) => name === 'Closed')!
  assert.deepEqual([after.firstDay, after.lastDay, after.portion], ['2026-12-24', '2026-12-24', 'first'])
  const { entries } = (await admin(listEntity, { params: { type: 'holiday', id: after.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    ['Ada Admin added the holiday Closed', 'Ada Admin changed the holiday Closed', 'Ada Admin changed the holiday Closed'],
  )
})

test('what is wrong is told by row and column, what only writing finds by its row, and nothing is written', async (t) => {
  const company = await withCalendar(t)
  const { admin, calendarId: id } = company
  const cells = await importedBy(company, admin, 'holidays', [
    'calendar,day,name,portion',
    'Ghosts,2026-08-15,A,full',
    'Bavaria,2026-02-30,B,full',
    'Bavaria,2026-08-15,,full',
    'Bavaria,2026-08-16,D,most',
    'Bavaria,2026-08-17,E,full',
    'Bavaria,2026-08-17,E,first',
  ])
  assert.deepEqual(
    cells.faults.map(({ row, column }) => [row, column]),
    [
      [2, 'calendar'],
      [3, 'day'],
      [4, 'name'],
      [5, 'portion'],
      [7, 'calendar'],
    ],
  )
  for (const [line, reason] of [
    ['Bavaria,2026-08-17,2026-08-16,Backwards', 'The last day is before the first.'],
    ['Bavaria,every 02-30,,Never', 'The month does not have this day.'],
    ['Bavaria,every easter from 2030 to 2020,,Never', 'The last year is before the first.'],
  ] as const) {
    const run = await importedBy(company, admin, 'holidays', ['calendar,day,last day,name', 'Bavaria,2026-05-01,,Labour Day', line])
    assert.deepEqual([run.state, run.faults.map((fault) => [fault.row, fault.reason])], ['refused', [[3, reason]]])
  }
  assert.deepEqual((await admin(listEntries, { params: { id }, query: {} })).data.holidays, [])
})

test('holidays of a file are written by who may configure attendance, and nobody else', async (t) => {
  const company = await withCalendar(t)
  const clerk = await company.as(['import.run', 'organization.manage'])
  const body = Buffer.from('calendar,day,name\nBavaria,2026-08-15,Assumption')
  assert.equal((await clerk(startImport, { params: { kind: 'holidays' }, body })).status, 404)
  assert.equal((await clerk(exportCsv, { params: { kind: 'holidays' } })).status, 404)
})

test('days that a file touches are computed once, not once a row', async (t) => {
  const company = await withCalendar(t)
  const mei = await company.as('attendance.clock')
  await company.rows(
    `insert into attendance_day (company_id, employee_id, work_date, status, scheduled_minutes, worked_minutes, break_minutes, late_minutes,
      early_exit_minutes, overtime_minutes, undertime_minutes) values ($company, $1, '2026-02-02', 'absent', 480, 0, 0, 0, 0, 0, 480)`,
    mei.employeeId,
  )
  const lines = Array.from({ length: 40 }, (_, index) => `Company,${addDays('2026-01-12', index)},Day ${index}`)
  assert.deepEqual(counts(await importedBy(company, company.admin, 'holidays', ['calendar,day,name', ...lines])), ['done', 40, 0, 0, 0])
  assert.equal((await company.rows('select id from attendance_recompute where company_id = $company')).length, 1)
  const [day] = await company.rows<{ status: string }>(
    `select status from attendance_day where company_id = $company and employee_id = $1 and work_date = '2026-02-02'`,
    mei.employeeId,
  )
  assert.equal(day!.status, 'holiday')
})

const name = fc
  .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
  .filter((text) => text.trim() === text && text.isWellFormed() && !/\0/.test(text) && text.length <= 120)
const date = fc.integer({ min: 0, max: 900 }).map((offset) => addDays('2025-01-01', offset))
const yearly = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 28 }) }),
  fc.record({
    kind: fc.constant('weekday' as const),
    month: fc.integer({ min: 1, max: 12 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    nth: fc.constantFrom(-1, 1, 5),
  }),
  fc.record({
    kind: fc.constant('easter' as const),
    offsetDays: fc.integer({ min: -80, max: 200 }),
    church: fc.constantFrom('western' as const, 'eastern' as const),
  }),
)
const portion = fc.constantFrom('full' as const, 'first' as const, 'second' as const, 'none' as const)
const entry = fc.oneof(
  fc.record({ name, portion, firstDay: date, days: fc.integer({ min: 0, max: 10 }) }),
  fc.record({ name, portion, yearly, fromYear: fc.option(fc.integer({ min: 2000, max: 2020 }), { nil: null }) }),
)

for (const format of ['csv', 'xlsx'] as const) {
  test(`whatever holidays there are, exported as ${format} and imported again they are unchanged, and elsewhere the same`, async (t) => {
    await fc.assert(
      fc.asyncProperty(fc.uniqueArray(entry, { minLength: 1, maxLength: 15, selector: ({ name: one }) => one }), async (all) => {
        const [company, other] = [await withCalendar(t), await withCalendar(t)]
        for (const one of all) {
          const body =
            'firstDay' in one
              ? { name: one.name, portion: one.portion, firstDay: one.firstDay, lastDay: addDays(one.firstDay, one.days) }
              : one
          const { status, json } = await company.admin(createHoliday, { body: { calendarId: company.calendarId, ...body } })
          assert.equal(status, 201, JSON.stringify(json))
        }
        const file = await exportedBy(company.admin, 'holidays', format)
        const again = await importedBy(company, company.admin, 'holidays', file)
        assert.deepEqual([again.faults, again.state, again.created, again.updated], [[], 'done', 0, 0])
        assert(again.unchanged >= all.length)
        const moved = await importedBy(other, other.admin, 'holidays', file)
        assert.deepEqual([moved.faults, moved.state], [[], 'done'])
        const lines = async (from: typeof other) => Array.fromAsync(readSheet(await exportedBy(from.admin, 'holidays', format)))
        assert.deepEqual(await lines(other), await lines(company))
      }),
      { numRuns: 3 },
    )
  })
}
