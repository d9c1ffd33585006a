import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Piece } from './break.rules.ts'
import { overtimeKinds, overtimeOf } from './overtime.rules.ts'
import type { OvertimeFacts, OvertimeRule } from './overtime.rules.ts'

const hour = 3_600_000
/** Work of a day from hour to hour; scheduled from 9 to 17. */
const work = (...stretches: [number, number][]): Piece[] =>
  stretches.map(([from, to]) => ({ from: from * hour, to: to * hour, kind: 'work' }))
const facts = (pieces: Piece[], more: Partial<OvertimeFacts> = {}): OvertimeFacts => ({
  pieces,
  expectedMinutes: 480,
  weekMinutes: 0,
  kind: 'work',
  spans: [{ from: 9 * hour, to: 17 * hour }],
  ...more,
})
const scheduled: OvertimeRule = { kind: 'over-scheduled', rate: '1.5' }
const day = (hours: number, rate = '2'): OvertimeRule => ({ kind: 'over-day', overMinutes: hours * 60, rate })
const week = (hours: number, rate = '1.75'): OvertimeRule => ({ kind: 'over-week', overMinutes: hours * 60, rate })
const off: OvertimeRule = { kind: 'day-off', rate: '2' }
const holiday: OvertimeRule = { kind: 'holiday', rate: '3' }
const outside: OvertimeRule = { kind: 'outside-schedule', rate: '1.25' }
const free = { expectedMinutes: 0, spans: [] }

const cases: [what: string, facts: OvertimeFacts, rules: OvertimeRule[], found: string][] = [
  ['exactly the schedule', facts(work([9, 17])), [scheduled], ''],
  ['an hour over the schedule', facts(work([9, 18])), [scheduled], '1.5×60'],
  ['early and late together', facts(work([8, 18])), [scheduled], '1.5×120'],
  ['over ten hours', facts(work([8, 19])), [day(10)], '2×60'],
  ['exactly ten hours', facts(work([8, 18])), [day(10)], ''],
  ['the schedule and ten hours: each minute once, at its best', facts(work([8, 19])), [scheduled, day(10)], '2×60, 1.5×120'],
  ['the worse rate adds nothing where the better one holds', facts(work([8, 19])), [day(8, '1.5'), day(10, '1.2')], '1.5×180'],
  ['over forty hours a week, of which 36 are done', facts(work([9, 17]), { weekMinutes: 36 * 60 }), [week(40)], '1.75×240'],
  ['forty done already', facts(work([9, 17]), { weekMinutes: 41 * 60 }), [week(40)], '1.75×480'],
  ['not there yet', facts(work([9, 17]), { weekMinutes: 20 * 60 }), [week(40)], ''],
  ['on a day off', facts(work([10, 12]), { ...free, kind: 'day-off' }), [off], '2×120'],
  [
    'on a day off without a rule for it, over nothing scheduled',
    facts(work([10, 12]), { ...free, kind: 'day-off' }),
    [scheduled],
    '1.5×120',
  ],
  ['a rule for days off says nothing of working days', facts(work([9, 20])), [off], ''],
  ['on a holiday', facts(work([10, 12]), { ...free, kind: 'holiday' }), [holiday, off], '3×120'],
  ['outside the schedule, before and after', facts(work([8, 12], [13, 18])), [outside], '1.25×120'],
  ['outside the schedule says nothing of a day off', facts(work([8, 12]), { ...free, kind: 'day-off' }), [outside], ''],
  [
    'outside and over: the early hour is outside, from eight hours on it is over',
    facts(work([8, 18])),
    [outside, scheduled],
    '1.5×120, 1.25×60',
  ],
  ['outside and over, where the early hour is only outside', facts(work([8, 9], [10, 18])), [outside, scheduled], '1.5×60, 1.25×60'],
  ['no rule, no overtime', facts(work([0, 24])), [], ''],
  [
    'all rules together on a holiday',
    facts(work([6, 20]), { ...free, kind: 'holiday', weekMinutes: 40 * 60 }),
    [scheduled, day(10), week(40), off, holiday, outside],
    '3×840',
  ],
  [
    'a paid break is paid time',
    facts([...work([9, 17]), { from: 17 * hour, to: 17.25 * hour, kind: 'paid-break' }]),
    [scheduled],
    '1.5×15',
  ],
  ['unpaid breaks are not', facts([...work([9, 17]), { from: 17 * hour, to: 18 * hour, kind: 'break' }]), [scheduled], ''],
]
const told = (shares: ReturnType<typeof overtimeOf>) => shares.map(({ rate, minutes }) => `${rate}×${minutes}`).join(', ')
for (const [what, given, rules, found] of cases) test(`overtime: ${what}`, () => assert.equal(told(overtimeOf(given, rules)), found))

test('up to the tolerance nothing counts, a minute more and everything does', () => {
  assert.equal(told(overtimeOf(facts(work([9, 17.25])), [scheduled], 15)), '')
  assert.equal(told(overtimeOf(facts(work([9, 17 + 16 / 60])), [scheduled], 15)), '1.5×16')
})

test('rates are compared as decimals, whatever they are written like', () => {
  assert.equal(
    told(
      overtimeOf(facts(work([9, 18])), [
        { kind: 'over-scheduled', rate: '9.5' },
        { kind: 'outside-schedule', rate: '10' },
      ]),
    ),
    '10×60',
  )
})

const anyRule: fc.Arbitrary<OvertimeRule> = fc
  .record({
    kind: fc.constantFrom(...overtimeKinds),
    overMinutes: fc.integer({ min: 0, max: 3000 }),
    rate: fc.constantFrom('1', '1.25', '1.5', '2', '3'),
  })
  .map(({ kind, overMinutes, rate }) => ({ kind, rate, ...(kind.startsWith('over-') && kind !== 'over-scheduled' && { overMinutes }) }))
const anyFacts = fc
  .record({
    lengths: fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 1, maxLength: 8 }),
    expectedMinutes: fc.integer({ min: 0, max: 600 }),
    weekMinutes: fc.integer({ min: 0, max: 3000 }),
    kind: fc.constantFrom('work' as const, 'day-off' as const, 'holiday' as const),
  })
  .map(({ lengths, ...more }) => {
    let at = 0
    const pieces = lengths.map((length, index): Piece => ({ from: at, to: (at += length * 60_000), kind: index % 2 ? 'break' : 'work' }))
    return { ...more, pieces, spans: [{ from: 60 * 60_000, to: 500 * 60_000 }] }
  })

test('property: no minute counts twice, more rules never make less, and the order of rules does not matter', () => {
  fc.assert(
    fc.property(anyFacts, fc.array(anyRule, { maxLength: 5 }), anyRule, (given, rules, another) => {
      const total = (used: OvertimeRule[]) => overtimeOf(given, used).reduce((sum, { minutes }) => sum + minutes, 0)
      const worked = given.pieces.filter(({ kind }) => kind === 'work').reduce((sum, { from, to }) => sum + to - from, 0) / 60_000
      assert(total(rules) >= 0 && total(rules) <= worked)
      assert(total([...rules, another]) >= total(rules))
      const paid = (used: OvertimeRule[]) => overtimeOf(given, used).reduce((sum, { rate, minutes }) => sum + Number(rate) * minutes, 0)
      assert(paid([...rules, another]) >= paid(rules))
      assert.deepEqual(overtimeOf(given, rules), overtimeOf(given, rules.toReversed()))
    }),
  )
})
