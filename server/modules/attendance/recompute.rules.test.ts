import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { addDays, daysBetween, eachDay } from '../../core/dates.ts'
import { stretchesOf } from './recompute.rules.ts'
import type { Span } from './recompute.rules.ts'

const cases: [what: string, spans: Span[], stretches: [string, string][]][] = [
  ['a date', [{ from: '2026-05-01', to: '2026-05-01' }], [['2026-05-01', '2026-05-01']]],
  ['before the first stored day', [{ from: '2024-05-01', to: '2024-06-01' }], []],
  ['open-ended', [{ from: '2026-12-20', to: null }], [['2026-12-20', '2026-12-31']]],
  [
    'touching spans are one',
    [
      { from: '2026-05-01', to: '2026-05-02' },
      { from: '2026-05-03', to: '2026-05-03' },
    ],
    [['2026-05-01', '2026-05-03']],
  ],
  [
    'the same span twice is computed once',
    [
      { from: '2026-05-01', to: '2026-05-02' },
      { from: '2026-05-01', to: '2026-05-02' },
    ],
    [['2026-05-01', '2026-05-02']],
  ],
  [
    '32 days are two stretches',
    [{ from: '2026-01-01', to: '2026-02-01' }],
    [
      ['2026-01-01', '2026-01-31'],
      ['2026-02-01', '2026-02-01'],
    ],
  ],
  [
    'a rule touches its dates only',
    [{ from: '1970-01-01', to: null, yearly: { kind: 'fixed', month: 12, day: 25 } }],
    [
      ['2025-12-25', '2025-12-25'],
      ['2026-12-25', '2026-12-25'],
    ],
  ],
  ['the leap day of no leap year', [{ from: '1970-01-01', to: null, yearly: { kind: 'fixed', month: 2, day: 29 } }], []],
]
for (const [what, spans, stretches] of cases) {
  test(`what is computed anew: ${what}`, () => {
    assert.deepEqual(
      stretchesOf(spans, '2025-01-01', '2026-12-31').map(({ from, to }) => [from, to]),
      stretches,
    )
  })
}

test('property: every date of a span that is stored is in exactly one stretch, and no other date', () => {
  const anySpan = fc
    .record({ offset: fc.integer({ min: -100, max: 400 }), length: fc.integer({ min: 0, max: 120 }) })
    .map(({ offset, length }) => ({
      from: addDays('2026-01-01', offset),
      to: addDays('2026-01-01', offset + length),
    }))
  fc.assert(
    fc.property(fc.array(anySpan, { maxLength: 6 }), (spans) => {
      const [first, last] = ['2026-01-01', '2026-12-31']
      const stretches = stretchesOf(spans, first, last)
      assert(stretches.every(({ from, to }) => daysBetween(from, to) >= 0 && daysBetween(from, to) < 31))
      assert.deepEqual(
        stretches.flatMap(({ from, to }) => eachDay(from, to)),
        eachDay(first, last).filter((day) => spans.some(({ from, to }) => from <= day && day <= to)),
      )
    }),
  )
})
