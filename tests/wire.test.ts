import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { makeAccessCache } from '../server/core/access.ts'
import { openCompanyDoor } from '../server/core/company-door.ts'
import { noGuard, openPool, statementsOn } from '../server/core/db.ts'
import { newId } from '../server/core/ids.ts'
import { testDatabaseUrl } from './database.ts'
import { world } from './world.ts'

/** One connection, as the door has many. */
async function connection(t: TestContext) {
  const pool = openPool(testDatabaseUrl(), 'muster_app', 1)
  const client = await pool.connect()
  t.after(async () => {
    client.release()
    await pool.end()
  })
  /** A transaction begun as the door begins it, for a company. */
  return (companyId: string) => {
    const statements = statementsOn(client, noGuard)
    statements.run('begin').catch(() => undefined)
    statements.runOnce(`set local app.company_id = '${companyId}'`).catch(() => undefined)
    const company = () => sql<{ id: string | null }>`select current_company() as id`.execute(statements.db).then(({ rows }) => rows[0]?.id)
    const ask = (text: string) => sql<Record<string, unknown>>`${sql.raw(text)}`.execute(statements.db).then(({ rows }) => rows)
    return { end: statements.end, company, ask }
  }
}
const tooLate = /after its transaction ended/

test('a transaction that begins before the last one has ended on the wire is of its own company', async (t) => {
  const begin = await connection(t)
  for (const end of ['commit', 'rollback'] as const) {
    const [one, other] = [newId(), newId()]
    const first = begin(one)
    assert.equal(await first.company(), one)
    // Not waited for: it travels with what the second asks.
    const ended = first.end(end)
    const second = begin(other)
    assert.equal(await second.company(), other)
    await ended
    await second.end('commit')
  }
})

test('what was asked but not sent when the transaction ends is refused, and runs in no transaction', async (t) => {
  const begin = await connection(t)
  const first = begin(newId())
  await first.company()
  const late = first.ask('select 1 as one')
  const ended = first.end('commit')
  await assert.rejects(late, tooLate)
  await assert.rejects(first.ask('select 1 as one'), tooLate)
  await ended
  // One that ends in the turn it began in was never there.
  const never = begin(newId())
  const asked = never.ask('select 1 as one')
  await never.end('rollback')
  await assert.rejects(asked, tooLate)
  const other = newId()
  const second = begin(other)
  assert.equal(await second.company(), other)
  await second.end('commit')
})

test('a failure passes over what was asked with it and not over the next transaction', async (t) => {
  const begin = await connection(t)
  const first = begin(newId())
  const [failed, passedOver] = await Promise.allSettled([first.ask('select 1 / 0'), first.ask('select 2 as two')])
  assert.deepEqual([failed.status, passedOver.status], ['rejected', 'rejected'])
  void first.end('rollback')
  const other = newId()
  const second = begin(other)
  assert.equal(await second.company(), other)
  // What a failure left half prepared is prepared anew.
  assert.deepEqual(await second.ask('select 2 as two'), [{ two: 2 }])
  await second.end('commit')
})

test('a value that cannot be read fails its own statement only', async (t) => {
  const begin = await connection(t)
  const one = begin(newId())
  const [unreadable, well] = await Promise.allSettled([one.ask(`select 'infinity'::timestamptz as at`), one.ask('select 1 as one')])
  assert.equal(unreadable.status, 'rejected')
  assert.deepEqual(well, { status: 'fulfilled', value: [{ one: 1 }] })
  await one.end('commit')
})

test('a connection goes back to the pool bound to no company', async (t) => {
  const { assembly, companyId } = await world(t)
  const { contexts, metrics, clock, log } = assembly.deps
  const pool = openPool(testDatabaseUrl(), 'muster_app', 1)
  t.after(() => pool.end())
  const door = openCompanyDoor({
    pool,
    cache: makeAccessCache(metrics.actorLookups),
    guard: noGuard,
    clock,
    contexts,
    log,
    tell: () => undefined,
  })
  const { rows } = await door.enterAsSystem(companyId, (ctx) => sql`select current_company() as company`.execute(ctx.tx))
  assert.deepEqual(rows, [{ company: companyId }])
  assert.deepEqual((await pool.query('select current_company() as company')).rows, [{ company: null }])
})
