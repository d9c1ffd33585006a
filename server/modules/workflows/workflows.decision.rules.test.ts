import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { strategies } from './workflows.definition.rules.ts'
import type { Strategy } from './workflows.definition.rules.ts'
import { tally } from './workflows.decision.rules.ts'

const letters = { a: 'approved', r: 'rejected', '-': null } as const
/** Votes as letters: approved, rejected, open; a figure before a letter is its weight. */
const votes = (text: string) =>
  [...text.matchAll(/(\d*)([ar-])/g)].map(([, weight, letter]) => ({ weight: Number(weight || 1), vote: letters[letter as 'a'] }))

const cases: readonly (readonly [Strategy, string, 'approved' | 'rejected' | null, number?])[] = [
  ['any', '---', null],
  ['any', 'r-r', null],
  ['any', 'rra', 'approved'],
  ['any', '-a-', 'approved'],
  ['any', 'rrr', 'rejected'],
  ['all', 'aa-', null],
  ['all', 'aaa', 'approved'],
  ['all', '-r-', 'rejected'],
  ['all', 'aar', 'rejected'],
  ['majority', 'a-', null],
  ['majority', 'ar', 'rejected'],
  ['majority', 'r-', 'rejected'],
  ['majority', 'aa-', 'approved'],
  ['majority', 'aarr', 'rejected'],
  ['majority', 'aar-', null],
  ['majority', 'rr-', 'rejected'],
  ['majority', 'rr---', null],
  ['majority', 'a', 'approved'],
  ['weighted', '3a2-1-', null, 4],
  ['weighted', '3a2-1a', 'approved', 4],
  ['weighted', '3r2-1-', 'rejected', 4],
  ['weighted', '3-2r1-', null, 4],
  ['weighted', '3-2r1r', 'rejected', 4],
  ['weighted', '3a', 'approved', 3],
  ['sequential', 'a--', null],
  ['sequential', 'aa-', null],
  ['sequential', 'aaa', 'approved'],
  ['sequential', 'ar-', 'rejected'],
  ['any', '', null],
  ['all', '', null],
  ['majority', '', null],
  ['weighted', '', null, 1],
  ['sequential', '', null],
]

test('each strategy decides as soon as its set has decided, and not before; nobody is never an approval', () => {
  for (const [strategy, text, outcome, threshold] of cases) {
    assert.equal(tally(strategy, votes(text), threshold ?? null), outcome, `${strategy} ${text}`)
  }
})

const set = fc.array(fc.record({ weight: fc.integer({ min: 1, max: 9 }), vote: fc.constantFrom('approved', 'rejected', null) }), {
  minLength: 1,
  maxLength: 8,
})

test('whatever the order of the votes, a set that voted is decided, and a decision stays whatever is still cast', () => {
  fc.assert(
    fc.property(set, fc.constantFrom(...strategies), fc.nat(30), (seats, strategy, wanted) => {
      const sum = seats.reduce((total, { weight }) => total + weight, 0)
      const threshold = 1 + (wanted % sum)
      const decided = tally(strategy, seats, threshold)
      if (seats.every(({ vote }) => vote !== null)) assert.notEqual(decided, null)
      if (decided === null) return
      for (const late of ['approved', 'rejected'] as const) {
        const all = seats.map((seat) => ({ ...seat, vote: seat.vote ?? late }))
        assert.equal(tally(strategy, all, threshold), decided)
      }
    }),
  )
})

test('an approval needs at least one vote for it, and a rejection one against it', () => {
  fc.assert(
    fc.property(set, fc.constantFrom(...strategies), (seats, strategy) => {
      const decided = tally(strategy, seats, 1)
      if (decided) assert(seats.some(({ vote }) => vote === decided))
    }),
  )
})
