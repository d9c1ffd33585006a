import assert from 'node:assert/strict'
import { test } from 'node:test'
import { carriedOn, defaultPolicy, policyOn, refusePolicyDay } from './policy.rules.ts'
import type { DayPolicy } from './policy.rules.ts'

const policy = (more: Partial<DayPolicy> = {}): DayPolicy => ({ ...defaultPolicy, ...more })

test('what is planned follows a change in the fields it leaves as they were, until a day that changes them on purpose', () => {
  const before = policy({ overtimeToleranceMinutes: 5, homeDaysPerWeek: 2 })
  const after = policy({ overtimeToleranceMinutes: 10, homeDaysPerWeek: 3 })
  const later = [
    { firstDay: '2026-04-01', policy: policy({ overtimeToleranceMinutes: 5, homeDaysPerWeek: 2, geofence: 'flag' }) },
    { firstDay: '2026-05-01', policy: policy({ overtimeToleranceMinutes: 7, homeDaysPerWeek: 2, geofence: 'flag' }) },
    { firstDay: '2026-06-01', policy: policy({ overtimeToleranceMinutes: 5, homeDaysPerWeek: 2, geofence: 'flag' }) },
  ]
  assert.deepEqual(
    carriedOn(before, after, later).map((row) => [
      row.firstDay,
      row.policy.overtimeToleranceMinutes,
      row.policy.homeDaysPerWeek,
      row.policy.geofence,
    ]),
    [
      ['2026-04-01', 10, 3, 'flag'],
      ['2026-05-01', 7, 3, 'flag'],
      ['2026-06-01', 5, 3, 'flag'],
    ],
  )
  assert.deepEqual(carriedOn(before, before, later), later, 'no change changes nothing')
  const rules = policy({ overtimeRules: [{ kind: 'holiday', rate: '2' }] })
  assert.deepEqual(carriedOn(policy(), rules, [{ firstDay: '2026-04-01', policy: policy() }])[0]!.policy, rules)
})

test('each date has the newest policy that began by then, and the default before the first', () => {
  const rows = [
    { firstDay: '2026-03-01', policy: { overtimeToleranceMinutes: 1 } },
    { firstDay: '2026-03-10', policy: { overtimeToleranceMinutes: 2 } },
  ]
  for (const [day, minutes] of [
    ['2026-02-28', 0],
    ['2026-03-01', 1],
    ['2026-03-09', 1],
    ['2026-03-10', 2],
    ['2027-01-01', 2],
  ] as const) {
    assert.equal(policyOn(rows, day).overtimeToleranceMinutes, minutes, day)
  }
})

test('a change holds from today or a day within two years on', () => {
  for (const [day, refused] of [
    ['2026-03-01', true],
    ['2026-03-02', false],
    ['2028-03-02', false],
    ['2028-03-03', true],
  ] as const) {
    assert.equal(refusePolicyDay(day, '2026-03-02') !== null, refused, day)
  }
})
