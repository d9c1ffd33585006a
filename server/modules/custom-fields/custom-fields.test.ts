import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { createCustomField, deleteCustomField, fieldsPerKind, listCustomFields, updateCustomField } from './custom-fields.contract.ts'

const shirt: Body<typeof createCustomField> = {
  objectKind: 'employee',
  key: 'shirt-size',
  label: ' Shirt size ',
  kind: 'choice',
  rules: { choices: [{ key: 'm', label: 'M' }] },
}
const keysOf = async (who: Client, query = {}) => (await who(listCustomFields, { query })).data.customFields.map(({ key }) => key)

test('a field is added, changed, archived and removed, in the order of its rank', async (t) => {
  const { admin } = await world(t)
  const { customField: size } = (await admin(createCustomField, { body: shirt })).data
  assert.deepEqual(
    [size.label, size.fieldGroup, size.isRequired, size.archived, size.valueCount, size.rules],
    ['Shirt size', 'public', false, false, 0, shirt.rules],
  )
  await admin(createCustomField, { body: { objectKind: 'employee', key: 'badge', label: 'Badge', kind: 'text', rank: 1 } })
  assert.deepEqual(await keysOf(admin), ['badge', 'shirt-size'])
  const changed = await admin(updateCustomField, { params: { id: size.id }, body: { rank: 0, version: size.version } })
  assert.equal(changed.data.customField.version, size.version + 1)
  assert.deepEqual(await keysOf(admin), ['shirt-size', 'badge'])
  const stale = await admin(updateCustomField, { params: { id: size.id }, body: { rank: 9, version: size.version } })
  assert.deepEqual([stale.status, stale.error.code], [409, 'STALE_VERSION'])
  await admin(updateCustomField, { params: { id: size.id }, body: { archived: true } })
  assert.deepEqual(await keysOf(admin), ['badge'])
  assert.deepEqual(await keysOf(admin, { archived: true }), ['shirt-size'])
  assert.equal((await admin(deleteCustomField, { params: { id: size.id } })).status, 200)
  assert.deepEqual(await keysOf(admin, { archived: true }), [])
})

test('a key is taken once per kind of object, by one of two at once', async (t) => {
  const { admin } = await world(t)
  const answers = await Promise.all(Array.from({ length: 5 }, () => admin(createCustomField, { body: shirt })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409, 409, 409, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'CUSTOM_FIELD_KEY_TAKEN')
})

test('rules that do not go with the kind are refused by name', async (t) => {
  const { admin } = await world(t)
  const { status, error } = await admin(createCustomField, { body: { ...shirt, rules: { decimals: 2 } } })
  assert.equal(status, 400)
  assert.deepEqual(
    (error.details as { path: string }[]).map(({ path }) => path),
    ['body.rules.decimals', 'body.rules.choices'],
  )
  const { customField } = (await admin(createCustomField, { body: shirt })).data
  assert.equal((await admin(updateCustomField, { params: { id: customField.id }, body: { rules: {} } })).status, 400)
})

test('a kind of object has so many fields and no more, also when the last two come at once', async (t) => {
  const { admin, rows } = await world(t)
  await rows(
    `insert into custom_field (company_id, id, object_kind, key, label, kind)
       select $company, gen_random_uuid(), 'employee', 'f' || n, 'F', 'text' from generate_series(1, $1::int) n`,
    fieldsPerKind - 1,
  )
  const two = await Promise.all(['one', 'two'].map((key) => admin(createCustomField, { body: { ...shirt, key } })))
  assert.deepEqual(
    two.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409],
  )
  const { code, details } = two.find(({ status }) => status === 409)!.error
  assert.deepEqual([code, details], ['TOO_MANY_CUSTOM_FIELDS', { limit: fieldsPerKind, used: fieldsPerKind }])
})
