import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Metadata } from 'sharp'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import * as contract from './employees.photo.contract.ts'
import { lockPerson } from './employees.person.queries.ts'

type PhotoCtx = Ctx<'employee' | 'employeePhoto'>
type Pictures = { readonly hash: string; readonly bySize: readonly { readonly size: number; readonly content: Buffer }[] }

// A file decides by its content which decoder reads it: those of other formats (SVG, PDF, raw photos …) are switched off.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
// Photos come one by one: a cache of decoded pictures would only hold memory, and one must not take every core.
sharp.cache(false)
sharp.concurrency(1)

/** More than any camera of a phone makes; a small file can claim far more and would fill the memory. */
const maxPixels = 50_000_000

/**
 * The pictures that are kept of a file: upright, square, one per size, WebP without a word about where or with what it was
 * taken. Takes up to a second, so it never runs inside a transaction.
 * Refuses what is no JPEG, PNG or WebP (415), what has too many pixels, and what cannot be decoded to its end (422).
 */
export async function picturesOf(file: Uint8Array): Promise<Pictures> {
  if (file.length === 0) notAnImage()
  refuseUnfit(await sharp(file, { limitInputPixels: false }).metadata().catch(notAnImage))
  const [largest] = [...contract.photoSizes].sort((a, b) => b - a)
  const { data, info } = await sharp(file, { limitInputPixels: maxPixels, failOn: 'error' })
    .autoOrient()
    .resize(largest, largest, { fit: 'cover' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
    .catch(() => {
      throw fail.unprocessable('IMAGE_DAMAGED', 'The picture cannot be read to its end; it may not have come over whole.')
    })
  const { width, height, channels } = info
  const bySize = await Promise.all(
    contract.photoSizes.map(async (size) => ({
      size,
      content: await sharp(data, { raw: { width, height, channels } }).resize(size, size).webp({ quality: 82 }).toBuffer(),
    })),
  )
  return { hash: createHash('sha256').update(bySize.at(-1)!.content).digest('base64url'), bySize }
}

function notAnImage(): never {
  throw fail.wrongType('IMAGE_TYPE', 'This is not a picture in JPEG, PNG or WebP, whatever it is called.', {
    mediaTypes: contract.uploadPhoto.schema.upload.mediaTypes,
  })
}

function refuseUnfit({ width, height }: Metadata) {
  if (width * height > maxPixels) {
    throw fail.unprocessable('IMAGE_TOO_MANY_PIXELS', `A picture may have ${maxPixels / 1e6} million pixels.`, { width, height, maxPixels })
  }
}

export async function keepPhoto(ctx: PhotoCtx, employeeId: string, { hash, bySize }: Pictures) {
  const person = await lockPerson(ctx, employeeId, 'employee.read')
  await ctx.tx
    .insertInto('employeePhoto')
    .values(bySize.map(({ size, content }) => ({ companyId: ctx.companyId, employeeId, size, content, hash, takenAt: ctx.now })))
    .onConflict((conflict) =>
      conflict.columns(['companyId', 'employeeId', 'size']).doUpdateSet((eb) => ({
        content: eb.ref('excluded.content'),
        hash: eb.ref('excluded.hash'),
        takenAt: eb.ref('excluded.takenAt'),
      })),
    )
    .execute()
  await ctx.emit(contract.photoChanged, { subject: { type: 'employee', id: employeeId }, data: { person } })
  return { photo: { hash, takenAt: ctx.now } }
}

/** Removes the photo; of somebody who has none there is nothing to remove. */
export async function removePhoto(ctx: PhotoCtx, employeeId: string) {
  const person = await lockPerson(ctx, employeeId, 'employee.read')
  const removed = await ctx.tx
    .deleteFrom('employeePhoto')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .returning('size')
    .execute()
  if (removed.length === 0) throw fail.notFound()
  await ctx.emit(contract.photoRemoved, { subject: { type: 'employee', id: employeeId }, data: { person } })
  return {}
}

export async function getPhoto(ctx: PhotoCtx, employeeId: string, size = 256) {
  const photo = await ctx.tx
    .selectFrom('employeePhoto')
    .select(['content', 'hash'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('size', '=', size)
    .where(visible(ctx, 'employee.read', 'employeeId'))
    .executeTakeFirst()
  if (!photo) throw fail.notFound()
  return { content: photo.content, hash: `${photo.hash}-${size}` }
}
