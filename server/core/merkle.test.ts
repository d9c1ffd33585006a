import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { canonicalJson, chainedRoot, genesis, leafHash, merkleRoot } from './merkle.ts'
import type { SealedEvent } from './merkle.ts'

const sha256 = (...parts: (Buffer | string)[]) =>
  createHash('sha256')
    .update(Buffer.concat(parts.map((part) => Buffer.from(part))))
    .digest()
const leaf = (hex: string) => sha256(Buffer.of(0), Buffer.from(hex, 'hex'))
const node = (left: Buffer, right: Buffer) => sha256(Buffer.of(1), left, right)

// The test data of RFC 6962's reference implementation (google/certificate-transparency, merkle_tree_test.cc).
const inputs = ['', '00', '10', '2021', '3031', '40414243', '5051525354555657', '606162636465666768696a6b6c6d6e6f']
const roots = [
  '6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d',
  'fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125',
  'aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77',
  'd37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7',
  '4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4',
  '76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef',
  'ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c',
  '5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328',
]

const event: SealedEvent = {
  companyId: '01990000-0000-7000-8000-000000000001',
  id: '01990000-0000-7000-8000-000000000002',
  at: '2026-07-29T12:00:00.000Z',
  kind: 'leave.approved',
  actorUserId: '01990000-0000-7000-8000-000000000003',
  actorName: 'Mei Chen',
  subjectType: 'leave-request',
  subjectId: '01990000-0000-7000-8000-000000000004',
  requestId: 'req-1',
  address: '::1',
  before: { state: 'pending' },
  after: { state: 'approved' },
  data: { days: '3', type: 'annual' },
}

test('the Merkle root of up to eight leaves is the one of RFC 6962', () => {
  for (const [index, root] of roots.entries())
    assert.equal(merkleRoot(inputs.slice(0, index + 1).map(leaf)).toString('hex'), root, `${index + 1} leaves`)
  assert.equal(merkleRoot([]).toString('hex'), sha256('').toString('hex'))
})

test('seven leaves are split four and three, three are split two and one', () => {
  const [a, b, c, d, e, f, g] = inputs.map(leaf) as [Buffer, Buffer, Buffer, Buffer, Buffer, Buffer, Buffer]
  assert.deepEqual(merkleRoot([a, b, c, d, e, f, g]), node(node(node(a, b), node(c, d)), node(node(e, f), g)))
})

const hashes = fc.uniqueArray(
  fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes)),
  { minLength: 1, maxLength: 40, selector: (bytes) => bytes.toString('hex') },
)

test('no leaf can be changed, added, dropped, doubled or moved without changing the root', () => {
  fc.assert(
    fc.property(hashes, fc.nat(), (leaves, pick) => {
      const root = merkleRoot(leaves).toString('hex')
      const at = pick % leaves.length
      const others = [
        leaves.with(at, sha256(leaves[at]!)),
        [...leaves, leaves[at]!],
        leaves.toSpliced(at, 0, leaves[at]!),
        ...(leaves.length > 1 ? [leaves.toSpliced(at, 1), [...leaves.slice(1), leaves[0]!]] : []),
      ]
      for (const other of others) assert.notEqual(merkleRoot(other).toString('hex'), root)
    }),
  )
})

test('the hash of an event is that of a zero byte and its fields in alphabetical order', () => {
  const text =
    '{"actorName":"Mei Chen","actorUserId":"01990000-0000-7000-8000-000000000003","address":"::1","after":{"state":"approved"},' +
    '"at":"2026-07-29T12:00:00.000Z","before":{"state":"pending"},"companyId":"01990000-0000-7000-8000-000000000001",' +
    '"data":{"days":"3","type":"annual"},"id":"01990000-0000-7000-8000-000000000002","kind":"leave.approved","requestId":"req-1",' +
    '"subjectId":"01990000-0000-7000-8000-000000000004","subjectType":"leave-request"}'
  assert.deepEqual(leafHash(event), sha256(Buffer.of(0), text))
})

test('every field of an event is sealed; what is not one of its fields is not', () => {
  for (const field of Object.keys(event)) assert.notDeepEqual(leafHash({ ...event, [field]: 'another' }), leafHash(event), field)
  assert.deepEqual(leafHash({ ...event, sealed: true } as SealedEvent), leafHash(event))
  assert.notDeepEqual(leafHash({ ...event, before: null }), leafHash({ ...event, before: {} }))
})

test('a root depends on the root before it, on its number and on its leaves', () => {
  const root = merkleRoot([leaf('00')])
  assert.deepEqual(chainedRoot(genesis, 1, root), sha256(Buffer.alloc(32), Buffer.of(0, 0, 0, 1), root))
  assert.deepEqual(chainedRoot(genesis, 258, root), sha256(Buffer.alloc(32), Buffer.of(0, 0, 1, 2), root))
  const chained = chainedRoot(genesis, 1, root)
  for (const other of [chainedRoot(root, 1, root), chainedRoot(genesis, 2, root), chainedRoot(genesis, 1, genesis)])
    assert.notDeepEqual(other, chained)
})

test('canonical JSON is that of RFC 8785: its numbers, its strings, its order of keys', () => {
  const given = {
    numbers: JSON.parse('[333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001]') as number[],
    string: '\u20ac$\u000f\u000aA\'\u0042\u0022\u005c\\"/',
    literals: [null, true, false],
  }
  assert.equal(
    canonicalJson(given),
    '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
  )
  const keys = { '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\u{1f600}': 5, '\u0080': 6, '\u00f6': 7 }
  assert.equal(canonicalJson(keys), '{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}')
})

const shuffled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(shuffled)
  if (value === null || typeof value !== 'object') return value
  return Object.fromEntries(
    Object.entries(value)
      .toReversed()
      .map(([key, inner]) => [key, shuffled(inner)]),
  )
}

test('the same value has the same text, whatever order its keys were written in, and the text reads back as the value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = canonicalJson(value)
      assert.equal(canonicalJson(shuffled(value)), text)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(value)))
      assert.equal(canonicalJson(JSON.parse(text)), text)
    }),
  )
})

test('two different values never have the same text', () => {
  const pairs: [unknown, unknown][] = [
    [{ a: 1 }, { a: '1' }],
    [{ a: null }, {}],
    [
      [1, 2],
      [2, 1],
    ],
    [
      [[1], 2],
      [1, [2]],
    ],
    [{ 'a":1,"b': 2 }, { a: 1, b: 2 }],
    [null, 'null'],
  ]
  for (const [a, b] of pairs) assert.notEqual(canonicalJson(a), canonicalJson(b))
})
