import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createItem, updateItem } from '../catalogs/catalogs.contract.ts'
import * as personal from './employees.private.contract.ts'
import * as records from './employees.record.contract.ts'

const education = { institution: 'Universitas Indonesia', qualification: 'Bachelor of Science', firstYear: 2012, lastYear: 2016 }
const contact = { name: 'Budi Chen', phone: '+62 812 0000 0000' }

async function office(t: TestContext) {
  const w = await world(t)
  const hr = await w.as(['employee.read', 'employee.read-personal', 'employee.update-records'])
  const mei = await w.as(['employee.read', 'employee.read-personal:own', 'employee.update-records:own'], {
    firstName: 'Mei',
    lastName: 'Chen',
  })
  return { ...w, hr, mei, of: { id: mei.employeeId } }
}

test('each kind of record is added, listed in its order, changed and removed', async (t) => {
  const { mei, of } = await office(t)
  const added = await mei(records.addEducation, { params: of, body: { ...education, institution: '  Universitas Indonesia ' } })
  const { education: first } = added.data
  assert.equal(added.headers['location'], `/api/v1/employees/${of.id}/education/${first.id}`)
  assert.deepEqual({ ...first, id: undefined }, { ...education, fieldOfStudy: null, version: 1, id: undefined })
  await mei(records.addEducation, { params: of, body: { institution: 'MIT', qualification: 'Master', lastYear: 2019 } })
  const schools = (await mei(records.listEducation, { params: of })).data.education
  assert.deepEqual(
    schools.map(({ institution }) => institution),
    ['MIT', 'Universitas Indonesia'],
  )
  const params = { ...of, recordId: first.id }
  const changed = await mei(records.changeEducation, { params, body: { fieldOfStudy: 'Physics', firstYear: null } })
  assert.deepEqual(changed.data.education, { ...first, fieldOfStudy: 'Physics', firstYear: null, version: 2 })
  assert.equal((await mei(records.removeEducation, { params })).status, 200)
  assert.equal((await mei(records.removeEducation, { params })).status, 404)

  for (const [employer, firstDay] of [
    ['First', '2010-01-01'],
    ['Second', '2015-01-01'],
  ] as const)
    await mei(records.addExperience, { params: of, body: { employer, title: 'Clerk', firstDay } })
  const jobs = (await mei(records.listExperience, { params: of })).data.experience
  assert.deepEqual(
    jobs.map(({ employer }) => employer),
    ['Second', 'First'],
  )

  await mei(personal.addEmergencyContact, { params: of, body: { ...contact, rank: 2 } })
  const { emergencyContact } = (await mei(personal.addEmergencyContact, { params: of, body: { ...contact, name: 'Ani' } })).data
  assert.equal(emergencyContact.rank, 1, 'the first unless said otherwise')
  const contacts = (await mei(personal.listEmergencyContacts, { params: of })).data.emergencyContacts
  assert.deepEqual(
    contacts.map(({ name }) => name),
    ['Ani', 'Budi Chen'],
  )

  const { dependant } = (await mei(personal.addDependant, { params: of, body: { name: 'Ayu', relation: 'child' } })).data
  const born = await mei(personal.changeDependant, { params: { ...of, recordId: dependant.id }, body: { birthDate: '2021-04-12' } })
  assert.deepEqual((await mei(personal.listDependants, { params: of })).data.dependants, [born.data.dependant])

  for (const expiresOn of [null, '2031-01-01', '2030-01-01'])
    await mei(personal.addDocument, { params: of, body: { kind: 'visa', number: `N ${expiresOn}`, expiresOn } })
  const { documents } = (await mei(personal.listDocuments, { params: of })).data
  assert.deepEqual(
    documents.map(({ number }) => number),
    ['N 2030-01-01', 'N 2031-01-01', 'N null'],
  )
})

test('years, days and documents that end before they begin are refused by name, also by a change of one of the two', async (t) => {
  const { mei, of } = await office(t)
  const school = await mei(records.addEducation, { params: of, body: { ...education, lastYear: 2011 } })
  assert.deepEqual([school.status, school.error.code], [422, 'EDUCATION_YEARS'])
  const work = { employer: 'X', title: 'Y', firstDay: '2020-01-02', lastDay: '2020-01-01' }
  assert.equal((await mei(records.addExperience, { params: of, body: work })).error.code, 'EXPERIENCE_DAYS')
  const passport = { kind: 'passport', number: '1', issuedOn: '2026-01-01', expiresOn: '2036-01-01' } as const
  const { document } = (await mei(personal.addDocument, { params: of, body: passport })).data
  const params = { ...of, recordId: document.id }
  assert.equal((await mei(personal.changeDocument, { params, body: { expiresOn: '2025-12-31' } })).error.code, 'IDENTITY_DOCUMENT_DAYS')
})

test('who may see a person sees education, experience, skills and hobbies; the rest only who may see personal data', async (t) => {
  const { mei, of, as, admin } = await office(t)
  await mei(records.addEducation, { params: of, body: education })
  await mei(personal.addEmergencyContact, { params: of, body: contact })
  await mei(personal.addDocument, { params: of, body: { kind: 'passport', number: 'X1' } })
  const open = [records.listEducation, records.listExperience, records.listSkills, records.listHobbies]
  const closed = [personal.listEmergencyContacts, personal.listDependants, personal.listDocuments]
  const statuses = (client: Client, contracts: readonly (typeof open)[number][] | readonly (typeof closed)[number][]) =>
    Promise.all(contracts.map(async (contract) => (await client(contract as never, { params: of } as never)).status))
  const colleague = await as(['employee.read', 'employee.read-personal:own'])
  assert.deepEqual(await statuses(colleague, open), [200, 200, 200, 200])
  assert.deepEqual(await statuses(colleague, closed), [404, 404, 404])
  assert.deepEqual(await statuses(await as('employee.read'), closed), [403, 403, 403])
  assert.deepEqual(await statuses(await as(['employee.read:own', 'employee.read-personal']), open), [404, 404, 404, 404])
  for (const client of [mei, admin]) assert.deepEqual(await statuses(client, [...open]), [200, 200, 200, 200])
  for (const client of [mei, admin]) assert.deepEqual(await statuses(client, [...closed]), [200, 200, 200])
})

test('records are changed within employee.update-records, and only where they may be seen', async (t) => {
  const { hr, mei, of, as } = await office(t)
  const { education: school } = (await mei(records.addEducation, { params: of, body: education })).data
  const { emergencyContact } = (await mei(personal.addEmergencyContact, { params: of, body: contact })).data
  const write = async (client: Client) => [
    (await client(records.addEducation, { params: of, body: education })).status,
    (await client(records.changeEducation, { params: { ...of, recordId: school.id }, body: { firstYear: 2011 } })).status,
    (await client(personal.addEmergencyContact, { params: of, body: contact })).status,
    (await client(personal.changeEmergencyContact, { params: { ...of, recordId: emergencyContact.id }, body: { rank: 3 } })).status,
  ]
  assert.deepEqual(await write(hr), [201, 200, 201, 200])
  assert.deepEqual(await write(await as(['employee.read', 'employee.read-personal'])), [403, 403, 403, 403])
  assert.deepEqual(await write(await as(['employee.read', 'employee.read-personal', 'employee.update-records:own'])), [404, 404, 404, 404])
  assert.deepEqual(await write(await as(['employee.read', 'employee.update-records'])), [201, 200, 404, 404], 'not what is personal')
  assert.deepEqual(await write(await as(['employee.update-records'])), [404, 404, 404, 404])
  const other = await as(['employee.read', 'employee.read-personal:own', 'employee.update-records:own'])
  for (const id of [other.employeeId, newId()]) {
    const params = { id, recordId: school.id }
    assert.equal((await hr(records.changeEducation, { params, body: { firstYear: 2000 } })).status, 404, 'of another person')
    assert.equal((await hr(records.removeEducation, { params })).status, 404)
  }
  assert.equal((await mei(records.listEducation, { params: of })).data.education.length, 3)
})

test('of two changes of the same copy one is told that it is stale', async (t) => {
  const { mei, hr, of } = await office(t)
  const { dependant } = (await mei(personal.addDependant, { params: of, body: { name: 'Ayu', relation: 'child' } })).data
  const params = { ...of, recordId: dependant.id }
  const change = (client: Client, name: string) => client(personal.changeDependant, { params, body: { name, version: 1 } })
  const answers = await Promise.all([change(mei, 'One'), change(hr, 'Two'), change(mei, 'Three')])
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [200, 409, 409],
  )
  const refused = answers.find(({ status }) => status === 409)!.error
  assert.deepEqual([refused.code, refused.details], ['STALE_VERSION', { current: 2 }])
})

test('a person has at most 50 records of a kind, also when the last places are taken at once', async (t) => {
  const { mei, of, rows } = await office(t)
  await rows(
    `insert into education (company_id, id, employee_id, institution, qualification)
     select $company, gen_random_uuid(), $1, 'x', 'y' from generate_series(1, 48)`,
    of.id,
  )
  const answers = await Promise.all([1, 2, 3, 4].map(() => mei(records.addEducation, { params: of, body: education })))
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 201, 422, 422],
  )
  const refused = answers.find(({ status }) => status === 422)!.error
  assert.deepEqual([refused.code, refused.details], ['RECORD_LIMIT', { limit: 50, used: 50 }])
  assert.equal((await mei(records.addExperience, { params: of, body: { employer: 'X', title: 'Y', firstDay: '2020-01-01' } })).status, 201)
})

test('the audit tells which kind of record was added, changed or removed, and never what is personal in it', async (t) => {
  const { mei, of, admin, rows } = await office(t)
  const secrets = { name: 'Secret Sister', phone: '+62 999 999', email: 'secret@sister.test', relation: 'secret relation' }
  const { emergencyContact } = (await mei(personal.addEmergencyContact, { params: of, body: secrets })).data
  const params = { ...of, recordId: emergencyContact.id }
  await mei(personal.changeEmergencyContact, { params, body: { phone: '+62 888 888' } })
  await mei(personal.removeEmergencyContact, { params })
  const passport = { kind: 'passport', number: 'SECRETNUMBER', country: 'ID', expiresOn: '2031-12-24', note: 'secret note' } as const
  await mei(personal.addDocument, { params: of, body: passport })
  await mei(personal.addDependant, { params: of, body: { name: 'Secret Child', relation: 'child', birthDate: '2021-12-24' } })
  await mei(records.addEducation, { params: of, body: education })
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: of.id } })).data
  assert.deepEqual(
    entries.map(({ story }) => story),
    [
      'Mei Chen added to the records of Mei Chen: an emergency contact',
      'Mei Chen changed in the records of Mei Chen: an emergency contact',
      'Mei Chen removed from the records of Mei Chen: an emergency contact',
      'Mei Chen added to the records of Mei Chen: an identity document',
      'Mei Chen added to the records of Mei Chen: a dependant',
      'Mei Chen added to the records of Mei Chen: education',
    ],
  )
  assert.deepEqual(entries[1]!.changes, [{ field: 'phone', before: '***', after: '***' }])
  assert(entries[5]!.changes.some(({ field, after }) => field === 'institution' && after === 'Universitas Indonesia'))
  const stored = JSON.stringify(
    await rows(`select before, after, data from domain_event where company_id = $company and subject_id = $1`, of.id),
  )
  for (const secret of ['Secret', 'secret', '999 999', '888 888', 'SECRETNUMBER', '12-24']) assert(!stored.includes(secret), secret)
})

test('skills and hobbies are replaced as a whole, by items of the catalog', async (t) => {
  const { mei, of, admin } = await office(t)
  const item = async (name: string, kind = 'skill') => (await admin(createItem, { body: { kind, name } })).data.item.id
  const [react, sql, golf] = [await item('React'), await item('SQL'), await item('Golf', 'hobby')]
  const put = (skills: { itemId: string; level: number }[]) => mei(records.replaceSkills, { params: of, body: { skills } })
  const skill = (itemId: string, level = 3) => ({ itemId, level })
  assert.deepEqual((await put([skill(sql, 5), skill(react, 2)])).data.skills, [
    { itemId: react, name: 'React', level: 2 },
    { itemId: sql, name: 'SQL', level: 5 },
  ])
  assert.deepEqual((await put([skill(sql, 4)])).data.skills, [{ itemId: sql, name: 'SQL', level: 4 }])
  const hobbies = await mei(records.replaceHobbies, { params: of, body: { itemIds: [golf] } })
  assert.deepEqual(hobbies.data.hobbies, [{ itemId: golf, name: 'Golf' }])
  for (const [skills, code] of [
    [[skill(golf)], 'CATALOG_ITEM_UNKNOWN'],
    [[skill(newId())], 'CATALOG_ITEM_UNKNOWN'],
    [[skill(sql), skill(sql.toUpperCase(), 5)], 'CATALOG_ITEM_TWICE'],
    [Array.from({ length: 51 }, () => skill(newId())), 'RECORD_LIMIT'],
  ] as const) {
    const { status, error } = await put([...skills])
    assert.deepEqual([status, error.code], [422, code])
  }
  assert.equal((await put([skill(sql, 6)])).status, 400)
  await admin(updateItem, { params: { id: sql }, body: { isActive: false } })
  assert.equal((await put([skill(sql, 5)])).status, 200, 'what is retired may be kept')
  await put([])
  assert.equal((await put([skill(sql)])).error.code, 'CATALOG_ITEM_INACTIVE', 'but not chosen anew')
  assert.deepEqual((await mei(records.listSkills, { params: of })).data.skills, [])
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: of.id } })).data
  assert.deepEqual(entries[1]!.changes, [{ field: 'skills', before: '["React (2)","SQL (5)"]', after: '["SQL (4)"]' }])
})

test('two lists of skills sent at once leave one of them whole', async (t) => {
  const { mei, hr, of, admin } = await office(t)
  const ids: string[] = []
  for (let index = 0; index < 6; index += 1)
    ids.push((await admin(createItem, { body: { kind: 'skill', name: `Skill ${index}` } })).data.item.id)
  const lists = [ids.slice(0, 4), ids.slice(2), ids.slice(1, 5)]
  const answers = await Promise.all(
    lists.map((list, index) =>
      (index % 2 ? hr : mei)(records.replaceSkills, { params: of, body: { skills: list.map((itemId) => ({ itemId, level: index + 1 })) } }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  const kept = (await mei(records.listSkills, { params: of })).data.skills
  assert.equal(new Set(kept.map(({ level }) => level)).size, 1)
  assert.deepEqual(kept.map(({ itemId }) => itemId).sort(), lists[kept[0]!.level! - 1]!.toSorted())
})
