import { randomBytes } from 'node:crypto'
import { LRUCache } from 'lru-cache'
import type { CompanyDoor } from './company-door.ts'
import type { Deps } from './deps.ts'
import { fail } from './errors.ts'
import { isId } from './ids.ts'
import { hashSecret } from './tokens.ts'

const prefix = 'mst_'
const form = /^mst_[A-Za-z0-9_-]{86}$/

export type KeySignature = { readonly keyId: string; readonly keyHash: Buffer }

/**
 * A new key: `mst_` and, in base64url, the company, the key's id and 256 random bits. Company and id stand in it so that
 * using it searches nothing; the prefix is what scanners for leaked secrets look for.
 */
export function newApiKey(companyId: string, keyId: string): string {
  const ids = Buffer.from((companyId + keyId).replaceAll('-', ''), 'hex')
  return prefix + Buffer.concat([ids, randomBytes(32)]).toString('base64url')
}

const seen = new LRUCache<string, { companyId: string; signature: KeySignature }>({ max: 10_000 })

/** Which key a text says it is; whether it is genuine is asked of the database, by its hash. Anything else is a 401. */
export function readApiKey(text: string): { companyId: string; signature: KeySignature } {
  const known = seen.get(text)
  if (known) return known
  if (!form.test(text)) throw refused()
  const hex = Buffer.from(text.slice(prefix.length), 'base64url').toString('hex')
  const [companyId, keyId] = [hex.slice(0, 32), hex.slice(32, 64)].map((id) =>
    id.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5'),
  ) as [string, string]
  if (!isId(companyId) || !isId(keyId)) throw refused()
  const read = { companyId, signature: { keyId, keyHash: hashSecret(text) } }
  seen.set(text, read)
  return read
}

export const refused = () => fail.unauthenticated('API_KEY_INVALID', 'This API key is not known, has ended, or was revoked.')

const everyMs = 60_000

export type KeyUse = { note(companyId: string, keyId: string): void }

/** Remembers when keys were last used, with at most one write a minute for each key and server. Nobody waits for it. */
export function makeKeyUse(door: CompanyDoor, log: Deps['log'], clock: () => Date): KeyUse {
  const written = new LRUCache<string, number>({ max: 10_000 })
  return {
    note(companyId, keyId) {
      const now = clock().getTime()
      if (now - (written.get(keyId) ?? -Infinity) < everyMs) return
      written.set(keyId, now)
      door
        .enterAsSystem(companyId, (ctx) =>
          ctx.tx
            .updateTable('apiKey')
            .set({ lastUsedAt: ctx.now })
            .where('companyId', '=', ctx.companyId)
            .where('id', '=', keyId)
            .execute(),
        )
        .catch((error: unknown) => log.warn({ err: error, keyId }, 'when an API key was last used could not be written'))
    },
  }
}
