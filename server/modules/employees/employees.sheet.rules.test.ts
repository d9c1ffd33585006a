import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { StandingAsk } from './employees.lifecycle.rules.ts'
import { standingOfNew } from './employees.sheet.rules.ts'

const today = '2026-03-02'
const cases: [joinedOn: string, ask: StandingAsk, expected: object | string][] = [
  ['2025-01-01', {}, { status: 'active' }],
  ['2026-03-02', {}, { status: 'active' }],
  ['2026-03-03', {}, { status: 'onboarding' }],
  ['2026-03-03', { status: 'active' }, { status: 'active', noticeOn: null, leftOn: null, leavingReason: null }],
  ['2025-01-01', { status: 'onboarding' }, 'STATUS_TRANSITION'],
  ['2025-01-01', { status: 'on-leave' }, { status: 'on-leave' }],
  ['2025-01-01', { status: 'notice' }, 'NOTICE_NEEDS_LAST_DAY'],
  ['2025-01-01', { status: 'notice', leftOn: '2026-05-31' }, { status: 'notice', noticeOn: today, leftOn: '2026-05-31' }],
  ['2025-01-01', { leftOn: '2026-05-31' }, 'NOT_ON_NOTICE'],
  [
    '2025-01-01',
    { status: 'suspended', leftOn: '2026-05-31', noticeOn: '2026-02-01' },
    { status: 'suspended', noticeOn: '2026-02-01', leftOn: '2026-05-31' },
  ],
  ['2025-01-01', { status: 'left', leftOn: '2025-12-31' }, { status: 'left', leftOn: '2025-12-31', noticeOn: null, leavingReason: null }],
  ['2025-01-01', { status: 'left' }, 'LAST_DAY_NOT_PAST'],
  ['2025-01-01', { status: 'left', leftOn: today }, 'LAST_DAY_NOT_PAST'],
  ['2025-01-01', { status: 'left', leftOn: '2024-12-31' }, 'LAST_DAY_NOT_PAST'],
  ['2025-01-01', { status: 'left', leftOn: '2025-12-31', noticeOn: '2026-01-01' }, 'LAST_DAY_TOO_EARLY'],
  ['2025-01-01', { status: 'archived', leftOn: today }, { status: 'archived', leftOn: today, noticeOn: null, leavingReason: null }],
]
for (const [joinedOn, ask, expected] of cases) {
  test(`somebody new of a file who joined on ${joinedOn} as ${JSON.stringify(ask)}`, () => {
    const answer = standingOfNew(joinedOn, ask, today)
    assert.deepEqual('code' in answer ? answer.code : answer, expected)
  })
}
