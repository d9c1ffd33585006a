import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { refuseSeats, seatsOf, successorOf } from './workflows.seat.rules.ts'
import type { Candidate, People } from './workflows.seat.rules.ts'

const found = (...ids: string[]): Candidate[] => ids.map((userId) => ({ userId, weight: 1, because: 'chosen' }))
const people = (
  changes: { excluded?: string[]; standIns?: Record<string, string>; managers?: Record<string, string>; self?: true } = {},
): People => ({
  excluded: new Set(changes.excluded ?? []),
  allowSelf: changes.self ?? false,
  standIns: new Map(Object.entries(changes.standIns ?? {})),
  managerOf: new Map(Object.entries(changes.managers ?? {})),
})
/** Each seat as `holder`, or `holder<stand-in`. */
const told = (candidates: Candidate[], who: People) =>
  seatsOf(candidates, who).map(({ holderId, standInId, self }) => holderId + (standInId ? `<${standInId}` : '') + (self ? ' self' : ''))

test('the seats of a step: each person once, never who asked, and with whoever stands in', () => {
  const cases: [string, Candidate[], People, string[]][] = [
    ['as found', found('a', 'b'), people(), ['a', 'b']],
    ['found twice', found('a', 'b', 'a'), people(), ['a', 'b']],
    ['the requester', found('a', 'me'), people({ excluded: ['me'] }), ['a']],
    ['the requester alone', found('me'), people({ excluded: ['me'] }), []],
    ['the requester where it is allowed', found('me'), people({ excluded: ['me'], self: true }), ['me self']],
    ['a stand-in', found('a', 'b'), people({ standIns: { a: 'x' } }), ['a<x', 'b']],
    ['one hop only', found('a'), people({ standIns: { a: 'x', x: 'y' } }), ['a<x']],
    ['never to the requester', found('a'), people({ standIns: { a: 'me' }, excluded: ['me'], managers: { a: 'm' } }), ['a<m']],
    ['nor to a manager who asked', found('a'), people({ standIns: { a: 'me' }, excluded: ['me', 'm'], managers: { a: 'm' } }), ['a']],
    ['a stand-in who is asked too votes once', found('a', 'x'), people({ standIns: { a: 'x' } }), ['a<x']],
    ['in either order', found('x', 'a'), people({ standIns: { a: 'x' } }), ['a<x']],
    ['a stand-in of two votes once', found('a', 'b'), people({ standIns: { a: 'x', b: 'x' } }), ['a<x', 'b']],
    ['a stand-in of two who is asked too votes once', found('x', 'a', 'b'), people({ standIns: { a: 'x', b: 'x' } }), ['a<x', 'b']],
    ['each for the other', found('a', 'b'), people({ standIns: { a: 'b', b: 'a' } }), ['a<b']],
  ]
  for (const [name, candidates, who, seats] of cases) assert.deepEqual(told(candidates, who), seats, name)
})

test('two seats that become one keep the larger weight', () => {
  const seats = seatsOf(
    [
      { userId: 'a', weight: 2, because: 'chosen' },
      { userId: 'x', weight: 5, because: 'chosen' },
    ],
    people({ standIns: { a: 'x' } }),
  )
  assert.deepEqual(seats, [{ holderId: 'a', weight: 5, because: 'chosen', standInId: 'x', self: false }])
})

test('nobody can vote twice in a step, whoever stands in for whom', () => {
  const name = fc.constantFrom<string>('a', 'b', 'c', 'd', 'e', 'f')
  fc.assert(
    fc.property(
      fc.array(name, { maxLength: 8 }),
      fc.dictionary(name, name),
      fc.dictionary(name, name),
      fc.array(name),
      (ids, standIns, managers, excluded) => {
        const seats = seatsOf(found(...ids), people({ standIns, managers, excluded }))
        const voters = seats.flatMap(({ holderId, standInId }) => [holderId, ...(standInId ? [standInId] : [])])
        assert.equal(new Set(voters).size, voters.length)
        for (const voter of voters) assert(!excluded.includes(voter))
        // Everybody who was found and may decide still can, by a seat of their own or beside somebody else.
        for (const id of ids) if (!excluded.includes(id)) assert(voters.includes(id))
      },
    ),
    { numRuns: 1000 },
  )
})

test('a step with nobody to ask, or whose weights cannot reach its threshold, does not open', () => {
  const one = seatsOf(found('a'), people())
  assert.equal(refuseSeats('any', [], null), 'nobody-to-ask')
  assert.equal(refuseSeats('any', one, null), null)
  assert.equal(refuseSeats('weighted', one, 2), 'quorum-impossible')
  assert.equal(refuseSeats('weighted', one, 1), null)
})

test('the task of somebody archived goes to their stand-in, else their manager, else to nobody', () => {
  const who = people({ standIns: { a: 'x' }, managers: { a: 'm', b: 'm', c: 'me' }, excluded: ['me'] })
  assert.equal(successorOf('a', who, new Set()), 'x')
  assert.equal(successorOf('a', who, new Set(['x'])), 'm')
  assert.equal(successorOf('b', who, new Set()), 'm')
  assert.equal(successorOf('c', who, new Set()), null)
  assert.equal(successorOf('d', who, new Set()), null)
})
