import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { listHobbies, listSkills, replaceHobbies, replaceSkills } from '../employees/employees.record.contract.ts'
import { createItem, mergeItems } from './catalogs.contract.ts'

async function company(t: TestContext) {
  const w = await world(t)
  const { admin } = w
  const add = async (name: string, kind = 'skill') => (await admin(createItem, { body: { kind, name } })).data.item.id
  const give = async ({ employeeId: id }: Client, levels: Record<string, number>) => {
    const skills = Object.entries(levels).map(([itemId, level]) => ({ itemId, level }))
    assert.equal((await admin(replaceSkills, { params: { id }, body: { skills } })).status, 200)
  }
  const held = async ({ employeeId: id }: Client) =>
    (await admin(listSkills, { params: { id } })).data.skills.map(({ name, level }) => `${name} ${level}`)
  const merge = (id: string, intoId: string) => admin(mergeItems, { params: { id }, body: { intoId } })
  return { ...w, add, give, held, merge }
}

const itemsOf = ({ rows }: World) => rows<{ name: string }>(`select name from catalog_item where company_id = $company order by name`)

test('a merge hands every use over, keeps the higher level of who has both, and removes the duplicate', async (t) => {
  const { give, held, merge, add, ...w } = await company(t)
  const [js, javascript, sql] = [await add('JS'), await add('JavaScript'), await add('SQL')]
  const [one, both, higher, neither] = [await w.as([]), await w.as([]), await w.as([]), await w.as([])]
  await give(one, { [js]: 2 })
  await give(both, { [js]: 5, [javascript]: 3 })
  await give(higher, { [js]: 1, [javascript]: 4, [sql]: 2 })
  await give(neither, { [sql]: 1 })
  const { data } = await merge(js, javascript)
  assert.deepEqual([data.item.name, data.moved], ['JavaScript', 3])
  assert.deepEqual(await Promise.all([one, both, higher, neither].map(held)), [
    ['JavaScript 2'],
    ['JavaScript 5'],
    ['JavaScript 4', 'SQL 2'],
    ['SQL 1'],
  ])
  assert.deepEqual(
    (await itemsOf(w)).map(({ name }) => name),
    ['JavaScript', 'SQL'],
  )
  const { entries } = (await w.admin(listEntity, { params: { type: 'catalog-item', id: js } })).data
  assert.equal(entries.at(-1)!.story, 'Ada Admin merged the skill JS into JavaScript')
})

test('hobbies move too, and who has both has one', async (t) => {
  const { admin, as, add, merge } = await company(t)
  const [dup, kept] = [await add('Soccer', 'hobby'), await add('Football', 'hobby')]
  const [one, both] = [await as([]), await as([])]
  for (const [person, itemIds] of [
    [one, [dup]],
    [both, [dup, kept]],
  ] as const)
    await admin(replaceHobbies, { params: { id: person.employeeId }, body: { itemIds: [...itemIds] } })
  assert.equal((await merge(dup, kept)).data.moved, 2)
  for (const { employeeId } of [one, both]) {
    const { hobbies } = (await admin(listHobbies, { params: { id: employeeId } })).data
    assert.deepEqual(
      hobbies.map(({ name }) => name),
      ['Football'],
    )
  }
})

test('only two different items of one kind are merged', async (t) => {
  const { add, merge, ...w } = await company(t)
  const [skill, hobby] = [await add('Chess'), await add('Chess', 'hobby')]
  assert.equal((await merge(skill, hobby)).error.code, 'CATALOG_KINDS_DIFFER')
  assert.equal((await merge(skill, skill)).error.code, 'CATALOG_MERGE_ITSELF')
  assert.equal((await merge(skill, skill.toUpperCase())).error.code, 'CATALOG_MERGE_ITSELF')
  for (const [id, intoId] of [
    [skill, newId()],
    [newId(), skill],
  ] as const)
    assert.equal((await merge(id, intoId)).status, 404)
  assert.equal((await itemsOf(w)).length, 2)
  const reader = await w.as('catalog.read')
  assert.equal((await reader(mergeItems, { params: { id: skill }, body: { intoId: hobby } })).status, 403)
})

test('two merges of a pair into each other at once: one wins, the other finds an item gone, and no use is lost', async (t) => {
  const { add, give, held, merge, ...w } = await company(t)
  for (let round = 0; round < 4; round += 1) {
    const [a, b] = [await add(`A${round}`), await add(`B${round}`)]
    const [one, two] = [await w.as([]), await w.as([])]
    await give(one, { [a]: 3 })
    await give(two, { [b]: 4 })
    const answers = await Promise.all([merge(a, b), merge(b, a)])
    assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 404])
    const [first, second] = await Promise.all([held(one), held(two)])
    assert.deepEqual([first.length, second.length], [1, 1])
    assert.equal(first[0]!.split(' ')[0], second[0]!.split(' ')[0], 'both have the one that was kept')
  }
})

test('a skill given while its item is merged away is kept under the other item, or refused', async (t) => {
  const { admin, as, add, held, merge } = await company(t)
  for (let round = 0; round < 4; round += 1) {
    const [dup, kept] = [await add(`Dup${round}`), await add(`Kept${round}`)]
    const person = await as([])
    const [given, merged] = await Promise.all([
      admin(replaceSkills, { params: { id: person.employeeId }, body: { skills: [{ itemId: dup, level: 5 }] } }),
      merge(dup, kept),
    ])
    assert.equal(merged.status, 200)
    if (given.status === 200) assert.deepEqual(await held(person), [`Kept${round} 5`])
    else assert.deepEqual([given.error.code, await held(person)], ['CATALOG_ITEM_UNKNOWN', []])
  }
})
