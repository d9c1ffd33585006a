import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { guardJobs } from '../server/core/job-guard.ts'
import { connect } from './database.ts'
import { world } from './world.ts'

test('jobs of workers that are gone are freed; those of workers that live, here or in another server, and fresh ones are not', async (t) => {
  const { assembly, runJobs } = await world(t)
  await runJobs()
  const client = await connect(t, null)
  const [one, other] = [guardJobs(assembly.jobPool, assembly.deps.log), guardJobs(assembly.jobPool, assembly.deps.log)]
  t.after(() => other.stop())
  one.events.emit('pool:create', { workerPool: { id: 'pool-one' } } as never)
  other.events.emit('pool:create', { workerPool: { id: 'pool-other' } } as never)
  const held = { 'pool-one': '1 minute', 'pool-other': '1 minute', 'pool-gone': '1 minute', 'pool-new': '1 second' }
  for (const [id, since] of Object.entries(held)) {
    const { rows } = await client.query<{ id: string }>(`select id from graphile_worker.add_job('nobody-does-this')`)
    await client.query(`update graphile_worker._private_jobs set locked_by = $1, locked_at = now() - $2::interval where id = $3`, [
      id,
      since,
      rows[0]!.id,
    ])
  }
  const locked = async () =>
    (
      await client.query<{ id: string }>(
        `select locked_by as id from graphile_worker._private_jobs where locked_by like 'pool-%' order by 1`,
      )
    ).rows.map(({ id }) => id)
  await one.freeDead()
  assert.equal(await other.freeDead(), 0)
  assert.deepEqual(await locked(), ['pool-new', 'pool-one', 'pool-other'])
  // As after kill -9: its connection is gone, and its locks with it.
  one.stop()
  for (const deadline = Date.now() + 10_000; (await other.freeDead()) === 0 && Date.now() < deadline;) await pause(50)
  assert(!(await locked()).includes('pool-one'))
  assert((await locked()).includes('pool-other'))
})
