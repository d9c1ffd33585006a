import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, eachDay, weekdayOf } from '../../core/dates.ts'
import { calendarsFor, dateInYear, datesOf, fallsOn, holidaysFor, refuseHoliday } from './holiday.rules.ts'
import type { CalendarUse, HolidayEntry, YearlyRule } from './holiday.rules.ts'

const rules: [what: string, rule: YearlyRule, year: number, day: string | null][] = [
  ['a day of a month', { kind: 'fixed', month: 12, day: 25 }, 2026, '2026-12-25'],
  ['the leap day in a leap year', { kind: 'fixed', month: 2, day: 29 }, 2028, '2028-02-29'],
  ['the leap day in another year', { kind: 'fixed', month: 2, day: 29 }, 2026, null],
  ['the leap day of a century that is no leap year', { kind: 'fixed', month: 2, day: 29 }, 2100, null],
  ['the last day of the year', { kind: 'fixed', month: 12, day: 31 }, 2026, '2026-12-31'],
  ['the fourth Thursday', { kind: 'weekday', month: 11, weekday: 4, nth: 4 }, 2026, '2026-11-26'],
  ['the first weekday that is the first of the month', { kind: 'weekday', month: 6, weekday: 1, nth: 1 }, 2026, '2026-06-01'],
  ['the last Monday', { kind: 'weekday', month: 5, weekday: 1, nth: -1 }, 2026, '2026-05-25'],
  ['the last weekday that is the last of the month', { kind: 'weekday', month: 8, weekday: 1, nth: -1 }, 2026, '2026-08-31'],
  ['a fifth Monday that there is', { kind: 'weekday', month: 3, weekday: 1, nth: 5 }, 2026, '2026-03-30'],
  ['a fifth Monday that there is not', { kind: 'weekday', month: 4, weekday: 1, nth: 5 }, 2026, null],
  ['Good Friday', { kind: 'easter', offsetDays: -2, church: 'western' }, 2026, '2026-04-03'],
  ['the earliest western Easter of two centuries', { kind: 'easter', offsetDays: 0, church: 'western' }, 1818, '1818-03-22'],
  ['the latest western Easter of a century', { kind: 'easter', offsetDays: 0, church: 'western' }, 2038, '2038-04-25'],
  ['western Easter where the algorithm has its exception', { kind: 'easter', offsetDays: 0, church: 'western' }, 1954, '1954-04-18'],
  ['eastern Easter', { kind: 'easter', offsetDays: 0, church: 'eastern' }, 2026, '2026-04-12'],
  ['eastern and western Easter on one day', { kind: 'easter', offsetDays: 0, church: 'eastern' }, 2025, '2025-04-20'],
  ['eastern Easter in May', { kind: 'easter', offsetDays: 0, church: 'eastern' }, 2024, '2024-05-05'],
  ['Corpus Christi', { kind: 'easter', offsetDays: 60, church: 'western' }, 2026, '2026-06-04'],
]
for (const [what, rule, year, day] of rules) test(`${what} of ${year} is ${day}`, () => assert.equal(dateInYear(rule, year), day))

const company = '01900000-0000-7000-8000-000000000001'
const branchCalendar = '01900000-0000-7000-8000-000000000002'
const ownCalendar = '01900000-0000-7000-8000-000000000003'
const who = { employeeId: 'mei', branchId: 'jakarta' }
const entry = (calendarId: string, firstDay: string, portion: HolidayEntry['portion'] = 'full', lastDay = firstDay): HolidayEntry => ({
  calendarId,
  name: `${portion} of ${calendarId.at(-1)}`,
  portion,
  firstDay,
  lastDay,
  yearly: null,
  fromYear: null,
  toYear: null,
})
const use = (calendarId: string, more: Partial<CalendarUse> = {}): CalendarUse => ({
  calendarId,
  isCompany: false,
  replaces: false,
  branchId: null,
  employeeId: null,
  firstDay: '2020-01-01',
  lastDay: null,
  ...more,
})
const ofCompany = use(company, { isCompany: true, firstDay: null })
const ofBranch = use(branchCalendar, { branchId: 'jakarta' })
const ofPerson = use(ownCalendar, { employeeId: 'mei' })

const day = '2026-05-01'
const resolutions: [what: string, uses: CalendarUse[], entries: HolidayEntry[], found: string[]][] = [
  ['the company’s date holds for everybody', [ofCompany], [entry(company, day)], ['full of 1']],
  ['a branch’s date comes on top of the company’s', [ofCompany, ofBranch], [entry(company, day)], ['full of 1']],
  [
    'the branch decides a date that both name',
    [ofCompany, ofBranch],
    [entry(company, day), entry(branchCalendar, day, 'first')],
    ['first of 2'],
  ],
  ['the branch makes it an ordinary day', [ofCompany, ofBranch], [entry(company, day), entry(branchCalendar, day, 'none')], []],
  [
    'the person’s own calendar goes before the branch’s',
    [ofCompany, ofBranch, ofPerson],
    [entry(branchCalendar, day), entry(ownCalendar, day, 'second')],
    ['second of 3'],
  ],
  ['another branch’s calendar does not count', [ofCompany, use(branchCalendar, { branchId: 'london' })], [entry(branchCalendar, day)], []],
  ['another person’s calendar does not count', [ofCompany, use(ownCalendar, { employeeId: 'tom' })], [entry(ownCalendar, day)], []],
  ['a calendar that replaces leaves nothing of the wider ones', [ofCompany, { ...ofBranch, replaces: true }], [entry(company, day)], []],
  [
    'the person’s calendar comes on top of a branch’s that replaces',
    [ofCompany, { ...ofBranch, replaces: true }, ofPerson],
    [entry(company, day), entry(branchCalendar, day, 'first')],
    ['first of 2'],
  ],
  [
    'on the first day of its assignment a calendar holds',
    [ofCompany, { ...ofBranch, firstDay: day }],
    [entry(branchCalendar, day)],
    ['full of 2'],
  ],
  ['the day before it does not', [ofCompany, { ...ofBranch, firstDay: addDays(day, 1) }], [entry(branchCalendar, day)], []],
  [
    'on the last day of its assignment a calendar holds',
    [ofCompany, { ...ofBranch, lastDay: day }],
    [entry(branchCalendar, day)],
    ['full of 2'],
  ],
  ['the day after it does not', [ofCompany, { ...ofBranch, lastDay: addDays(day, -1) }], [entry(branchCalendar, day)], []],
  [
    'two halves of one calendar are both told',
    [ofCompany],
    [entry(company, day, 'first'), entry(company, day, 'second')],
    ['first of 1', 'second of 1'],
  ],
  ['a calendar that nobody was given counts for nobody', [ofCompany], [entry(ownCalendar, day)], []],
]
for (const [what, uses, entries, found] of resolutions) {
  test(`resolution: ${what}`, () => {
    assert.deepEqual(
      holidaysFor(day, who, { uses, entries }).map(({ name }) => name),
      found,
    )
  })
}

const faults: [what: string, holiday: Partial<HolidayEntry>, field: string | null][] = [
  ['a date', { firstDay: day, lastDay: day }, null],
  ['a whole year', { firstDay: '2028-01-01', lastDay: '2028-12-31' }, null],
  ['a day more', { firstDay: '2028-01-01', lastDay: '2029-01-01' }, 'lastDay'],
  ['reversed dates', { firstDay: day, lastDay: addDays(day, -1) }, 'lastDay'],
  ['neither a date nor a rule', {}, 'firstDay'],
  ['both', { firstDay: day, lastDay: day, yearly: { kind: 'fixed', month: 1, day: 1 } }, 'yearly'],
  ['the leap day', { yearly: { kind: 'fixed', month: 2, day: 29 } }, null],
  ['30 February', { yearly: { kind: 'fixed', month: 2, day: 30 } }, 'yearly.day'],
  ['31 April', { yearly: { kind: 'fixed', month: 4, day: 31 } }, 'yearly.day'],
  ['years of a date', { firstDay: day, lastDay: day, fromYear: 2026 }, 'fromYear'],
  ['reversed years', { yearly: { kind: 'fixed', month: 1, day: 1 }, fromYear: 2027, toYear: 2026 }, 'toYear'],
  ['a rule with a last day', { yearly: { kind: 'fixed', month: 1, day: 1 }, lastDay: day }, 'lastDay'],
]
for (const [what, holiday, field] of faults) {
  test(`${what} is ${field === null ? 'taken' : `refused at ${field}`}`, () => {
    const none = { firstDay: null, lastDay: null, yearly: null, fromYear: null, toYear: null }
    assert.equal(refuseHoliday({ ...none, ...holiday })?.details?.['field'] ?? null, field)
  })
}

const anyRule: fc.Arbitrary<YearlyRule> = fc.oneof(
  fc.record({ kind: fc.constant('fixed' as const), month: fc.integer({ min: 1, max: 12 }), day: fc.integer({ min: 1, max: 31 }) }),
  fc.record({
    kind: fc.constant('weekday' as const),
    month: fc.integer({ min: 1, max: 12 }),
    weekday: fc.integer({ min: 1, max: 7 }),
    nth: fc.constantFrom(-1, 1, 2, 3, 4, 5),
  }),
  fc.record({
    kind: fc.constant('easter' as const),
    offsetDays: fc.integer({ min: -60, max: 70 }),
    church: fc.constantFrom('western' as const, 'eastern' as const),
  }),
)
const anyEntry: fc.Arbitrary<HolidayEntry> = fc.oneof(
  anyRule.map((yearly) => ({ ...entry(company, day), firstDay: null, lastDay: null, yearly })),
  fc
    .record({ offset: fc.integer({ min: -400, max: 400 }), length: fc.integer({ min: 0, max: 20 }) })
    .map(({ offset, length }) => entry(company, addDays(day, offset), 'full', addDays(day, offset + length))),
)

test('property: a rule names at most one date of a year, of its month and weekday, and Easter is a Sunday', () => {
  fc.assert(
    fc.property(anyRule, fc.integer({ min: 1900, max: 2199 }), (rule, year) => {
      const found = dateInYear(rule, year)
      if (found === null) return
      assert.equal(found.slice(0, 4), String(year))
      if (rule.kind === 'easter') return assert.equal(weekdayOf(addDays(found, -rule.offsetDays)), 7)
      assert.equal(Number(found.slice(5, 7)), rule.month)
      if (rule.kind === 'weekday') assert.equal(weekdayOf(found), rule.weekday)
    }),
  )
})

test('property: the dates of a range are exactly those on which the holiday falls', () => {
  fc.assert(
    fc.property(anyEntry, fc.integer({ min: -500, max: 500 }), fc.integer({ min: 0, max: 400 }), (holiday, offset, length) => {
      const [from, to] = [addDays(day, offset), addDays(day, offset + length)]
      assert.deepEqual(
        datesOf(holiday, from, to),
        eachDay(from, to).filter((one) => fallsOn(holiday, one)),
      )
    }),
    { numRuns: 200 },
  )
})

test('property: at most three calendars are asked, and nothing behind one that replaces', () => {
  const anyUse = fc.record({
    calendarId: fc.constantFrom(company, branchCalendar, ownCalendar),
    isCompany: fc.boolean(),
    replaces: fc.boolean(),
    branchId: fc.constantFrom(null, 'jakarta'),
    employeeId: fc.constantFrom(null, 'mei'),
    firstDay: fc.constantFrom(null, '2020-01-01', addDays(day, 1)),
    lastDay: fc.constantFrom(null, day),
  })
  fc.assert(
    fc.property(fc.array(anyUse, { maxLength: 8 }), (uses) => {
      const asked = calendarsFor(day, who, uses)
      assert(asked.length <= 3)
      assert(asked.slice(0, -1).every(({ replaces }) => !replaces))
    }),
  )
})
