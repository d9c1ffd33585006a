import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type { TestContext } from 'node:test'
import { sql } from 'kysely'
import { makeAccessCache } from '../server/core/access.ts'
import { openCompanyDoor } from '../server/core/company-door.ts'
import type { FullCtx } from '../server/core/context.ts'
import { noGuard, openPool, statementsOn } from '../server/core/db.ts'
import { newId } from '../server/core/ids.ts'
import { testDatabaseUrl } from './database.ts'
import { world } from './world.ts'
import type { World } from './world.ts'

/** One connection, as the door has many. */
async function connection(t: TestContext) {
  const pool = openPool(testDatabaseUrl(), 'muster_app', 1)
  const client = await pool.connect()
  t.after(async () => {
    client.release()
    await pool.end()
  })
  let bundles = 0
  const query = client.query.bind(client) as (bundle: unknown) => unknown
  client.query = ((bundle: unknown) => {
    bundles += 1
    return query(bundle)
  }) as typeof client.query
  /** A transaction begun as the door begins it, for a company. */
  return (companyId: string) => {
    const statements = statementsOn(client, noGuard)
    statements.run('begin').catch(() => undefined)
    statements.runOnce(`set local app.company_id = '${companyId}'`).catch(() => undefined)
    const company = () => sql<{ id: string | null }>`select current_company() as id`.execute(statements.db).then(({ rows }) => rows[0]?.id)
    const ask = (text: string) => sql<Record<string, unknown>>`${sql.raw(text)}`.execute(statements.db).then(({ rows }) => rows)
    const { end, commitWithLast } = statements
    return { end, commitWithLast, company, ask, bundles: () => bundles }
  }
}
const tooLate = /after its transaction ended/

const insertDepartment = (ctx: FullCtx, code: string) =>
  ctx.tx.insertInto('department').values({ companyId: ctx.companyId, id: newId(), code, name: code }).execute()
const codesOf = async ({ rows }: World) =>
  (await rows<{ code: string }>('select code from department where company_id = $company order by code')).map(({ code }) => code)

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

test('a commit travels with what was asked last; when that fails nothing is committed and the transaction is rolled back', async (t) => {
  const begin = await connection(t)
  const made = begin(newId())
  await made.ask('create temporary table note (text text unique) on commit preserve rows')
  const before = made.bundles()
  await Promise.all([made.ask(`insert into note values ('one')`), made.ask(`insert into note values ('two')`), made.commitWithLast()])
  assert.equal(made.bundles(), before + 1)
  await assert.rejects(made.ask('select 1'), tooLate)

  const failing = begin(newId())
  await failing.company()
  const outcomes = [
    failing.ask(`insert into note values ('three')`),
    failing.ask(`insert into note values ('one')`),
    failing.commitWithLast(),
  ]
  const [three, one, commit] = await Promise.allSettled(outcomes)
  assert.deepEqual([three!.status, one!.status, commit!.status], ['fulfilled', 'rejected', 'rejected'])
  await failing.end('rollback')

  // Also where it was on its way before the commit was asked for.
  const ahead = begin(newId())
  await ahead.company()
  const asked = ahead.ask(`insert into note values ('two')`)
  await new Promise((resolve) => setImmediate(resolve))
  await assert.rejects(Promise.all([asked, ahead.commitWithLast()]), /duplicate key/)
  await ahead.end('rollback')

  const other = newId()
  const next = begin(other)
  assert.equal(await next.company(), other)
  assert.deepEqual(await next.ask('select text from note order by text'), [{ text: 'one' }, { text: 'two' }])
  await next.end('commit')
})

test('a commit of a transaction that had failed before is not taken for one', async (t) => {
  const begin = await connection(t)
  const failed = begin(newId())
  await assert.rejects(failed.ask('select 1 / 0'), /division by zero/)
  await assert.rejects(failed.end('commit'), /was rolled back/)
  const next = begin(newId())
  await assert.rejects(next.ask('select 1 / 0'), /division by zero/)
  await assert.rejects(next.commitWithLast(), /was rolled back/)
  await next.end('rollback')
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

test('what a work ends with is committed with it or not at all, and whoever asked hears why', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  const endingWith = (...codes: string[]) =>
    door.enterAsSystem(company.companyId, async (ctx) => {
      await insertDepartment(ctx, `FIRST-${codes[0]}`)
      ctx.endWith(...codes.map((code) => insertDepartment(ctx, code)))
      return 'done'
    })
  assert.equal(await endingWith('A', 'B'), 'done')
  const there = ['A', 'B', 'FIRST-A']
  assert.deepEqual(await codesOf(company), there)
  // Also many times over: a connection that is given back after a failure serves the next.
  for (let round = 0; round < 30; round += 1) {
    await assert.rejects(endingWith(`C${round}`, 'A', `D${round}`), /duplicate key/)
    assert.deepEqual(await codesOf(company), there)
  }
  assert.equal(await endingWith('E'), 'done')
  assert.deepEqual(await codesOf(company), [...there, 'E', 'FIRST-E'].sort())

  const late = door.enterAsSystem(company.companyId, async (ctx) => {
    await insertDepartment(ctx, 'EARLY')
    ctx.endWith(pause(20).then(() => insertDepartment(ctx, 'LATE')))
  })
  await assert.rejects(late, tooLate, 'a write that is asked too late is never passed over in silence')
  assert(!(await codesOf(company)).includes('LATE'))
  const { contexts } = company.assembly.deps
  const unheard = door.enterAsSystem(company.companyId, async (ctx) => contexts(ctx.tx, ctx.companyId).endWith(Promise.resolve()))
  await assert.rejects(unheard, /Only the door waits/)
})

test('whoever passes over a failure of the database is not told that their work is kept', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  for (let round = 0; round < 30; round += 1) {
    const passingOver = door.enterAsSystem(company.companyId, async (ctx) => {
      await insertDepartment(ctx, 'A')
      await insertDepartment(ctx, 'A').catch(() => undefined)
      return 'done'
    })
    await assert.rejects(passingOver, /was rolled back/)
  }
  assert.deepEqual(await codesOf(company), [])
})
