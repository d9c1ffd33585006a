import assert from 'node:assert/strict'
import { test } from 'node:test'
import { employeeStatuses } from './employees.fields.contract.ts'
import type { EmployeeStatus } from './employees.fields.contract.ts'
import { changeStanding, lastDayOf, transitions } from './employees.lifecycle.rules.ts'
import type { StandingAsk } from './employees.lifecycle.rules.ts'

const today = '2026-03-02'
const standing = (status: EmployeeStatus, noticeOn: string | null = null, leftOn: string | null = null) => ({
  status,
  joinedOn: '2020-01-06',
  noticeOn,
  leftOn,
})

test('a status changes by hand along the allowed ways only', () => {
  const allowed: Record<string, string[]> = {}
  for (const from of employeeStatuses) {
    allowed[from] = employeeStatuses.filter((to) => {
      const made = changeStanding(standing(from), { status: to, ...(to === 'notice' && { leftOn: '2026-05-31' }) }, today)
      if (from !== to && !transitions[from].includes(to)) {
        assert.deepEqual('code' in made && [made.code, made.details], ['STATUS_TRANSITION', { from, to, allowed: transitions[from] }])
      }
      return from !== to && !('code' in made)
    })
  }
  assert.deepEqual(allowed, {
    onboarding: ['active', 'notice'],
    active: ['on-leave', 'suspended', 'notice'],
    'on-leave': ['active', 'suspended', 'notice'],
    suspended: ['active', 'on-leave', 'notice'],
    notice: ['active', 'on-leave', 'suspended'],
    left: [],
    archived: [],
  })
})

const cases: [what: string, before: ReturnType<typeof standing>, ask: StandingAsk, expected: object | string][] = [
  [
    'notice is given today unless it says when',
    standing('active'),
    { status: 'notice', leftOn: '2026-05-31' },
    { status: 'notice', noticeOn: today, leftOn: '2026-05-31' },
  ],
  ['notice needs a last day', standing('active'), { status: 'notice' }, 'NOTICE_NEEDS_LAST_DAY'],
  ['a last day before the notice', standing('active'), { status: 'notice', leftOn: '2026-03-01' }, 'LAST_DAY_TOO_EARLY'],
  [
    'a last day before joining',
    standing('active'),
    { status: 'notice', noticeOn: '2019-01-01', leftOn: '2019-12-31' },
    'LAST_DAY_TOO_EARLY',
  ],
  ['a last day without notice', standing('active'), { leftOn: '2026-05-31' }, 'NOT_ON_NOTICE'],
  ['a last day of somebody away without notice', standing('on-leave'), { leftOn: '2026-05-31' }, 'NOT_ON_NOTICE'],
  [
    'a later last day',
    standing('notice', '2026-02-01', '2026-04-30'),
    { leftOn: '2026-05-31' },
    { status: 'notice', noticeOn: '2026-02-01', leftOn: '2026-05-31' },
  ],
  ['no last day any more', standing('notice', '2026-02-01', '2026-04-30'), { leftOn: null }, 'NOTICE_NEEDS_LAST_DAY'],
  [
    'notice taken back',
    standing('notice', '2026-02-01', '2026-04-30'),
    { status: 'active' },
    { status: 'active', noticeOn: null, leftOn: null, leavingReason: null },
  ],
  ['suspended on notice', standing('notice', '2026-02-01', '2026-04-30'), { status: 'suspended' }, { status: 'suspended' }],
  ['nothing new', standing('active'), { status: 'active' }, {}],
]
for (const [what, before, ask, expected] of cases) {
  test(`standing: ${what}`, () => {
    const made = changeStanding(before, ask, today)
    assert.deepEqual('code' in made ? made.code : made, expected)
  })
}

test('the last day of who is archived is the one asked for, the one that has come, or today, and never before joining', () => {
  const day = (leftOn: string | null, asked?: string, joinedOn = '2020-01-06') => {
    const made = lastDayOf({ joinedOn, leftOn }, asked, today)
    return 'code' in made ? made.code : made.leftOn
  }
  assert.equal(day(null), today)
  assert.equal(day('2026-02-27'), '2026-02-27')
  assert.equal(day('2026-12-31'), today)
  assert.equal(day(null, '2026-01-31'), '2026-01-31')
  assert.equal(day(null, '2026-03-03'), 'LAST_DAY_NOT_PAST')
  assert.equal(day(null, '2020-01-05'), 'LAST_DAY_NOT_PAST')
  assert.equal(day(null, undefined, '2026-04-01'), '2026-04-01', 'who never began leaves on their first day')
})
