import { existsSync, readFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { openPool } from '../server/core/db.ts'
import { ArchiveFaults, loadCompany, openPackage, readMap } from '../server/modules/leaving/index.ts'
import type { LoadMap } from '../server/modules/leaving/index.ts'

/**
 * `npm run migrate-company -- --file archive.zip --as acme [--map map.json] [--dry-run]`: loads the archive of a company as a new company
 * of this installation, all of it or nothing (docs/operations.md § Moving a company).
 */
const usage = 'DATABASE_URL says which database: npm run migrate-company -- --file archive.zip --as subdomain [--map map.json] [--dry-run]'

const { values } = parseArgs({
  options: { file: { type: 'string' }, as: { type: 'string' }, map: { type: 'string' }, 'dry-run': { type: 'boolean', default: false } },
})
const url = process.env['DATABASE_URL']
const { file, as: subdomain } = values
if (!url || !file || !subdomain) stop([usage])

const pool = openPool(url!, 'muster_system', 1)
try {
  const map = mapOf(values.map)
  const found = await openPackage(file!)
  try {
    const loading = { subdomain: subdomain!, map, isDryRun: values['dry-run'] }
    const { companyId, hasOtherIds, tables } = await loadCompany({ pool }, found, loading, new Date())
    const width = Math.max(...tables.map(({ table }) => table.length))
    console.log(`${'table'.padEnd(width)}  in archive     before      after`)
    for (const { table, leftBehind, ...counts } of tables) {
      const figures = [counts.inArchive, counts.before, counts.after].map((count) => String(count).padStart(9))
      console.log(`${table.padEnd(width)}  ${figures.join('  ')}${leftBehind && counts.inArchive > 0 ? '  left behind' : ''}`)
    }
    console.log(
      hasOtherIds
        ? 'The company is here already: other ids were given throughout, and the audit log is sealed anew.'
        : 'All ids are as they were.',
    )
    console.log(
      'Passwords, second factors, API keys and the secrets of connected services are in no archive: people choose a password by "forgot your password".',
    )
    console.log(values['dry-run'] ? 'A dry run: nothing was written.' : `Loaded as ${subdomain} (${companyId}).`)
  } finally {
    found.close()
  }
} catch (error) {
  if (!(error instanceof ArchiveFaults)) throw error
  console.error(error.faults.join('\n'))
  console.error('Nothing was written.')
  process.exitCode = 1
} finally {
  await pool.end()
}

function mapOf(path: string | undefined): LoadMap {
  if (path === undefined) return {}
  if (!existsSync(path)) throw new ArchiveFaults([`${path} is not there.`])
  const read = readMap(readFileSync(path, 'utf8'))
  if ('faults' in read) throw new ArchiveFaults(read.faults)
  return read.map
}

function stop(lines: readonly string[]) {
  console.error(lines.join('\n'))
  process.exit(1)
}
