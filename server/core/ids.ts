import { randomBytes } from 'node:crypto'

let pool = randomBytes(4096)
let used = 0

/** A new UUIDv7: the first 48 bits are the Unix time in milliseconds, so ids made later sort later (RFC 9562 § 5.7). */
export function newId(at = Date.now()): string {
  if (used + 10 > pool.length) {
    pool = randomBytes(4096)
    used = 0
  }
  const time = at.toString(16).padStart(12, '0')
  const random = pool.toString('hex', used, used + 10)
  used += 10
  const variant = '89ab'[Number.parseInt(random[3]!, 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${random.slice(0, 3)}-${variant}${random.slice(4, 7)}-${random.slice(7, 19)}`
}

/** Whether a text is a UUID in its usual spelling; what is not must never reach a `SET LOCAL`. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}
