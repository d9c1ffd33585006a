import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { everybody, grantTo, hire as hireEverybody, moveOn, once, within } from '../../../tests/org.ts'
import type { Name } from '../../../tests/org.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Body, Query } from '../../core/contract.ts'
import { reaches } from '../../core/contract.ts'
import { createEmployee, employeeStatuses } from '../employees/employees.contract.ts'
import { exportEmployees, listEmployees } from '../employees/employees.list.contract.ts'
import { createCustomField, updateCustomField } from './custom-fields.contract.ts'
import { updateCustomValues } from './custom-fields.value.contract.ts'

let company: World
let clients: Record<Name, Client>
const groups = ['public', 'team', 'personal', 'pay'] as const
const status = [...employeeStatuses]

const prepared = once(async () => {
  company = await world(null)
  clients = await hireEverybody(company)
  await moveOn(company, clients)
  for (const fieldGroup of groups) await addField(company.admin, { key: fieldGroup, fieldGroup })
  for (const name of everybody) {
    const body = { custom: Object.fromEntries(groups.map((group) => [group, 'same'])) }
    assert.equal((await company.admin(updateCustomValues, { params: { id: clients[name].employeeId }, body })).status, 200)
  }
})

const addField = async (admin: Client, field: Partial<Body<typeof createCustomField>> & { key: string }) =>
  (await admin(createCustomField, { body: { objectKind: 'employee', label: field.key, kind: 'text', ...field } })).data.customField

/** The viewer with exactly these grants, from the next request on. */
async function granted(...grants: readonly string[]) {
  await prepared()
  return grantTo(company, clients.viewer, grants)
}

const inOrder = (names: readonly Name[]) => everybody.filter((name) => names.includes(name))
const namesOf = (ids: readonly string[]) => everybody.filter((name) => ids.includes(clients[name].employeeId))

for (const [group, permission] of [
  ['public', 'employee.read'],
  ['team', 'employee.read-team'],
  ['personal', 'employee.read-personal'],
  ['pay', 'employee.read-pay'],
] as const) {
  for (const reach of reaches) {
    test(`a field of the ${group} group selects and shows over ${reach} of ${permission} exactly whom that reaches`, async () => {
      const viewer = await granted(...new Set(['employee.read', `${permission}:${reach}`].slice(group === 'public' ? 1 : 0)))
      const query = { custom: [`${group}=same`], customFields: [group], status, limit: 100 }
      const { employees, pagination } = (await viewer(listEmployees, { query })).data
      assert.deepEqual(namesOf(employees.map(({ id }) => id)), inOrder(within[reach]))
      assert.equal(pagination.total, within[reach].length)
      for (const { custom } of employees) assert.deepEqual(custom, { [group]: 'same' })
      const everyone = (await viewer(listEmployees, { query: { customFields: [group], status, limit: 100 } })).data.employees
      assert.deepEqual(namesOf(everyone.filter(({ custom }) => custom![group]).map(({ id }) => id)), inOrder(within[reach]))
      const lines = await csvOf(viewer, { custom: [`${group}=same`], customFields: [group], status })
      assert.equal(lines.length, within[reach].length)
      assert(lines.every((line) => line[group] === 'same'))
    })
  }
}

test('a field that is hidden or is none is refused by its name, in the filter, the columns and the file', async () => {
  const viewer = await granted('employee.read', 'employee.read-team:team')
  for (const [query, path, named] of [
    [{ custom: ['pay=same'] }, 'querystring.custom', /^pay is no field$/],
    [{ custom: ['public=same', 'personal=same'] }, 'querystring.custom', /^personal is no field$/],
    [{ custom: ['ghost=1'] }, 'querystring.custom', /^ghost is no field$/],
    [{ custom: ['public'] }, 'querystring.custom', /public is no condition/],
    [{ custom: ['public>=a'] }, 'querystring.custom', /public has no order/],
    [{ customFields: ['pay'] }, 'querystring.customFields', /^pay is no field$/],
  ] as const) {
    for (const contract of [listEmployees, exportEmployees]) {
      const { status: code, error } = await viewer(contract, { query: query as unknown as Query<typeof exportEmployees> })
      const [fault] = error.details as { path: string; message: string; expected: unknown }[]
      assert.deepEqual([code, error.code, fault!.path], [400, 'VALIDATION_FAILED', path])
      assert.match(fault!.message, named)
      assert(!JSON.stringify(fault!.expected).includes('"pay"'), 'hidden fields are not told among those that may be asked for')
    }
  }
})

async function csvOf(who: Client, query: Query<typeof exportEmployees>): Promise<Record<string, string>[]> {
  const answer = await who(exportEmployees, { query })
  assert.equal(answer.status, 200, answer.bytes.toString())
  return parse(answer.bytes, { bom: true, columns: true })
}

test('people are filtered by text, number, date, choice and person, with all conditions at once and beside other filters', async (t) => {
  const { admin } = await world(t)
  await addField(admin, { key: 'note' })
  await addField(admin, { key: 'cups', kind: 'number', rules: { decimals: 1 } })
  await addField(admin, { key: 'since', kind: 'date' })
  await addField(admin, { key: 'size', kind: 'choice', rules: { choices: [{ key: 'm', label: 'M' }] } })
  await addField(admin, { key: 'buddy', kind: 'person' })
  const archived = await addField(admin, { key: 'old' })
  const hire = async (firstName: string, custom: Record<string, string>) =>
    (await admin(createEmployee, { body: { firstName, lastName: 'X', joinedOn: '2026-01-05', custom } })).data.employee.id
  const ann = await hire('Ann', { note: 'a=b', cups: '10', since: '2026-01-01', old: 'x' })
  await hire('Bob', { note: 'x'.repeat(300), cups: '9.5', since: '2026-02-01', size: 'm', buddy: ann })
  await hire('Cid', { cups: '-1' })
  await admin(updateCustomField, { params: { id: archived.id }, body: { archived: true } })
  for (const [custom, expected] of [
    [['note=a=b'], ['Ann']],
    [['note=A=b'], []],
    [[`note=${'x'.repeat(200)}`], ['Bob']],
    [['cups=10.0'], ['Ann']],
    [['cups>=9.5'], ['Ann', 'Bob']],
    [['cups>=-0.55', 'cups<=9.6'], ['Bob']],
    [['since<=2026-01-31'], ['Ann']],
    [['size=m', `buddy=${ann}`], ['Bob']],
    [['size=m', 'cups=10'], []],
  ] as const) {
    const { employees, pagination } = (await admin(listEmployees, { query: { custom: [...custom], sort: 'firstName' } })).data
    assert.deepEqual([employees.map(({ firstName }) => firstName), pagination.total], [expected, expected.length], custom.join())
    const found = (await admin(listEmployees, { query: { custom: [...custom], q: 'x', joinedFrom: '2026-01-05', sort: 'firstName' } })).data
    assert.deepEqual(
      found.employees.map(({ firstName }) => firstName),
      expected,
    )
  }
  for (const odd of ['size=xl', 'cups=many', 'since=soon', 'old=x'])
    assert.equal((await admin(listEmployees, { query: { custom: [odd] } })).status, 400, odd)
  const { employees } = (await admin(listEmployees, { query: { customFields: ['cups', 'buddy'], sort: 'firstName' } })).data
  assert.deepEqual(
    employees.map(({ custom }) => custom),
    [{ cups: '10' }, { cups: '9.5', buddy: ann }, { cups: '-1' }],
  )
  assert.equal('custom' in (await admin(listEmployees)).data.employees[0]!, false, 'nobody pays for what was not asked')
})
