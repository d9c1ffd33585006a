import assert from 'node:assert/strict'
import { readdir } from 'node:fs/promises'
import { test } from 'node:test'
import { migrate, readMigrations } from '../server/core/migrate.ts'
import { printTypes, readTypes } from '../tools/types.ts'
import { connect, emptyDatabase } from './database.ts'

const files = async () => (await readMigrations()).map(({ file }) => file)

test('migrations are numbered from 1 without a gap, and every file of the folder is one', async () => {
  const found = (await readdir('db/migrations')).sort()
  assert.deepEqual(await files(), found)
  assert.deepEqual(
    found.map((file) => Number(file.slice(0, 4))),
    found.map((_, index) => index + 1),
  )
  assert(found.length >= 7)
})

test('an empty database takes every migration once; migrating again changes nothing', async (t) => {
  const url = await emptyDatabase(t)
  assert.deepEqual(await migrate(url), await files())
  const db = await connect(t, null, url)
  const state = async () =>
    (
      await db.query(
        `select (select json_agg(m order by number) from schema_migration m) as applied,
           (select json_agg(array[table_name, column_name, data_type] order by table_name, column_name) from information_schema.columns where table_schema = 'public') as columns,
           (select count(*)::int from pg_policies) as policies, (select count(*)::int from plan) as plans`,
      )
    ).rows[0] as object
  const before = await state()
  assert.deepEqual(await migrate(url), [])
  assert.deepEqual(await state(), before)
})

test('of two servers that start at once on an empty database one migrates and the other waits', async (t) => {
  const url = await emptyDatabase(t)
  const applied = await Promise.all([migrate(url), migrate(url), migrate(url)])
  assert.deepEqual(
    applied.map(({ length }) => length).sort((a, b) => a - b),
    [0, 0, (await files()).length],
  )
})

test('a migration that was changed after it was applied is refused, and so is a database newer than the program', async (t) => {
  const url = await emptyDatabase(t)
  await migrate(url)
  const db = await connect(t, null, url)
  await db.query(`update schema_migration set hash = 'another' where number = 2`)
  await assert.rejects(migrate(url), /0002_companies\.sql was changed after it was applied/)
  const [, second] = await readMigrations()
  await db.query('update schema_migration set hash = $1 where number = 2', [second!.hash])
  const next = (await files()).length + 1
  await db.query(`insert into schema_migration (number, file, hash) values ($1, '9999_of_the_future.sql', 'x')`, [next])
  await assert.rejects(migrate(url), /newer than this program: it has 9999_of_the_future\.sql/)
  await db.query('delete from schema_migration where number = $1', [next])
  assert.deepEqual(await migrate(url), [])
})

test('a migration that fails leaves nothing of itself, and the ones before it stand', async (t) => {
  const url = await emptyDatabase(t)
  const db = await connect(t, null, url)
  // The third migration will find its first table taken.
  await db.query('create table user_account (id int)')
  await assert.rejects(migrate(url), /0003_accounts\.sql failed: relation "user_account" already exists/)
  assert.deepEqual((await db.query('select number from schema_migration order by 1')).rows, [{ number: 1 }, { number: 2 }])
  await db.query('drop table user_account')
  assert.deepEqual(await migrate(url), (await files()).slice(2))
})

test('the row types in db/types.ts are those of a freshly migrated database', async (t) => {
  const url = await emptyDatabase(t)
  await migrate(url)
  assert.equal(await printTypes(url), await readTypes(), 'run `node tools/types.ts` with DATABASE_URL of a migrated database')
})
