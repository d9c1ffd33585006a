import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type TestContext, test } from 'node:test'
import { lockDataDir, readOrCreateSecret } from './data-dir.ts'

test('a second process on the same data directory is told who runs there', async (t) => {
  const dir = tempDir(t)
  const first = await holder(t, dir, 'http://localhost:5000')
  assert.throws(
    () => lockDataDir(dir),
    new RegExp(`Muster is already running on \\S+ \\(process ${first.pid}, http://localhost:5000\\); stop it or set MUSTER_DATA_DIR\\.$`),
  )
})

test('a lock left by kill -9 is free at once, whatever its file says', async (t) => {
  const dir = tempDir(t)
  const first = await holder(t, dir, 'http://localhost:5000')
  first.kill('SIGKILL')
  await once(first, 'exit')
  // The id of a living process, as after the reuse of an id.
  writeFileSync(join(dir, 'running.json'), JSON.stringify({ pid: process.ppid, address: 'http://localhost:5000' }))
  lockDataDir(dir).release()
})

test('of simultaneous starts exactly one gets the directory', async (t) => {
  const dir = tempDir(t)
  const starts = await Promise.all(Array.from({ length: 4 }, () => start(t, dir, 'http://localhost:5000')))
  assert.equal(starts.filter((start) => start.line === 'locked').length, 1)
  assert.equal(starts.filter((start) => start.line.startsWith('Muster is already running')).length, 3)
})

test('a released directory can be locked again, by the same process too', (t) => {
  const dir = tempDir(t)
  const lock = lockDataDir(dir)
  assert.throws(() => lockDataDir(dir), /already running/)
  lock.release()
  lock.release()
  lockDataDir(dir).release()
})

test('a secret is made once, of 32 bytes, for its owner only', (t) => {
  const dir = tempDir(t)
  const secret = readOrCreateSecret(dir, 'token-secret')
  assert.equal(Buffer.from(secret, 'base64url').length, 32)
  assert.equal(readOrCreateSecret(dir, 'token-secret'), secret)
  assert.notEqual(readOrCreateSecret(dir, 'other-secret'), secret)
  if (process.platform !== 'win32') assert.equal(statSync(join(dir, 'token-secret')).mode & 0o777, 0o600)
  assert.deepEqual(readdirSync(dir).sort(), ['other-secret', 'token-secret'])
})

test('simultaneous starts agree on one secret', async (t) => {
  const dir = tempDir(t)
  const code = `import { readOrCreateSecret } from ${JSON.stringify(import.meta.resolve('./data-dir.ts'))}
    console.log(readOrCreateSecret(${JSON.stringify(dir)}, 'token-secret'))`
  const lines = await Promise.all(Array.from({ length: 4 }, () => run(t, code).then((child) => child.line)))
  assert.deepEqual(new Set(lines), new Set([readFileSync(join(dir, 'token-secret'), 'utf8').trim()]))
})

test('a damaged secret is refused rather than used', (t) => {
  const dir = tempDir(t)
  writeFileSync(join(dir, 'token-secret'), 'short')
  assert.throws(() => readOrCreateSecret(dir, 'token-secret'), /is damaged/)
})

function tempDir(t: TestContext) {
  const dir = mkdtempSync(join(tmpdir(), 'muster-data-dir-'))
  t.after(() => rmSync(dir, { recursive: true, force: true }))
  return dir
}

async function holder(t: TestContext, dir: string, address: string) {
  const { child, line } = await start(t, dir, address)
  assert.equal(line, 'locked')
  return child
}

function start(t: TestContext, dir: string, address: string) {
  return run(
    t,
    `import { lockDataDir } from ${JSON.stringify(import.meta.resolve('./data-dir.ts'))}
    try {
      lockDataDir(${JSON.stringify(dir)}).describe({ address: ${JSON.stringify(address)} })
      globalThis.gc() // the lock must hold although nothing here refers to it
      console.log('locked')
      process.stdin.resume()
    } catch (err) { console.log(err.message) }`,
  )
}

/** Starts a process of its own, ended with the test, and waits for its first line. */
async function run(t: TestContext, code: string): Promise<{ child: ChildProcess; line: string }> {
  const child = spawn(process.execPath, ['--expose-gc', '--input-type=module-typescript', '-e', code], {
    stdio: ['pipe', 'pipe', 'inherit'],
  })
  t.after(() => child.kill('SIGKILL'))
  const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
  return { child, line }
}
