import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import { companyTables, connect } from '../../../tests/database.ts'
import { populated } from '../../../tests/populated.ts'
import { readZip } from '../../../tests/zip.ts'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { exportLogs } from '../audit/audit.contract.ts'
import { changeStatus } from '../companies/index.ts'
import type { Manifest } from './leaving.archive.service.ts'
import { judged, soundsSecret, tablesLeftOut } from './leaving.columns.rules.ts'
import { downloadExport, getExport, listExports, removeExport, startExport } from './leaving.contract.ts'
import { runExport } from './leaving.run.service.ts'
import { sweepExports } from './leaving.system.ts'

const sha256 = (bytes: Buffer | string) => createHash('sha256').update(bytes).digest('hex')
const stateOf = async ({ admin }: World, id: string) => (await admin(getExport, { params: { id } })).data.export
const partsOf = ({ rows }: World) => rows('select part from company_export_part where company_id = $company')
const write = (w: World, exportId: string) => runExport(w.assembly.deps, { companyId: w.companyId, exportId })

test('every column that holds bytes or sounds like a secret is judged, and nothing else', async (t) => {
  const db = await connect(t, 'muster_owner')
  const { rows } = await db.query<{ table: string; name: string; type: string }>(
    `select c.relname as table, a.attname as name, format_type(a.atttypid, a.atttypmod) as type from pg_attribute a join pg_class c on c.oid = a.attrelid
     where a.attnum > 0 and not a.attisdropped and c.relname = any($1)`,
    [[...(await companyTables(db)), 'company']],
  )
  const found = rows.filter((column) => soundsSecret(column)).map(({ table, name }) => `${table}.${name}`)
  assert.deepEqual(found.sort(), Object.keys(judged).sort())
})

test('an archive holds every table with every row, every file, no secret and nothing of anybody else, as its manifest says', async (t) => {
  const [acme, bravo] = await Promise.all([populated(t, 'Archaeopteryx'), populated(t, 'Bravo')])
  const secret = '736563726574'.repeat(3)
  await acme.rows(`update user_account set password_hash = '${secret}' where company_id = $company`)
  await acme.rows(`update kiosk set token_hash = decode('${secret}', 'hex') where company_id = $company`)
  const { export: asked } = (await acme.admin(startExport)).data
  assert.equal(asked.state, 'waiting')
  const before = await acme.rowsByTable()
  await write(acme, asked.id)
  const done = await stateOf(acme, asked.id)
  assert.deepEqual([done.state, done.tablesDone], ['done', done.tableCount])
  const answer = await acme.admin(downloadExport, { params: { id: asked.id } })
  assert.deepEqual(
    [answer.status, answer.headers['content-type'], Number(answer.headers['content-length']), sha256(answer.bytes)],
    [200, 'application/zip', done.byteCount, done.sha256],
  )
  const files = await readZip(answer.bytes)
  const manifest = JSON.parse(String(files.get('manifest.json'))) as Manifest

  const db = await connect(t, 'muster_owner')
  const tables = (await companyTables(db)).filter((table) => !(table in tablesLeftOut))
  assert.deepEqual(
    manifest.tables.map(({ table }) => table),
    [...tables, 'company'].sort(),
  )
  const expected = new Set(['manifest.json'])
  for (const { table, path, rows, bytes, sha256: hash, files: fileCount, fileBytes } of manifest.tables) {
    const content = files.get(path)!
    const lines = String(content)
      .split('\n')
      .slice(0, -1)
      .map((line) => JSON.parse(line) as Record<string, unknown>)
    assert.deepEqual([rows, content.length, sha256(content)], [lines.length, bytes, hash], table)
    if (table !== 'company') assert.equal(rows, before[table]!.length, table)
    const named = lines.flatMap((line) => Object.values(line)).filter(isFile)
    for (const { file, bytes: size, sha256: own } of named) {
      assert.deepEqual([files.get(file)?.length, sha256(files.get(file)!)], [size, own], file)
      expected.add(file)
    }
    assert.deepEqual([named.length, named.reduce((sum, file) => sum + file.bytes, 0)], [fileCount, fileBytes], table)
    expected.add(path)
  }
  assert.deepEqual([...files.keys()].sort(), [...expected].sort())
  assert.ok([...files.keys()].some((name) => /^files\/employee_photo\/.*\.webp$/.test(name)))

  const text = [...files].map(([name, content]) => name + content.toString('latin1')).join('\n')
  assert.ok(text.includes('Archaeopteryx') && !text.includes('Bravo') && !text.includes(bravo.companyId))
  for (const id of [...bravo.ids.values()].flat()) assert.ok(!text.includes(id), id)
  assert.ok(!text.includes(secret) && !text.includes('password_hash":'))
  const secrets = Object.entries(judged)
    .filter(([, use]) => use === 'secret')
    .map(([column]) => column)
  for (const column of secrets) assert.ok(manifest.leftOut.includes(column), column)
  for (const [table, name] of secrets.map((column) => column.split('.') as [string, string]))
    assert.ok(!String(files.get(`tables/${table}.jsonl`)).includes(`"${name}":`), `${table}.${name}`)

  // Whose it is, it is theirs alone; that it was fetched is in the log.
  assert.equal((await bravo.boss(downloadExport, { params: { id: asked.id } })).status, 404)
  assert.match(String((await acme.admin(exportLogs)).bytes), /downloaded the archive/)
  assert.match((await acme.mailTo(acme.admin.email)).text, /settings\/leaving/)
})

test('of two at once one is written; removing it stops it, and what it wrote is gone', async (t) => {
  const w = await world(t)
  const answers = await Promise.all([w.admin(startExport), w.admin(startExport)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [201, 409],
  )
  assert.equal(answers.find(({ status }) => status === 409)!.error.code, 'COMPANY_EXPORT_RUNNING')
  const { id } = (await w.admin(listExports)).data.exports[0]!
  assert.equal((await w.admin(removeExport, { params: { id } })).status, 200)
  await write(w, id)
  assert.deepEqual([(await stateOf(w, id)).state, await partsOf(w)], ['removed', []])
  assert.equal((await w.admin(downloadExport, { params: { id } })).error.code, 'EXPORT_NOT_THERE')
  assert.equal((await w.admin(removeExport, { params: { id } })).status, 404)
})

test('one whose server was killed is begun anew from nothing, and given up when that happens again and again', async (t) => {
  const w = await world(t)
  const { id } = (await w.admin(startExport)).data.export
  const killed = async (tries: number) => {
    await w.rows(`update company_export set state = 'running', tries = $1 where company_id = $company and id = $2`, tries, id)
    await w.rows(`insert into company_export_part (company_id, export_id, part, content) values ($company, $1, 7, 'half')`, id)
  }
  await killed(3)
  await write(w, id)
  assert.deepEqual([(await stateOf(w, id)).state, await partsOf(w)], ['failed', []])
  await w.rows(`update company_export set state = 'running' where company_id = $company`)
  await killed(1)
  await write(w, id)
  const done = await stateOf(w, id)
  const { bytes } = await w.admin(downloadExport, { params: { id } })
  assert.deepEqual([done.state, sha256(bytes)], ['done', done.sha256])
  // Run again by mistake, it changes nothing.
  await write(w, id)
  assert.deepEqual(await stateOf(w, id), done)
})

test('an archive goes after seven days or with the next one, and counts as storage until then', async (t) => {
  const w = await world(t)
  const first = (await w.admin(startExport)).data.export.id
  await write(w, first)
  const second = (await w.admin(startExport)).data.export.id
  await write(w, second)
  assert.deepEqual([(await stateOf(w, first)).state, (await stateOf(w, second)).state], ['removed', 'done'])
  w.at(new Date(Date.now() + 6.9 * 86_400_000).toISOString())
  await sweepExports(w.assembly.deps)
  assert.equal((await partsOf(w)).length, 1)
  w.at(new Date(Date.now() + 7.1 * 86_400_000).toISOString())
  await sweepExports(w.assembly.deps)
  assert.deepEqual(
    [
      (await partsOf(w)).length,
      (await w.rows<{ state: string }>('select state from company_export where company_id = $company and id = $1', second))[0]!.state,
    ],
    [0, 'removed'],
  )
})

test('a company that can only be read takes everything with it, one that is suspended does not, and nobody without the right', async (t) => {
  const w = await world(t)
  const mei = await w.as('company.update')
  assert.equal((await mei(startExport)).error.code, 'FORBIDDEN')
  assert.equal((await mei(listExports)).status, 403)
  for (const status of ['expired', 'cancelled'] as const) {
    await changeStatus(w.assembly.deps, w.companyId, status, 'they leave')
    const asked = await w.admin(startExport)
    await write(w, asked.data.export.id)
    assert.equal((await w.admin(downloadExport, { params: { id: asked.data.export.id } })).status, 200)
  }
  await changeStatus(w.assembly.deps, w.companyId, 'active', 'they stay')
  await changeStatus(w.assembly.deps, w.companyId, 'suspended', 'they owe')
  assert.equal((await w.admin(startExport)).error.code, 'COMPANY_SUSPENDED')
})

test('whoever signed in long ago proves anew who they are, to ask and to download', async (t) => {
  const w = await world(t)
  const { id } = (await w.admin(startExport)).data.export
  await write(w, id)
  await w.rows(`update session set proved_at = now() - interval '11 minutes' where company_id = $company`)
  for (const answer of [
    await w.admin(startExport),
    await w.admin(downloadExport, { params: { id } }),
    await w.admin(removeExport, { params: { id } }),
  ])
    assert.equal(answer.error.code, 'STEP_UP_NEEDED')
})

type FileNote = { file: string; bytes: number; sha256: string }
const isFile = (value: unknown): value is FileNote => typeof value === 'object' && value !== null && 'file' in value && 'sha256' in value
