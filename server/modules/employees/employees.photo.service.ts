import { createHash } from 'node:crypto'
import sharp from 'sharp'
import type { Sharp } from 'sharp'
import { visible } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { fail } from '../../core/errors.ts'
import { writtenAnew } from '../../core/pictures.ts'
import { takePlace } from '../companies/index.ts'
import type { PlaceCtx } from '../companies/index.ts'
import * as contract from './employees.photo.contract.ts'
import { lockPerson } from './employees.person.queries.ts'

type PhotoCtx = Ctx<'employee' | 'employeePhoto'>
type KeepCtx = PhotoCtx & PlaceCtx
type Pictures = { readonly hash: string; readonly bySize: readonly { readonly size: number; readonly content: Buffer }[] }

/** The pictures that are kept of a file: upright, square, one per size, WebP without a word about where or with what it was taken. */
export function picturesOf(file: Uint8Array): Promise<Pictures> {
  return writtenAnew(file, encode)
}

async function encode(picture: Sharp): Promise<Pictures> {
  const [largest] = [...contract.photoSizes].sort((a, b) => b - a)
  const { data, info } = await picture
    .resize(largest, largest, { fit: 'cover' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  const { width, height, channels } = info
  const bySize = await Promise.all(
    contract.photoSizes.map(async (size) => ({
      size,
      content: await sharp(data, { raw: { width, height, channels } }).resize(size, size).webp({ quality: 82 }).toBuffer(),
    })),
  )
  return { hash: createHash('sha256').update(bySize.at(-1)!.content).digest('base64url'), bySize }
}

export async function keepPhoto(ctx: KeepCtx, employeeId: string, { hash, bySize }: Pictures) {
  await takePlace(
    ctx,
    'storageBytes',
    bySize.reduce((sum, { content }) => sum + content.length, 0),
  )
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
