import assert from 'node:assert/strict'
import { test } from 'node:test'
import sharp from 'sharp'
import { onePixel } from '../../../tests/plausible.ts'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { listEntity } from '../audit/audit.contract.ts'
import { getPhoto, photoSizes, removePhoto, uploadPhoto } from './employees.photo.contract.ts'

const plain = (width: number, height: number, background = '#c03030') =>
  sharp({ create: { width, height, channels: 3, background }, limitInputPixels: false })
const upload = (client: Client, person: Client, body: Buffer, headers: Record<string, string> = {}) =>
  client(uploadPhoto, { params: { id: person.employeeId }, body, headers })
const show = (client: Client, person: Client, size?: number, headers: Record<string, string> = {}) =>
  client(getPhoto, { params: { id: person.employeeId }, query: size ? { size } : {}, headers })

/** The colour in the middle of a picture, roughly. */
async function colourOf(picture: Buffer) {
  const { dominant } = await sharp(picture).stats()
  return (['r', 'g', 'b'] as const).reduce((most, channel) => (dominant[channel] > dominant[most] ? channel : most))
}

const own = ['employee.read', 'employee.update-records:own']

test('a photo is kept square in three sizes, as WebP, whatever it came as', async (t) => {
  const { as } = await world(t)
  for (const picture of [plain(900, 300).jpeg(), plain(300, 900).png(), plain(40, 40).webp()]) {
    const me = await as(own)
    const { status, data } = await upload(me, me, await picture.toBuffer())
    assert.equal(status, 200)
    for (const size of photoSizes) {
      const { bytes, headers } = await show(me, me, size)
      assert.equal(headers['content-type'], 'image/webp')
      const { format, width, height } = await sharp(bytes).metadata()
      assert.deepEqual([format, width, height, await colourOf(bytes)], ['webp', size, size, 'r'])
      assert.equal(headers['etag'], `"${data.photo.hash}-${size}"`)
    }
    assert.deepEqual((await show(me, me)).bytes, (await show(me, me, 256)).bytes)
  }
})

test('nothing of the original file is kept: no place, no camera, and it stands upright', async (t) => {
  const { as, rows } = await world(t)
  const me = await as(own)
  // Green above red, told by the file to be shown turned by a quarter.
  const halves = await sharp({ create: { width: 400, height: 400, channels: 3, background: '#c03030' } })
    .composite([{ input: await plain(400, 200, '#30c030').png().toBuffer(), top: 0, left: 0 }])
    .png()
    .toBuffer()
  const taken = await sharp(halves)
    .withExif({
      IFD0: { Make: 'SecretCamera', Artist: 'Mei Chen' },
      IFD3: { GPSLatitudeRef: 'S', GPSLatitude: '6/1 12/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '106/1 48/1 0/1' },
    })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  assert(taken.includes('SecretCamera') && (await sharp(taken).metadata()).exif!.length > 100, 'the file carries what it should lose')
  assert.equal((await upload(me, me, taken)).status, 200)
  for (const size of photoSizes) {
    const { bytes } = await show(me, me, size)
    const { exif, xmp, iptc, orientation } = await sharp(bytes).metadata()
    assert.deepEqual([exif, xmp, iptc, orientation], [undefined, undefined, undefined, undefined])
    for (const secret of ['SecretCamera', 'Mei Chen', 'Exif', 'GPS']) assert(!bytes.includes(secret), secret)
    const side = { top: 0, width: size / 2 - 2, height: size }
    assert.equal(
      await colourOf(
        await sharp(bytes)
          .extract({ ...side, left: size / 2 + 2 })
          .png()
          .toBuffer(),
      ),
      'g',
      'what was above is right',
    )
    assert.equal(
      await colourOf(
        await sharp(bytes)
          .extract({ ...side, left: 0 })
          .png()
          .toBuffer(),
      ),
      'r',
    )
  }
  const kept = await rows<{ content: Buffer }>(`select content from employee_photo where company_id = $company`)
  assert(kept.every(({ content }) => !content.includes('SecretCamera')))
})

test('a file is what it holds, not what it is called', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  const files = {
    'a text called .jpg': Buffer.from('this is no picture, it is a text'),
    nothing: Buffer.alloc(0),
    'a drawing that could load others': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'),
    'a format not taken': await plain(9, 9).tiff().toBuffer(),
    'an animation': await plain(9, 9).gif().toBuffer(),
    'the beginning of one only': onePixel.subarray(0, 12),
  }
  for (const [name, file] of Object.entries(files)) {
    const { status, error } = await upload(me, me, file)
    assert.deepEqual([status, error.code], [415, 'IMAGE_TYPE'], name)
  }
  assert.equal((await upload(me, me, await plain(9, 9).png().toBuffer(), { 'content-type': 'image/jpeg' })).status, 200)
})

test('a picture that is cut off or damaged is refused and the one before stays', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  await upload(me, me, onePixel)
  const before = (await show(me, me)).bytes
  const noise = await sharp({
    create: { width: 300, height: 300, channels: 3, background: '#000', noise: { type: 'gaussian', mean: 120, sigma: 60 } },
  })
    .jpeg()
    .toBuffer()
  const { status, error } = await upload(me, me, noise.subarray(0, noise.length / 2))
  assert.deepEqual([status, error.code], [422, 'IMAGE_DAMAGED'])
  assert.deepEqual((await show(me, me)).bytes, before)
})

test('a small file that claims a huge picture is refused by its figures before it is decoded', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  const bomb = await plain(12_000, 9_000).png({ compressionLevel: 9 }).toBuffer()
  assert(bomb.length < 1_000_000)
  const { status, error } = await upload(me, me, bomb)
  assert.deepEqual([status, error.code], [422, 'IMAGE_TOO_MANY_PIXELS'])
  assert.deepEqual(error.details, { width: 12_000, height: 9_000, maxPixels: 50_000_000 })
})

test('too large, of another type, or no file at all is refused in the envelope before anything looks at it', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  const post = (body: unknown, type?: string) =>
    me.raw('POST', `employees/${me.employeeId}/image`, body, type ? { 'content-type': type } : {})
  const { maxBytes } = uploadPhoto.schema.upload
  const tried = [
    [await post(Buffer.alloc(maxBytes + 1), 'image/png'), 413, 'BODY_TOO_LARGE'],
    [await post(Buffer.alloc(maxBytes), 'image/png'), 415, 'IMAGE_TYPE'],
    [await post({ image: 'x' }), 415, 'WRONG_MEDIA_TYPE'],
    [await post('text', 'text/plain'), 415, 'WRONG_MEDIA_TYPE'],
    [await post(Buffer.from('x'), 'image/svg+xml'), 415, 'WRONG_MEDIA_TYPE'],
    [await post(undefined), 415, 'WRONG_MEDIA_TYPE'],
  ] as const
  for (const [{ status, error }, expected, code] of tried) assert.deepEqual([status, error.code], [expected, code])
  assert.equal((await me.raw('POST', 'departments', onePixel, { 'content-type': 'image/png' })).status, 403)
})

test('a copy that is still the current one is not sent again, and another photo is', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  await upload(me, me, onePixel)
  const { headers } = await show(me, me, 64)
  assert.match(String(headers['cache-control']), /\bprivate\b/)
  for (const tag of [headers['etag'], `W/${String(headers['etag'])}`, `"other", ${String(headers['etag'])}`]) {
    const again = await show(me, me, 64, { 'if-none-match': String(tag) })
    assert.deepEqual([again.status, again.bytes.length, again.headers['etag']], [304, 0, headers['etag']])
  }
  const etag = { 'if-none-match': String(headers['etag']) }
  assert.equal((await show(me, me, 512, etag)).status, 200, 'of another size')
  await upload(me, me, await plain(10, 10, '#3030c0').png().toBuffer())
  assert.equal((await show(me, me, 64, etag)).status, 200)
  assert.equal((await show(me, me, 100)).status, 400, 'a size that is not kept')
})

test('a photo is seen within employee.read, set and removed within employee.update-records, and else not there', async (t) => {
  const { as, admin, nobody } = await world(t)
  const [me, colleague] = [await as(own), await as(['employee.read:own'])]
  assert.equal((await show(me, me)).status, 404, 'there is none yet')
  assert.equal((await upload(me, me, onePixel)).status, 200)
  assert.equal((await show(await as('employee.read'), me)).status, 200)
  assert.equal((await upload(me, colleague, onePixel)).status, 404, "another's")
  assert.equal((await me(removePhoto, { params: { id: colleague.employeeId } })).status, 404)
  assert.equal((await show(colleague, me)).status, 404, 'out of reach')
  assert.equal((await upload(colleague, colleague, onePixel)).status, 403)
  assert.equal((await upload(await as('employee.update-records'), me, onePixel)).status, 404, 'who may not see them')
  assert.equal((await show(nobody, me)).status, 401)
  assert.equal((await admin(uploadPhoto, { params: { id: newId() }, body: onePixel })).status, 404)
  assert.equal((await admin(removePhoto, { params: { id: me.employeeId } })).status, 200)
  assert.equal((await show(me, me)).status, 404)
  assert.equal((await admin(removePhoto, { params: { id: me.employeeId } })).status, 404, 'nothing to remove')
  const { entries } = (await admin(listEntity, { params: { type: 'employee', id: me.employeeId } })).data
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    ['employee.photo-changed', 'employee.photo-removed'],
  )
})

test('of photos sent at once one is kept, in all its sizes', async (t) => {
  const { as } = await world(t)
  const me = await as(own)
  const files = await Promise.all(['#c03030', '#30c030', '#3030c0'].map((colour) => plain(90, 90, colour).png().toBuffer()))
  const answers = await Promise.all(files.map((file) => upload(me, me, file)))
  assert.deepEqual(
    answers.map(({ status }) => status),
    [200, 200, 200],
  )
  const kept = await Promise.all(photoSizes.map((size) => show(me, me, size)))
  assert.equal(new Set(await Promise.all(kept.map(({ bytes }) => colourOf(bytes)))).size, 1)
})

test('a photo sent twice with one idempotency key is kept once, and another with that key is refused', async (t) => {
  const { as, rows } = await world(t)
  const me = await as(own)
  const key = { 'idempotency-key': newId() }
  const [first, again] = [await upload(me, me, onePixel, key), await upload(me, me, onePixel, key)]
  assert.deepEqual([again.data, again.headers['idempotent-replay']], [first.data, 'true'])
  assert.equal((await upload(me, me, await plain(9, 9).png().toBuffer(), key)).error.code, 'IDEMPOTENCY_KEY_REUSED')
  const events = await rows(`select 1 from domain_event where company_id = $company and kind = 'employee.photo-changed'`)
  assert.equal(events.length, 1)
})
