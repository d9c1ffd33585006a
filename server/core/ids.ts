import { randomBytes } from 'node:crypto'

let pool = randomBytes(4096)
let used = 0

let lastMs = 0
let count = 0

/**
 * A new UUIDv7: the first 48 bits are the Unix time in milliseconds, the next 12 count within it, so that ids of one process
 * sort in the order in which they were made (RFC 9562 § 5.7, § 6.2 method 1).
 */
export function newId(): string {
  if (used + 9 > pool.length) {
    pool = randomBytes(4096)
    used = 0
  }
  const random = pool.toString('hex', used, used + 9)
  used += 9
  const at = Date.now()
  if (at > lastMs) {
    lastMs = at
    count = Number.parseInt(random.slice(0, 2), 16)
  } else if (count < 0xfff) count += 1
  else {
    // The count of this millisecond is used up: the next one is begun early.
    lastMs += 1
    count = 0
  }
  const time = lastMs.toString(16).padStart(12, '0')
  const variant = '89ab'[Number.parseInt(random[2]!, 16) & 3]
  return `${time.slice(0, 8)}-${time.slice(8)}-7${count.toString(16).padStart(3, '0')}-${variant}${random.slice(3, 6)}-${random.slice(6)}`
}

/** Whether a text is a UUID in its usual spelling; what is not must never reach a `SET LOCAL`. */
export function isId(text: string): boolean {
  return /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.test(text)
}
