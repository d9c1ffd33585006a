import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { deductBreaks, payBreaks } from './break.rules.ts'
import type { AutomaticBreak, BreakType, Piece } from './break.rules.ts'
import type { Segment } from './attendance.rules.ts'

const minute = 60_000
const types = new Map<string, BreakType>([
  ['lunch', { id: 'lunch', maxMinutes: 60, paid: false }],
  ['coffee', { id: 'coffee', maxMinutes: 15, paid: true }],
  ['prayer', { id: 'prayer', maxMinutes: null, paid: true }],
])
/** `work 240, coffee 20`: one after the other, in minutes. */
function segmentsOf(text: string): Segment[] {
  let at = 0
  return text.split(', ').map((part) => {
    const [kind, length] = part.split(' ') as [string, string]
    const from = at
    at += Number(length) * minute
    return { from, to: at, kind: kind === 'work' ? 'work' : 'break', typeId: kind === 'work' || kind === 'plain' ? null : kind }
  })
}
const told = (pieces: readonly Piece[]) => pieces.map(({ from, to, kind }) => `${kind} ${(to - from) / minute}`).join(', ')

const paid: [what: string, segments: string, pieces: string, exceeded: boolean][] = [
  ['a break without a type is unpaid', 'work 60, plain 30', 'work 60, break 30', false],
  ['of a type that is unpaid', 'work 60, lunch 60', 'work 60, break 60', false],
  ['an unpaid one that is too long is told', 'lunch 61', 'break 61', true],
  ['a paid one exactly as long as it may be', 'coffee 15', 'paid-break 15', false],
  ['a paid one a minute longer', 'coffee 16', 'paid-break 15, break 1', true],
  ['a paid one of any length', 'prayer 90', 'paid-break 90', false],
  ['the maximum is of each break', 'coffee 15, work 60, coffee 15', 'paid-break 15, work 60, paid-break 15', false],
  ['of a type that is not known', 'gone 10', 'break 10', false],
]
for (const [what, segments, pieces, exceeded] of paid) {
  test(`breaks: ${what}`, () => {
    const found = payBreaks(segmentsOf(segments), types)
    assert.deepEqual([told(found.pieces), found.exceeded], [pieces, exceeded])
  })
}

const sixAndNine: AutomaticBreak[] = [
  { overMinutes: 360, minutes: 30 },
  { overMinutes: 540, minutes: 45 },
]
const deducted: [what: string, segments: string, pieces: string][] = [
  ['exactly the hours', 'work 360', 'work 360'],
  ['a minute more loses that minute', 'work 361', 'work 360, automatic-break 1'],
  ['half an hour more loses half an hour', 'work 390', 'work 360, automatic-break 30'],
  ['a whole day', 'work 480', 'work 360, automatic-break 30, work 90'],
  ['what was taken is not deducted', 'work 240, lunch 30, work 240', 'work 240, break 30, work 240'],
  ['only what is missing is', 'work 240, lunch 20, work 240', 'work 240, break 20, work 120, automatic-break 10, work 110'],
  ['a paid break was taken too', 'work 240, coffee 15, work 240', 'work 240, paid-break 15, work 120, automatic-break 15, work 105'],
  ['the longer break of more hours', 'work 600', 'work 540, automatic-break 45, work 15'],
  ['a longer break that does not reach it yet', 'work 545', 'work 360, automatic-break 30, work 155'],
]
for (const [what, segments, pieces] of deducted) {
  test(`automatic breaks: ${what}`, () =>
    assert.equal(told(deductBreaks(payBreaks(segmentsOf(segments), types).pieces, sixAndNine)), pieces))
}

test('property: deducting moves minutes from work to break, never more than the rule, never below its hours, and never the sum', () => {
  const anySegments = fc.array(
    fc.record({ kind: fc.constantFrom('work', 'plain', 'lunch', 'coffee', 'prayer'), length: fc.integer({ min: 1, max: 300 }) }),
    { minLength: 1, maxLength: 8 },
  )
  const anyRules = fc.array(fc.record({ overMinutes: fc.integer({ min: 0, max: 720 }), minutes: fc.integer({ min: 1, max: 90 }) }), {
    maxLength: 3,
  })
  fc.assert(
    fc.property(anySegments, anyRules, (drawn, rules) => {
      const { pieces } = payBreaks(segmentsOf(drawn.map(({ kind, length }) => `${kind} ${length}`).join(', ')), types)
      const after = deductBreaks(pieces, rules)
      const length = (all: readonly Piece[], of: string) =>
        all.filter(({ kind }) => of === '' || kind === of).reduce((sum, { from, to }) => sum + to - from, 0)
      assert.equal(length(after, ''), length(pieces, ''))
      assert.equal(length(after, 'work') + length(after, 'automatic-break'), length(pieces, 'work'))
      assert(length(after, 'automatic-break') <= Math.max(0, ...rules.map(({ minutes }) => minutes)) * minute)
      assert(after.every(({ from, to }) => to > from))
      assert(after.slice(1).every(({ from }, index) => from >= after[index]!.to))
    }),
  )
})
