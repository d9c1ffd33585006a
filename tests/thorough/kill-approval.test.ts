import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import type pg from 'pg'
import { addDays, weekdayOf } from '../../server/core/dates.ts'
import { connect, testDatabaseUrl } from '../database.ts'
import { leaveTypes, requested } from '../leave.ts'
import { callerOf, startServer } from '../server-process.ts'
import { asks, assertReplays, begin, historyOf, inboxOf, stateOf, workflow } from '../workflows.ts'
import { signInAs, tokenSecret, world } from '../world.ts'
import type { Client, World } from '../world.ts'

const rounds = Number(process.env['MUSTER_KILL_ROUNDS'] ?? 3)
const deciding = 6

type Asked = { id: string; instanceId: string }

/** What there is of a request that nobody decided, and of one that was approved: every trace of it. */
const before = { request: 'pending', instance: 'pending', open: 1, decided: 0, ended: 0, ledger: ['hold'], told: 0 }
const after = { request: 'approved', instance: 'approved', open: 0, decided: 1, ended: 1, ledger: ['hold', 'release', 'taken'], told: 1 }

test('kill -9 between a decision and its effects: each request is as before or wholly decided, and can be decided once afterwards', async (t) => {
  const w = await world(t)
  const boss = await w.as(['leave.approve', 'leave.read'])
  const people = await Promise.all(
    Array.from({ length: deciding }, () => w.as(['leave.request', 'leave.read:own'], { balance: { annual: '300' } })),
  )
  const { annual } = await leaveTypes(w)
  // All of them are asked for before: a token does not last as long as many rounds.
  const asked = await Promise.all(people.map((person) => askWeekly(w, person, annual)))
  const locks = await connect(t, null)
  const watch = await connect(t, null)
  const dir = await mkdtemp(join(tmpdir(), 'muster-kill-approval-'))
  const start = () => startServer(dir, { DATABASE_URL: testDatabaseUrl(), TOKEN_SECRET: tokenSecret })
  let server = await start()
  t.after(async () => {
    server.process.kill('SIGKILL')
    await server.ended
    await rm(dir, { recursive: true, force: true })
  })
  const seen = { before: 0, after: 0 }
  for (let round = 0; round < rounds; round += 1) {
    const now = asked.map((ofPerson) => ofPerson[round]!)
    const token = await signInAs(w.assembly, w.companyId, boss.userId)
    const decide = ({ id }: Asked) => callerOf(server.url, token)('POST', `leave/requests/${id}/approve`, {}).catch(() => undefined)
    // A server that has just come up on a busy machine may say that it is: then it is asked again.
    const decideAtLast = async (one: Asked) => {
      for (const deadline = Date.now() + 30_000; ; await pause(200)) {
        const answer = await decide(one)
        if (answer?.status !== 503 || Date.now() > deadline) return answer
      }
    }
    // Held up before its effects, held up after them and before it is written itself, or wherever it happens to be.
    const heldUp = [`leave_request where id = '${now[0]!.id}'`, `approval_task where instance_id = '${now[0]!.instanceId}'`, null][
      round % 3
    ]
    await locks.query('begin')
    if (heldUp) await locks.query(`select from ${heldUp} for update`)
    const answers = Promise.all(now.map(decide))
    await (heldUp ? untilSomebodyWaits(watch) : pause(Math.random() * 60))
    server.process.kill('SIGKILL')
    await server.ended
    await locks.query('rollback')
    const acknowledged = (await answers).map((answer) => answer?.status === 200)
    await untilNobodyIsLeft(watch)

    const left = await Promise.all(now.map((one) => traces(w, one)))
    left.forEach((found, nth) => {
      const wholly = found.request === 'pending' ? before : after
      assert.deepEqual(found, wholly, `round ${round}, request ${nth}: neither before nor after`)
      seen[wholly === before ? 'before' : 'after'] += 1
      if (acknowledged[nth]) assert.equal(wholly, after, 'what was answered is there')
    })
    if (heldUp) assert.equal(left[0]!.request, 'pending', 'it was under way when the server was killed')

    server = await start()
    const again = await Promise.all(now.map(decideAtLast))
    assert.deepEqual(
      again.map((answer) => answer?.status),
      left.map(({ request }) => (request === 'pending' ? 200 : 409)),
    )
    for (const one of now) {
      assert.deepEqual(await traces(w, one), after, `round ${round}: decided once, with one set of effects`)
      await assertReplays(w, one.instanceId)
    }
  }
  t.diagnostic(`${rounds} rounds of ${deciding} decisions: ${seen.before} were as before, ${seen.after} wholly decided, none between`)
})

async function askWeekly(w: World, person: Client, typeId: string): Promise<Asked[]> {
  const asked: Asked[] = []
  for (let week = 0; week < rounds; week += 1) {
    const { id } = await requested(person, { typeId, firstDay: addDays(nextMonday(), 7 * week) })
    asked.push(await instanceOf(w, id))
  }
  return asked
}

test('an action under way when the server is killed is soon begun again, under the key it had, and what follows happens once', async (t) => {
  const w = await world(t)
  const boss = await w.as([])
  const keys: string[] = []
  let heard: () => void = () => undefined
  // The first call is never answered: its server is killed meanwhile.
  const hook = createServer((request, answer) => {
    keys.push(String(request.headers['idempotency-key']))
    if (keys.length > 1) answer.end()
    heard()
  }).listen(0, '127.0.0.1')
  await once(hook, 'listening')
  const called = () => new Promise<void>((resolve) => (heard = resolve))
  const dir = await mkdtemp(join(tmpdir(), 'muster-kill-action-'))
  const start = () => startServer(dir, { DATABASE_URL: testDatabaseUrl(), TOKEN_SECRET: tokenSecret })
  let server = await start()
  t.after(async () => {
    server.process.kill('SIGKILL')
    await server.ended
    hook.closeAllConnections()
    hook.close()
    await rm(dir, { recursive: true, force: true })
  })
  const follows = await workflow(w, [asks([boss])], { name: 'Follows' })
  const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}`
  const instance = await begin(
    w,
    await workflow(w, [
      asks([boss]),
      { key: 'tell', kind: 'action', name: 'Tell', action: 'call-webhook', with: { url } },
      { key: 'go', kind: 'action', name: 'Go', action: 'start-workflow', with: { workflowId: follows, title: 'Next' } },
    ]),
  )
  const [task] = await inboxOf(boss)
  const first = called()
  const { status } = await callerOf(server.url, boss.token)('POST', `approvals/${task!.id}/approve`, { seen: task!.seen })
  assert.equal(status, 200)
  await first
  server.process.kill('SIGKILL')
  await server.ended
  assert.equal(await stateOf(w, instance), 'pending')
  const second = called()
  const restarted = Date.now()
  server = await start()
  await second
  t.diagnostic(`called again ${((Date.now() - restarted) / 1000).toFixed(1)} s after the server was started again`)
  for (const deadline = Date.now() + 60_000; (await stateOf(w, instance)) !== 'approved' && Date.now() < deadline;) await pause(100)
  assert.equal(await stateOf(w, instance), 'approved')
  assert.equal(new Set(keys).size, 1, 'who is called can tell that it was called before')
  assert.deepEqual(
    (await historyOf(w, instance)).filter((kind) => kind.startsWith('action')),
    ['action-started', 'action-done', 'action-started', 'action-done'],
  )
  assert.equal((await w.rows('select 1 from workflow_instance where company_id = $company and workflow_id = $1', follows)).length, 1)
  await assertReplays(w, instance)
})

function nextMonday() {
  const tomorrow = addDays(new Date().toISOString().slice(0, 10), 1)
  return addDays(tomorrow, (8 - weekdayOf(tomorrow)) % 7)
}

async function instanceOf({ rows }: World, id: string): Promise<Asked> {
  const [instance] = await rows<{ id: string }>('select id from workflow_instance where company_id = $company and request_id = $1', id)
  return { id, instanceId: instance!.id }
}

async function traces({ rows }: World, { id, instanceId }: Asked) {
  const [found] = await rows<typeof before>(
    `select r.state as request, i.state as instance,
      (select count(*)::int from approval_task where company_id = $company and instance_id = i.id and closed_at is null) as open,
      (select count(*)::int from workflow_history where company_id = $company and instance_id = i.id and kind = 'decided') as decided,
      (select count(*)::int from workflow_history where company_id = $company and instance_id = i.id and kind = 'ended') as ended,
      (select json_agg(kind order by kind) from leave_ledger where company_id = $company and request_id = r.id) as ledger,
      (select count(*)::int from domain_event where company_id = $company and subject_id = r.id and kind = 'leave.approved') as told
     from leave_request r join workflow_instance i on i.company_id = $company and i.id = $2 where r.company_id = $company and r.id = $1`,
    id,
    instanceId,
  )
  return found!
}

async function untilSomebodyWaits(watch: pg.Client) {
  await until(watch, `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`, (count) => count > 0)
}

/** The connections of the server that was killed: PostgreSQL notices when it next speaks to them. */
async function untilNobodyIsLeft(watch: pg.Client) {
  const busy = `select from pg_stat_activity where datname = current_database() and usename = 'muster_app' and state <> 'idle'`
  await until(watch, busy, (count) => count === 0)
}

async function until(watch: pg.Client, query: string, isEnough: (count: number) => boolean) {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await pause(2))
    if (isEnough((await watch.query(query)).rowCount ?? 0)) return
  throw new Error(`Waited in vain: ${query}`)
}
