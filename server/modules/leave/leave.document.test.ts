import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { askLeave } from '../../../tests/leave.ts'
import { onePixel } from '../../../tests/plausible.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { changeLeave } from './leave.change.contract.ts'
import { getRequest, previewLeave, submitLeave } from './leave.contract.ts'
import {
  getLeaveDocument,
  largestDocument,
  listLeaveDocuments,
  removeLeaveDocument,
  uploadLeaveDocument,
} from './leave.document.contract.ts'
import { clearDocuments } from './leave.jobs.ts'
import { createType } from './leave.type.contract.ts'

const pdf = Buffer.from('%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n')

/** Illness needs a document above two days; Mei asks, HR acts for others, a boss decides. */
async function office(t: TestContext) {
  const w = await world(t)
  w.at('2026-03-02T09:00:00Z')
  const boss = await w.as(['leave.approve', 'leave.read'])
  const mei = await w.as(['leave.request', 'leave.read:own', 'leave.read-documents:own'], { managerId: boss.employeeId })
  const hr = await w.as(['leave.request', 'leave.manage', 'leave.read', 'leave.configure', 'leave.read-documents'])
  const { type } = (await hr(createType, { body: { code: 'ill', name: 'Illness', tracksBalance: false, documentAboveDays: 2 } })).data
  return { ...w, boss, mei, hr, ask: { typeId: type.id, firstDay: '2026-03-09', lastDay: '2026-03-11' } }
}

const upload = (client: Client, body: Buffer = pdf, query: { employeeId?: string; fileName?: string } = {}) =>
  client(uploadLeaveDocument, { query: { fileName: 'certificate.pdf', ...query }, body })
const uploaded = async (client: Client, employeeId?: string) => {
  const answer = await upload(client, pdf, employeeId ? { employeeId } : {})
  assert.equal(answer.status, 201, JSON.stringify(answer.json))
  return answer.data.document
}
const read = (client: Client, id: string) => client(getLeaveDocument, { params: { id } })

test('leave that needs a document is refused with the figure, and accepted with one handed in', async (t) => {
  const { mei, ask } = await office(t)
  const without = await askLeave(mei, ask)
  assert.deepEqual(
    [without.status, without.error.message, without.error.details],
    [422, 'Above 2 days this leave needs a document; 3 are asked for.', { days: 3, documentAboveDays: 2 }],
  )
  const { id, ...file } = await uploaded(mei)
  assert.partialDeepStrictEqual(file, { fileName: 'certificate.pdf', mediaType: 'application/pdf', size: pdf.length })
  const body = { ...ask, documentIds: [id] }
  assert.equal((await mei(previewLeave, { body })).data.preview.refusal, null)
  const { request } = (await mei(submitLeave, { body })).data
  assert.deepEqual([request.documentCount, request.can.readDocuments], [1, true])
  const { documents } = (await mei(listLeaveDocuments, { params: { id: request.id } })).data
  assert.deepEqual(
    documents.map((one) => one.id),
    [id],
  )
  assert.deepEqual((await read(mei, id)).bytes, pdf)
  const again = await mei(submitLeave, { body: { ...body, firstDay: '2026-04-06', lastDay: '2026-04-08' } })
  assert.deepEqual([again.status, again.error.code], [422, 'LEAVE_DOCUMENT_NOT_FOUND'], 'it belongs to a request')
})

test('HR reads a document and it is recorded; whoever decides sees that there is one and cannot read it', async (t) => {
  const { mei, hr, boss, admin, ask } = await office(t)
  const { id } = await uploaded(mei)
  const { request } = (await mei(submitLeave, { body: { ...ask, documentIds: [id] } })).data
  const seen = (await boss(getRequest, { params: { id: request.id } })).data.request
  assert.deepEqual([seen.documentCount, seen.can.readDocuments, seen.can.approve], [1, false, true])
  assert.equal((await read(boss, id)).status, 403)
  assert.equal((await boss(listLeaveDocuments, { params: { id: request.id } })).status, 403)
  const { bytes, headers } = await read(hr, id)
  assert.deepEqual(bytes, pdf)
  assert.match(String(headers['content-disposition']), /^attachment; filename="certificate.pdf"/)
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: mei.employeeId } })).data
  assert.deepEqual(
    entries.map(({ kind }) => kind).filter((kind) => kind.startsWith('leave-document')),
    ['leave-document.viewed', 'leave-document.added'].toSorted(),
    'reading it oneself is not recorded',
  )
  assert(!JSON.stringify(entries).includes('certificate'), 'the name of a file may tell an illness')
})

test("somebody else's documents are not there: to read, to remove or to ask with", async (t) => {
  const { as, mei, hr, ask } = await office(t)
  const ben = await as(['leave.request', 'leave.read:own', 'leave.read-documents:own'])
  const { id } = await uploaded(mei)
  assert.equal((await read(ben, id)).status, 404)
  assert.equal((await ben(removeLeaveDocument, { params: { id } })).status, 404)
  const { error } = await ben(submitLeave, { body: { ...ask, documentIds: [id] } })
  assert.deepEqual([error.code, error.details], ['LEAVE_DOCUMENT_NOT_FOUND', { field: 'documentIds', missing: [id] }])
  const unknown = await ben(submitLeave, { body: { ...ask, documentIds: [newId()] } })
  assert.deepEqual([unknown.status, unknown.error.code], [422, error.code])
  assert.equal((await upload(ben, pdf, { employeeId: mei.employeeId })).status, 404, 'for others only who may act for them')
  const forMei = await uploaded(hr, mei.employeeId)
  const entered = await hr(submitLeave, { body: { ...ask, employeeId: mei.employeeId, documentIds: [forMei.id] } })
  assert.deepEqual([entered.status, entered.data.request.documentCount], [201, 1])
  const params = { id: entered.data.request.id }
  assert.equal((await hr(listLeaveDocuments, { params })).data.documents.length, 1)
  assert.equal((await ben(listLeaveDocuments, { params })).status, 404)
})

test('a document handed in later lets a request be made longer; what belongs to a request is not removed', async (t) => {
  const { mei, ask } = await office(t)
  const { request } = (await askLeave(mei, { ...ask, lastDay: '2026-03-10' })).data
  const params = { id: request.id }
  assert.equal((await mei(changeLeave, { params, body: { lastDay: '2026-03-11' } })).error.code, 'LEAVE_DOCUMENT_REQUIRED')
  const { id } = await uploaded(mei)
  const changed = await mei(changeLeave, { params, body: { lastDay: '2026-03-11', documentIds: [id] } })
  assert.deepEqual([changed.status, changed.data.request.documentCount], [200, 1])
  assert.equal((await mei(changeLeave, { params, body: { lastDay: '2026-03-12' } })).status, 200, 'it has one already')
  assert.equal((await mei(removeLeaveDocument, { params: { id } })).status, 404)
})

test('what is no PDF or picture is refused whatever it is called, and so is what is too large', async (t) => {
  const { mei } = await office(t)
  for (const file of [
    Buffer.from('MZ this is a program'),
    Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
    Buffer.from('PK\x03\x04'),
  ]) {
    const { status, error } = await upload(mei, file)
    assert.deepEqual([status, error.code], [415, 'FILE_TYPE'])
  }
  assert.equal((await upload(mei, Buffer.concat([pdf, Buffer.alloc(largestDocument)]))).status, 413)
  assert.equal((await upload(mei, onePixel, { fileName: 'photo.exe' })).data.document.fileName, 'photo.exe.png')
})

test('of two requests at once with one document one gets it, and of many uploads at once ten wait', async (t) => {
  const { mei, ask } = await office(t)
  const { id } = await uploaded(mei)
  const answers = await Promise.all(
    ['03', '04'].map((month) =>
      mei(submitLeave, { body: { ...ask, firstDay: `2026-${month}-16`, lastDay: `2026-${month}-18`, documentIds: [id] } }),
    ),
  )
  assert.deepEqual(
    answers.map(({ status }) => status).toSorted((a, b) => a - b),
    [201, 422],
  )
  const uploads = await Promise.all(Array.from({ length: 12 }, () => upload(mei)))
  assert.equal(uploads.filter(({ status }) => status === 201).length, 10)
  assert.equal(uploads.find(({ status }) => status === 409)?.error.code, 'LEAVE_DOCUMENTS_WAITING')
})

test('what no request names is removed after a day, and by who uploaded it before', async (t) => {
  const { mei, ask, assembly, rows, at } = await office(t)
  const [kept, forgotten, removed] = [await uploaded(mei), await uploaded(mei), await uploaded(mei)]
  await mei(submitLeave, { body: { ...ask, documentIds: [kept.id] } })
  assert.equal((await mei(removeLeaveDocument, { params: { id: removed.id } })).status, 200)
  const left = async () =>
    (await rows<{ id: string }>('select id from leave_document where company_id = $company order by id')).map(({ id }) => id)
  await clearDocuments(assembly.deps)
  assert.deepEqual(await left(), [kept.id, forgotten.id].toSorted())
  at('2026-03-03T09:00:01Z')
  await clearDocuments(assembly.deps)
  assert.deepEqual(await left(), [kept.id])
})
