import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leftBehind, mappedEmail, otherIds, readMap } from './leaving.load.rules.ts'

test('a mapping says what it may and nothing else, each fault by name', () => {
  const map = { name: 'B', domain: null, plan: 'basic', emailDomains: { 'a.test': 'b.test' }, users: { 'x@a.test': 'y@c.test' } }
  assert.deepEqual(readMap(JSON.stringify(map)), { map })
  for (const [text, faults] of [
    ['{', /no JSON\./],
    ['[]', /no JSON object/],
    ['{"domain": 1, "plan": "", "users": {"a": 1}}', /domain must.*plan must.*users must/s],
    ['{"employees": {}}', /not employees/],
  ] as const) {
    const read = readMap(text)
    assert.match('faults' in read ? read.faults.join('\n') : '', faults)
  }
})

test('an address becomes what is said of it, else what is said of its domain', () => {
  const map = { users: { 'Mei@old.test': 'Mei.Chen@new.test' }, emailDomains: { 'OLD.test': 'new.test' } }
  assert.deepEqual(
    ['mei@OLD.test', 'Ada@old.test', 'ada@sub.old.test', 'eve@other.test'].map((email) => mappedEmail(email, map)),
    ['mei.chen@new.test', 'Ada@new.test', 'ada@sub.old.test', 'eve@other.test'],
  )
})

test('other ids are the same for the same, in the same order, and the company its own', () => {
  const [company, to] = ['01990000-0000-7000-8000-000000000001', '01990000-0000-7000-8000-00000000000f']
  const change = otherIds(5n, company, to)
  const [first, second] = ['01990000-0000-7000-8000-0000000000ff', '01990000-0001-7000-8000-ffffffffffff']
  assert.equal(
    change(`{"a":"${first}","b":["${second}","x ${first}"],"c":"${company}","n":"00000000-0000-0000-0000-000000000000"}`),
    `{"a":"01990000-0000-7000-8000-000000000104","b":["01990000-0001-7000-8000-000000000004","x 01990000-0000-7000-8000-000000000104"],"c":"${to}","n":"00000000-0000-0000-0000-000000000000"}`,
  )
  assert.ok(change(first) < change(second))
})

test('what refers to a table that is left behind is left behind', () => {
  const tables = [
    { name: 'a', refersTo: ['a'] },
    { name: 'c', refersTo: ['b', 'a'] },
    { name: 'b', refersTo: ['key'] },
    { name: 'key', refersTo: [] },
  ]
  assert.deepEqual([...leftBehind(tables, ['key'], ['seal'])].sort(), ['b', 'c', 'key', 'seal'])
})
