import assert from 'node:assert/strict'
import { chmod, mkdtemp, readdir, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { removeEmbeddedPostgres } from '../../server/core/embedded-postgres.ts'
import { callerOf, startServer } from '../server-process.ts'
import type { Call } from '../server-process.ts'

type Row = { name: string; kind: string; reason: string | null; story: string }

const writers = 8
const loadMs = 1_500

test('after kill -9 of the server and of PostgreSQL under write load every acknowledged write is there and nothing is half done', async (t) => {
  const dir = await mkdtemp(join(tmpdir(), 'muster-kill-'))
  await chmod(dir, 0o711)
  let server = await startServer(dir)
  t.after(async () => {
    server.process.kill('SIGKILL')
    await pause(200)
    removeEmbeddedPostgres(join(dir, 'postgres'))
    await rm(dir, { recursive: true, force: true })
  })
  const company = {
    companyName: 'Kill Co',
    subdomain: 'kill-co',
    firstName: 'Kim',
    lastName: 'Admin',
    email: 'kim@kill.test',
    password: 'a long pass phrase',
  }
  assert.equal((await callerOf(server.url, '')('POST', 'auth/signup', company)).status, 201)
  let call = await signIn(server.url)
  const { employee } = (
    await call<{ employee: { id: string } }>('POST', 'employees', { firstName: 'Mei', lastName: 'Chen', joinedOn: '2026-01-05' })
  ).data
  const { types } = (await call<{ types: { id: string }[] }>('GET', 'leave/types')).data
  const acknowledged: string[] = []

  const killServer = () => server.process.kill('SIGKILL')
  const killPostgres = async () => process.kill(await postmasterPid(dir), 'SIGKILL')
  for (const [round, kill] of [killServer, killPostgres, killServer].entries()) {
    const writing = Promise.all(
      Array.from({ length: writers }, (_, writer) => write(call, `r${round}w${writer}`, employee.id, types[0]!.id, acknowledged)),
    )
    await pause(loadMs)
    await kill()
    await writing
    // A server whose own PostgreSQL was killed ends by itself; nobody is left to serve.
    await server.ended
    server = await startServer(dir, { LOG_LEVEL: 'info' })
    call = await signIn(server.url)
    await assertWhole(call, employee.id, acknowledged)
  }
  assert(acknowledged.length > 20, `only ${acknowledged.length} writes were acknowledged`)
  assert.equal((await call<{ intact: boolean }>('POST', 'audit/verify')).data.intact, true)
  const stopped = Date.now()
  // Also when nobody reads what it logs any more.
  server.process.stdout!.destroy()
  server.process.kill('SIGINT')
  assert.equal(await server.ended, 0)
  assert(Date.now() - stopped < 10_000, 'stopping took longer than 10 s')
})

/** Writes until the server is gone; every write that was acknowledged is noted by its marker. */
async function write(call: Call, writer: string, employeeId: string, typeId: string, acknowledged: string[]) {
  for (let count = 0; ; count += 1) {
    const marker = `${writer}n${count}`
    const answer = await (
      count % 2 === 0
        ? call('POST', 'departments', { code: marker, name: marker })
        : call('PATCH', `leave/balances/${employeeId}`, { typeId, quantity: '0.5', reason: marker })
    ).catch(() => undefined)
    if (!answer || answer.status >= 500) return
    if (answer.status < 300) acknowledged.push(marker)
  }
}

/** Everything acknowledged is there; every department and adjustment has its event, and every event its row. */
async function assertWhole(call: Call, employeeId: string, acknowledged: readonly string[]) {
  const departments = await readAll(call, 'departments?limit=100', 'departments', ({ name }) => name)
  const adjustments = await readStream(call, `leave/ledger?limit=100&employeeId=${employeeId}`, ({ kind, reason }) =>
    kind === 'adjustment' ? reason : null,
  )
  const events = await readStream(call, 'audit/logs?limit=100', ({ kind, story }) =>
    kind === 'department.created' ? story.split(' ').at(-1)! : kind === 'leave.balance-adjusted' ? story.split(': ').at(-1)! : null,
  )
  const there = [...departments, ...adjustments]
  const missing = acknowledged.filter((marker) => !there.includes(marker))
  assert.deepEqual(missing, [], 'acknowledged writes are missing')
  assert.deepEqual([...events].sort(), [...there].sort(), 'rows and their events differ')
  assert.equal(new Set(there).size, there.length, 'a write is there twice')
}

async function readAll(call: Call, path: string, name: string, of: (row: Row) => string) {
  const found: string[] = []
  for (let page = 1; ; page += 1) {
    const { data } = await call<Record<string, Row[]>>('GET', `${path}&page=${page}`)
    const rows = data[name]!
    found.push(...rows.map(of))
    if (rows.length < 100) return found
  }
}

async function readStream(call: Call, path: string, of: (row: Row) => string | null) {
  const found: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const answer: { data: { entries: Row[]; nextCursor: string | null } } = await call('GET', `${path}${cursor && `&cursor=${cursor}`}`)
    for (const row of answer.data.entries) {
      const marker = of(row)
      if (marker) found.push(marker)
    }
    cursor = answer.data.nextCursor
  }
  return found
}

async function signIn(url: string): Promise<Call> {
  const signedIn = await callerOf(url, '')<{ tokens: { accessToken: string } }>('POST', 'auth/login', {
    email: 'kim@kill.test',
    password: 'a long pass phrase',
  })
  return callerOf(url, signedIn.data.tokens.accessToken)
}

/** The postmaster of this data directory, by the file it keeps. */
async function postmasterPid(dir: string): Promise<number> {
  const files = await readdir(join(dir, 'postgres'), { recursive: true })
  const file = files.find((name) => name.endsWith('postmaster.pid'))
  assert(file, 'PostgreSQL keeps no postmaster.pid')
  return Number((await readFile(join(dir, 'postgres', file), 'utf8')).split('\n')[0])
}
