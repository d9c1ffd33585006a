import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, eachDay } from '../../core/dates.ts'
import { fullestDay, refuseHeadcount, refuseSeats } from './organization.seat.rules.ts'
import type { Span } from './organization.seat.rules.ts'

const span = (firstDay: string, lastDay: string | null = null): Span => ({ firstDay, lastDay })
const [jan, mar, jun, sep, dec] = ['2025-01-01', '2025-03-01', '2025-06-01', '2025-09-01', '2025-12-31'] as const

const cases: [what: string, held: Span[], asked: Span, day: string, filled: number][] = [
  ['nobody', [], span(jan), jan, 0],
  ['somebody for good, before', [span('2020-01-01')], span(jan), jan, 1],
  ['somebody who left the day before', [span('2020-01-01', '2024-12-31')], span(jan), jan, 0],
  ['somebody who leaves on the first day', [span('2020-01-01', jan)], span(jan), jan, 1],
  ['somebody who begins on the last day', [span(dec)], span(jan, dec), dec, 1],
  ['somebody who begins after the last day', [span('2026-01-01')], span(jan, dec), jan, 0],
  ['two who follow each other', [span(jan, mar), span(addDays(mar, 1), dec)], span(jan, dec), jan, 1],
  ['two who share one day', [span(jan, mar), span(mar, dec)], span(jan, dec), mar, 2],
  ['a fuller day to come', [span(jan), span(jun, sep), span(sep)], span(jan), sep, 3],
  ['the first of two equally full days', [span(mar, mar), span(jun, jun)], span(jan), mar, 1],
  ['a single day', [span(jan, dec), span(jun)], span(jun, jun), jun, 2],
  ['an open-ended span sees what is far away', [span('2090-01-01')], span(jan), '2090-01-01', 1],
]

for (const [what, held, asked, day, filled] of cases) {
  test(`the fullest day: ${what}`, () => {
    assert.deepEqual(fullestDay(held, asked), { day, filled })
  })
}

const refusalOf = (headcount: number | null, held: readonly Span[], asked: Span) =>
  refuseSeats(headcount, held, [asked])[0]?.refusal ?? null

test('a seat is free as long as every day of the span has one, and a headcount of null takes any number', () => {
  const held = [span(jan), span(jun, sep)]
  assert.equal(refusalOf(null, held, span(jan)), null)
  assert.equal(refusalOf(2, held, span(jan, '2025-05-31')), null)
  assert.equal(refusalOf(3, held, span(jan)), null)
  assert.equal(refusalOf(0, [], span(jan))?.code, 'HEADCOUNT_EXCEEDED')
  assert.deepEqual(refusalOf(2, held, span(jan)), {
    code: 'HEADCOUNT_EXCEEDED',
    message: 'The position has a headcount of 2, and on 2025-06-01 2 hold it already.',
    details: { headcount: 2, filled: 2, from: jan, day: jun },
  })
})

test('a headcount may be lowered to what is filled on the fullest day to come and no further', () => {
  const held = [span(jan, mar), span(jan), span(jun)]
  assert.equal(refuseHeadcount(2, held, '2025-03-02'), null)
  assert.equal(refuseHeadcount(null, held, jan), null)
  assert.deepEqual(refuseHeadcount(1, held, '2025-03-02')?.details, { headcount: 1, filled: 2, day: jun })
  assert.equal(refuseHeadcount(1, [span(jan, mar), span(jan, mar)], '2025-03-02'), null, 'the past does not count')
})

const offsets = fc.tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 0, max: 30 }), fc.boolean())
const anySpan = offsets.map(([a, b, open]) => span(addDays(jan, Math.min(a, b)), open ? null : addDays(jan, Math.max(a, b))))
const holds = (day: string) => (one: Span) => one.firstDay <= day && (one.lastDay === null || one.lastDay >= day)

test('the fullest day is what counting day by day finds', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 12 }), anySpan, (held, asked) => {
      const days = eachDay(asked.firstDay, asked.lastDay ?? addDays(jan, 40))
      const counts = days.map((day) => held.filter(holds(day)).length)
      const filled = Math.max(...counts)
      assert.deepEqual(fullestDay(held, asked), { day: days[counts.indexOf(filled)], filled })
    }),
  )
})

test('whoever asks in whatever order, no day ever has more people than the headcount', () => {
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 20 }), fc.integer({ min: 0, max: 4 }), (asks, headcount) => {
      const refused = new Set(refuseSeats(headcount, [], asks).map(({ index }) => index))
      const held = asks.filter((_, index) => !refused.has(index))
      for (const day of eachDay(jan, addDays(jan, 40))) assert(held.filter(holds(day)).length <= headcount)
    }),
  )
})

test('of several at once exactly those find no seat whom asking one by one refuses, with the same figures', () => {
  fc.assert(
    fc.property(
      fc.array(anySpan, { maxLength: 8 }),
      fc.array(anySpan, { maxLength: 12 }),
      fc.integer({ min: 0, max: 4 }),
      (before, asks, headcount) => {
        const held = [...before]
        const expected = asks.flatMap((asked, index) => {
          const { day, filled } = fullestDay(held, asked)
          if (filled >= headcount) return [{ index, day, filled }]
          held.push(asked)
          return []
        })
        const found = refuseSeats(headcount, before, asks)
        assert.deepEqual(
          found.map(({ index, refusal: { details } }) => ({ index, day: details['day'], filled: details['filled'] })),
          expected,
        )
      },
    ),
  )
})

test('who holds a position above its headcount hinders nobody who asks for other days', () => {
  const held = [span(jan, mar), span(jan, mar)]
  assert.deepEqual(refuseSeats(1, held, [span(jun)]), [])
  assert.deepEqual(
    refuseSeats(1, held, [span(jun), span(mar, mar)]).map(({ index }) => index),
    [1],
  )
})

test('twenty thousand who ask for a thousand seats on as many days are judged within seconds', () => {
  const asks = Array.from({ length: 20_000 }, (_, index) => span(addDays(jan, index % 1000)))
  const start = performance.now()
  assert.equal(refuseSeats(1000, [], asks).length, 19_000)
  assert(performance.now() - start < 5000)
})
