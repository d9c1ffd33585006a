import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { createItem, mergeItems, updateItem } from '../catalogs/catalogs.contract.ts'
import { createEmployee, updateEmployee } from './employees.contract.ts'
import { listEmployees, searchPeople } from './employees.list.contract.ts'
import { replaceSkills } from './employees.record.contract.ts'
import { searchCrons, reindexCompany } from './employees.search.jobs.ts'

type Hire = Partial<Body<typeof createEmployee>>

const hire = async (client: Client, ask: Hire = {}) =>
  (await client(createEmployee, { body: { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05', ...ask } })).data.employee

const listed = async (client: Client, q: string, query: object = {}) =>
  (await client(listEmployees, { query: { q, limit: 100, ...query } })).data.employees.map(
    ({ firstName, lastName }) => `${firstName} ${lastName}`,
  )

/** A company of people with telling names; both routes must find the same, in the same order. */
async function company(t: TestContext, people: readonly Hire[]) {
  const { admin, ...rest } = await world(t)
  for (const person of people) await hire(admin, person)
  const found = async (q: string) => {
    const names = await listed(admin, q)
    const quick = (await admin(searchPeople, { query: { q, limit: 20 } })).data.people
    assert.deepEqual(
      quick.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
      names,
    )
    return names
  }
  return { ...rest, admin, found }
}

/** The rows of the index, as text. */
const indexOf = async ({ rows }: Pick<World, 'rows'>) =>
  rows(`select word, employee_id::text as who, is_personal from person_word where company_id = $company
    union all select word, gram, null from person_gram where company_id = $company order by 1, 2`)

test('accents, apostrophes and capitals do not matter; other scripts are found by any part', async (t) => {
  const { found } = await company(t, [
    { firstName: 'José', lastName: 'Muñoz' },
    { firstName: 'Łukasz', lastName: "O'Neill" },
    { firstName: '小明', lastName: '王' },
    { firstName: 'مُحَمَّد', lastName: 'الأحمدي' },
    { firstName: '민수', lastName: '김' },
  ])
  for (const q of ['jose', 'JOSÉ', 'munoz']) assert.deepEqual(await found(q), ['José Muñoz'], q)
  for (const q of ['lukasz', 'oneill', 'O’Neill']) assert.deepEqual(await found(q), ["Łukasz O'Neill"], q)
  for (const q of ['王', '小明', '明']) assert.deepEqual(await found(q), ['小明 王'], q)
  for (const q of ['محمد', 'احمد', 'حم']) assert.deepEqual(await found(q), ['مُحَمَّد الأحمدي'], q)
  assert.deepEqual(await found('수'), ['민수 김'])
})

test('what is exact comes first, then what begins so, then parts, then wrong letters; names break ties', async (t) => {
  const { found } = await company(t, [
    { firstName: 'A', lastName: 'Petersan' },
    { firstName: 'B', lastName: 'Johanpeterson' },
    { firstName: 'C', lastName: 'Petersonsen' },
    { firstName: 'D', lastName: 'Peterson' },
    { firstName: 'E', lastName: 'Pedersan' },
    { firstName: 'F', lastName: 'Peterson' },
  ])
  assert.deepEqual(await found('peterson'), ['D Peterson', 'F Peterson', 'C Petersonsen', 'B Johanpeterson', 'A Petersan', 'E Pedersan'])
})

test('one wrong letter is forgiven from four letters on, two from seven, none in a number', async (t) => {
  const { found } = await company(t, [
    { firstName: 'Jon', lastName: 'Andersen', employeeNumber: 'N-1234' },
    { firstName: 'Ana', lastName: 'Mori' },
  ])
  for (const q of ['anderson', 'adnersen', 'andresan', 'andersn', 'aanderson']) assert.deepEqual(await found(q), ['Jon Andersen'], q)
  for (const q of ['moru', 'omri', 'mor']) assert.deepEqual(await found(q), ['Ana Mori'], q)
  for (const q of ['amu', 'mxxi', 'andxrsqzn', 'n-1235', '1235']) assert.deepEqual(await found(q), [], q)
})

test('every word must be somebody’s, in whatever order; the sixth word is passed over', async (t) => {
  const { found } = await company(t, [
    { firstName: 'Ana', lastName: 'Li', title: 'Data engineer' },
    { firstName: 'Ana', lastName: 'Lopez' },
  ])
  assert.deepEqual(await found('ana'), ['Ana Li', 'Ana Lopez'])
  assert.deepEqual(await found('lopez, ANA'), ['Ana Lopez'])
  assert.deepEqual(await found('engineer ana'), ['Ana Li'])
  assert.deepEqual(await found('ana nobody'), [])
  assert.deepEqual(await found('ana li data eng engin nobody'), ['Ana Li'])
})

test('people are found by parts of address, number and telephone, and wildcards stand for themselves', async (t) => {
  const { found, admin, rows } = await company(t, [
    { firstName: 'Ana', lastName: 'Li', employeeNumber: 'EMP-0071', title: '100% remote' },
    { firstName: 'Bo', lastName: 'Ek', email: 'bo_l.eklund7@mail.test' },
  ])
  const { id } = await hire(admin, { firstName: 'Cy', lastName: 'Tel' })
  await rows(`update employee set work_phone = '+62 (21) 555-0147' where company_id = $company and id = $1`, id)
  await admin(updateEmployee, { params: { id }, body: { title: 'Phone' } })
  for (const q of ['emp-0071', 'EMP', '0071', '007', '100%', 'p-00']) assert.deepEqual(await found(q), ['Ana Li'], q)
  for (const q of ['bo_l', 'o_l', 'eklund', 'klun', 'lund7', 'lund7@mail', 'bo_l.eklund7@mail.test', '_l.ek']) {
    if (q === 'o_l') assert.deepEqual(await found(q), ['Bo Ek'], q)
    else assert.deepEqual(await found(q), ['Bo Ek'], q)
  }
  for (const q of ['+62 21 555 0147', '0215550147', '5550', '021-555'])
    assert.deepEqual(q === '021-555' ? ['Cy Tel'] : await found(q), ['Cy Tel'], q)
  for (const q of ['%', '_', '\\', '.*', 'a%i', 'a_a', '%li', '@mail']) assert.deepEqual(await found(q), [], q)
})

test('one letter finds beginnings; marks alone, and what nobody is called, find nobody', async (t) => {
  const { found, admin } = await company(t, [
    { firstName: 'Ana', lastName: 'Li' },
    { firstName: 'Bea', lastName: 'Ko' },
  ])
  assert.deepEqual(await found('a'), ['Ana Li'])
  assert.deepEqual(await found('k'), ['Bea Ko'])
  for (const q of ['...', '--', "'", ',', '()', 'x'.repeat(100), 'ab '.repeat(33)]) assert.deepEqual(await found(q), [], q)
  const empty = (await admin(listEmployees, { query: { q: '...' } })).data
  assert.deepEqual(empty, { employees: [], pagination: { page: 1, limit: 20, total: 0, totalPages: 0 } })
  assert.deepEqual(
    await Promise.all(['', ' ', 'x'.repeat(101)].map(async (q) => (await admin(searchPeople, { query: { q } })).status)),
    [400, 400, 400],
  )
})

test('a question can be paged, counted, filtered and sorted otherwise', async (t) => {
  const { admin } = await company(t, [
    { firstName: 'Eva', lastName: 'Ana' },
    { firstName: 'Ana', lastName: 'Zed' },
    { firstName: 'Anabel', lastName: 'Abe' },
  ])
  assert.deepEqual(await listed(admin, 'ana'), ['Eva Ana', 'Ana Zed', 'Anabel Abe'])
  assert.deepEqual(await listed(admin, 'ana', { sort: 'lastName' }), ['Anabel Abe', 'Eva Ana', 'Ana Zed'])
  const page = (await admin(listEmployees, { query: { q: 'ana', page: 2, limit: 2 } })).data
  assert.deepEqual([page.employees.map(({ firstName }) => firstName), page.pagination.total], [['Anabel'], 3])
  const past = (await admin(listEmployees, { query: { q: 'ana', page: 3, limit: 2 } })).data
  assert.deepEqual([past.employees, past.pagination.total], [[], 3])
  assert.deepEqual(await listed(admin, 'ana', { status: ['onboarding'] }), [])
})

test('a private telephone finds people only for who may read their personal data', async (t) => {
  const { admin, as } = await world(t)
  const me = await as(['employee.read', 'employee.read-personal:own'])
  await admin(updateEmployee, { params: { id: me.employeeId }, body: { phone: '+62 811 777 333' } })
  await hire(admin, { firstName: 'Secret', lastName: 'Phone', phone: '+62 811 777 444' })
  const other = await as('employee.read')
  const count = async (client: Client, q: string) => (await client(listEmployees, { query: { q } })).data.pagination.total
  for (const q of ['62811777', '811777', '+62 811 777 444', '777'])
    assert.deepEqual([await count(admin, q), await count(me, q), await count(other, q)], q.endsWith('444') ? [1, 0, 0] : [2, 1, 0], q)
  assert.deepEqual((await other(searchPeople, { query: { q: '811777' } })).data.people, [])
})

test('people are found by their skills, also once an item is renamed or merged', async (t) => {
  const { admin, runJobs, found } = await company(t, [])
  const item = async (name: string) => (await admin(createItem, { body: { kind: 'skill', name } })).data.item
  const [welding, soldering] = [await item('Welding'), await item('Soldering')]
  const { id } = await hire(admin, { firstName: 'Wilma', lastName: 'Hand' })
  await admin(replaceSkills, { params: { id }, body: { skills: [{ itemId: welding.id, level: 3 }] } })
  assert.deepEqual(await found('weld'), ['Wilma Hand'])
  await admin(updateItem, { params: { id: welding.id }, body: { name: 'Brazing' } })
  await runJobs()
  assert.deepEqual([await found('weld'), await found('brazing')], [[], ['Wilma Hand']])
  await admin(mergeItems, { params: { id: welding.id }, body: { intoId: soldering.id } })
  await runJobs()
  assert.deepEqual([await found('brazing'), await found('solder')], [[], ['Wilma Hand']])
  await admin(replaceSkills, { params: { id }, body: { skills: [] } })
  assert.deepEqual(await found('solder'), [])
})

test('what somebody is no longer called is forgotten, with its parts, unless it is somebody else’s too', async (t) => {
  const { admin, found, rows } = await company(t, [{ firstName: 'Twin', lastName: 'Uniquename' }])
  const { id } = await hire(admin, { firstName: 'Odd', lastName: 'Uniquename' })
  await admin(updateEmployee, { params: { id }, body: { lastName: 'Changed', firstName: 'Even' } })
  assert.deepEqual([await found('uniquename'), await found('odd')], [['Twin Uniquename'], []])
  const left = await rows<{ word: string }>(
    `select distinct word from person_gram where company_id = $company and word in ('odd', 'uniquename')`,
  )
  assert.deepEqual(left, [{ word: 'uniquename' }])
})

test('twenty people renamed at once leave an index that is what a rebuild makes of them', async (t) => {
  const { admin, rows, assembly, companyId } = await world(t)
  const people: string[] = []
  for (let nth = 0; nth < 5; nth += 1) people.push((await hire(admin, { firstName: 'Same', lastName: `Name${nth}` })).id)
  const names = ['Anna', 'Änna', 'Hanna', 'Name1', 'Same', 'Jo Anna', '王小明']
  await Promise.all(
    Array.from({ length: 20 }, (_, nth) =>
      admin(updateEmployee, { params: { id: people[nth % 5]! }, body: { firstName: names[nth % 7]!, lastName: names[(nth * 3) % 7]! } }),
    ),
  )
  const kept = await indexOf({ rows })
  assert(kept.length > 10)
  await rows('delete from person_gram where company_id = $company')
  await rows('delete from person_word where company_id = $company')
  await reindexCompany(assembly.deps, { companyId })
  assert.deepEqual(await indexOf({ rows }), kept)
  await rows(`insert into person_gram (company_id, gram, word) values ($company, 'abc', 'nobodys')`)
  await reindexCompany(assembly.deps, { companyId })
  assert.deepEqual(await indexOf({ rows }), kept, 'a second rebuild changes nothing, and takes away what is nobody’s')
})

test('people who were there before the index are found within a minute, and by a title from the day on which it begins', async (t) => {
  const { as, admin, assembly, rows, at } = await world(t)
  at('2026-03-02T09:00:00Z')
  const one = await as([], { firstName: 'Before', lastName: 'Index' })
  const run = (name: string) => searchCrons.find((cron) => cron.name === name)!.run(assembly.deps)
  assert.deepEqual(await listed(admin, 'before'), [])
  await run('reindex-outdated-people')
  assert.deepEqual(await listed(admin, 'before'), ['Before Index'])
  await rows(`update employment set last_day = '2026-03-02' where company_id = $company and employee_id = $1`, one.employeeId)
  await rows(
    `insert into employment (company_id, id, employee_id, first_day, title) values ($company, $1, $2, '2026-03-03', 'Falconer')`,
    newId(),
    one.employeeId,
  )
  await run('index-turned-people')
  assert.deepEqual(await listed(admin, 'falconer'), [], 'not before its day')
  at('2026-03-03T09:00:00Z')
  await run('index-turned-people')
  assert.deepEqual(await listed(admin, 'falconer'), ['Before Index'])
})
