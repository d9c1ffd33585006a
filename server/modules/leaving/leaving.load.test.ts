import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { assemble } from '../../assemble.ts'
import { clientOf } from '../../../tests/client.ts'
import { emptyDatabase, testDatabaseUrl } from '../../../tests/database.ts'
import { populated } from '../../../tests/populated.ts'
import type { Populated } from '../../../tests/populated.ts'
import { sealEverything } from '../../../tests/seal.ts'
import { readZip } from '../../../tests/zip.ts'
import { signInAs, tokenSecret, world } from '../../../tests/world.ts'
import { newId } from '../../core/ids.ts'
import type { ZipEntry } from '../../core/zip-write.ts'
import { writeZip } from '../../core/zip-write.ts'
import { verifyAudit } from '../audit/audit.contract.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import type { Manifest } from './leaving.archive.service.ts'
import { downloadExport, startExport } from './leaving.contract.ts'
import { loadCompany } from './leaving.load.system.ts'
import type { LoadMap } from './leaving.load.rules.ts'
import { openPackage } from './leaving.package.service.ts'
import { readArchive } from './leaving.service.ts'
import { runExport } from './leaving.run.service.ts'

let [acme, dir, archive] = [] as unknown as [Populated, string, Buffer]

before(async (t) => {
  acme = await populated(t as never, 'Hadrosaurus')
  dir = await mkdtemp(join(tmpdir(), 'muster-load-'))
  const { id } = (await acme.admin(startExport)).data.export
  await runExport(acme.assembly.deps, { companyId: acme.companyId, exportId: id })
  archive = (await acme.admin(downloadExport, { params: { id } })).bytes
})

after(() => rm(dir, { recursive: true, force: true }))

const keep = async (content: Buffer) => {
  const file = join(dir, `${newId()}.zip`)
  await writeFile(file, content)
  return file
}
const subdomain = () => `l-${newId().slice(-12)}`
const load = async (content: Buffer, options: { as?: string; map?: LoadMap; isDryRun?: boolean } = {}) => {
  const found = await openPackage(await keep(content))
  try {
    const { as = subdomain(), map = { domain: null }, isDryRun = false } = options
    return await loadCompany({ pool: acme.assembly.deps.system.pool }, found, { subdomain: as, map, isDryRun }, new Date())
  } finally {
    found.close()
  }
}
const faultsOf = (content: Buffer, options: Parameters<typeof load>[1] = {}) =>
  load(content, options).then(
    () => assert.fail('it was loaded'),
    (error: { faults?: string[] }) => error.faults?.join('\n') ?? assert.fail(error as Error),
  )
const rowsOf = (files: ReadonlyMap<string, Buffer>, table: string) =>
  String(files.get(`tables/${table}.jsonl`))
    .split('\n')
    .slice(0, -1)
const companies = async () => (await acme.rows<{ count: number }>('select count(*)::int as count from company'))[0]!.count

/** The archive with some of its files changed, and a manifest that says so. */
async function changed(
  change: (files: Map<string, Buffer>, manifest: { tables: Record<string, unknown>[] } & Record<string, unknown>) => void,
) {
  const files = await readZip(archive)
  const manifest = JSON.parse(String(files.get('manifest.json'))) as never
  change(files, manifest)
  files.set('manifest.json', Buffer.from(JSON.stringify(manifest)))
  async function* entries(): AsyncGenerator<ZipEntry> {
    for (const [path, content] of files) yield { path, content: [content] }
  }
  return buffer(writeZip(entries()))
}

test('what is loaded as another company is exported as the same but for ids, the company and times', async () => {
  const loaded = await load(archive)
  assert.ok(loaded.hasOtherIds)
  const { deps } = acme.assembly
  const exportId = newId()
  await acme.rows(
    `insert into company_export (company_id, id, asked_by, asked_at) select $1, $2, id, now() from user_account where company_id = $1 limit 1`,
    loaded.companyId,
    exportId,
  )
  await runExport(deps, { companyId: loaded.companyId, exportId })
  const [first, second] = [await readZip(archive), await readZip(await buffer(readArchive(deps.door, loaded.companyId, exportId)))]
  const left = loaded.tables.filter((one) => one.leftBehind).map(({ table }) => table)
  assert.deepEqual(left, [
    'api_key',
    'audit_batch',
    'audit_leaf',
    'auth_challenge',
    'idempotency_key',
    'invitation',
    'kiosk',
    'kiosk_pin',
    'leave_feed',
    'mail_token',
    'passkey',
    'recovery_code',
    'refresh_token',
    'totp_factor',
  ])
  const { tables } = JSON.parse(String(first.get('manifest.json'))) as Manifest
  const figures = new Map((JSON.parse(String(second.get('manifest.json'))) as Manifest).tables.map((one) => [one.table, one]))
  const ids = new Set([...acme.ids.values()].flat())
  for (const { table, rows, files, fileBytes } of tables.filter((one) => !left.includes(one.table))) {
    assert.deepEqual([figures.get(table)!.rows, figures.get(table)!.files, figures.get(table)!.fileBytes], [rows, files, fileBytes], table)
    const [before, after] = [rowsOf(first, table), rowsOf(second, table)]
    if (table === 'company') continue
    for (const line of after) for (const id of line.match(uuids) ?? []) assert.ok(!ids.has(id), `${table} ${line}`)
    assert.deepEqual(after.map(alike).sort(), before.map(alike).sort(), table)
  }
  for (const [path, content] of first) {
    if (!path.startsWith('files/') || left.some((table) => path.startsWith(`files/${table}/`))) continue
    assert.ok(
      [...second].some(([other, same]) => other.startsWith(path.slice(0, 20)) && same.equals(content)),
      path,
    )
  }
  // Loaded whole, it works: whoever looks after it signs in with a new password and finds everybody.
  const company = (
    await acme.rows<{ status: string; domain: null }>('select status, domain from company where id = $1', loaded.companyId)
  )[0]
  assert.deepEqual(company, { status: 'active', domain: null })
})

const uuids = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
/** A line without ids and without the numbers of transactions. */
const alike = (line: string) => line.replaceAll(uuids, '<id>').replace(/"transaction_id":("?)\d+\1/, '')

test('a dry run counts the same and writes nothing; the command prints it, and what stands against it', async () => {
  const had = await companies()
  const file = await keep(archive)
  const map = join(dir, 'map.json')
  await writeFile(map, JSON.stringify({ domain: null, emailDomains: { 'people.test': 'moved.test' } }))
  const run = (...more: string[]) =>
    promisify(execFile)(process.execPath, ['tools/migrate-company.ts', '--file', file, ...more], {
      env: { ...process.env, DATABASE_URL: testDatabaseUrl() },
    })
  const as = subdomain()
  const dry = await run('--as', as, '--map', map, '--dry-run')
  assert.match(dry.stdout, /employee +2 +0 +2\n/)
  assert.match(dry.stdout, /nothing was written/)
  assert.equal(await companies(), had)
  const real = await run('--as', as, '--map', map)
  assert.match(real.stdout, new RegExp(`Loaded as ${as}`))
  assert.equal(await companies(), had + 1)
  const moved = await acme.rows<{ email: string }>(
    `select u.email from user_account u join company c on c.id = u.company_id where c.subdomain = $1 and u.email like '%@moved.test'`,
    as,
  )
  assert.equal(moved.length, 1)
  await assert.rejects(run('--as', as, '--map', map), (error: { code: number; stderr: string }) => {
    assert.equal(error.code, 1)
    assert.match(error.stderr, /subdomain .* already\.\nNothing was written/)
    return true
  })
  assert.equal(await companies(), had + 1)
})

test('another installation keeps every id, the seals of the log hold there and go on, and administrators look after their people', async (t) => {
  const w = await world(t)
  const mei = await w.as([])
  await w.admin(updateSettings, { body: { weekStart: 7 } })
  await sealEverything(w.assembly.deps.system, w.companyId)
  const sealed = await w.rows('select batch from audit_batch where company_id = $company')
  await w.admin(updateSettings, { body: { weekStart: 1 } })
  const { id } = (await w.admin(startExport)).data.export
  await runExport(w.assembly.deps, { companyId: w.companyId, exportId: id })
  const found = await openPackage(await keep((await w.admin(downloadExport, { params: { id } })).bytes))
  t.after(() => found.close())
  const { config, log } = w.assembly.deps
  const other = await assemble({ config, databaseUrl: await emptyDatabase(t), dataDir: config.MUSTER_DATA_DIR, tokenSecret, log })
  t.after(() => other.close())
  const { companyId, hasOtherIds, tables } = await loadCompany(
    other.deps.system,
    found,
    { subdomain: 'moved', map: {}, isDryRun: false },
    new Date(),
  )
  assert.deepEqual(
    [companyId, hasOtherIds, tables.some((one) => one.leftBehind && one.table.startsWith('audit_'))],
    [w.companyId, false, false],
  )
  const token = await signInAs(other, companyId, w.admin.userId)
  const admin = clientOf(other, { token, userId: w.admin.userId, employeeId: null, companyId, email: w.admin.email })
  assert.equal((await admin(updateSettings, { body: { weekStart: 7 } })).status, 200)
  await sealEverything(other.deps.system, companyId)
  const { intact, entries, batches } = (await admin(verifyAudit)).data
  assert.deepEqual([intact, sealed.length > 0, batches > sealed.length, entries > 3], [true, true, true, true])
  assert.ok((await admin(listEmployees)).data.employees.some((person) => person.id === mei.employeeId))
  const again = await loadCompany(other.deps.system, found, { subdomain: 'again', map: { domain: null }, isDryRun: true }, new Date())
  assert.equal(again.hasOtherIds, true)
})

test('the id of a company that was erased here is given to none', async () => {
  const id = newId()
  const another = await changed((_, manifest) => Object.assign(manifest, { company: { id, name: 'X', subdomain: 'x' } }))
  assert.equal((await load(another, { isDryRun: true })).hasOtherIds, false)
  await acme.rows(`insert into company_erasure (id, name, began_at, ended_at, asked_by) values ($1, 'X', now(), now(), 'X')`, id)
  assert.equal((await load(another, { isDryRun: true })).hasOtherIds, true)
})

test('everything that stands against an archive is named, and nothing of it is loaded', async () => {
  const had = await companies()
  const without = (files: Map<string, Buffer>, table: string, manifest: { tables: Record<string, unknown>[] }) => {
    files.set(`tables/${table}.jsonl`, Buffer.alloc(0))
    const figures = manifest.tables.find((one) => one['table'] === table)!
    Object.assign(figures, { rows: 0, bytes: 0, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' })
  }
  const loose = await faultsOf(
    await changed((files, manifest) => (without(files, 'department', manifest), without(files, 'shift', manifest))),
  )
  assert.match(loose, /rows of employment name by department_id rows of department that are not in the archive/)
  assert.match(loose, /rows of shift_assignment name by shift_id rows of shift/)
  const torn = await faultsOf(
    await changed((files) => {
      const [photo] = [...files.keys()].filter((path) => path.startsWith('files/employee_photo/'))
      files.set(photo!, Buffer.from('another'))
      files.set('tables/employee.jsonl', Buffer.from(`${rowsOf(files, 'employee')[0]}\n`))
      files.delete('tables/branch.jsonl')
      files.set('more.txt', Buffer.from('x'))
    }),
  )
  assert.match(torn, /employee_photo.*not as it was written/)
  assert.match(torn, /employee\.jsonl has 1 rows; the manifest says 2/)
  assert.match(torn, /branch\.jsonl, which the manifest names, is missing/)
  assert.match(torn, /more\.txt is named by nothing/)
  assert.match(await faultsOf(await changed((_, manifest) => (manifest['schemaVersion'] = 1))), /schema 1, and this one has/)
  assert.match(await faultsOf(Buffer.from('no archive')), /cannot be read as an archive/)
  assert.match(await faultsOf(archive, { map: {} }), /The domain .* belongs to another company/)
  assert.match(await faultsOf(archive, { map: { domain: null, plan: 'gold' } }), /no plan gold/)
  assert.match(await faultsOf(archive, { as: 'admin' }), /reserved/)
  assert.match(await faultsOf(archive, { as: 'Not a name' }), /cannot be a subdomain/)
  assert.equal(await companies(), had)
})
