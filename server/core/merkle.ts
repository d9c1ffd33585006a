import { createHash } from 'node:crypto'

/** One domain event, in the fields that are sealed. */
export type SealedEvent = {
  readonly companyId: string
  readonly id: string
  readonly at: string
  readonly kind: string
  readonly actorUserId: string | null
  readonly actorName: string
  readonly subjectType: string | null
  readonly subjectId: string | null
  readonly requestId: string | null
  readonly address: string | null
  readonly before: unknown
  readonly after: unknown
  readonly data: unknown
}

/** The chain begins here: 32 zero bytes. */
export const genesis: Buffer = Buffer.alloc(32)

/** The hash of an event: RFC 6962 leaf hash (prefix 0x00) of its canonical JSON. */
export function leafHash(event: SealedEvent): Buffer {
  const { companyId, id, at, kind, actorUserId, actorName, subjectType, subjectId, requestId, address, before, after, data } = event
  const sealed = { companyId, id, at, kind, actorUserId, actorName, subjectType, subjectId, requestId, address, before, after, data }
  return sha256(Buffer.concat([Buffer.of(0), Buffer.from(canonicalJson(sealed))]))
}

/**
 * The Merkle tree hash of leaf hashes, RFC 6962 § 2.1: a node is the hash of 0x01, left and right, and the split is at the
 * largest power of two below the count. At least one leaf.
 */
export function merkleRoot(leaves: readonly Buffer[]): Buffer {
  if (leaves.length <= 1) return leaves[0] ?? sha256(Buffer.alloc(0))
  let split = 1
  while (split * 2 < leaves.length) split *= 2
  return sha256(Buffer.concat([Buffer.of(1), merkleRoot(leaves.slice(0, split)), merkleRoot(leaves.slice(split))]))
}

/** The root of a batch in the chain: the hash of the root before it, the batch's number and its Merkle root. */
export function chainedRoot(previous: Buffer, batch: number, root: Buffer): Buffer {
  const number = Buffer.alloc(4)
  number.writeUInt32BE(batch)
  return sha256(Buffer.concat([previous, number, root]))
}

/** JSON with the keys of every object in order and no spaces, so that the same value has the same bytes everywhere (as RFC 8785). */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`
  if (value === null || typeof value !== 'object') return JSON.stringify(value ?? null)
  const members = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${JSON.stringify(key)}:${canonicalJson(inner)}`)
  return `{${members.join(',')}}`
}

const sha256 = (bytes: Buffer) => createHash('sha256').update(bytes).digest()
