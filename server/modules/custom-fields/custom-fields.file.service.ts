import { createHash } from 'node:crypto'
import { fromBufferPromise } from 'yauzl'
import type { Ctx } from '../../core/context.ts'
import type { Params } from '../../core/contract.ts'
import { visible } from '../../core/access.ts'
import { fail } from '../../core/errors.ts'
import { takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import { fileTypes } from './custom-fields.contract.ts'
import type * as contract from './custom-fields.file.contract.ts'
import { fileNameOf, markOf, officeTypeOf } from './custom-fields.file.rules.ts'
import type { FileType } from './custom-fields.file.rules.ts'
import { groupVisible } from './custom-fields.group.queries.ts'
import { customFileViewed } from './custom-fields.value.contract.ts'
import { lockPerson, tellChange, writableFields } from './custom-fields.value.service.ts'

type FileCtx = Ctx<'customField' | 'customValue' | 'customFile' | 'employee'>
type File = { readonly content: Buffer; readonly mediaType: FileType; readonly fileName: string }

const mostParts = 2000

/** A file with what it is by its content, whatever it was called; looked at before the transaction. Refuses what is none of the types. */
export async function fileOf(content: Uint8Array, name: string | undefined): Promise<File> {
  const mark = markOf(content)
  const mediaType = mark === 'zip' ? officeTypeOf(await partsOf(Buffer.from(content))) : mark
  if (!mediaType) throw wrongType(fileTypes)
  return { content: Buffer.from(content), mediaType, fileName: fileNameOf(name, mediaType) }
}

async function partsOf(content: Buffer): Promise<string[]> {
  const names: string[] = []
  try {
    const zip = await fromBufferPromise(content, { lazyEntries: true, autoClose: false })
    for await (const { fileName } of zip.eachEntry()) if (names.push(fileName) > mostParts) return []
    return names
  } catch {
    return []
  }
}

const wrongType = (mediaTypes: readonly string[]) =>
  fail.wrongType('FILE_TYPE', 'This is no file of a type that is taken here, whatever it is called.', { mediaTypes })

/** Puts a file into a field, in the place of the one before. To whom the field is hidden it is not there. */
export async function keepCustomFile(ctx: FileCtx & PlaceCtx, { id, key }: Params<typeof contract.uploadCustomFile>, file: File) {
  await takePlace(ctx, 'storageBytes', file.content.length)
  const person = await lockPerson(ctx, id)
  const field = (await writableFields(ctx, id, false)).find((one) => one.key === key && one.kind === 'file')
  if (!field) throw fail.notFound()
  const allowed = field.rules.mediaTypes ?? fileTypes
  if (!allowed.includes(file.mediaType)) throw wrongType(allowed)
  const { content, mediaType, fileName } = file
  await tellChange(ctx, { id, person }, async () => {
    await ctx.tx
      .insertInto('customValue')
      .values({ companyId: ctx.companyId, fieldId: field.id, objectId: id, textValue: fileName })
      .onConflict((conflict) => conflict.columns(['companyId', 'fieldId', 'objectId']).doUpdateSet({ textValue: fileName }))
      .execute()
    const hash = createHash('sha256').update(content).digest('base64url')
    const kept = { content, mediaType, size: content.length, hash, uploadedAt: ctx.now }
    await ctx.tx
      .insertInto('customFile')
      .values({ companyId: ctx.companyId, fieldId: field.id, objectId: id, ...kept })
      .onConflict((conflict) => conflict.columns(['companyId', 'fieldId', 'objectId']).doUpdateSet(kept))
      .execute()
    return [field.label]
  })
  return { file: { fileName, mediaType, size: content.length, uploadedAt: ctx.now } }
}

export async function getCustomFile(ctx: FileCtx, { id, key }: Params<typeof contract.getCustomFile>) {
  const file = await ctx.tx
    .selectFrom('customFile as c')
    .innerJoin('customField as f', (join) => join.onRef('f.id', '=', 'c.fieldId').on('f.companyId', '=', ctx.companyId))
    .innerJoin('customValue as v', (join) =>
      join.onRef('v.fieldId', '=', 'c.fieldId').onRef('v.objectId', '=', 'c.objectId').on('v.companyId', '=', ctx.companyId),
    )
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'c.objectId').on('e.companyId', '=', ctx.companyId))
    .select(['c.content', 'c.hash', 'v.textValue as fileName', 'f.label', 'e.firstName', 'e.lastName'])
    .where('c.companyId', '=', ctx.companyId)
    .where('c.objectId', '=', id)
    .where('f.key', '=', key)
    .where('f.archivedAt', 'is', null)
    .where(visible(ctx, 'employee.read', 'c.objectId'))
    .where(groupVisible(ctx, 'c.objectId'))
    .executeTakeFirst()
  if (!file) throw fail.notFound()
  const { content, hash, fileName, label, firstName, lastName } = file
  if (id !== ctx.actor.employeeId)
    ctx.noteRead(customFileViewed, { subject: { type: 'employee', id }, data: { person: `${firstName} ${lastName}`, fields: label } })
  return { content, hash, fileName: fileName! }
}
