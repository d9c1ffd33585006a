import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createDepartment, listDepartments } from '../organization/organization.contract.ts'
import { exportCsv, exportXlsx, getImport, listImportKinds, listImports, startImport } from './imports.contract.ts'
import type { Import } from './imports.contract.ts'
import { runImport } from './imports.run.service.ts'

const file = (...lines: string[]) => Buffer.from(lines.join('\n'))

/** Sends a file and works it through; the import as its sender sees it then. */
async function imported({ runJobs }: World, who: Client, kind: string, body: Buffer, query: { dryRun?: boolean; mapping?: string } = {}) {
  const { status, data } = await who(startImport, { params: { kind }, query, body })
  assert.equal(status, 202)
  await runJobs()
  return (await who(getImport, { params: { id: data.import.id } })).data.import
}

const summaryOf = ({ state, created, updated, unchanged, faultCount, rowCount }: Import) => ({
  state,
  created,
  updated,
  unchanged,
  faultCount,
  rowCount,
})
const faultsOf = ({ faults }: Import) => faults.map(({ row, column, value }) => [row, column, value])
const treeOf = async (who: Client) => {
  const { departments } = (await who(listDepartments, { query: { limit: 100, sort: 'code' } })).data
  const codes = new Map(departments.map(({ id, code }) => [id, code]))
  return departments.map(({ code, name, parentId }) => `${code} ${name}${parentId ? ` < ${codes.get(parentId)}` : ''}`)
}

test('a file makes what is new, changes what differs and leaves the rest; the same file again changes nothing', async (t) => {
  const company = await world(t)
  const { admin } = company
  await admin(createDepartment, { body: { code: 'OPS', name: 'Operations' } })
  await admin(createDepartment, { body: { code: 'HR', name: 'People' } })
  // The parent comes after its child, and the heading is as a person would write it.
  const body = file('code;NAME;Parent;Remarks', 'PLAT;Platform;ENG;x', 'ENG;Engineering;;', 'OPS;Operations & sites;;', 'HR;People;;')
  const first = await imported(company, admin, 'departments', body)
  assert.deepEqual(summaryOf(first), { state: 'done', created: 2, updated: 1, unchanged: 1, faultCount: 0, rowCount: 4 })
  assert.deepEqual([first.ignored, first.doneCount], [['Remarks'], 4])
  assert.deepEqual(
    first.found.map(({ heading, key }) => [heading, key]),
    [
      ['code', 'code'],
      ['NAME', 'name'],
      ['Parent', 'parentCode'],
    ],
  )
  const tree = ['ENG Engineering', 'HR People', 'OPS Operations & sites', 'PLAT Platform < ENG']
  assert.deepEqual(await treeOf(admin), tree)
  const again = await imported(company, admin, 'departments', body)
  assert.deepEqual(summaryOf(again), { state: 'done', created: 0, updated: 0, unchanged: 4, faultCount: 0, rowCount: 4 })
  assert.deepEqual(await treeOf(admin), tree)
  const story = (await admin(listEntity, { params: { type: 'import', id: first.id } })).data.entries.map((entry) => entry.story)
  assert.deepEqual(story, ['Ada Admin imported departments: 2 new, 1 changed'])
})

test('every row that is wrong is told with its column, value and reason, and then nothing of the file is written', async (t) => {
  const company = await world(t)
  const run = await imported(
    company,
    company.admin,
    'positions',
    file('code,title,level,department', 'A,Fine,1,', 'b c,Spaces,2,', 'C,,3,', 'D,Too deep,99,', 'A,Twice,1,', 'E,Nowhere,1,GHOST'),
  )
  assert.deepEqual(summaryOf(run), { state: 'refused', created: 2, updated: 0, unchanged: 0, faultCount: 5, rowCount: 6 })
  assert.deepEqual(faultsOf(run), [
    [3, 'code', 'b c'],
    [4, 'title', null],
    [5, 'level', '99'],
    [6, 'code', 'A'],
    [7, 'departmentCode', 'GHOST'],
  ])
  assert.match(run.faults[3]!.reason, /row 2/)
  assert.deepEqual(await company.rows('select code from position where company_id = $company'), [])
})

test('what fails only while it is written names its row and takes everything back', async (t) => {
  const company = await world(t)
  const run = await imported(company, company.admin, 'departments', file('code,name,parent', 'A,A,C', 'B,B,A', 'C,C,B'))
  assert.deepEqual([run.state, run.faultCount], ['refused', 1])
  assert.match(run.faults[0]!.reason, /below itself/)
  assert.deepEqual(await treeOf(company.admin), [])
})

test('a dry run tells what would happen and leaves everything as it is, no event and no job behind', async (t) => {
  const company = await world(t)
  const eventsBefore = await company.rows('select id from domain_event where company_id = $company')
  const run = await imported(company, company.admin, 'departments', file('code,name', 'A,A', 'B,B'), { dryRun: true })
  assert.deepEqual(summaryOf(run), { state: 'checked', created: 2, updated: 0, unchanged: 0, faultCount: 0, rowCount: 2 })
  assert.deepEqual(await treeOf(company.admin), [])
  assert.deepEqual(await company.rows('select id from domain_event where company_id = $company'), eventsBefore)
  // It finds what only writing finds.
  const round = await imported(company, company.admin, 'departments', file('code,name,parent', 'A,A,B', 'B,B,A'), { dryRun: true })
  assert.equal(round.state, 'refused')
})

test('what is no sheet is refused in words, and so is one without the columns that rows are found by', async (t) => {
  const company = await world(t)
  const reasonsOf = async (body: Buffer, query = {}) =>
    (await imported(company, company.admin, 'departments', body, query)).faults.map(({ reason }) => reason)
  assert.deepEqual(await reasonsOf(Buffer.from([0xff, 0xd8, 0xff, 0, 1])), [
    'The file is neither an Excel workbook nor text in UTF-8 or UTF-16.',
  ])
  assert.deepEqual(await reasonsOf(file('name', 'A')), ['The column Code is missing.'])
  assert.deepEqual(await reasonsOf(file('code,name,Code', 'A,B,C')), ['This column stands there twice.'])
  const { status, error } = await company.admin(startImport, { params: { kind: 'departments' }, body: Buffer.alloc(0) })
  assert.deepEqual([status, error.code], [400, 'EMPTY_FILE'])
  const odd = await company.admin(startImport, { params: { kind: 'departments' }, query: { mapping: '[1]' }, body: file('code') })
  assert.deepEqual([odd.status, odd.error.code], [400, 'VALIDATION_FAILED'])
})

test('a heading stands for the column that the mapping says', async (t) => {
  const company = await world(t)
  const run = await imported(company, company.admin, 'departments', file('Abteilung,Bezeichnung', 'A,Einkauf'), {
    mapping: JSON.stringify({ Abteilung: 'code', Bezeichnung: 'name' }),
  })
  assert.equal(run.state, 'done')
  assert.deepEqual(await treeOf(company.admin), ['A Einkauf'])
})

for (const [format, contract] of [
  ['csv', exportCsv],
  ['xlsx', exportXlsx],
] as const) {
  test(`what is exported as ${format} is imported again without changing anything, whatever names hold`, async (t) => {
    const company = await world(t)
    const { admin } = company
    const name = fc
      .string({ unit: 'grapheme', minLength: 1, maxLength: 40 })
      .filter((text) => text.trim() === text && text.isWellFormed() && !/\0/.test(text))
    const names = [...fc.sample(name, 20), '=HYPERLINK("x")', '+1', '-1', '@x', "'quoted", 'a,b;c"d', '007', 'line\nbreak']
    for (const [index, one] of names.entries()) {
      const { status } = await admin(createDepartment, { body: { code: `D${index}`, name: one } })
      assert.equal(status, 201, one)
    }
    const { bytes } = await admin(contract, { params: { kind: 'departments' } })
    const run = await imported(company, admin, 'departments', bytes)
    assert.deepEqual(summaryOf(run), {
      state: 'done',
      created: 0,
      updated: 0,
      unchanged: names.length,
      faultCount: 0,
      rowCount: names.length,
    })
    // Into an empty company it makes the same.
    const other = await world(t)
    await imported(other, other.admin, 'departments', bytes)
    assert.deepEqual(await treeOf(other.admin), await treeOf(admin))
    if (format === 'csv') assert(!/^[=+@]/m.test(bytes.toString().replaceAll('\uFEFF', '')))
  })
}

test('the same file sent twice at once makes everything once', async (t) => {
  const company = await world(t)
  const { admin, assembly } = company
  const body = file('code,name', ...Array.from({ length: 50 }, (_, index) => `D${index},Department ${index}`))
  const ids = await Promise.all(
    [1, 2, 3].map(async () => (await admin(startImport, { params: { kind: 'departments' }, body })).data.import.id),
  )
  await Promise.all(ids.map((importId) => runImport(assembly.deps, { companyId: company.companyId, importId })))
  const runs = await Promise.all(ids.map(async (id) => (await admin(getImport, { params: { id } })).data.import))
  assert.deepEqual(
    runs.map(({ state }) => state),
    ['done', 'done', 'done'],
  )
  assert.equal(
    runs.reduce((sum, { created }) => sum + created, 0),
    50,
  )
  assert.equal((await treeOf(admin)).length, 50)
  // A job that is run again finds it done.
  await runImport(assembly.deps, { companyId: company.companyId, importId: ids[0]! })
  assert.equal((await treeOf(admin)).length, 50)
})

test('a file that two work at once, as when its job was taken for dead, is told as the first left it', async (t) => {
  const { admin, assembly, companyId } = await world(t)
  const body = file('code,name', 'LEGAL,Legal', 'OPS,Operations')
  const { id } = (await admin(startImport, { params: { kind: 'departments' }, body })).data.import
  await Promise.all([1, 2, 3].map(() => runImport(assembly.deps, { companyId, importId: id })))
  const told = (await admin(getImport, { params: { id } })).data.import
  assert.deepEqual(summaryOf(told), { state: 'done', created: 2, updated: 0, unchanged: 0, faultCount: 0, rowCount: 2 })
})

test('a kind is there only for who may change it over the whole company, and an import only for who sent it', async (t) => {
  const company = await world(t)
  const reader = await company.as(['import.run', 'organization.read'])
  const kinds = (await reader(listImportKinds)).data.kinds
  assert.deepEqual(
    kinds
      .filter(({ kind }) => ['branches', 'departments', 'positions'].includes(kind))
      .map(({ kind, canImport, canExport }) => [kind, canImport, canExport]),
    [
      ['branches', false, true],
      ['departments', false, true],
      ['positions', false, true],
    ],
  )
  assert.equal((await reader(startImport, { params: { kind: 'departments' }, body: file('code') })).status, 404)
  assert.equal((await reader(exportCsv, { params: { kind: 'departments' } })).status, 200)
  const mine = await imported(company, company.admin, 'departments', file('code,name', 'A,A'))
  assert.equal((await reader(getImport, { params: { id: mine.id } })).status, 404)
  assert.deepEqual((await reader(listImports)).data.imports, [])
  assert.deepEqual(
    (await company.admin(listImports)).data.imports.map(({ id }) => id),
    [mine.id],
  )
  assert.equal((await company.admin(exportCsv, { params: { kind: 'ghosts' } })).status, 404)
})

test('an import is refused once its sender may no longer do it, or is archived', async (t) => {
  const company = await world(t)
  const someone = await company.as(['import.run', 'organization.manage', 'organization.read'])
  const sent = async () =>
    (await someone(startImport, { params: { kind: 'departments' }, body: file('code,name', `${newId().slice(-8)},X`) })).data.import.id
  const stateOf = async (id: string) =>
    (await company.rows<{ state: string }>('select state from import_run where company_id = $company and id = $1', id))[0]!.state
  const first = await sent()
  await company.rows(
    `update access_grant set valid_to = now() - interval '1 second', valid_from = now() - interval '1 day' where company_id = $company and user_id = $1 and permission = 'organization.manage'`,
    someone.userId,
  )
  await company.runJobs()
  assert.equal(await stateOf(first), 'refused')
  await company.rows(`update access_grant set valid_to = null where company_id = $company and user_id = $1`, someone.userId)
  await company.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  const second = await sent()
  await company.rows(`update user_account set status = 'archived' where company_id = $company and id = $1`, someone.userId)
  await company.runJobs()
  assert.equal(await stateOf(second), 'refused')
  assert.deepEqual(await company.rows('select code from department where company_id = $company'), [])
})
