import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { companyTables, open } from '../../../tests/database.ts'
import { populated } from '../../../tests/populated.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { exportLogs } from '../audit/audit.contract.ts'
import { exportCsv } from '../imports/imports.contract.ts'
import { getCompany, updateSettings } from './companies.contract.ts'
import { eraseCancelled } from './companies.erasure.system.ts'
import { changeStatus } from './companies.system.ts'

const change = ({ assembly, companyId }: World, status: 'active' | 'cancelled') =>
  changeStatus(assembly.deps, companyId, status, 'they left')
const erasureOf = async ({ rows }: World) =>
  (
    await rows<{ endedAt: string | null; counts: Record<string, number> }>(
      'select ended_at as "endedAt", counts from company_erasure where id = $company',
    )
  )[0]
const exists = async ({ rows }: World) => (await rows('select from company where id = $company')).length === 1
/** Cancelled so long ago that its term, of a basic plan, ends in a minute, or ended a minute ago. */
const cancelledSince = ({ rows }: World, left: '+' | '-') =>
  rows(`update company set plan_code = 'basic', cancelled_at = now() - interval '365 days' ${left} interval '1 minute' where id = $company`)

test('a cancelled company is read and exported until its term ends, and then erased whole, however often the run is killed', async (t) => {
  const [gone, kept] = await Promise.all([populated(t, 'gone'), populated(t, 'kept')])
  const { deps } = gone.assembly
  await change(gone, 'cancelled')
  await cancelledSince(gone, '+')
  await eraseCancelled(deps)
  assert.equal((await gone.admin(getCompany)).data.company.status, 'cancelled')
  assert.equal((await gone.admin(exportLogs)).status, 200)
  assert.equal((await gone.boss(exportCsv, { params: { kind: 'employees' } })).status, 200)
  assert.equal((await gone.admin(updateSettings, { body: { weekStart: 7 } })).error.code, 'COMPANY_READ_ONLY')

  await cancelledSince(gone, '-')
  await deps.usage.settle(gone.companyId)
  const untouched = await kept.rowsByTable()
  const had = Object.values(await gone.rowsByTable()).reduce((sum, rows) => sum + rows.length, 0)
  await eraseCancelled(deps, 40, 3)
  const begun = (await erasureOf(gone))!
  const soFar = Object.values(begun.counts).reduce((sum, count) => sum + count, 0)
  assert.deepEqual([begun.endedAt, soFar > 0 && soFar <= 120, await exists(gone)], [null, true, true])
  assert.equal((await gone.admin(getCompany)).status, 401)
  await assert.rejects(change(gone, 'active'), { status: 409, code: 'COMPANY_BEING_ERASED' })

  await Promise.all([eraseCancelled(deps, 40), eraseCancelled(deps, 40)])
  assert.equal(await exists(gone), false)
  const db = await open('muster_owner')
  t.after(() => db.end())
  for (const table of await companyTables(db))
    assert.equal((await db.query(`select from ${table} where company_id = $1`, [gone.companyId])).rows.length, 0, table)
  assert.deepEqual(await kept.rowsByTable(), untouched)
  const { endedAt, counts } = (await erasureOf(gone))!
  const lines = await kept.rows<{ data: { rows: number; counts: object; askedBy: string } }>(
    `select data from operator_event where kind = 'company-erased' and about_company = $1`,
    gone.companyId,
  )
  assert.ok(endedAt)
  // Its state is closed at the beginning, before anything is counted.
  assert.deepEqual(
    [lines.length, lines[0]!.data.rows, lines[0]!.data.counts, lines[0]!.data.askedBy],
    [1, had - 1, counts, 'Muster, at the end of the term'],
  )

  const jobs = async ({ rows }: World) => (await rows<{ waiting: number }>('select waiting from job_figures($company)'))[0]!.waiting
  assert.deepEqual([await jobs(gone), (await jobs(kept)) > 0], [0, true])

  // What was on its way when it was erased, such as counted requests, leaves nothing behind either.
  await kept.rows(
    `insert into usage_day (company_id, day, metric, writer, amount, written_at) values ($1, current_date, 'requests', gen_random_uuid(), 1, now())`,
    gone.companyId,
  )
  await eraseCancelled(deps)
  assert.equal((await kept.rows('select from usage_day where company_id = $1', gone.companyId)).length, 0)
  assert.equal(
    (await kept.rows(`select from operator_event where kind = 'company-erased' and about_company = $1`, gone.companyId)).length,
    1,
  )
})

test('a run that is killed in the middle is gone on with, and every row is counted once', async (t) => {
  const w = await populated(t, 'killed')
  await change(w, 'cancelled')
  await cancelledSince(w, '-')
  const had = Object.values(await w.rowsByTable()).reduce((sum, rows) => sum + rows.length, 0)
  const child = spawn(process.execPath, ['tests/erase-slowly.ts'], { stdio: 'inherit' })
  const ended = once(child, 'exit')
  const erased = async () => Object.values((await erasureOf(w))?.counts ?? {}).reduce((sum, count) => sum + count, 0)
  while ((await erased()) < 40) {
    assert.equal(child.exitCode, null, 'it was killed before it was through')
    await pause(5)
  }
  child.kill('SIGKILL')
  assert.deepEqual(await ended, [null, 'SIGKILL'])
  assert.deepEqual([(await erasureOf(w))!.endedAt, await exists(w)], [null, true])
  await eraseCancelled(w.assembly.deps)
  // Its state is closed at the beginning, before anything is counted.
  assert.deepEqual([await erased(), await exists(w)], [had - 1, false])
})

test('the term is the company’s own where that is shorter than its plan’s, and ends with being activated again', async (t) => {
  const [short, back] = [await world(t), await world(t)]
  const { deps } = short.assembly
  assert.equal((await short.admin(updateSettings, { body: { dataRetentionDays: 30 } })).status, 200)
  for (const w of [short, back]) await change(w, 'cancelled')
  const since = (w: World, days: number) =>
    w.rows(`update company set cancelled_at = now() - interval '1 day' * $1 where id = $company`, days)
  await since(short, 29)
  await since(back, 5000)
  await change(back, 'active')
  await eraseCancelled(deps)
  assert.deepEqual([await exists(short), await exists(back)], [true, true])
  assert.deepEqual(await back.rows('select cancelled_at from company where id = $company'), [{ cancelled_at: null }])
  await since(short, 30.01)
  await eraseCancelled(deps)
  assert.equal(await exists(short), false)
})
