import assert from 'node:assert/strict'
import { assemble } from '../server/assemble.ts'
import { readConfig } from '../server/config.ts'
import { makeLog } from '../server/core/log.ts'
import { eraseCancelled } from '../server/modules/companies/index.ts'

// A process of its own, to be killed: erases what is due in small steps.
const { MUSTER_TEST_DATABASE: databaseUrl, MUSTER_TEST_DIR: dataDir } = process.env
assert(databaseUrl && dataDir)
const config = readConfig({ MUSTER_DATA_DIR: dataDir, DEMO: 'false' })
const log = makeLog('error', process.stderr)
const { deps } = await assemble({
  config,
  databaseUrl,
  dataDir,
  tokenSecret: 'a secret for tests only, 32 characters',
  log,
  migrate: false,
})
await eraseCancelled(deps, 5)
