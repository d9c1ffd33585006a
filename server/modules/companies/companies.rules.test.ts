import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { featureNeeds } from '../../core/access.rules.ts'
import { features } from '../../core/contract.ts'
import type { Feature } from '../../core/contract.ts'
import { refuseFeatures, refuseSubdomain } from './companies.rules.ts'

const none = new Set<Feature>()

test('a subdomain that could be taken for one of our own hosts is refused, and only such a one', () => {
  for (const subdomain of ['www', 'api', 'admin', 'mail', 'login', 'status', 'support', 'localhost', 'operator']) {
    assert.equal(refuseSubdomain(subdomain)?.code, 'SUBDOMAIN_RESERVED', subdomain)
  }
  for (const subdomain of ['acme', 'harapan', 'www-acme', 'api2', 'administration'])
    assert.equal(refuseSubdomain(subdomain), undefined, subdomain)
})

test('switching off what another feature needs is refused and names the other; switching off both is not', () => {
  const all = new Set(features)
  const cases: [ask: Partial<Record<Feature, boolean>>, code: string | undefined, feature?: string, needs?: string[]][] = [
    [{ attendance: false }, 'FEATURE_NEEDED', 'payroll', ['attendance']],
    [{ leaveManagement: false }, 'FEATURE_NEEDED', 'payroll', ['leaveManagement']],
    [{ attendance: false, leaveManagement: false }, 'FEATURE_NEEDED', 'payroll', ['attendance', 'leaveManagement']],
    [{ analytics: false }, 'FEATURE_NEEDED', 'advancedReporting', ['analytics']],
    [{ attendance: false, payroll: false }, undefined],
    [{ payroll: false }, undefined],
    [{ projects: false }, undefined],
    [{ analytics: false, advancedReporting: false }, undefined],
  ]
  for (const [ask, code, feature, needs] of cases) {
    const refusal = refuseFeatures(ask, all, features, none)
    assert.equal(refusal?.code, code, JSON.stringify(ask))
    if (refusal) assert.deepEqual(refusal.details, { feature, needs, all: [{ feature, needs }] })
    if (feature) assert.ok(refusal?.message.includes(feature))
  }
})

test('switching on what needs something that is off is refused, together with it is not', () => {
  assert.equal(refuseFeatures({ payroll: true }, new Set(['attendance']), features, none)?.code, 'FEATURE_NEEDED')
  assert.equal(refuseFeatures({ payroll: true, leaveManagement: true }, new Set(['attendance']), features, none), undefined)
})

test('what the plan does not include cannot be switched on, but may be switched off', () => {
  const plan = features.filter((code) => code !== 'education')
  assert.deepEqual(refuseFeatures({ education: true }, new Set(), plan, none)?.details, { feature: 'education' })
  assert.equal(refuseFeatures({ education: true }, new Set(), plan, none)?.code, 'FEATURE_NOT_IN_PLAN')
  assert.equal(refuseFeatures({ education: false }, new Set(), plan, none), undefined)
})

test('what the operator decided cannot be switched by the company; asking for what is already so is fine', () => {
  const fixed = new Set<Feature>(['payroll', 'education'])
  const on = new Set<Feature>(['payroll', 'attendance', 'leaveManagement'])
  assert.equal(refuseFeatures({ payroll: false }, on, features, fixed)?.code, 'FEATURE_DECIDED_BY_OPERATOR')
  assert.equal(refuseFeatures({ education: true }, on, features, fixed)?.code, 'FEATURE_DECIDED_BY_OPERATOR')
  assert.equal(refuseFeatures({ payroll: false, attendance: false }, on, features, fixed)?.code, 'FEATURE_DECIDED_BY_OPERATOR')
  assert.equal(refuseFeatures({ payroll: true, education: false }, on, [], fixed), undefined)
})

test('whatever is accepted leaves every feature that is on with all it needs', () => {
  const sets = fc.subarray([...features])
  const asks = fc.dictionary(fc.constantFrom(...features), fc.boolean(), { maxKeys: 6, noNullPrototype: true })
  fc.assert(
    fc.property(sets, sets, sets, asks, (plan, onNow, fixed, ask) => {
      if (refuseFeatures(ask, new Set(onNow), plan, new Set(fixed))) return
      const after = features.filter((code) => ask[code] ?? onNow.includes(code))
      for (const code of after) for (const need of featureNeeds[code] ?? []) assert.ok(after.includes(need), `${code} without ${need}`)
      for (const code of after) assert.ok(onNow.includes(code) || plan.includes(code), code)
    }),
  )
})
