import sharp from 'sharp'
import type { Metadata, Sharp } from 'sharp'
import { fail } from './errors.ts'

// A file decides by its content which decoder reads it: those of other formats (SVG, PDF, raw photos …) are switched off.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'] })
// Pictures come one by one: a cache of decoded ones would only hold memory, and one must not take every core.
sharp.cache(false)
sharp.concurrency(1)

export const pictureTypes = ['image/jpeg', 'image/png', 'image/webp'] as const

/** 6,000 × 4,000 and a little; a small file can claim far more and would fill the memory. */
const maxPixels = 25_000_000

let turn: Promise<unknown> = Promise.resolve()

/**
 * What `encode` makes of a picture, which it gets upright. Takes up to two seconds, so it never runs inside a transaction; one file
 * after the other, because each may fill 100 MB while it is decoded.
 * Refuses what is no JPEG, PNG or WebP (415), what has too many pixels, and what cannot be decoded to its end (422).
 */
export async function writtenAnew<T>(file: Uint8Array, encode: (picture: Sharp) => Promise<T>): Promise<T> {
  if (file.length === 0) notAnImage()
  refuseUnfit(await sharp(file, { limitInputPixels: false }).metadata().catch(notAnImage))
  const written = turn.then(() => encode(sharp(file, { limitInputPixels: maxPixels, failOn: 'error' }).autoOrient()).catch(damaged))
  turn = written.catch(() => undefined)
  return written
}

function damaged(): never {
  throw fail.unprocessable('IMAGE_DAMAGED', 'The picture cannot be read to its end; it may not have come over whole.')
}

function notAnImage(): never {
  throw fail.wrongType('IMAGE_TYPE', 'This is not a picture in JPEG, PNG or WebP, whatever it is called.', { mediaTypes: pictureTypes })
}

function refuseUnfit({ width, height }: Metadata) {
  if (width * height > maxPixels) {
    throw fail.unprocessable('IMAGE_TOO_MANY_PIXELS', `A picture may have ${maxPixels / 1e6} million pixels.`, { width, height, maxPixels })
  }
}
