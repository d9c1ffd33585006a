import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { allows, covers, decide, holds, inForce, levels, ownPart, ringsOf, settle, widestReach } from './decision.rules.ts'
import type { Claim, GrantRow, LentClaim, Ring, Subject } from './decision.rules.ts'
import { reaches } from './contract.ts'
import type { Reach } from './contract.ts'

const noon = Date.parse('2026-07-29T12:00:00.000Z')
const iso = (offsetMs: number) => new Date(noon + offsetMs).toISOString()
const rings = [0, 1, 2, 3, 4] as const

const grant = (
  level: GrantRow['level'],
  effect: 'allow' | 'deny',
  reach: Reach = 'company',
  resourceId: string | null = null,
): GrantRow => ({
  level,
  permission: 'leave.read',
  effect,
  reach,
  resourceId: level === 'resource' ? (resourceId ?? 'r1') : null,
  from: null,
  to: null,
})
const lend = (grants: readonly GrantRow[], limit: Reach = 'company', anchor: string | null = 'giver'): LentClaim => ({
  delegationId: 'd1',
  limit: ringsOf(limit),
  claim: { anchor, grants },
})
const claim = (grants: readonly GrantRow[], lent: readonly LentClaim[] = []): Claim => ({ anchor: 'me', grants, lent })
const at = (ring: Ring, resourceId: string | null = 'r1', giverRing: Ring = ring): Subject => ({
  resourceId,
  ring: (anchor) => (anchor === 'giver' ? giverRing : ring),
})

test('the first level with an applicable grant decides, and inside a level a deny beats an allow', () => {
  const [allow, deny] = ['allow', 'deny'] as const
  const cases: [name: string, claim: Claim, subject: Subject, outcome: string][] = [
    ['nothing at all', claim([]), at(4), 'deny by nothing'],
    ['direct allow over role deny', claim([grant('role', deny), grant('direct', allow)]), at(4), 'allow by direct'],
    ['direct deny over role allow', claim([grant('role', allow), grant('direct', deny)]), at(4), 'deny by direct'],
    ['deny beats allow at one level', claim([grant('role', allow), grant('role', deny)]), at(4), 'deny by role'],
    ['in whatever order they come', claim([grant('role', deny), grant('role', allow)]), at(4), 'deny by role'],
    ['a deny does not reach further than it says', claim([grant('direct', deny, 'own'), grant('role', allow)]), at(1), 'allow by role'],
    ['and as far as it says', claim([grant('direct', deny, 'own'), grant('role', allow)]), at(0), 'deny by direct'],
    ['an allow outside its reach does not apply', claim([grant('direct', allow, 'team'), grant('role', deny)]), at(2), 'deny by role'],
    ['a wider reach includes the narrower', claim([grant('role', allow, 'branch')]), at(0), 'allow by role'],
    ['outside every reach', claim([grant('role', allow, 'branch')]), at(4), 'deny by nothing'],
    ['delegated before the record', claim([grant('resource', deny)], [lend([grant('role', allow)])]), at(4), 'allow by delegated'],
    ['direct before delegated', claim([grant('direct', deny)], [lend([grant('role', allow)])]), at(4), 'deny by direct'],
    ['the record before the role', claim([grant('resource', allow), grant('role', deny)]), at(4), 'allow by resource'],
    ['a record that is denied', claim([grant('resource', deny), grant('role', allow)]), at(4), 'deny by resource'],
    ['another record than the one', claim([grant('resource', deny), grant('role', allow)]), at(4, 'r2'), 'allow by role'],
    ['a record without asking for one', claim([grant('resource', allow)]), at(4, null), 'deny by nothing'],
    ['denied and allowed on one record', claim([grant('resource', allow), grant('resource', deny)]), at(4), 'deny by resource'],
    ['the role before the position', claim([grant('position', deny), grant('role', allow)]), at(4), 'allow by role'],
    ['the position when nothing else', claim([grant('position', allow, 'team')]), at(1), 'allow by position'],
    ['what is lent reaches around the giver', claim([], [lend([grant('role', allow, 'team')])]), at(4, null, 1), 'allow by delegated'],
    ['and not around the receiver', claim([], [lend([grant('role', allow, 'team')])]), at(1, null, 4), 'deny by nothing'],
    ['no further than the giver lets it', claim([], [lend([grant('role', allow)], 'team')]), at(4, null, 2), 'deny by nothing'],
    ['no further than the giver holds it', claim([], [lend([grant('role', allow, 'team')])]), at(4, null, 2), 'deny by nothing'],
    ['a deny of the giver is not lent', claim([grant('role', allow)], [lend([grant('direct', deny)])]), at(4), 'allow by role'],
    ['two givers, one of whom holds it', claim([], [lend([]), lend([grant('position', allow)])]), at(4), 'allow by delegated'],
  ]
  for (const [name, one, subject, outcome] of cases) {
    const { allowed, level } = decide(one, subject)
    assert.equal(`${allowed ? 'allow' : 'deny'} by ${level ?? 'nothing'}`, outcome, name)
    assert.equal(allows(settle(one), one.anchor, subject), allowed, `${name}: the normal form`)
  }
})

test('the verdict names the grant and the delegation that decided', () => {
  const [mine, theirs] = [grant('direct', 'deny', 'own'), grant('role', 'allow', 'branch')]
  assert.equal(decide(claim([theirs, mine]), at(0)).grant, mine)
  const lent = decide(claim([mine], [lend([theirs])]), at(3))
  assert.deepEqual([lent.grant, lent.delegationId, lent.level], [theirs, 'd1', 'delegated'])
  assert.deepEqual(decide(claim([mine]), at(1)), { allowed: false, level: null, grant: null, delegationId: null })
})

const level = fc.constantFrom<GrantRow['level'][]>('direct', 'resource', 'role', 'position')
const resource = fc.constantFrom('r1', 'r2', 'r3')
const row = fc
  .record({ level, effect: fc.constantFrom('allow' as const, 'deny' as const), reach: fc.constantFrom(...reaches), resource })
  .map(({ level: where, effect, reach, resource: id }) => grant(where, effect, reach, id))
const rows = fc.array(row, { maxLength: 7 })
const lent = fc
  .record({ grants: rows, limit: fc.constantFrom(...reaches), anchor: fc.constantFrom('giver', null) })
  .map(({ grants, limit, anchor }) => lend(grants, limit, anchor))
const claims = fc
  .record({ grants: rows, lent: fc.array(lent, { maxLength: 2 }) })
  .map(({ grants, lent: lendings }) => claim(grants, lendings))
const someRing = fc.constantFrom(...rings)
const subjects = fc
  .record({ mine: someRing, theirs: someRing, id: fc.option(resource, { nil: null }) })
  .map(({ mine, theirs, id }): Subject => ({
    resourceId: id,
    ring: (anchor) => (anchor === 'me' ? mine : anchor === 'giver' ? theirs : 4),
  }))

test('the normal form answers every question as the levels one by one do', () => {
  fc.assert(
    fc.property(claims, subjects, (one, subject) => {
      assert.equal(allows(settle(one), one.anchor, subject), decide(one, subject).allowed)
    }),
    { numRuns: 3000 },
  )
})

test('there is no normal form exactly where nothing can ever be allowed', () => {
  fc.assert(
    fc.property(claims, (one) => {
      const some = rings.some((mine) =>
        [...rings].some((theirs) =>
          ['r1', 'r2', 'r3', null].some(
            (id) => decide(one, { resourceId: id, ring: (anchor) => (anchor === 'me' ? mine : anchor === 'giver' ? theirs : 4) }).allowed,
          ),
        ),
      )
      // What is lent and what is excepted may exclude each other; then the form may stay though it allows nothing, never the other way.
      if (some) assert.ok(settle(one))
      if (one.lent.length === 0 && !one.grants.some(({ level: where }) => where === 'resource'))
        assert.equal(settle(one) !== undefined, some)
    }),
    { numRuns: 500 },
  )
})

test('a grant about something else never changes a decision', () => {
  fc.assert(
    fc.property(claims, subjects, fc.constantFrom('allow' as const, 'deny' as const), (one, subject, effect) => {
      const unrelated = grant('resource', effect, 'company', 'another record')
      assert.deepEqual(decide({ ...one, grants: [...one.grants, unrelated] }, subject), decide(one, subject))
      assert.deepEqual(inForce([{ ...unrelated, from: iso(1) }], iso(0)).held, [])
    }),
  )
})

test('an allow with a wider reach never allows less', () => {
  fc.assert(
    fc.property(rows, fc.nat(), fc.constantFrom(...reaches), someRing, (grants, place, wider, ring) => {
      const index = grants.length > 0 ? place % grants.length : 0
      const one = grants[index]
      if (!one || one.effect === 'deny' || reaches.indexOf(wider) < reaches.indexOf(one.reach)) return
      // Where a level below it allowed before, it still does, or this level does: a wider allow can only come before a deny.
      const before = decide(claim(grants), at(ring)).allowed
      const after = decide(claim(grants.with(index, { ...one, reach: wider })), at(ring)).allowed
      assert.ok(!before || after)
    }),
  )
})

test('a deny more never allows more, whatever was lent', () => {
  fc.assert(
    fc.property(claims, row, subjects, (one, added, subject) => {
      const denied = { ...one, grants: [...one.grants, { ...added, effect: 'deny' as const }] }
      if (decide(denied, subject).allowed) assert.ok(decide(one, subject).allowed)
    }),
  )
})

test('nobody is allowed by what is lent where the giver is not allowed', () => {
  fc.assert(
    fc.property(claims, subjects, (one, subject) => {
      const verdict = decide(one, subject)
      if (verdict.level !== 'delegated') return
      assert.ok(one.lent.some(({ claim: given }) => decide({ ...given, lent: [] }, subject).allowed))
    }),
  )
})

test('the order of grants never matters', () => {
  fc.assert(
    fc.property(claims, subjects, (one, subject) => {
      const reversed = { ...one, grants: one.grants.toReversed(), lent: one.lent.toReversed() }
      assert.equal(decide(reversed, subject).allowed, decide(one, subject).allowed)
    }),
  )
})

test('a grant holds from its first millisecond and no longer at its last', () => {
  const cases: [from: string | null, to: string | null, held: boolean][] = [
    [null, null, true],
    [iso(0), null, true],
    [iso(1), null, false],
    [iso(-1), null, true],
    [null, iso(0), false],
    [null, iso(1), true],
    [null, iso(-1), false],
    [iso(0), iso(1), true],
    [iso(-1), iso(0), false],
    [iso(1), iso(2), false],
    ['2026-07-29T14:00:00+02:00', '2026-07-29T08:00:00.001-04:00', true],
    ['2026-07-29T14:00:00.001+02:00', null, false],
  ]
  for (const [from, to, held] of cases) assert.equal(inForce([{ from, to }], iso(0)).held.length === 1, held, `${from} to ${to}`)
})

test('until the announced instant nothing changes by time alone', () => {
  const edge = fc.option(fc.integer({ min: -5, max: 5 }).map(iso), { nil: null })
  fc.assert(
    fc.property(fc.array(fc.record({ from: edge, to: edge }), { maxLength: 8 }), fc.integer({ min: 0, max: 12 }), (windows, later) => {
      const { held, staleAt } = inForce(windows, iso(0))
      assert.ok(staleAt > noon)
      if (noon + later < staleAt) assert.deepEqual(inForce(windows, iso(later)).held, held)
    }),
  )
  assert.equal(inForce([{ from: iso(3), to: iso(7) }], iso(0)).staleAt, noon + 3)
  assert.equal(inForce([{ from: iso(-3), to: iso(7) }], iso(0)).staleAt, noon + 7)
  assert.equal(inForce([{ from: iso(-3), to: null }], iso(0)).staleAt, Infinity)
})

test('what cannot be read allows nothing: it is an error, not an answer', () => {
  assert.throws(() => inForce([{ from: 'soon', to: null }], iso(0)))
  assert.throws(() => inForce([{ from: null, to: 'never' }], iso(0)))
  assert.throws(() => inForce([{ from: null, to: null }], 'now'))
  assert.throws(() => settle(claim([{ ...grant('role', 'allow'), reach: 'galaxy' as never }])))
  assert.equal(settle(claim([{ ...grant('role', 'allow'), effect: 'perhaps' as never }])), undefined)
  assert.equal(decide(claim([{ ...grant('role', 'allow'), effect: 'perhaps' as never }]), at(0)).allowed, false)
  assert.equal(decide(claim([{ ...grant('role', 'allow'), level: 'rumour' as never }]), at(0)).allowed, false)
  assert.equal(allows(undefined, 'me', at(0)), false)
})

test('one allow is one comparison, named after its reach', () => {
  for (const reach of reaches) {
    const held = settle(claim([grant('role', 'allow', reach)]))!
    assert.deepEqual(held, { rings: ringsOf(reach), open: 31, lent: [], allow: [], deny: [], shape: reach })
    for (const ring of rings) assert.equal(holds(held.rings, ring), ring <= reaches.indexOf(reach))
    assert.equal(widestReach(held), reach)
  }
})

test('what can never decide is left out', () => {
  const everything = settle(claim([grant('role', 'allow'), grant('resource', 'allow')], [lend([grant('role', 'allow')])]))
  assert.equal(everything?.shape, 'company', 'nothing to add where everything is allowed')
  assert.equal(settle(claim([grant('direct', 'allow'), grant('resource', 'deny')]))?.shape, 'company', 'a direct grant comes first')
  assert.equal(settle(claim([grant('direct', 'deny'), grant('role', 'allow')], [lend([grant('role', 'allow')])])), undefined)
  assert.equal(settle(claim([grant('resource', 'deny')])), undefined)
  assert.deepEqual(settle(claim([grant('role', 'allow'), grant('resource', 'deny')]))?.deny, ['r1'])
  assert.deepEqual(settle(claim([grant('resource', 'allow'), grant('resource', 'allow', 'own', 'r2')]))?.allow, ['r1', 'r2'])
  assert.equal(settle(claim([], [lend([])])), undefined)
})

test('the same shape is given exactly to what asks the database alike', () => {
  const shapeOf = (one: Claim) => settle(one)!.shape
  const other = (id: string) => claim([grant('resource', 'allow', 'company', id), grant('role', 'allow', 'own')])
  assert.equal(shapeOf(other('r1')), shapeOf(other('r2')))
  const one = shapeOf(claim([], [lend([grant('role', 'allow', 'team')])]))
  assert.equal(one, shapeOf(claim([], [lend([grant('position', 'allow', 'team')], 'company', 'another giver')])))
  assert.notEqual(one, shapeOf(claim([], [lend([grant('role', 'allow', 'branch')])])))
  assert.notEqual(one, shapeOf(claim([], [lend([grant('role', 'allow', 'team')], 'company', null)])))
  assert.notEqual(one, 'team')
})

test('a reach is covered by what is held as far, without exception, and never by what is lent', () => {
  const held = (grants: readonly GrantRow[], lendings: readonly LentClaim[] = []) => settle(claim(grants, lendings))
  assert.equal(covers(held([grant('role', 'allow', 'branch')]), 'department'), true)
  assert.equal(covers(held([grant('role', 'allow', 'branch')]), 'company'), false)
  assert.equal(covers(held([grant('role', 'allow'), grant('direct', 'deny', 'own')]), 'company'), false)
  assert.equal(covers(held([grant('role', 'allow'), grant('resource', 'deny')]), 'own'), false)
  assert.equal(covers(held([], [lend([grant('role', 'allow')])]), 'own'), false)
  assert.equal(covers(undefined, 'own'), false)
  assert.equal(ownPart(held([grant('role', 'allow', 'own')], [lend([grant('role', 'allow')])]))?.shape, 'own')
})

test('the levels stand in the order of the rules', () => {
  assert.deepEqual(levels, ['direct', 'delegated', 'resource', 'role', 'position'])
})
