import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto'

/** Keeps what the server must read again, and hashes what it must only recognise, under keys made of its secret. */
export type Vault = {
  /** Encrypts; `boundTo` says whose it is, and only with the same words it opens again. */
  seal(plain: Uint8Array, boundTo: string): Buffer
  /** The plain bytes; throws for what was changed, belongs to somebody else or was sealed under another secret. */
  open(sealed: Uint8Array, boundTo: string): Buffer
  /** A hash that nobody can compute without the secret, for codes short enough to be guessed from a bare hash. */
  digest(text: string, boundTo: string): Buffer
}

const nonceBytes = 12
const tagBytes = 16

/** AES-256-GCM and HMAC-SHA-256, each under a key of its own derived from the server's secret (HKDF, RFC 5869). */
export function makeVault(secret: string): Vault {
  const keyFor = (use: string) => Buffer.from(hkdfSync('sha256', secret, '', `muster ${use}`, 32))
  const [sealing, hashing] = [keyFor('sealing'), keyFor('hashing')]
  return {
    seal(plain, boundTo) {
      const nonce = randomBytes(nonceBytes)
      const cipher = createCipheriv('aes-256-gcm', sealing, nonce).setAAD(Buffer.from(boundTo))
      return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()])
    },
    open(sealed, boundTo) {
      const [nonce, tag] = [sealed.subarray(0, nonceBytes), sealed.subarray(-tagBytes)]
      const decipher = createDecipheriv('aes-256-gcm', sealing, nonce, { authTagLength: tagBytes })
        .setAAD(Buffer.from(boundTo))
        .setAuthTag(tag)
      return Buffer.concat([decipher.update(sealed.subarray(nonceBytes, -tagBytes)), decipher.final()])
    },
    digest: (text, boundTo) => createHmac('sha256', hashing).update(`${boundTo}\n${text}`).digest(),
  }
}
