import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import pg from 'pg'
import { childrenOf, cluster, isRoot, lineOf, madeCluster, query, serverProcess, spawnServer, tempDir } from '../embedded-postgres.ts'
import { removeEmbeddedPostgres, startEmbeddedPostgres } from '../../server/core/embedded-postgres.ts'

const repository = join(import.meta.dirname, '../..')

test('a new database sorts by code point, checks its pages, commits to disk and answers on a private socket', async (t) => {
  const { dir, start } = cluster(t)
  const server = await start()
  const [row] = await query(
    server.url,
    `select current_database() as name, pg_encoding_to_char(encoding) as encoding, datlocprovider::text as provider, datlocale as locale,
       current_setting('data_checksums') as checksums, current_setting('fsync') as fsync, current_setting('synchronous_commit') as commit,
       current_setting('listen_addresses') as addresses, current_setting('server_version_num')::int / 10000 as version,
       array(select * from unnest(array['b', 'Ä', 'B', 'a']) as letter order by letter) as letters, lower('ÄÖ') as lower
     from pg_database where datname = current_database()`,
  )
  assert.deepEqual(row, {
    name: 'muster',
    encoding: 'UTF8',
    provider: 'b',
    locale: 'C.UTF-8',
    checksums: 'on',
    fsync: 'on',
    commit: 'on',
    addresses: '',
    version: 18,
    letters: ['B', 'a', 'b', 'Ä'],
    lower: 'äö',
  })
  assert.equal(statSync(join(dir, 'run')).mode & 0o777, 0o700)
  assert.equal(statSync(join(dir, 'data')).mode & 0o777, 0o700)
  assert.equal(statSync(join(dir, 'password')).mode & 0o777, 0o600)
})

test('settings are passed on, and a fast database for tests does not wait for the disk', async (t) => {
  const { start } = await madeCluster(t)
  const server = await start({ settings: { max_connections: '17', shared_buffers: '16MB' }, unsafeFast: true })
  const settings = await query(
    server.url,
    `select name, setting from pg_settings where name in ('max_connections', 'fsync', 'full_page_writes') order by name`,
  )
  assert.deepEqual(
    settings.map((row) => row.setting),
    ['off', 'off', '17'],
  )
})

test('stopping ends open transactions, keeps what was committed and can be asked twice', async (t) => {
  const { start } = await madeCluster(t)
  const server = await start({ unsafeFast: true })
  await query(server.url, `create table note (text text); insert into note values ('kept')`)
  const open = new pg.Client(server.url)
  open.on('error', () => {})
  await open.connect()
  await open.query(`begin; insert into note values ('lost')`)
  await Promise.all([server.stop(), server.stop()])
  assert.throws(() => process.kill(server.pid, 0))
  const again = await start({ unsafeFast: true })
  assert.deepEqual(await query(again.url, 'select text from note'), [{ text: 'kept' }])
})

test('a second start on the same directory is refused while the first runs', async (t) => {
  const { start } = await madeCluster(t)
  await start({ unsafeFast: true })
  await assert.rejects(start({ unsafeFast: true }), /Muster is already running on .* \(process \d+\)/)
})

test('a committed row survives kill -9 of PostgreSQL, also when its process id has been given to another process since', async (t) => {
  const { dir, start } = await madeCluster(t)
  const server = await start()
  await query(server.url, `create table note (text text); insert into note values ('kept')`)
  process.kill(server.pid, 'SIGKILL')
  assert.equal(await server.ended, 'PostgreSQL ended unexpectedly (SIGKILL).')

  const { uid, gid } = statSync(join(dir, 'data'))
  const stranger = spawn('sleep', ['60'], { cwd: '/', ...(isRoot && { uid, gid }) })
  t.after(() => stranger.kill('SIGKILL'))
  for (const file of ['data/postmaster.pid', 'run/.s.PGSQL.5432.lock']) {
    const path = join(dir, file)
    writeFileSync(path, readFileSync(path, 'utf8').replace(/^\d+/, String(stranger.pid)))
  }

  const again = await start()
  assert.deepEqual(await query(again.url, 'select text from note'), [{ text: 'kept' }])
  assert.equal(stranger.exitCode ?? stranger.signalCode, null)
})

test('PostgreSQL stops when the server that started it is killed', { skip: process.platform !== 'linux' }, async (t) => {
  const { dir, start } = await madeCluster(t)
  const parent = await serverProcess(t, dir)
  await query(parent.url, `create table note (text text); insert into note values ('kept')`)
  const open = new pg.Client(parent.url)
  const cut = new Promise((resolve) => open.on('error', resolve))
  await open.connect()
  parent.child.kill('SIGKILL')
  await cut
  const again = await start({ unsafeFast: true })
  assert.deepEqual(await query(again.url, 'select text from note'), [{ text: 'kept' }])
})

test(
  'an orphan left running by kill -9 is stopped cleanly and its database taken over',
  { skip: process.platform !== 'linux' },
  async (t) => {
    const { dir, start, lines } = await madeCluster(t)
    const parent = await serverProcess(t, dir)
    await query(parent.url, `create table note (text text); insert into note values ('kept')`)
    for (const pid of childrenOf(parent.child.pid!).filter((pid) => pid !== parent.pid)) process.kill(pid, 'SIGKILL')
    parent.child.kill('SIGKILL')
    await once(parent.child, 'exit')
    assert.deepEqual(await query(parent.url, 'select text from note'), [{ text: 'kept' }], 'the orphan runs on')

    const again = await start({ unsafeFast: true })
    assert.ok(lines.some((line) => line.includes(`A PostgreSQL (process ${parent.pid}) is still running`)))
    assert.ok(
      lines.some((line) => line.includes('database system was shut down at')),
      'no recovery was needed',
    )
    assert.deepEqual(await query(again.url, 'select text from note'), [{ text: 'kept' }])
  },
)

test('Ctrl-C in the terminal reaches the server alone, which can still write before it stops PostgreSQL', async (t) => {
  const { dir, start } = await madeCluster(t)
  const parent = await serverProcess(t, dir)
  await query(parent.url, 'create table note (text text)')
  // What a terminal does: SIGINT to every process of the foreground group.
  process.kill(-parent.child.pid!, 'SIGINT')
  const [code] = await once(parent.child, 'exit')
  assert.equal(code, 0)
  const again = await start({ unsafeFast: true })
  assert.deepEqual(await query(again.url, 'select text from note'), [{ text: 'drained' }])
})

test('a first start killed half-way does not hinder the next', async (t) => {
  const { dir, start } = cluster(t)
  const child = spawnServer(t, dir)
  await lineOf(child, /A new database is made/)
  child.kill('SIGKILL')
  await once(child, 'exit')
  assert.ok(!existsSync(join(dir, 'data')))
  const server = await start({ unsafeFast: true })
  assert.deepEqual(await query(server.url, 'select 1 as one'), [{ one: 1 }])
})

test('a database of another version of PostgreSQL is refused, untouched', async (t) => {
  const { dir, start } = cluster(t)
  mkdirSync(join(dir, 'data'), { recursive: true })
  writeFileSync(join(dir, 'data/PG_VERSION'), '17\n')
  await assert.rejects(start(), /is of PostgreSQL 17, but this Muster brings PostgreSQL 18/)
  assert.deepEqual(readdirSync(join(dir, 'data')), ['PG_VERSION'])
})

test('where the path is too long for a socket, it listens on this machine only and asks for a password', async (t) => {
  const { start } = cluster(t, 'a-directory-with-a-rather-long-name/'.repeat(3))
  const server = await start({ unsafeFast: true })
  const url = new URL(server.url)
  assert.equal(url.hostname, '127.0.0.1')
  assert.deepEqual(await query(server.url, `select current_setting('listen_addresses') as at`), [{ at: '127.0.0.1' }])
  url.password = 'wrong'
  await assert.rejects(query(url.href, 'select 1'), /password authentication failed/)
})

test(
  'below a directory closed to others, root runs a copy of the programs and keeps the database outside',
  { skip: !isRoot },
  async (t) => {
    const closed = tempDir(t)
    chmodSync(closed, 0o700)
    const core = join(closed, 'server/core')
    for (const name of ['data-dir.ts', 'embedded-postgres.ts', 'embedded-postgres-orphan.ts', 'embedded-postgres-place.ts']) {
      cpSync(join(repository, 'server/core', name), join(core, name))
    }
    for (const name of ['embedded-postgres', '@embedded-postgres']) {
      cpSync(join(repository, 'node_modules', name), join(closed, 'node_modules', name), { recursive: true, verbatimSymlinks: true })
    }
    const dir = join(closed, '.muster/postgres')
    const moved = join(closed, '.moved/postgres')
    t.after(() => removeEmbeddedPostgres(existsSync(moved) ? moved : dir))

    const first = await serverProcess(t, dir, core)
    const home = readFileSync(join(dir, 'location'), 'utf8')
    assert.ok(!home.startsWith(closed))
    await query(first.url, `create table note (text text); insert into note values ('kept')`)
    assert.ok(!readFileSync(`/proc/${first.pid}/cmdline`, 'utf8').startsWith(closed), 'the programs are a copy')
    first.child.kill('SIGINT')
    await once(first.child, 'exit')

    cpSync(dirname(dir), join(closed, '.copy'), { recursive: true })
    await assert.rejects(
      startEmbeddedPostgres({ dir: join(closed, '.copy/postgres'), log: () => {} }),
      /is a copy of .*, but the database itself/,
    )

    renameSync(dirname(dir), dirname(moved))
    const second = await serverProcess(t, moved, core)
    assert.deepEqual(await query(second.url, 'select text from note'), [{ text: 'kept' }, { text: 'drained' }])
    second.child.kill('SIGINT')
    await once(second.child, 'exit')
    removeEmbeddedPostgres(moved)
    assert.ok(!existsSync(home))
  },
)
