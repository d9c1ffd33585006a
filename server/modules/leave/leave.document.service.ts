import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import * as contract from './leave.document.contract.ts'
import { subjectOf } from './leave.evaluate.service.ts'
import type { LeaveCtx } from './leave.evaluate.service.ts'
import { lockEmployee } from './leave.person.service.ts'

type DocumentCtx = Ctx<'leaveDocument' | 'leaveRequest' | 'employee' | 'userAccount'>
type File = { readonly content: Buffer; readonly mediaType: string; readonly fileName: string }

/** Documents of one person that no request names yet; more are refused until a request names them or a day has passed. */
const mostWaiting = 10

/** Keeps a document for leave that is to be asked for; the person is locked, so that the limit holds for several at once. */
export async function keepDocument(
  ctx: LeaveCtx & DocumentCtx & PlaceCtx,
  whose: string | undefined,
  { content, mediaType, fileName }: File,
) {
  if (!contract.documentTypes.some((type) => type === mediaType))
    throw fail.wrongType('FILE_TYPE', 'This is no file of a type that is taken here, whatever it is called.', {
      mediaTypes: contract.documentTypes,
    })
  const { userId } = ctx.actor
  if (!userId) throw fail.forbidden('NO_ACCOUNT', 'Documents are handed in by somebody with an account.')
  await takePlace(ctx, 'storageBytes', content.length)
  const { employeeId } = await subjectOf(ctx, { employeeId: whose })
  await lockEmployee(ctx, employeeId)
  const { waiting } = await ctx.tx
    .selectFrom('leaveDocument')
    .select((eb) => eb.fn.countAll<number>().as('waiting'))
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('requestId', 'is', null)
    .executeTakeFirstOrThrow()
  if (waiting >= mostWaiting)
    throw fail.conflict('LEAVE_DOCUMENTS_WAITING', `${mostWaiting} documents wait for a request already; remove one or use it.`, {
      mostWaiting,
    })
  const id = newId()
  await ctx.tx
    .insertInto('leaveDocument')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId,
      fileName,
      mediaType,
      size: content.length,
      hash: createHash('sha256').update(content).digest('base64url'),
      content,
      uploadedBy: userId,
      uploadedAt: ctx.now,
    })
    .execute()
  const document = await selectDocuments(ctx).where('d.id', '=', id).executeTakeFirstOrThrow()
  await tell(ctx, contract.leaveDocumentAdded, document)
  return { document: shown(document) }
}

/** Only what waits can be removed: what belongs to a request was looked at when it was decided. */
export async function removeDocument(ctx: DocumentCtx, id: string) {
  const document = await selectDocuments(ctx)
    .where('d.id', '=', id)
    .where('d.requestId', 'is', null)
    .where('d.uploadedBy', '=', ctx.actor.userId)
    .executeTakeFirst()
  if (!document) throw fail.notFound()
  const removed = await ctx.tx
    .deleteFrom('leaveDocument')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('requestId', 'is', null)
    .returning('id')
    .executeTakeFirst()
  if (!removed) throw fail.notFound()
  await tell(ctx, contract.leaveDocumentRemoved, document)
  return {}
}

/** The documents of a request within the reach of reading documents; out of reach the request is not there. */
export async function listDocuments(ctx: DocumentCtx, requestId: string) {
  const request = await ctx.tx
    .selectFrom('leaveRequest')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', requestId)
    .where(visible(ctx, 'leave.read-documents', 'employeeId'))
    .executeTakeFirst()
  if (!request) throw fail.notFound()
  const documents = await selectDocuments(ctx).where('d.requestId', '=', requestId).orderBy('d.uploadedAt').limit(100).execute()
  return { documents: documents.map(shown) }
}

export async function getDocument(ctx: DocumentCtx, id: string) {
  const document = await selectDocuments(ctx)
    .select(['d.content', 'd.hash'])
    .where('d.id', '=', id)
    .where(visible(ctx, 'leave.read-documents', 'd.employeeId'))
    .executeTakeFirst()
  if (!document) throw fail.notFound()
  const { content, hash, fileName, employeeId, person } = document
  if (employeeId !== ctx.actor.employeeId)
    ctx.noteRead(contract.leaveDocumentViewed, { subject: { type: 'employee', id: employeeId }, data: { employeeId, person, fileName } })
  return { content, hash, fileName }
}

/** Refuses documents that are not there, not this person's, not uploaded by who asks, or named by another request already. */
export async function checkDocuments(ctx: DocumentCtx, employeeId: string, ids: readonly string[] = []) {
  if (ids.length === 0) return
  const found = await waitingOf(ctx, employeeId, ids).select('id').execute()
  if (found.length < ids.length) throw unknownDocument(ids.filter((id) => !found.some((one) => one.id === id.toLowerCase())))
}

/** Gives documents to a request. The condition is the guard: of two requests at once one finds a document gone. */
export async function attachDocuments(ctx: DocumentCtx, employeeId: string, requestId: string, ids: readonly string[] = []) {
  if (ids.length === 0) return
  const attached = await ctx.tx
    .updateTable('leaveDocument')
    .set({ requestId })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('uploadedBy', '=', ctx.actor.userId)
    .where('requestId', 'is', null)
    .where('id', 'in', ids)
    .returning('id')
    .execute()
  if (attached.length < ids.length) throw unknownDocument(ids.filter((id) => !attached.some((one) => one.id === id.toLowerCase())))
}

export async function hasDocuments(ctx: DocumentCtx, requestId: string) {
  const one = await ctx.tx
    .selectFrom('leaveDocument')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('requestId', '=', requestId)
    .limit(1)
    .executeTakeFirst()
  return one !== undefined
}

/** What nobody asked leave with within a day; `before` is an instant. */
export async function removeForgotten(ctx: Ctx<'leaveDocument'>, before: string) {
  await ctx.tx
    .deleteFrom('leaveDocument')
    .where('companyId', '=', ctx.companyId)
    .where('requestId', 'is', null)
    .where('uploadedAt', '<', before)
    .execute()
}

function waitingOf(ctx: DocumentCtx, employeeId: string, ids: readonly string[]) {
  return ctx.tx
    .selectFrom('leaveDocument')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('uploadedBy', '=', ctx.actor.userId)
    .where('requestId', 'is', null)
    .where('id', 'in', ids)
}

const unknownDocument = (missing: readonly string[]) =>
  fail.unprocessable('LEAVE_DOCUMENT_NOT_FOUND', 'There is no such document waiting for a request; upload it again.', {
    field: 'documentIds',
    missing,
  })

function selectDocuments(ctx: DocumentCtx) {
  return ctx.tx
    .selectFrom('leaveDocument as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'd.uploadedBy').on('u.companyId', '=', ctx.companyId))
    .select(['d.id', 'd.fileName', 'd.mediaType', 'd.size', 'd.uploadedAt', 'd.employeeId'])
    .select([
      sql<string>`u.first_name || ' ' || u.last_name`.as('uploadedByName'),
      sql<string>`e.first_name || ' ' || e.last_name`.as('person'),
    ])
    .where('d.companyId', '=', ctx.companyId)
}

type Row = Awaited<ReturnType<ReturnType<typeof selectDocuments>['executeTakeFirstOrThrow']>>
const shown = ({ employeeId: _, person: __, ...document }: Row) => document

async function tell(ctx: DocumentCtx, about: typeof contract.leaveDocumentAdded, { employeeId, person, fileName }: Row) {
  await ctx.emit(about, { subject: { type: 'employee', id: employeeId }, data: { employeeId, person, fileName } })
}
