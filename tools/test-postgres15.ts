import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startPostgres15 } from './postgres15.ts'

/** Runs the integration tests on PostgreSQL 15, with the one that kills servers on the database it is given, so that nothing comes to depend on a newer one. */
const dir = mkdtempSync(join(tmpdir(), 'muster-postgres15-'))
chmodSync(dir, 0o711)
const server = startPostgres15({ dir })
// Ctrl-C reaches the tests as well; they end, and the database is removed below.
process.on('SIGINT', () => {})
try {
  const env = { ...process.env, DATABASE_URL: server.url }
  const args = [join(import.meta.dirname, 'test.ts'), '--only=integration', 'tests/thorough/kill-approval.test.ts']
  const tests = spawn(process.execPath, args, { stdio: 'inherit', env })
  const [code] = (await once(tests, 'exit')) as [number | null]
  process.exitCode = code ?? 1
} finally {
  server.stop()
}
