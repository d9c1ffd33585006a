import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { assemble } from '../../server/assemble.ts'
import { readConfig } from '../../server/config.ts'
import { newId } from '../../server/core/ids.ts'
import { makeLog } from '../../server/core/log.ts'
import { password, placeOfTests, timeOfTests, urlOf } from './server.ts'

/** A server of the tests in this process, on a database of that name. */
export async function assembled(name: string, options: { migrate: boolean }) {
  const { cluster, dir } = placeOfTests()
  const dataDir = join(dir, name)
  await mkdir(dataDir, { recursive: true })
  const config = readConfig({
    MUSTER_DATA_DIR: dataDir,
    PORT: '0',
    LOG_LEVEL: 'error',
    MAX_EVENT_LOOP_DELAY_MS: '0',
    MUSTER_DEMO_PASSWORD: password,
  })
  const time = timeOfTests()
  return assemble({
    config,
    databaseUrl: urlOf(cluster, name),
    dataDir,
    tokenSecret: newId() + newId(),
    log: makeLog('error'),
    ...options,
    ...(time && { clock: () => new Date(time) }),
  })
}
