import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { replaceHobbies, replaceSkills } from '../employees/employees.record.contract.ts'
import { createItem, deleteItem, listCatalogs, listItems, listReferences, updateItem } from './catalogs.contract.ts'

const add = async (client: Client, name: string, kind = 'skill') => (await client(createItem, { body: { kind, name } })).data.item
const names = async (client: Client, type: string, query = {}) =>
  (await client(listItems, { params: { type }, query })).data.items.map(({ name }) => name)

test('a new company has the known kinds without items, and opens others by adding to them', async (t) => {
  const { admin } = await world(t)
  const kinds = async () => (await admin(listCatalogs)).data.catalogs
  assert.deepEqual(await kinds(), [
    { kind: 'hobby', itemCount: 0, activeCount: 0 },
    { kind: 'skill', itemCount: 0, activeCount: 0 },
  ])
  const item = await add(admin, '  Room A ', 'meeting-room')
  assert.deepEqual([item.name, item.kind, item.isActive, item.version], ['Room A', 'meeting-room', true, 1])
  await add(admin, 'React')
  const retired = await add(admin, 'Flash')
  await admin(updateItem, { params: { id: retired.id }, body: { isActive: false } })
  assert.deepEqual(await kinds(), [
    { kind: 'hobby', itemCount: 0, activeCount: 0 },
    { kind: 'meeting-room', itemCount: 1, activeCount: 1 },
    { kind: 'skill', itemCount: 2, activeCount: 1 },
  ])
  const second = (await admin(listCatalogs, { query: { page: 2, limit: 2 } })).data
  assert.deepEqual([second.catalogs.length, second.pagination.total], [1, 3])
  assert.equal((await admin(listCatalogs, { query: { page: 9 } })).data.pagination.total, 3)
})

test('the items of a kind are found by name, in order, without those that are retired unless asked for', async (t) => {
  const { admin } = await world(t)
  for (const name of ['TypeScript', 'Sign language', 'SQL', '100% cotton']) await add(admin, name)
  await add(admin, 'Sailing', 'hobby')
  const old = await add(admin, 'Cobol')
  await admin(updateItem, { params: { id: old.id }, body: { isActive: false } })
  assert.deepEqual((await names(admin, 'skill')).toSorted(), ['100% cotton', 'SQL', 'Sign language', 'TypeScript'])
  assert.deepEqual(await names(admin, 'skill', { q: 's', sort: '-name', limit: 1 }), ['TypeScript'])
  assert.deepEqual(await names(admin, 'skill', { q: '100%' }), ['100% cotton'])
  assert((await names(admin, 'skill', { includeInactive: true })).includes('Cobol'))
  assert.deepEqual(await names(admin, 'hobby'), ['Sailing'])
  assert.deepEqual(await names(admin, 'nobody-opened-this'), [])
})

test('a name stands once in a kind, whatever its capitals, also when two add it at once', async (t) => {
  const { admin } = await world(t)
  const answers = await Promise.all(
    ['React', 'react', 'REACT', ' rEact '].map((name) => admin(createItem, { body: { kind: 'skill', name } })),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 409, 409, 409],
  )
  for (const { status, error } of answers.filter((answer) => answer.status === 409))
    assert.deepEqual([status, error.code], [409, 'CATALOG_ITEM_NAME_TAKEN'])
  assert.equal((await admin(createItem, { body: { kind: 'hobby', name: 'react' } })).status, 201, 'another kind')
  const other = await add(admin, 'Vue')
  assert.equal((await admin(updateItem, { params: { id: other.id }, body: { name: 'REACT' } })).error.code, 'CATALOG_ITEM_NAME_TAKEN')
})

test('of two changes of the same copy one is told that it is stale', async (t) => {
  const { admin } = await world(t)
  const { id, version } = await add(admin, 'React')
  const answers = await Promise.all(['One', 'Two'].map((name) => admin(updateItem, { params: { id }, body: { name, version } })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'STALE_VERSION')
})

test('an item that people have is not removed, and the refusal says how many; one that nobody has is', async (t) => {
  const { admin, as } = await world(t)
  const [sailing, unused] = [await add(admin, 'Sailing', 'hobby'), await add(admin, 'Golf', 'hobby')]
  const people = [await as([]), await as([])]
  for (const { employeeId } of people)
    assert.equal((await admin(replaceHobbies, { params: { id: employeeId }, body: { itemIds: [sailing.id] } })).status, 200)
  const { status, error } = await admin(deleteItem, { params: { id: sailing.id } })
  assert.deepEqual([status, error.code], [409, 'CATALOG_ITEM_IN_USE'])
  assert.deepEqual(error.details, {
    uses: [
      { use: 'skill', people: 0 },
      { use: 'hobby', people: 2 },
    ],
  })
  assert.equal((await admin(deleteItem, { params: { id: unused.id } })).status, 200)
  assert.deepEqual(await names(admin, 'hobby'), ['Sailing'])
})

test('an item given to somebody while it is removed is either theirs or gone, never half', async (t) => {
  const { admin, as, rows } = await world(t)
  const person = await as([])
  for (let round = 0; round < 5; round += 1) {
    const { id } = await add(admin, `Skill ${round}`)
    const params = { id: person.employeeId }
    const [given, removed] = await Promise.all([
      admin(replaceSkills, { params, body: { skills: [{ itemId: id, level: 1 }] } }),
      admin(deleteItem, { params: { id } }),
    ])
    const [found] = await rows<{ count: number }>(
      `select count(*) as count from employee_skill where company_id = $company and item_id = $1`,
      id,
    )
    if (removed.status === 200) assert.deepEqual([given.error.code, found!.count], ['CATALOG_ITEM_UNKNOWN', 0])
    else assert.deepEqual([given.status, removed.error.code, found!.count], [200, 'CATALOG_ITEM_IN_USE', 1])
  }
})

test('references name and count the people within reach, and nobody else', async (t) => {
  const { admin, as } = await world(t)
  const item = await add(admin, 'React')
  const boss = await as(['catalog.read', 'employee.read:team'], { firstName: 'Bo', lastName: 'Boss' })
  const report = await as([], { firstName: 'Rae', lastName: 'Report', managerId: boss.employeeId })
  const far = await as([], { firstName: 'Fay', lastName: 'Far' })
  for (const { employeeId } of [report, far])
    await admin(replaceSkills, { params: { id: employeeId }, body: { skills: [{ itemId: item.id, level: 2 }] } })
  const seenBy = async (client: Client) => (await client(listReferences, { params: { id: item.id } })).data.references
  assert.deepEqual(await seenBy(boss), {
    uses: [
      { use: 'skill', people: 1 },
      { use: 'hobby', people: 0 },
    ],
    people: [{ id: report.employeeId, firstName: 'Rae', lastName: 'Report', use: 'skill' }],
  })
  // So does the list.
  const counted = async (client: Client) =>
    (await client(listItems, { params: { type: 'skill' }, query: { withPeople: true } })).data.items.map(({ people }) => people)
  assert.deepEqual([await counted(boss), await counted(admin)], [[1], [2]])
  const all = await seenBy(admin)
  assert.deepEqual([all.uses[0]!.people, all.people.map(({ lastName }) => lastName)], [2, ['Far', 'Report']])
  assert.deepEqual((await seenBy(await as('catalog.read'))).people, [])
})

test('everybody reads the catalog, only who manages it changes it, and each change is told', async (t) => {
  const { admin, as, nobody } = await world(t)
  const item = await add(admin, 'React')
  const reader = await as('catalog.read')
  assert.deepEqual(await names(reader, 'skill'), ['React'])
  for (const [client, status] of [
    [reader, 403],
    [nobody, 401],
  ] as const) {
    assert.equal((await client(createItem, { body: { kind: 'skill', name: 'Vue' } })).status, status)
    assert.equal((await client(updateItem, { params: { id: item.id }, body: { name: 'Vue' } })).status, status)
    assert.equal((await client(deleteItem, { params: { id: item.id } })).status, status)
  }
  assert.equal((await nobody(listCatalogs)).status, 401)
  const manager = await as('catalog.manage')
  assert.equal((await manager(updateItem, { params: { id: newId() }, body: { name: 'Vue' } })).status, 404)
  assert.equal((await manager(updateItem, { params: { id: item.id }, body: { name: 'Vue' } })).status, 200)
  assert.equal((await manager(deleteItem, { params: { id: item.id } })).status, 200)
  const { entries } = (await admin(listEntity, { params: { type: 'catalog-item', id: item.id } })).data
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['catalog-item.created', 'catalog-item.updated', 'catalog-item.deleted'],
  )
  assert.deepEqual(entries[1]!.changes, [{ field: 'name', before: 'React', after: 'Vue' }])
})
