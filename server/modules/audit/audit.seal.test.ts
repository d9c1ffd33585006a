import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sealEverything } from '../../../tests/seal.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { featuresChanged, updateSettings } from '../companies/companies.contract.ts'
import { listLogs, verifyAudit } from './audit.contract.ts'
import { sealAll, sealCompany } from './seal.system.ts'

const act = ({ admin }: World, index: number) => admin(updateSettings, { body: { attendanceGraceMinutes: index } })
const seal = ({ assembly, companyId }: World) => sealCompany(assembly.deps.system, companyId, assembly.deps.clock())
const unsealed = ({ rows }: World) =>
  rows(
    'select e.id from domain_event e where e.company_id = $company and not exists (select from audit_leaf l where l.company_id = e.company_id and l.event_id = e.id)',
  )
const batches = ({ rows }: World) =>
  rows<{ batch: number; entry_count: number; root: Buffer; previous_root: Buffer }>(
    'select * from audit_batch where company_id = $company order by batch',
  )
const sealAllOf = ({ assembly: { deps }, companyId }: World) => sealEverything(deps.system, companyId, deps.clock())
async function assertOneChain(w: World) {
  const all = await batches(w)
  assert.deepEqual(
    all.map(({ batch }) => batch),
    all.map((_, index) => index + 1),
  )
  for (const [index, { previous_root: previous }] of all.entries())
    assert.deepEqual(previous, index === 0 ? Buffer.alloc(32) : all[index - 1]!.root)
  const leaves = await w.rows<{ event_id: string; batch: number; position: number }>(
    'select event_id, batch, position from audit_leaf where company_id = $company order by batch, position',
  )
  for (const { batch, entry_count: count } of all) {
    assert.deepEqual(
      leaves.filter((leaf) => leaf.batch === batch).map(({ position }) => position),
      Array.from({ length: count }, (_, position) => position),
    )
  }
  const events = await w.rows<{ id: string }>('select id from domain_event where company_id = $company order by transaction_id, id')
  assert.deepEqual(
    leaves.map(({ event_id: id }) => id),
    events.map(({ id }) => id),
    'every event once, in the order of their transactions',
  )
}

test('what happened is sealed in batches that continue one another, and verifies as intact', async (t) => {
  const w = await world(t)
  for (let round = 1; round <= 3; round += 1) {
    await act(w, round)
    await act(w, round + 10)
    await sealAllOf(w)
  }
  await assertOneChain(w)
  const all = await batches(w)
  assert.ok(all.length >= 3)
  const verified = (await w.admin(verifyAudit)).data
  assert.deepEqual(verified, { intact: true, entries: 7, batches: all.length, root: all.at(-1)!.root.toString('hex'), fault: null })
  assert.ok((await w.admin(listLogs)).data.entries.every(({ sealed }) => sealed))
})

test('verifying seals first what happened just now, and sealing again seals nothing anew', async (t) => {
  const w = await world(t)
  await act(w, 1)
  for (const deadline = Date.now() + 20_000; (await w.admin(verifyAudit)).data.entries < 2;) assert.ok(Date.now() < deadline)
  const before = await batches(w)
  assert.equal(await seal(w), 0)
  assert.deepEqual(await batches(w), before)
})

test('sealers at the same moment write one chain', async (t) => {
  const w = await world(t)
  for (let round = 0; round < 3; round += 1) {
    await Promise.all([act(w, 1), act(w, 2), act(w, 3)])
    const counts = await Promise.all([
      seal(w),
      seal(w),
      seal(w),
      sealAll(w.assembly.deps.system, new Date()).then(() => 0),
      w.admin(verifyAudit).then(() => 0),
    ])
    assert.ok(counts.every((count) => count >= 0))
  }
  await sealAllOf(w)
  await assertOneChain(w)
  assert.equal((await w.admin(verifyAudit)).data.intact, true)
})

test('an event of a transaction that is still open is not passed over: it is sealed once it is committed, before those after it', async (t) => {
  const w = await world(t)
  await sealAllOf(w)
  const opened = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  const held = w.assembly.deps.door.enterAsSystem(w.companyId, async (ctx) => {
    await ctx.emit(featuresChanged, { data: {} })
    opened.resolve()
    await release.promise
  })
  await opened.promise
  for (let index = 1; index <= 3; index += 1) assert.equal((await act(w, index)).status, 200)
  await seal(w)
  assert.equal((await unsealed(w)).length, 3, 'those after it wait for it')
  assert.deepEqual((await w.admin(verifyAudit)).data.fault, null)
  release.resolve()
  await held
  await sealAllOf(w)
  await assertOneChain(w)
  const last = await w.rows<{ kind: string }>(
    'select e.kind from audit_leaf l join domain_event e on e.company_id = l.company_id and e.id = l.event_id where l.company_id = $company order by l.batch, l.position',
  )
  assert.deepEqual(
    last.map(({ kind }) => kind),
    ['company.signed-up', 'company.features-changed', ...Array.from({ length: 3 }, () => 'company.settings-changed')],
  )
  assert.equal((await w.admin(verifyAudit)).data.intact, true)
})

test('a transaction that is rolled back leaves nothing to seal', async (t) => {
  const w = await world(t)
  await sealAllOf(w)
  await assert.rejects(
    w.assembly.deps.door.enterAsSystem(w.companyId, async (ctx) => {
      await ctx.emit(featuresChanged, { data: {} })
      throw new Error('never mind')
    }),
  )
  assert.equal(await seal(w), 0)
})

test('more than a batch of one transaction is sealed whole, over two batches', async (t) => {
  const w = await world(t)
  await w.rows(
    "insert into domain_event (company_id, id, at, kind, actor_name) select $company, gen_random_uuid(), now(), 'company.settings-changed', 'Muster' from generate_series(1, 2100)",
  )
  await sealAllOf(w)
  await assertOneChain(w)
  assert.ok((await batches(w)).some(({ entry_count: count }) => count === 2000))
  assert.partialDeepStrictEqual((await w.admin(verifyAudit)).data, { intact: true, entries: 2101 })
})

test('the scheduled sealing seals every company that has something new, each with a chain of its own', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  for (const deadline = Date.now() + 20_000; (await unsealed(w)).length + (await unsealed(other)).length > 0;) {
    assert.ok(Date.now() < deadline)
    await sealAll(w.assembly.deps.system, new Date())
  }
  await assertOneChain(w)
  await assertOneChain(other)
  const [mine, theirs] = [await batches(w), await batches(other)]
  assert.notDeepEqual(mine.at(-1)!.root, theirs.at(-1)!.root)
  await act(w, 1)
  await sealAllOf(w)
  assert.deepEqual(await batches(other), theirs)
})
