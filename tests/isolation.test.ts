import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import type pg from 'pg'
import { mediaTypeOf } from '../server/core/contract.ts'
import type { Contract } from '../server/core/contract.ts'
import { companyTables, connect } from './database.ts'
import { idSites, nameOf, plausible, withId } from './plausible.ts'
import type { IdSite, Input } from './plausible.ts'
import { populated } from './populated.ts'
import type { Populated } from './populated.ts'

// Two companies for the whole file: the tests only ever try, and the last one shows that nothing of the first was changed.
let [acme, bravo] = [] as unknown as [Populated, Populated]
/** Ids of other kinds that each place for an id is tried with. */
const othersTried = 12
let turn = 0
let untouched: Record<string, string[]>
const answers: { name: string; text: string; sent: string }[] = []
const marker = 'Quetzalcoatlus'

before(async (t) => {
  acme = await populated(t as never, marker)
  bravo = await populated(t as never, 'Bravo')
  untouched = await acme.rowsByTable()
})

const routes = () => acme.assembly.app.routes.map(({ contract }) => contract)
const ofBravo = (table: string) => bravo.ids.get(table)?.[0] ?? assert.fail(`${table} has no id in tests/populated.ts`)

async function call(contract: Contract, input: Input, sent = '') {
  const answer = await bravo.boss(contract as never, input as never)
  answers.push({ name: nameOf(contract), text: JSON.stringify(answer.json), sent })
  return answer
}

test('every route has a plausible request, and every id in it points to a known table', () => {
  const unknown = routes().flatMap((contract) => {
    try {
      plausible(contract, ofBravo)
      return []
    } catch (error) {
      return [(error as Error).message]
    }
  })
  assert.deepEqual(unknown, [])
})

test("every route answers another company's id exactly as it answers an id that does not exist", async () => {
  const told: string[] = []
  for (const contract of routes()) {
    for (const site of idSites(contract)) {
      const unknown = await asSeen(contract, site, crypto.randomUUID())
      assert(site.place !== 'body' || unknown.status >= 400, `${nameOf(contract)} takes an id in body.${site.name} that does not exist`)
      for (const [table, id] of idsToTry(site)) {
        const foreign = await asSeen(contract, site, id)
        if (JSON.stringify(foreign) !== JSON.stringify(unknown)) {
          told.push(
            `${nameOf(contract)} ${site.place}.${site.name} = ${table}: ${JSON.stringify(foreign)} instead of ${JSON.stringify(unknown)}`,
          )
        }
      }
    }
  }
  assert.deepEqual(told, [])
})

/** An id of the kind that is asked for, and some of other kinds, taken in turn: all of all would be routes times tables. */
function* idsToTry(site: IdSite): Iterable<[table: string, id: string]> {
  const tables = [...acme.ids.keys()]
  for (const table of new Set([site.table, ...Array.from({ length: othersTried }, () => tables[turn++ % tables.length]!)])) {
    yield [table, acme.ids.get(table)?.[0] ?? assert.fail(`${table} has no id in tests/populated.ts`)]
  }
}

/** The answer without what differs by request, and with the id that was sent made anonymous. */
async function asSeen(contract: Contract, site: IdSite, id: string) {
  const { status, json } = await call(contract, withId(plausible(contract, ofBravo), site, id), id)
  // A workbook is packed with the moment it was written, so two of the same rows differ.
  if (status === 200 && mediaTypeOf(contract.schema.response[200 as never])?.includes('spreadsheetml')) return { status, body: 'workbook' }
  const text = JSON.stringify(json, (key, value: unknown) => (['timestamp', 'requestId', 'path'].includes(key) ? undefined : value))
  return { status, body: text.replaceAll(id, '<id>') }
}

test("lists, searches and streams hold only one's own company", async () => {
  for (const contract of routes().filter(({ method, config }) => method === 'GET' && !['public', 'operator'].includes(config.access))) {
    const input = plausible(contract, ofBravo)
    const properties = (contract.schema.querystring as { properties?: object } | undefined)?.properties ?? {}
    const variants = [{}, ...('limit' in properties ? [{ limit: 100 }] : []), ...('q' in properties ? [{ q: marker }, { q: '%' }] : [])]
    for (const id of 'cursor' in properties ? [acme.ids.get('domain_event')!.at(-1)!, acme.ids.get('leave_ledger')!.at(-1)!] : []) {
      variants.push({ cursor: Buffer.from(id).toString('base64url') } as never)
    }
    for (const query of variants) {
      const { status } = await call(contract, { ...input, query: { ...input.query, ...query } })
      assert.equal(status, 200, `${nameOf(contract)} ${JSON.stringify(query)}`)
    }
  }
})

test('nothing of another company appears in any answer', () => {
  const foreign = new Set([...acme.ids.values()].flat())
  const uuid = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g
  assert(answers.length > 500, 'the tests before this one asked')
  for (const { name, text, sent } of answers) {
    assert(!text.includes(marker), `${name}: ${text}`)
    assert.deepEqual(
      (text.match(uuid) ?? []).filter((id) => id !== sent && foreign.has(id)),
      [],
      name,
    )
  }
})

test('nothing of another company was changed by any of it', async () => {
  assert.deepEqual(await acme.rowsByTable(), untouched)
})

test('the marker stands in what the company itself sees, so that its absence elsewhere means something', async () => {
  const seen = await Promise.all(
    ['employees', 'departments', 'leave/requests', 'attendance/today', 'audit/logs'].map((url) => acme.boss.raw('GET', url)),
  )
  for (const { json } of seen) assert(JSON.stringify(json).includes(marker))
})

test('without a company in force every company table is empty to the app and takes nothing', async (t) => {
  const app = await connect(t, 'muster_app')
  for (const table of await companyTables(app)) {
    assert.equal((await app.query(`select 1 from ${table}`)).rowCount, 0, table)
    assert.equal(await refusalOf(app, insertCopy(table, await columnsOf(app, table)), untouched[table]![0]!), '42501', table)
  }
})

test("with one company in force another's rows can be neither read, changed, removed nor written", async (t) => {
  const app = await connect(t, 'muster_app')
  for (const table of await companyTables(app)) {
    const within = async (sql: string, ...values: unknown[]) => {
      await app.query(`begin; set local app.company_id = '${bravo.companyId}'`)
      try {
        return await app.query(sql, values)
      } finally {
        await app.query('rollback')
      }
    }
    const code = (sql: string, ...values: unknown[]) =>
      within(sql, ...values).then(
        ({ rowCount }) => rowCount,
        (error: { code: string }) => error.code,
      )
    assert((await within(`select 1 from ${table}`)).rowCount! > 0, `${table}: one's own rows are there`)
    assert.equal(await code(`select 1 from ${table} where company_id = $1`, acme.companyId), 0, table)
    assert(
      [0, '42501'].includes((await code(`update ${table} set company_id = company_id where company_id = $1`, acme.companyId))!),
      `${table}: update`,
    )
    assert.equal(await code(`update ${table} set company_id = $1`, acme.companyId), '42501', `${table}: giving rows away`)
    assert([0, '42501'].includes((await code(`delete from ${table} where company_id = $1`, acme.companyId))!), `${table}: delete`)
    assert.equal(await code(insertCopy(table, await columnsOf(app, table)), untouched[table]![0]!), '42501', `${table}: insert`)
  }
})

test('the app sees its own company only, and no account of the platform', async (t) => {
  const app = await connect(t, 'muster_app')
  assert.equal((await app.query('select 1 from company')).rowCount, 0)
  await app.query(`begin; set local app.company_id = '${bravo.companyId}'`)
  assert.deepEqual((await app.query('select id from company')).rows, [{ id: bravo.companyId }])
  assert.equal((await app.query(`update company set name = 'x'`)).rowCount, 1, 'its own')
  await app.query('rollback')
  assert.equal((await app.query(`update company set name = 'x'`)).rowCount, 0)
  for (const sql of [
    'select 1 from operator',
    'select 1 from sign_in_failure',
    `update company set status = 'active'`,
    'delete from plan',
  ]) {
    assert.equal(await refusalOf(app, sql), '42501', sql)
  }
})

async function columnsOf(client: pg.Client, table: string) {
  const { rows } = await client.query<{ name: string }>(
    `select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped and attgenerated = ''`,
    [table],
  )
  return rows.map(({ name }) => name).join(', ')
}

const insertCopy = (table: string, columns: string) =>
  `insert into ${table} (${columns}) select ${columns} from jsonb_populate_record(null::"${table}", $1::jsonb)`
const refusalOf = (client: pg.Client, sql: string, ...values: unknown[]) =>
  client.query(sql, values).then(
    () => 'no refusal',
    ({ code }: { code: string }) => code,
  )
