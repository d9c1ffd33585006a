import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { effectiveGrants, featureNeeds, featureStates, isWider, standingOf } from './access.rules.ts'
import type { FeatureRow, GrantRow, Standing } from './access.rules.ts'
import { features, reaches } from './contract.ts'

const noon = Date.parse('2026-07-29T12:00:00.000Z')
const iso = (offsetMs: number) => new Date(noon + offsetMs).toISOString()
const now = iso(0)

const edge = fc.option(fc.integer({ min: -5, max: 5 }).map(iso), { nil: null })
const grant: fc.Arbitrary<GrantRow> = fc.record({
  permission: fc.constantFrom('leave.approve', 'leave.read', 'user.create'),
  reach: fc.constantFrom(...reaches),
  from: edge,
  to: edge,
})
const grants = fc.array(grant, { maxLength: 12 })
const atLeast = (reach: string | undefined, other: string) => reaches.indexOf(reach as never) >= reaches.indexOf(other as never)
const asObject = (rows: readonly GrantRow[], at: string) => Object.fromEntries(effectiveGrants(rows, at).permissions)

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
  for (const [from, to, held] of cases) {
    const { permissions } = effectiveGrants([{ permission: 'leave.read', reach: 'team', from, to }], now)
    assert.equal(permissions.has('leave.read'), held, `${from} to ${to}`)
  }
})

test('the widest of several grants counts, in whatever order they come', () => {
  fc.assert(
    fc.property(grants, (rows) => {
      const { permissions } = effectiveGrants(rows, now)
      for (const { permission, reach, from, to } of rows) {
        const holds = (from === null || from <= now) && (to === null || now < to)
        if (holds) assert.ok(atLeast(permissions.get(permission), reach))
      }
      for (const [permission, reach] of permissions) assert.ok(rows.some((row) => row.permission === permission && row.reach === reach))
      assert.deepEqual(asObject(rows.toReversed(), now), asObject(rows, now))
    }),
  )
})

test('adding a grant never removes a permission and never narrows one', () => {
  fc.assert(
    fc.property(grants, grant, (rows, added) => {
      const before = effectiveGrants(rows, now).permissions
      const after = effectiveGrants([...rows, added], now).permissions
      for (const [permission, reach] of before) assert.ok(atLeast(after.get(permission), reach), permission)
    }),
  )
})

test('until the announced instant nothing changes by time alone', () => {
  fc.assert(
    fc.property(grants, fc.integer({ min: 0, max: 12 }), (rows, later) => {
      const { staleAt } = effectiveGrants(rows, now)
      if (staleAt !== null) assert.ok(staleAt > noon)
      if (staleAt === null || noon + later < staleAt) assert.deepEqual(asObject(rows, iso(later)), asObject(rows, now))
    }),
  )
  assert.equal(effectiveGrants([{ permission: 'leave.read', reach: 'own', from: iso(3), to: iso(7) }], now).staleAt, noon + 3)
  assert.equal(effectiveGrants([{ permission: 'leave.read', reach: 'own', from: iso(-3), to: iso(7) }], now).staleAt, noon + 7)
  assert.equal(effectiveGrants([{ permission: 'leave.read', reach: 'own', from: iso(-3), to: null }], now).staleAt, null)
})

test('of two reaches one is the wider, and the order is own, team, department, branch, company', () => {
  assert.deepEqual(
    reaches.toSorted((a, b) => (isWider(a, b) ? 1 : -1)),
    ['own', 'team', 'department', 'branch', 'company'],
  )
  for (const a of reaches) for (const b of reaches) assert.equal(Number(isWider(a, b)) + Number(isWider(b, a)) + Number(a === b), 1)
})

test('a feature is on when the plan has it and the company left it on; the operator overrides either way', () => {
  const company = (isOn: boolean): FeatureRow => ({ feature: 'projects', isOn, decidedBy: 'company' })
  const operator = (isOn: boolean): FeatureRow => ({ feature: 'projects', isOn, decidedBy: 'operator' })
  const cases: [inPlan: boolean, rows: FeatureRow[], on: boolean, decidedBy: string][] = [
    [true, [], true, 'plan'],
    [false, [], false, 'plan'],
    [true, [company(false)], false, 'company'],
    [true, [company(true)], true, 'company'],
    [false, [company(true)], false, 'plan'],
    [false, [company(false)], false, 'plan'],
    [true, [operator(false)], false, 'operator'],
    [true, [operator(true)], true, 'operator'],
    [false, [operator(true)], true, 'operator'],
    [false, [operator(false)], false, 'operator'],
    [true, [company(true), operator(false)], false, 'operator'],
    [false, [company(false), operator(true)], true, 'operator'],
    [true, [operator(true), company(false)], true, 'operator'],
  ]
  for (const [inPlan, rows, on, decidedBy] of cases) {
    const states = featureStates(inPlan ? ['projects'] : [], rows)
    assert.deepEqual(
      states.find(({ code }) => code === 'projects'),
      { code: 'projects', on, decidedBy },
      JSON.stringify([inPlan, rows]),
    )
    assert.deepEqual(
      states.map(({ code }) => code),
      features,
    )
    assert.ok(states.every(({ code, on: isOn }) => code === 'projects' || !isOn))
  }
})

test('no feature needs itself, directly or in a circle', () => {
  const reachable = (code: string, seen: readonly string[] = []): readonly string[] =>
    (featureNeeds[code as 'payroll'] ?? []).flatMap((need) => (seen.includes(need) ? [need] : [need, ...reachable(need, [...seen, need])]))
  for (const code of features) {
    assert.ok(!reachable(code).includes(code), code)
    assert.ok(reachable(code).every((need) => features.includes(need as never)))
  }
  assert.deepEqual(featureNeeds.payroll, ['attendance', 'leaveManagement'])
  assert.deepEqual(featureNeeds.advancedReporting, ['analytics'])
})

test('a trial counts as expired from the very instant it ends, and no other status changes by time', () => {
  const cases: [Standing, string | null, Standing][] = [
    ['trial', iso(1), 'trial'],
    ['trial', iso(0), 'expired'],
    ['trial', iso(-1), 'expired'],
    ['trial', null, 'trial'],
    ['active', iso(-1), 'active'],
    ['expired', iso(1), 'expired'],
    ['suspended', iso(-1), 'suspended'],
    ['cancelled', iso(-1), 'cancelled'],
  ]
  for (const [status, endsAt, expected] of cases) assert.equal(standingOf(status, endsAt, now), expected, `${status} ${endsAt}`)
})
