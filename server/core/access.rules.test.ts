import assert from 'node:assert/strict'
import { test } from 'node:test'
import { featureNeeds, featureStates, isWider, standingOf } from './access.rules.ts'
import type { FeatureRow, Standing } from './access.rules.ts'
import { features, reaches } from './contract.ts'

const noon = Date.parse('2026-07-29T12:00:00.000Z')
const iso = (offsetMs: number) => new Date(noon + offsetMs).toISOString()
const now = iso(0)

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
