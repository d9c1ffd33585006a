import assert from 'node:assert/strict'
import { test } from 'node:test'
import { deliver } from '../server/core/delivery.ts'
import { newId } from '../server/core/ids.ts'
import type { Subscriber } from '../server/core/module.ts'
import { itemCreated } from '../server/modules/catalogs/catalogs.contract.ts'
import { employeeCreated } from '../server/modules/employees/employees.contract.ts'
import { world } from './world.ts'
import type { World } from './world.ts'

const names = ['first', 'second', 'third']

test('a subscriber that takes many gets what happened at once, and once', async (t) => {
  const w = await world(t)
  const { handed, handOut } = await listening(w, { takesMany: true })
  await handOut()
  await handOut()
  assert.deepEqual(handed, [names])
})

test('what cannot be taken together is handed over one by one: what fails alone is tried again, the rest stays done', async (t) => {
  const w = await world(t)
  const refused = new Set(['second'])
  const { handed, handOut } = await listening(w, { takesMany: true, refused })
  await assert.rejects(handOut(), /second is refused/)
  assert.deepEqual(handed, [['first'], ['third']])
  refused.clear()
  await handOut()
  assert.deepEqual(handed, [['first'], ['third'], ['second']])
})

test('a subscriber that takes one at a time gets each by itself; of several that fail all are told', async (t) => {
  const w = await world(t)
  const { handed, handOut } = await listening(w, { refused: new Set(['first', 'third']) })
  await assert.rejects(handOut(), (fault) => fault instanceof AggregateError && fault.errors.length === 2)
  assert.deepEqual(handed, [['second']])
})

test('events of another company are handed to nobody', async (t) => {
  const [w, other] = [await world(t), await world(t)]
  const { handed, subscriber, eventIds } = await listening(w, { takesMany: true })
  await deliver(w.assembly.deps, new Map([['ears', subscriber]]), { companyId: other.companyId, subscriber: 'ears', eventIds })
  assert.deepEqual(handed, [])
})

test('acts told of together are one job for each who listens, and people who came together get their leave by it', async (t) => {
  const w = await world(t)
  const people = await Promise.all([w.as([]), w.as([])])
  await w.assembly.deps.door.enterAsSystem(w.companyId, (ctx) =>
    ctx.emitAll(
      employeeCreated,
      people.map(({ employeeId }) => ({ subject: { type: 'employee', id: employeeId }, data: { name: 'Somebody' } })),
    ),
  )
  const jobs = await w.assembly.jobPool.query(
    `select json_array_length(payload->'eventIds') as events from graphile_worker._private_jobs
     where payload->>'companyId' = $1 and payload->>'subscriber' = 'leave-grant-hired'`,
    [w.companyId],
  )
  assert.deepEqual(jobs.rows, [{ events: 2 }])
  await w.runJobs()
  const granted = await w.rows<{ employeeId: string }>(`select distinct employee_id as "employeeId" from leave_ledger
    where company_id = $company and kind = 'grant'`)
  assert.deepEqual(granted.map(({ employeeId }) => employeeId).sort(), people.map(({ employeeId }) => employeeId).sort())
})

/** Three acts, and somebody who listens to them and refuses some. */
async function listening(w: World, { takesMany = false, refused = new Set<string>() } = {}) {
  const ids = new Map(names.map((name) => [newId(), name]))
  await w.assembly.deps.door.enterAsSystem(w.companyId, (ctx) =>
    ctx.emitAll(
      itemCreated,
      [...ids].map(([id, name]) => ({ subject: { type: 'catalog-item', id }, data: { kind: 'skill' as const, name } })),
    ),
  )
  const handed: string[][] = []
  const take = (some: readonly { subjectId: string | null }[]) => {
    const told = some.map(({ subjectId }) => ids.get(subjectId!)!)
    const no = told.find((name) => refused.has(name))
    if (no) return Promise.reject(new Error(`${no} is refused`))
    handed.push(told)
    return Promise.resolve()
  }
  const subscriber: Subscriber = {
    name: 'ears',
    on: [itemCreated],
    run: (_deps, _companyId, event) => take([event]),
    ...(takesMany && { runAll: (_deps, _companyId, events) => take(events) }),
  }
  const eventIds = (
    await w.rows<{ id: string }>(`select id from domain_event where company_id = $company and kind = $1`, itemCreated.kind)
  ).map(({ id }) => id)
  const handOut = () => deliver(w.assembly.deps, new Map([['ears', subscriber]]), { companyId: w.companyId, subscriber: 'ears', eventIds })
  return { handed, subscriber, eventIds, handOut }
}
