import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import type pg from 'pg'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { verifyAudit } from './audit.contract.ts'
import { chainedRoot, leafHash, merkleRoot } from '../../core/merkle.ts'
import type { SealedEvent } from '../../core/merkle.ts'

const verify = async ({ admin }: World) => (await admin(verifyAudit)).data
type Leaf = { event_id: string; batch: number; position: number; hash: Buffer }
const leavesOf = ({ rows }: World) => rows<Leaf>('select * from audit_leaf where company_id = $company order by batch, position')

/** A company with three sealed batches of one to three events each, and a connection that may do anything to it. */
async function sealedCompany(t: TestContext) {
  const w = await world(t)
  const owner = await connect(t, null)
  let minutes = 0
  for (const count of [1, 2, 3]) {
    for (let index = 0; index < count; index += 1) await w.admin(updateSettings, { body: { attendanceGraceMinutes: (minutes += 1) } })
    const expected = minutes + 1
    for (const deadline = Date.now() + 20_000; (await verify(w)).entries < expected;) assert.ok(Date.now() < deadline)
  }
  assert.equal((await verify(w)).intact, true)
  return { w, owner, leaves: await leavesOf(w) }
}
const where = 'where company_id = $1 and id = $2'
const change = (owner: pg.Client, w: World, id: string, set: string) =>
  owner.query(`update domain_event set ${set} ${where}`, [w.companyId, id])

test('one byte of a sealed entry changed by the owner of the database, in whatever field, is found and named', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const victim = leaves[2]!
  const { rows } = await owner.query<Record<string, unknown>>(`select * from domain_event ${where}`, [w.companyId, victim.event_id])
  const original = rows[0]!
  const changes = [
    "at = at + interval '1 millisecond'",
    "kind = kind || 'x'",
    `actor_user_id = '${newId()}'`,
    'actor_user_id = null',
    "actor_name = 'Bda Admin'",
    "subject_type = 'Company'",
    `subject_id = '${newId()}'`,
    "request_id = request_id || '1'",
    "address = '127.0.0.2'",
    `before = jsonb_set(before, '{attendanceGraceMinutes}', '9')`,
    `after = jsonb_set(after, '{attendanceGraceMinutes}', '"2"')`,
    'before = null',
    "after = '{}'",
    `data = '{"note": ""}'`,
  ]
  for (const set of changes) {
    await change(owner, w, victim.event_id, set)
    const { intact, fault, root } = await verify(w)
    assert.deepEqual(
      [intact, root, fault],
      [false, null, { batch: victim.batch, entryId: victim.event_id, problem: 'This entry is not what was sealed.' }],
      set,
    )
    const columns = Object.keys(original).filter((name) => !['company_id', 'id', 'transaction_id'].includes(name))
    await owner.query(`update domain_event set ${columns.map((name, index) => `${name} = $${index + 3}`).join(', ')} ${where}`, [
      w.companyId,
      victim.event_id,
      ...columns.map((name) => original[name]),
    ])
    assert.equal((await verify(w)).intact, true, `put back after ${set}`)
  }
})

test('of several faults the first is named', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  for (const index of [5, 3, 1]) {
    await change(owner, w, leaves[index]!.event_id, "actor_name = 'Eve'")
    assert.equal((await verify(w)).fault?.entryId, leaves[index]!.event_id)
  }
})

test('a removed entry is named', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  await owner.query(`delete from domain_event ${where}`, [w.companyId, leaves[3]!.event_id])
  assert.deepEqual((await verify(w)).fault, { batch: leaves[3]!.batch, entryId: leaves[3]!.event_id, problem: 'This entry was removed.' })
})

test('an entry removed together with its hash is missed in its batch', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const { batch, event_id: id } = leaves.at(-1)!
  await owner.query('delete from audit_leaf where company_id = $1 and event_id = $2', [w.companyId, id])
  await owner.query(`delete from domain_event ${where}`, [w.companyId, id])
  const { fault } = await verify(w)
  assert.equal(fault?.batch, batch)
  assert.match(fault.problem, /^The batch sealed \d entries, \d are there\.$/)
})

test('an entry put in behind the seal is named, and stays named: no later sealing makes it look right', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const forged = newId()
  await owner.query(
    `insert into domain_event (company_id, id, at, kind, actor_name, transaction_id)
     select company_id, $3, at, kind, 'Eve', transaction_id from domain_event ${where}`,
    [w.companyId, leaves[1]!.event_id, forged],
  )
  for (let round = 0; round < 2; round += 1) {
    const { intact, fault } = await verify(w)
    assert.equal(intact, false)
    assert.deepEqual([fault?.entryId, fault?.problem], [forged, 'This entry was put in behind the seal.'])
    await w.admin(updateSettings, { body: { attendanceGraceMinutes: 100 + round } })
  }
  assert.deepEqual(await w.rows('select from audit_leaf where company_id = $company and event_id = $1', forged), [])
})

test('a change made fitting step by step up the chain is always found at the next step, in its batch', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const victim = leaves.find(({ batch }) => batch === 2)!
  await change(owner, w, victim.event_id, "actor_name = 'Eve'")
  const [event] = await w.rows('select * from domain_event where company_id = $company and id = $1', victim.event_id)
  const camel = Object.fromEntries(
    Object.entries(event!).map(([name, value]) => [name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase()), value]),
  )
  const hash = leafHash({ ...camel, at: new Date(String(camel['at'])).toISOString() } as unknown as SealedEvent)

  await owner.query('update audit_leaf set hash = $3 where company_id = $1 and event_id = $2', [w.companyId, victim.event_id, hash])
  assert.deepEqual((await verify(w)).fault, { batch: 2, entryId: null, problem: 'The hashes of this batch do not give its root.' })

  const merkle = merkleRoot((await leavesOf(w)).filter(({ batch }) => batch === 2).map((leaf) => leaf.hash))
  const set = (column: string, value: Buffer) =>
    owner.query(`update audit_batch set ${column} = $2 where company_id = $1 and batch = 2`, [w.companyId, value])
  await set('merkle_root', merkle)
  assert.deepEqual((await verify(w)).fault, { batch: 2, entryId: null, problem: 'This batch does not continue the chain.' })

  const [first] = await w.rows<{ root: Buffer }>('select root from audit_batch where company_id = $company and batch = 1')
  await set('root', chainedRoot(first!.root, 2, merkle))
  assert.deepEqual((await verify(w)).fault, { batch: 3, entryId: null, problem: 'This batch does not continue the chain.' })
})

test('a changed root, a moved hash, a wrong count and a missing batch are named with their batch', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const inBatch = (batch: number) => leaves.filter((leaf) => leaf.batch === batch)
  const two = [...new Set(leaves.map(({ batch }) => batch))].find((batch) => inBatch(batch).length > 1)!
  const batch = 'where company_id = $1 and batch = $2'
  const tamper: [string, string[], number, RegExp][] = [
    [
      `update audit_batch set root = set_byte(root, 31, (get_byte(root, 31) + 1) % 256) ${batch}`,
      [`update audit_batch set root = set_byte(root, 31, (get_byte(root, 31) + 255) % 256) ${batch}`],
      2,
      /chain/,
    ],
    [
      `update audit_batch set previous_root = set_byte(previous_root, 0, (get_byte(previous_root, 0) + 1) % 256) ${batch}`,
      [`update audit_batch set previous_root = set_byte(previous_root, 0, (get_byte(previous_root, 0) + 255) % 256) ${batch}`],
      1,
      /chain/,
    ],
    [
      `update audit_batch set entry_count = entry_count + 1 ${batch}`,
      [`update audit_batch set entry_count = entry_count - 1 ${batch}`],
      2,
      /sealed \d entries/,
    ],
    [
      `update audit_leaf set position = position + 10 ${batch} and position = 0`,
      [`update audit_leaf set position = 0 ${batch} and position = 10`],
      two,
      /hashes/,
    ],
  ]
  for (const [statement, undo, number, problem] of tamper) {
    await owner.query(statement, [w.companyId, number])
    const { fault } = await verify(w)
    assert.deepEqual([fault?.batch, fault?.entryId], [number, null], statement)
    assert.match(fault!.problem, problem)
    for (const back of undo) await owner.query(back, [w.companyId, number])
    assert.equal((await verify(w)).intact, true)
  }
  await owner.query(`delete from audit_leaf ${batch}`, [w.companyId, 2])
  await owner.query(`delete from audit_batch ${batch}`, [w.companyId, 2])
  assert.match((await verify(w)).fault!.problem, /^Batch 2 is missing\.$/)
})

test('verifying asks for its own permission, and one company’s broken chain is no other’s', async (t) => {
  const { w, owner, leaves } = await sealedCompany(t)
  const other = await world(t)
  await change(owner, w, leaves[0]!.event_id, "actor_name = 'Eve'")
  assert.deepEqual([(await verify(w)).intact, (await verify(other)).intact], [false, true])
  assert.equal((await (await w.as('audit.read'))(verifyAudit)).status, 403)
  assert.equal((await w.nobody(verifyAudit)).status, 401)
  assert.equal((await (await other.as('audit.verify'))(verifyAudit)).status, 200)
})
