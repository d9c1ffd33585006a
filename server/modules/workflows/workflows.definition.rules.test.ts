import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultsOf } from './workflows.definition.rules.ts'
import type { Known, Selector, Step } from './workflows.definition.rules.ts'
import { evaluate, faultOfExpression } from './workflows.expression.rules.ts'

const known: Known = {
  fields: { days: 'number', type: 'text', paid: 'bool' },
  userIds: new Set(['ann', 'ben']),
  positionIds: new Set(['ceo']),
  roleCodes: new Set(['hr', 'finance']),
  permissionCodes: new Set(['leave.approve']),
  actions: { 'call-webhook': ['url'] },
}
const hr: Selector[] = [{ by: 'role', code: 'hr' }]
const approval = (key: string, more: Partial<Step> = {}): Step => ({
  key,
  kind: 'approval',
  name: key,
  strategy: 'any',
  approvers: hr,
  ...more,
})
const codes = (...steps: Step[]) => faultsOf({ steps }, known).map(({ code, details }) => `${code} ${String(details['step'])}`)
const when = (key: string, more: Partial<Step> = {}): Step => ({ key, kind: 'condition', name: key, when: 'request.days > 3.0', ...more })
const parallel: Step = { key: 'p', kind: 'parallel', name: 'p', branches: ['x', 'y'], join: 'all' }

test('a definition that holds together is taken', () => {
  assert.deepEqual(codes(approval('a')), [])
  assert.deepEqual(codes(when('c', { next: 'a', otherwise: 'approved' }), approval('a')), [])
  assert.deepEqual(codes(approval('a', { onRejected: 'b' }), approval('b')), [])
  assert.deepEqual(codes(parallel, approval('a', { lane: 'p.x' }), approval('b', { lane: 'p.y' }), approval('c')), [])
  assert.deepEqual(codes(approval('a', { dueMinutes: 60, overdue: { do: 'escalate', to: { by: 'manager' } } })), [])
  assert.deepEqual(
    codes(
      { key: 'w', kind: 'action', name: 'w', action: 'call-webhook', with: { url: 'https://x.test' } },
      { key: 'n', kind: 'notification', name: 'n', to: hr, subject: 'x', text: 'y' },
    ),
    [],
  )
})

test('what does not hold together is refused, with the step and the reason', () => {
  const weighted = (threshold: number | undefined, ...weights: number[]) =>
    approval('a', {
      strategy: 'weighted',
      threshold,
      approvers: weights.map((weight, index) => ({ by: 'user', id: index ? 'ben' : 'ann', weight })),
    })
  const cases: [string, Step[], string[]][] = [
    ['no steps', [], ['NO_STEPS steps']],
    ['one key twice', [approval('a'), approval('a')], ['STEP_KEY_TAKEN a']],
    ['an unknown target', [approval('a', { next: 'b' })], ['STEP_UNKNOWN a']],
    ['a cycle', [approval('a'), approval('b', { next: 'a' })], ['CYCLE a']],
    ['a cycle by rejection', [approval('a'), approval('b', { onRejected: 'a' })], ['CYCLE a']],
    ['a step that leads to itself', [approval('a', { next: 'a' })], ['CYCLE a']],
    ['a step nobody comes to', [approval('a', { next: 'c' }), approval('b'), approval('c')], ['STEP_UNREACHABLE b']],
    ['nothing after the end', [approval('a', { next: 'approved' }), approval('b')], ['STEP_UNREACHABLE b']],
    ['an empty set', [approval('a', { approvers: [] })], ['NOBODY_TO_ASK a']],
    ['a person of another company', [approval('a', { approvers: [{ by: 'user', id: 'stranger' }] })], ['APPROVER_UNKNOWN a']],
    ['an unknown role', [approval('a', { approvers: [{ by: 'role', code: 'king' }] })], ['APPROVER_UNKNOWN a']],
    ['an unknown position', [approval('a', { approvers: [{ by: 'position', id: 'x' }] })], ['APPROVER_UNKNOWN a']],
    ['an unknown permission', [approval('a', { approvers: [{ by: 'permission', code: 'x.y' }] })], ['APPROVER_UNKNOWN a']],
    ['an unknown fallback', [approval('a', { fallback: [{ by: 'role', code: 'king' }] })], ['APPROVER_UNKNOWN a']],
    ['no strategy', [approval('a', { strategy: undefined })], ['STRATEGY_MISSING a']],
    ['a weight of nothing', [weighted(1, 0, 2)], ['WEIGHT_INVALID a']],
    ['a negative weight', [weighted(1, -1, 2)], ['WEIGHT_INVALID a']],
    ['no threshold', [weighted(undefined, 1)], ['THRESHOLD_MISSING a']],
    ['weights that do not reach the threshold', [weighted(4, 1, 2)], ['THRESHOLD_TOO_HIGH a']],
    ['11 levels', [approval('a', { approvers: [{ by: 'manager', levels: 11 }] })], ['LEVELS_INVALID a']],
    ['overdue without a due time', [approval('a', { overdue: { do: 'reject' } })], ['DUE_TIME_MISSING a']],
    ['escalated to nobody', [approval('a', { dueMinutes: 1, overdue: { do: 'escalate' } })], ['ESCALATION_MISSING a']],
    ['an unknown field', [when('a', { when: 'request.cost > 3.0' })], ['CONDITION_INVALID a']],
    ['a condition that is no condition', [when('a', { when: 'request.days' })], ['CONDITION_INVALID a']],
    ['a condition that cannot be read', [when('a', { when: 'request.days >' })], ['CONDITION_INVALID a']],
    ['no condition', [when('a', { when: ' ' })], ['CONDITION_MISSING a']],
    ['an unknown action', [{ key: 'a', kind: 'action', name: 'a', action: 'rm' }], ['ACTION_UNKNOWN a']],
    ['an action without what it needs', [{ key: 'a', kind: 'action', name: 'a', action: 'call-webhook' }], ['ACTION_INCOMPLETE a']],
    ['nothing to say', [{ key: 'a', kind: 'notification', name: 'a', to: hr }], ['TEXT_MISSING a']],
    ['one branch', [{ ...parallel, branches: ['x'] }], ['BRANCHES_MISSING p']],
    ['two branches alike', [{ ...parallel, branches: ['x', 'x'] }], ['BRANCH_TAKEN p']],
    ['a branch that is not there', [parallel, approval('a', { lane: 'p.z' })], ['BRANCH_UNKNOWN a']],
    ['out of a branch', [parallel, approval('a', { lane: 'p.x', next: 'b' }), approval('b')], ['STEP_IN_OTHER_BRANCH a']],
    ['a branch inside itself', [{ ...parallel, lane: 'p.x' }], ['BRANCHES_TOO_DEEP p']],
  ]
  for (const [name, steps, expected] of cases) assert.deepEqual(codes(...steps), expected, name)
})

test('a cycle inside a branch is found too', () => {
  const inside = [approval('a', { lane: 'p.x' }), approval('b', { lane: 'p.x', next: 'a' }), approval('c', { lane: 'p.y' })]
  assert.deepEqual(codes(parallel, ...inside), ['CYCLE a'])
})

test('a condition says true or false of a request, and never of one that lacks what it asks for', () => {
  const fields = { days: 'number', type: 'text', urgent: 'bool' } as const
  const request = { days: 4, type: 'annual', urgent: false }
  assert.deepEqual(evaluate('request.days > 3.0 && request.type == "annual"', fields, request), { is: true })
  assert.deepEqual(evaluate('request.days > 3', fields, request), { is: true }, 'a whole number is a number')
  assert.deepEqual(evaluate('request.days > 5.0', fields, request), { is: false })
  assert.deepEqual(evaluate('has(request.days) ? request.days > 3.0 : false', fields, {}), { is: false })
  for (const missing of [{ type: 'annual' }, { ...request, days: null }])
    assert.deepEqual(evaluate('request.days > 3.0', fields, missing), { missing: 'No such key: days.' })
})

test('a condition reaches nothing but the request, and cannot search by pattern', () => {
  const fields = { type: 'text' } as const
  for (const expression of [
    'process.exit()',
    'request.constructor == "x"',
    'globalThis',
    'request.type.matches("^(a+)+$")',
    '(() => true)()',
    'x'.repeat(5000),
  ])
    assert.notEqual(faultOfExpression(expression, fields), null, expression)
})
