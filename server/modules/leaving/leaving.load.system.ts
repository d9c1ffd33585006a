import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import type { Kysely } from 'kysely'
import type { DB } from '../../core/db.ts'
import { newId } from '../../core/ids.ts'
import { readMigrations } from '../../core/migrate.ts'
import { asSystem } from '../../core/system-door.ts'
import type { SystemPool } from '../../core/system-door.ts'
import { emptyingOrder, refuseSubdomain } from '../companies/index.ts'
import type { Manifest } from './leaving.archive.service.ts'
import { tablesLeftOut, useOf } from './leaving.columns.rules.ts'
import {
  countRows,
  makeStage,
  moveStage,
  readLoose,
  readNeeded,
  readReferences,
  staged,
  stageFile,
  stageLines,
} from './leaving.load.queries.ts'
import type { Reference } from './leaving.load.queries.ts'
import { leftBehind, mappedEmail, otherIds } from './leaving.load.rules.ts'
import type { LoadMap } from './leaving.load.rules.ts'
import { ArchiveFaults, checkPackage, isNote } from './leaving.package.service.ts'
import type { FileNote, Package } from './leaving.package.service.ts'
import { filesOf, readTables } from './leaving.queries.ts'
import type { Table } from './leaving.queries.ts'

export type Loading = { readonly subdomain: string; readonly map: LoadMap; readonly isDryRun: boolean }
export type Loaded = {
  readonly companyId: string
  /** Whether other ids were given, because this installation has the company already. */
  readonly hasOtherIds: boolean
  readonly tables: readonly {
    readonly table: string
    readonly inArchive: number
    readonly before: number
    readonly after: number
    readonly leftBehind: boolean
  }[]
}

/** Credentials that only work where they were made. */
const boundToPlace = ['passkey']
/** What seals the audit log names its entries by their ids: with others it is sealed anew. */
const boundToIds = ['audit_batch', 'audit_leaf']

/** A dry run is taken back by being thrown. */
class Rehearsed extends Error {
  readonly loaded: Loaded
  constructor(loaded: Loaded) {
    super('A dry run was taken back')
    this.loaded = loaded
  }
}

/**
 * Loads an archive as a new company, in one transaction: everything is held against the manifest and put aside first, what refers to
 * nothing is named, and the rows that are there afterwards are counted. Throws `ArchiveFaults` with all that stands against it.
 */
export async function loadCompany(system: SystemPool, found: Package, loading: Loading, now: Date): Promise<Loaded> {
  const faults = await checkPackage(found)
  if (faults.length > 0) throw new ArchiveFaults(faults)
  const work = (db: Kysely<DB>) => load(db, found, loading, now)
  return asSystem(system, work).catch((error: unknown) => {
    if (error instanceof Rehearsed) return error.loaded
    const { table, constraint, message, detail } = error as { table?: string; constraint?: string; message: string; detail?: string }
    throw constraint ? new ArchiveFaults([`${table} breaks ${constraint}: ${message}${detail ? ` (${detail})` : ''}`]) : error
  })
}

async function load(db: Kysely<DB>, found: Package, { subdomain, map, isDryRun }: Loading, now: Date): Promise<Loaded> {
  await sql`set local statement_timeout = 0`.execute(db)
  await sql`set local idle_in_transaction_session_timeout = 0`.execute(db)
  const { manifest } = found
  const all = (await readTables(db)).filter(({ name }) => !(name in tablesLeftOut))
  refuse([...versionFaults(manifest, all, (await readMigrations()).length), ...(await nameFaults(db, subdomain))])
  const hasOtherIds = await isKnown(db, manifest.company.id)
  const companyId = hasOtherIds ? newId() : manifest.company.id
  const change = hasOtherIds
    ? otherIds(BigInt(`0x${randomBytes(5).toString('hex')}`) + 1n, manifest.company.id, companyId)
    : (text: string) => text

  const references = await readReferences(db)
  const left = await behind(db, all, references, hasOtherIds ? [...boundToPlace, ...boundToIds] : boundToPlace)
  const tables = all.filter(({ name }) => !left.has(name))
  for (const table of tables) await stage(db, found, table, companyId, change)
  for (const table of tables) await mapEmails(db, table, map)
  await settleCompany(db, { subdomain, map })
  refuse([...(await companyFaults(db)), ...(await looseFaults(db, references, left))])

  const before = new Map<string, number>()
  for (const table of all) before.set(table.name, await countRows(db, table, companyId))
  const byName = new Map(tables.map((table) => [table.name, table]))
  await moveStage(db, byName.get('company')!)
  const order = emptyingOrder(
    [...byName.keys()]
      .filter((name) => name !== 'company')
      .map((name) => ({ name, refersTo: refersTo(references, name).filter((to) => byName.has(to)) })),
  )
  for (const name of order.reverse()) await moveStage(db, byName.get(name)!)
  const figures: Loaded['tables'][number][] = []
  for (const table of all) {
    const inArchive = manifest.tables.find((one) => one.table === table.name)!.rows
    const after = await countRows(db, table, companyId)
    figures.push({ table: table.name, inArchive, before: before.get(table.name)!, after, leftBehind: left.has(table.name) })
  }
  refuse(
    figures
      .filter((one) => one.after - one.before !== (one.leftBehind ? 0 : one.inArchive))
      .map((one) => `${one.table} came to ${one.after} rows instead of ${one.inArchive}.`),
  )
  await db
    .insertInto('operatorEvent')
    .values({
      id: newId(),
      at: now.toISOString(),
      operatorId: null,
      operatorName: 'Muster',
      kind: 'company-loaded',
      aboutCompany: companyId,
      data: JSON.stringify({
        name: map.name ?? manifest.company.name,
        from: manifest.company.id,
        takenAt: manifest.takenAt,
        rows: figures.reduce((sum, { after }) => sum + after, 0),
      }),
    })
    .execute()
  const loaded = { companyId, hasOtherIds, tables: figures }
  if (isDryRun) throw new Rehearsed(loaded)
  return loaded
}

function refuse(faults: readonly string[]) {
  if (faults.length > 0) throw new ArchiveFaults(faults)
}

function versionFaults({ schemaVersion, tables }: Manifest, all: readonly Table[], ours: number): string[] {
  if (schemaVersion !== ours)
    return [
      `The archive was written by a version with schema ${schemaVersion}, and this one has ${ours}: bring both to the same version and take the archive anew.`,
    ]
  const known = new Set(all.map(({ name }) => name))
  const told = new Set(tables.map(({ table }) => table))
  return [
    ...[...told].filter((name) => !known.has(name)).map((name) => `This installation has no table ${name}.`),
    ...[...known].filter((name) => !told.has(name)).map((name) => `The archive has no table ${name}.`),
  ]
}

async function nameFaults(db: Kysely<DB>, subdomain: string): Promise<string[]> {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(subdomain))
    return [`${subdomain} cannot be a subdomain: letters, digits and hyphens can.`]
  const reserved = refuseSubdomain(subdomain)
  const taken = await db.selectFrom('company').select('id').where('subdomain', '=', subdomain).executeTakeFirst()
  return [...(reserved ? [reserved.message] : []), ...(taken ? [`There is a company with the subdomain ${subdomain} already.`] : [])]
}

/** Whether the id is a company's here, or was one's: what was erased is looked for and erased for a while. */
async function isKnown(db: Kysely<DB>, id: string): Promise<boolean> {
  const [company, erased] = await Promise.all([
    db.selectFrom('company').select('id').where('id', '=', id).executeTakeFirst(),
    db.selectFrom('companyErasure').select('id').where('id', '=', id).executeTakeFirst(),
  ])
  return company !== undefined || erased !== undefined
}

const refersTo = (references: readonly Reference[], name: string) => references.filter(({ table }) => table === name).map(({ to }) => to)

/** The tables whose rows stay where they are. */
async function behind(db: Kysely<DB>, tables: readonly Table[], references: readonly Reference[], bound: readonly string[]) {
  const needed = await readNeeded(db)
  const needSecrets = tables.filter(({ name, columns }) =>
    columns.some((one) => useOf(name, one) === 'secret' && needed.has(`${name}.${one.name}`)),
  )
  return leftBehind(
    tables.map(({ name }) => ({ name, refersTo: refersTo(references, name) })),
    needSecrets.map(({ name }) => name),
    bound,
  )
}

const linesAtOnce = 500
const lettersAtOnce = 4_000_000

/** Puts the rows and files of a table aside, as those of the new company. */
async function stage(db: Kysely<DB>, found: Package, table: Table, companyId: string, change: (text: string) => string) {
  const { name, owner, key, columns } = table
  const files = filesOf(table)
  await makeStage(db, table, files.length > 0)
  const notes: { column: string; values: string[]; note: FileNote }[] = []
  let [lines, letters] = [[] as string[], 0]
  const flush = async () => {
    if (lines.length > 0) await stageLines(db, name, lines)
    ;[lines, letters] = [[], 0]
  }
  for await (const line of found.lines(`tables/${name}.jsonl`)) {
    let text = change(line)
    if (files.length > 0) {
      const [row, changed] = [JSON.parse(line) as Record<string, unknown>, JSON.parse(text) as Record<string, unknown>]
      for (const { name: column } of files) {
        const note = row[column]
        if (isNote(note)) notes.push({ column, values: key.map((part) => String(changed[part.name])), note })
        changed[column] = null
      }
      text = JSON.stringify(changed)
    }
    lines.push(`{"${owner}":"${companyId}"${text === '{}' ? '}' : `,${text.slice(1)}`}`)
    letters += text.length
    if (lines.length >= linesAtOnce || letters >= lettersAtOnce) await flush()
  }
  await flush()
  for (const { column, values, note } of notes) await stageFile(db, table, column, values, await found.content(note.file))
  // Of another database's transactions nothing is known here: all of it came with this one.
  for (const { name: column } of columns.filter(({ type }) => type === 'xid8'))
    await sql`update ${staged(name)} set ${sql.ref(column)} = pg_current_xact_id()`.execute(db)
}

async function mapEmails(db: Kysely<DB>, { name, columns }: Table, map: LoadMap) {
  for (const { name: column } of columns.filter((one) => /(^|_)email$/.test(one.name) && one.type === 'text')) {
    const ref = sql.ref(column)
    const { rows } = await sql<{ email: string }>`select distinct ${ref} as email from ${staged(name)} where ${ref} is not null`.execute(db)
    const changed = rows.map(({ email }) => [email, mappedEmail(email, map)] as const).filter(([before, after]) => before !== after)
    if (changed.length === 0) continue
    await sql`update ${staged(name)} t set ${ref} = m.after
      from unnest(${changed.map(([before]) => before)}::text[], ${changed.map(([, after]) => after)}::text[]) as m(before, after)
      where ${sql.ref(`t.${column}`)} = m.before`.execute(db)
  }
}

/** The company begins as an active one: whoever loads it decided that it goes on. */
async function settleCompany(db: Kysely<DB>, { subdomain, map: { name, domain, plan } }: { subdomain: string; map: LoadMap }) {
  await sql`update ${staged('company')} set subdomain = ${subdomain}, status = 'active', cancelled_at = null, trial_ends_at = null,
    name = coalesce(${name ?? null}, name), plan_code = coalesce(${plan ?? null}, plan_code),
    domain = case when ${domain !== undefined} then ${domain ?? null} else domain end`.execute(db)
}

async function companyFaults(db: Kysely<DB>): Promise<string[]> {
  const { rows } = await sql<{ domain: string | null; planCode: string; isTaken: boolean; isPlan: boolean }>`
    select c.domain, c.plan_code, exists (select from company o where o.domain = c.domain) as is_taken,
      exists (select from plan p where p.code = c.plan_code) as is_plan from ${staged('company')} c`.execute(db)
  const [company] = rows
  if (!company) return ['The archive has no company.']
  return [
    ...(company.isTaken
      ? [`The domain ${company.domain} belongs to another company here: name another in the mapping, or null for none.`]
      : []),
    ...(company.isPlan ? [] : [`There is no plan ${company.planCode} here: name another in the mapping.`]),
  ]
}

async function looseFaults(db: Kysely<DB>, references: readonly Reference[], left: ReadonlySet<string>): Promise<string[]> {
  const faults: string[] = []
  for (const reference of references) {
    const { table, columns, to } = reference
    if (left.has(table) || table in tablesLeftOut || to in tablesLeftOut) continue
    const { count, some } = await readLoose(db, reference)
    if (count > 0)
      faults.push(
        `${count} rows of ${table} name by ${columns.join(', ')} rows of ${to} that are not in the archive, such as ${some!.join(', ')}.`,
      )
  }
  return faults
}
