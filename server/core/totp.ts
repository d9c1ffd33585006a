import { createHmac, timingSafeEqual } from 'node:crypto'

const stepSeconds = 30
const digits = 6
/** How many steps a clock may be off, either way (RFC 6238 § 5.2 advises one). */
const drift = 1

/**
 * The code of a time step: HMAC-SHA-1, cut to `length` digits.
 * Source: RFC 4226 § 5.3; RFC 6238 § 4.
 */
export function totpCode(secret: Uint8Array, step: number, length = digits, algorithm: 'sha1' | 'sha256' | 'sha512' = 'sha1'): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const hash = createHmac(algorithm, secret).update(counter).digest()
  const offset = hash.at(-1)! & 0xf
  const number = hash.readUInt32BE(offset) & 0x7fff_ffff
  return String(number % 10 ** length).padStart(length, '0')
}

/** The time step of an instant (ISO): whole half minutes since 1970. */
export const totpStepOf = (instant: string) => Math.floor(Date.parse(instant) / 1000 / stepSeconds)

/**
 * The step whose code this is, now or one step off; undefined when it is of none of them. Every step is computed whatever
 * the first ones say, so that the time tells nothing.
 */
export function matchingStep(secret: Uint8Array, code: string, now: string): number | undefined {
  const given = Buffer.from(code)
  const current = totpStepOf(now)
  let found: number | undefined
  for (let step = current - drift; step <= current + drift; step += 1) {
    const expected = Buffer.from(totpCode(secret, step))
    if (given.length === expected.length && timingSafeEqual(given, expected)) found = step
  }
  return found
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Bytes as authenticator apps want them typed: base32 without padding (RFC 4648 § 6). */
export function base32(bytes: Uint8Array): string {
  let [text, bits, value] = ['', 0, 0]
  for (const byte of bytes) {
    value = ((value << 8) | byte) & 0xffff
    bits += 8
    while (bits >= 5) {
      text += alphabet[(value >> (bits - 5)) & 31]
      bits -= 5
    }
  }
  return bits > 0 ? text + alphabet[(value << (5 - bits)) & 31] : text
}

/** What the square picture holds that an authenticator app reads (Key Uri Format of Google Authenticator). */
export function otpauthUri(secret: Uint8Array, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  const settings = new URLSearchParams({
    secret: base32(secret),
    issuer,
    algorithm: 'SHA1',
    digits: String(digits),
    period: String(stepSeconds),
  })
  // Apps read %20 as a space, and not all of them +.
  return `otpauth://totp/${label}?${settings.toString().replaceAll('+', '%20')}`
}
