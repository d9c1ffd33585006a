import { after } from 'node:test'
import { migrate } from '../server/core/migrate.ts'
import { emptyDatabase, testDatabaseUrl } from './database.ts'

/**
 * Gives this test process a database of its own, before its first world: for what another file's jobs, run under another
 * clock, would disturb, and for what would disturb the others (sweeping, holding a transaction open).
 */
export async function useOwnDatabase(): Promise<void> {
  // The mutation run gives every file a database of its own, without one of its walls: that one it must be.
  if (process.env['MUSTER_TEST_DATABASE_IS_OWN']) return
  const shared = testDatabaseUrl()
  after(() => void (process.env['MUSTER_TEST_DATABASE'] = shared))
  const url = await emptyDatabase({ after }, process.env['MUSTER_TEST_TEMPLATE'])
  // Makes what a template does not have yet: everything, without one.
  await migrate(url)
  process.env['MUSTER_TEST_DATABASE'] = url
}
