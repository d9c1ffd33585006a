import assert from 'node:assert/strict'
import { buffer } from 'node:stream/consumers'
import { test } from 'node:test'
import { ZipFile } from 'yazl'
import { onePixel } from '../../../tests/plausible.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import type { Body } from '../../core/contract.ts'
import { writeXlsx } from '../../core/xlsx-write.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { createEmployee } from '../employees/employees.contract.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import { createCustomField, updateCustomField } from './custom-fields.contract.ts'
import { getCustomFile, largestFile, uploadCustomFile } from './custom-fields.file.contract.ts'
import { fileNameOf, markOf } from './custom-fields.file.rules.ts'
import { getCustomValues, updateCustomValues } from './custom-fields.value.contract.ts'

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\n%%EOF\n')
const addField = async (admin: Client, field: Partial<Body<typeof createCustomField>> = {}) =>
  (await admin(createCustomField, { body: { objectKind: 'employee', key: 'contract', label: 'Contract', kind: 'file', ...field } })).data
    .customField
const put = (who: Client, { employeeId }: { employeeId: string }, body: Buffer, fileName?: string) =>
  who(uploadCustomFile, { params: { id: employeeId, key: 'contract' }, query: fileName === undefined ? {} : { fileName }, body })
const get = (who: Client, { employeeId }: { employeeId: string }) => who(getCustomFile, { params: { id: employeeId, key: 'contract' } })
const archive = async (...names: string[]) => {
  const zip = new ZipFile()
  for (const name of names) zip.addBuffer(Buffer.from('x'), name)
  zip.end()
  return buffer(zip.outputStream)
}

test('a file is put into a field, read back as it was, replaced and removed', async (t) => {
  const { admin, as, rows } = await world(t)
  await addField(admin)
  const mei = await as([])
  const first = await put(admin, mei, pdf, 'Kontrak Budi “2026”.pdf')
  const { uploadedAt: _, ...file } = first.data.file
  assert.deepEqual([first.status, file], [200, { fileName: 'Kontrak Budi “2026”.pdf', mediaType: 'application/pdf', size: pdf.length }])
  const answer = await get(admin, mei)
  assert.deepEqual([answer.status, answer.bytes.equals(pdf)], [200, true])
  assert.equal(answer.headers['content-type'], 'application/octet-stream')
  assert.equal(answer.headers['x-content-type-options'], 'nosniff')
  assert.equal(
    answer.headers['content-disposition'],
    `attachment; filename="Kontrak Budi _2026_.pdf"; filename*=UTF-8''Kontrak%20Budi%20%E2%80%9C2026%E2%80%9D.pdf`,
  )
  const valuesOf = async () => (await admin(getCustomValues, { params: { id: mei.employeeId } })).data.values
  assert.deepEqual(await valuesOf(), { contract: 'Kontrak Budi “2026”.pdf' })
  await put(admin, mei, onePixel, '../../etc/photo')
  assert.deepEqual(await valuesOf(), { contract: 'photo.png' })
  assert.equal((await rows('select from custom_file where company_id = $company')).length, 1, 'of what was replaced nothing is kept')
  const stories = (await admin(listEntity, { params: { type: 'employee', id: mei.employeeId } })).data.entries.map(({ story }) => story)
  assert.equal(stories.filter((story) => story.startsWith('Ada Admin changed Contract of')).length, 2)
  assert.equal((await admin(updateCustomValues, { params: { id: mei.employeeId }, body: { custom: { contract: 'x' } } })).status, 400)
  assert.equal((await admin(updateCustomValues, { params: { id: mei.employeeId }, body: { custom: { contract: null } } })).status, 200)
  assert.equal((await get(admin, mei)).status, 404)
  assert.equal((await rows('select from custom_file where company_id = $company')).length, 0)
})

test('what a file is, is judged by its content and by what the field allows, whatever it is called', async (t) => {
  const { admin, as } = await world(t)
  const field = await addField(admin)
  const mei = await as([])
  const workbook = await buffer(writeXlsx([['a']]))
  const document = await archive('[Content_Types].xml', 'word/document.xml')
  for (const [body, mediaType] of [
    [pdf, 'application/pdf'],
    [onePixel, 'image/png'],
    [workbook, 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    [document, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
  ] as const)
    assert.equal((await put(admin, mei, body, 'x.exe')).data.file.mediaType, mediaType)
  for (const body of [
    Buffer.from('<html><script>alert(1)</script>'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.from('MZ\x90'),
    Buffer.from(' %PDF-1.7'),
    await archive('a.txt'),
    await archive('[Content_Types].xml', 'word/document.xml', 'word/vbaProject.bin'),
    Buffer.from('PK\x03\x04 broken'),
    Buffer.alloc(0),
  ]) {
    const refused = await put(admin, mei, body, 'x.pdf')
    assert.deepEqual([refused.status, refused.error.code], [415, 'FILE_TYPE'], body.toString('latin1').slice(0, 20))
  }
  const tooLarge = await put(admin, mei, Buffer.concat([pdf, Buffer.alloc(largestFile)]))
  assert.equal(tooLarge.status, 413)
  const narrow = (mediaTypes: string[]) =>
    admin(updateCustomField, { params: { id: field.id }, body: { rules: { mediaTypes: mediaTypes as ['application/pdf'] } } })
  assert.equal((await narrow(['application/pdf'])).error.code, 'CUSTOM_VALUES_IN_THE_WAY')
  await put(admin, mei, pdf)
  assert.equal((await narrow(['application/pdf'])).status, 200)
  const other = await put(admin, mei, onePixel)
  assert.deepEqual([other.status, other.error.details], [415, { mediaTypes: ['application/pdf'] }])
  assert.equal((await narrow(['text/html'])).status, 400)
})

test('a file is for whom its group is shown of that person; to everybody else it is not there', async (t) => {
  const { admin, as } = await world(t)
  await addField(admin, { fieldGroup: 'pay' })
  const clerk = await as(['employee.read', 'employee.update', 'employee.read-pay:team'])
  const [report, other] = [await as([], { managerId: clerk.employeeId }), await as([])]
  for (const person of [report, other]) assert.equal((await put(admin, person, pdf, 'secret.pdf')).status, 200)
  assert.deepEqual([(await get(clerk, report)).status, (await get(clerk, other)).status], [200, 404])
  assert.deepEqual([(await put(clerk, report, onePixel)).status, (await put(clerk, other, onePixel)).status], [200, 404])
  const far = await as(['employee.read:own', 'employee.read-pay', 'employee.update:team'])
  assert.deepEqual([(await get(far, other)).status, (await put(far, other, pdf)).status], [404, 404])
  assert.equal((await put(await as('employee.read'), other, pdf)).status, 403)
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: other.employeeId } })).data
  assert.equal(JSON.stringify(entries).includes('secret.pdf'), false, 'not even its name is told')
})

test('a field of files can be asked of nobody who is added, is in no filter, and archived holds what it held', async (t) => {
  const { admin, as } = await world(t)
  const body = { objectKind: 'employee', key: 'contract', label: 'Contract', kind: 'file', isRequired: true } as const
  assert.equal((await admin(createCustomField, { body })).status, 400)
  const field = await addField(admin)
  assert.equal((await admin(updateCustomField, { params: { id: field.id }, body: { isRequired: true } })).status, 400)
  const hiring = { firstName: 'A', lastName: 'B', joinedOn: '2026-01-05' }
  assert.equal((await admin(createEmployee, { body: { ...hiring, custom: { contract: 'x' } } })).status, 400)
  const mei = await as([])
  await put(admin, mei, pdf, 'a.pdf')
  assert.equal((await admin(listEmployees, { query: { custom: ['contract=a.pdf'] } })).status, 400)
  const shown = (await admin(listEmployees, { query: { customFields: ['contract'] } })).data.employees
  assert.deepEqual(
    shown.map(({ custom }) => custom),
    [{ contract: 'a.pdf' }],
  )
  await admin(updateCustomField, { params: { id: field.id }, body: { archived: true } })
  assert.deepEqual([(await get(admin, mei)).status, (await put(admin, mei, pdf)).status], [404, 404])
  await admin(updateCustomField, { params: { id: field.id }, body: { archived: false } })
  assert.equal((await get(admin, mei)).status, 200)
})

test('of several uploads at once one file stands whole, with its name', async (t) => {
  const { admin, as, rows } = await world(t)
  await addField(admin)
  const mei = await as([])
  const sent = await Promise.all([0, 1, 2, 3].map((n) => put(admin, mei, n % 2 ? pdf : onePixel, `n${n}`)))
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200, 200, 200, 200],
  )
  const [value] = await rows<{ name: string; type: string }>(
    `select v.text_value as name, c.media_type as type from custom_file c join custom_value v on v.field_id = c.field_id and v.object_id = c.object_id
     where c.company_id = $company`,
  )
  assert.equal(value!.name.endsWith('.pdf'), value!.type === 'application/pdf')
})

test('a name is kept without folders and invisible letters, and ends like its type', () => {
  for (const [given, expected] of [
    [undefined, 'file.pdf'],
    ['', 'file.pdf'],
    ['a.pdf', 'a.pdf'],
    ['A.PDF', 'A.PDF'],
    ['a.exe', 'a.exe.pdf'],
    ['C:\\temp\\x', 'x.pdf'],
    ['../../x', 'x.pdf'],
    ['.htaccess', 'htaccess.pdf'],
    ['a\u0000b\u202Efdp.exe', 'abfdp.exe.pdf'],
    ['ü'.repeat(300), `${'ü'.repeat(190)}.pdf`],
  ] as const)
    assert.equal(fileNameOf(given, 'application/pdf'), expected)
  assert.equal(fileNameOf('a.jpeg', 'image/jpeg'), 'a.jpeg')
  assert.equal(markOf(Buffer.from('RIFF1234WEBPVP8 ', 'latin1')), 'image/webp')
  assert.equal(markOf(Buffer.from('RIFF1234WAVE', 'latin1')), undefined)
})
