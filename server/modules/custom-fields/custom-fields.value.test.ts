import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { createCustomField, deleteCustomField, listCustomFields, updateCustomField } from './custom-fields.contract.ts'
import { getCustomValues, updateCustomValues } from './custom-fields.value.contract.ts'

type NewField = Partial<Body<typeof createCustomField>> & { key: string }
const addField = async (admin: Client, field: NewField) =>
  (await admin(createCustomField, { body: { objectKind: 'employee', label: field.key, kind: 'text', ...field } })).data.customField
const hiring = { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05' }
const hire = async (who: Client, custom: Record<string, string | null> = {}) =>
  (await who(createEmployee, { body: { ...hiring, custom } })).data.employee.id
const read = async (who: Client, id: string) => (await who(getCustomValues, { params: { id } })).data.values
const write = (who: Client, id: string, custom: Record<string, string | null>) =>
  who(updateCustomValues, { params: { id }, body: { custom } })
const faultsOf = ({ error }: { error: { details?: unknown } }) => (error.details as { path: string }[]).map(({ path }) => path)
const sizes = {
  choices: [
    { key: 's', label: 'S' },
    { key: 'm', label: 'M' },
  ],
}

test('a value of each kind is kept, read back in its canonical form, changed, emptied and left alone', async (t) => {
  const { admin } = await world(t)
  await addField(admin, { key: 'note' })
  await addField(admin, { key: 'cups', kind: 'number', rules: { decimals: 2 } })
  await addField(admin, { key: 'since', kind: 'date' })
  await addField(admin, { key: 'size', kind: 'choice', rules: sizes })
  await addField(admin, { key: 'buddy', kind: 'person' })
  const buddy = await hire(admin)
  const id = await hire(admin, { note: '  hello ', cups: '007.50', since: '2026-02-28', size: 'm', buddy })
  const values = { note: 'hello', cups: '7.5', since: '2026-02-28', size: 'm', buddy }
  assert.deepEqual(await read(admin, id), values)
  const changed = await write(admin, id, { cups: '8', note: null })
  assert.deepEqual([changed.status, changed.data.values], [200, { cups: '8', since: '2026-02-28', size: 'm', buddy }])
  assert.deepEqual((await write(admin, id, {})).data.values, changed.data.values)
  assert.deepEqual(await read(admin, buddy), {})
})

test('everything that is wrong is named by its field, on hiring and later, and then nothing is written', async (t) => {
  const { admin, rows } = await world(t)
  await addField(admin, { key: 'cups', kind: 'number', isRequired: true })
  await addField(admin, { key: 'size', kind: 'choice', rules: sizes })
  await addField(admin, { key: 'buddy', kind: 'person' })
  const refused = await admin(createEmployee, { body: { ...hiring, custom: { size: 'xl', colour: 'red', buddy: newId() } } })
  assert.equal(refused.status, 400)
  assert.deepEqual(faultsOf(refused).sort(), ['body.custom.buddy', 'body.custom.colour', 'body.custom.cups', 'body.custom.size'])
  assert.deepEqual(await rows(`select id from employee where company_id = $company and first_name = 'Mei'`), [])
  const id = await hire(admin, { cups: '1' })
  const later = await write(admin, id, { cups: null, size: 's' })
  assert.deepEqual([later.status, faultsOf(later)], [400, ['body.custom.cups']])
  assert.deepEqual(await read(admin, id), { cups: '1' })
})

test('a field that becomes required is asked of whoever is added from then on, and of nobody before', async (t) => {
  const { admin } = await world(t)
  const field = await addField(admin, { key: 'badge' })
  const id = await hire(admin)
  await admin(updateCustomField, { params: { id: field.id }, body: { isRequired: true } })
  assert.equal((await admin(createEmployee, { body: hiring })).status, 400)
  assert.equal((await write(admin, id, {})).status, 200)
  assert.equal((await write(admin, id, { badge: '7' })).status, 200)
})

test('an archived field neither shows nor takes a value; what stood in it is there when it comes back', async (t) => {
  const { admin } = await world(t)
  const field = await addField(admin, { key: 'badge', isRequired: true })
  const id = await hire(admin, { badge: '7' })
  const archive = (archived: boolean) => admin(updateCustomField, { params: { id: field.id }, body: { archived } })
  await archive(true)
  assert.deepEqual(await read(admin, id), {})
  assert.deepEqual(faultsOf(await write(admin, id, { badge: '8' })), ['body.custom.badge'])
  assert.equal((await admin(createEmployee, { body: hiring })).status, 201)
  await archive(false)
  assert.deepEqual(await read(admin, id), { badge: '7' })
  const [listed] = (await admin(listCustomFields)).data.customFields
  assert.equal(listed!.valueCount, 1)
  assert.equal((await admin(deleteCustomField, { params: { id: field.id } })).status, 409)
})

test('of each person exactly the groups are shown and taken that are granted over them', async (t) => {
  const company = await world(t)
  const { admin, as } = company
  for (const fieldGroup of ['public', 'team', 'personal', 'pay'] as const) await addField(admin, { key: fieldGroup, fieldGroup })
  const everything = { public: 'a', team: 'b', personal: 'c', pay: 'd' }
  const hr = await as(['employee.read', 'employee.update', 'employee.read-team:team', 'employee.read-personal', 'employee.read-pay:own'])
  const report = await as([], { managerId: hr.employeeId })
  const other = await as([])
  for (const { employeeId } of [hr, report, other]) assert.equal((await write(admin, employeeId, everything)).status, 200)
  const shown = async (who: Client, { employeeId }: Client) => Object.keys(await read(who, employeeId)).sort()
  assert.deepEqual(await shown(hr, other), ['personal', 'public'])
  assert.deepEqual(await shown(hr, report), ['personal', 'public', 'team'])
  assert.deepEqual(await shown(hr, hr), ['pay', 'personal', 'public', 'team'])
  // What is hidden cannot be written either, and is told to be no field at all.
  const hidden = await write(hr, other.employeeId, { pay: 'x', team: 'y', personal: 'z' })
  const unknown = await write(hr, other.employeeId, { nothing: 'x' })
  assert.deepEqual([hidden.status, faultsOf(hidden).sort()], [400, ['body.custom.pay', 'body.custom.team']])
  const messageOf = ({ error }: typeof hidden) => (error.details as { message: string }[])[0]!.message
  assert.equal(messageOf(hidden), messageOf(unknown))
  assert.deepEqual(await read(admin, other.employeeId), everything)
})

test('only who is within reach can be named in a field', async (t) => {
  const { admin, as } = await world(t)
  await addField(admin, { key: 'buddy', kind: 'person' })
  const lead = await as(['employee.read:team', 'employee.update:team'])
  const [report, stranger] = [await as([], { managerId: lead.employeeId }), await as([])]
  const named = await write(lead, report.employeeId, { buddy: stranger.employeeId })
  assert.deepEqual([named.status, faultsOf(named)], [400, ['body.custom.buddy']])
  assert.equal((await write(lead, report.employeeId, { buddy: lead.employeeId })).status, 200)
})

test('whose fields are out of reach is not there: to read by one permission, to write by another', async (t) => {
  const { admin, as } = await world(t)
  await addField(admin, { key: 'note' })
  const far = await as([])
  const lead = await as(['employee.read:team', 'employee.update:team'])
  const reader = await as(['employee.read'])
  assert.equal((await lead(getCustomValues, { params: { id: far.employeeId } })).status, 404)
  assert.equal((await write(lead, far.employeeId, { note: 'x' })).status, 404)
  assert.equal((await write(reader, far.employeeId, { note: 'x' })).status, 403)
  assert.deepEqual(await read(reader, far.employeeId), {})
})

test('two who write at once both count, and of one field one value stands', async (t) => {
  const { admin, rows } = await world(t)
  for (const key of ['one', 'two', 'three']) await addField(admin, { key })
  const id = await hire(admin)
  const asked = ['one', 'two', 'three', 'one', 'two', 'one'].map((key, index) => write(admin, id, { [key]: `${key} ${index}` }))
  for (const { status } of await Promise.all(asked)) assert.equal(status, 200)
  const values = await read(admin, id)
  assert.deepEqual(Object.keys(values).sort(), ['one', 'three', 'two'])
  assert.equal((await rows('select from custom_value where company_id = $company')).length, 3)
  assert.equal(values['three'], 'three 2')
})

test('the audit log tells which fields were changed, and the values of those alone that everybody sees', async (t) => {
  const { admin } = await world(t)
  await addField(admin, { key: 'note', label: 'Note' })
  await addField(admin, { key: 'bonus', label: 'Bonus', fieldGroup: 'pay' })
  const id = await hire(admin)
  await write(admin, id, { note: 'seen', bonus: 'top secret' })
  await write(admin, id, { bonus: 'more secret' })
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id } })).data
  const stories = entries.map(({ story }) => story)
  assert(stories.includes('Ada Admin changed Bonus, Note of Mei Chen'), stories.join('; '))
  assert(stories.includes('Ada Admin changed Bonus of Mei Chen'))
  const text = JSON.stringify(entries)
  assert(text.includes('seen') && !text.includes('secret'), text)
})
