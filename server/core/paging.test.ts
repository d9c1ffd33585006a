import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler } from 'kysely'
import { Problem } from './errors.ts'
import { newId } from './ids.ts'
import { containing, cursorOf, idOfCursor, pageOf, paginationOf, sorted, streamPage } from './paging.ts'

const compiler = new Kysely<{ person: { id: string; name: string; joinedOn: string } }>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})
const sortable = { name: 'p.name', joinedOn: 'p.joinedOn' }
const orderBy = (sort: string) =>
  sorted(compiler.selectFrom('person as p').select('p.id'), sort, sortable, 'p.id').compile().sql.split(' order by ')[1]

test('without a wish a list shows its first 20, and every row is on exactly one page', () => {
  assert.deepEqual(pageOf({}), { page: 1, limit: 20, offset: 0 })
  assert.deepEqual(pageOf({ page: 3, limit: 7 }), { page: 3, limit: 7, offset: 14 })
  fc.assert(
    fc.property(fc.nat(500), fc.integer({ min: 1, max: 100 }), (total, limit) => {
      const { totalPages } = paginationOf({ limit }, total)
      const covered = Array.from({ length: totalPages }, (_, index) => pageOf({ page: index + 1, limit }).offset)
      assert.deepEqual(
        covered.flatMap((offset) => Array.from({ length: Math.min(limit, total - offset) }, (_, index) => offset + index)),
        Array.from({ length: total }, (_, index) => index),
      )
    }),
  )
  assert.deepEqual(paginationOf({}, 0), { page: 1, limit: 20, total: 0, totalPages: 0 })
})

test('a list is sorted by the columns asked for, and always ends in the column that makes the order total', () => {
  assert.equal(orderBy('name'), '"p"."name" asc nulls last, "p"."id"')
  assert.equal(orderBy('-joinedOn,name'), '"p"."joinedOn" desc nulls last, "p"."name" asc nulls last, "p"."id"')
  assert.equal(orderBy(''), '"p"."id"')
})

test('sorting by anything that was not offered is a 400 that names what can be sorted by', () => {
  for (const sort of ['salary', 'name,-salary', '-', 'p.name', 'constructor', 'name desc', '"; drop table person']) {
    assert.throws(
      () => orderBy(sort),
      (error: Problem) => {
        assert.equal(error.status, 400)
        assert.deepEqual((error.details as { expected: unknown }[])[0]?.expected, ['name', 'joinedOn'])
        return true
      },
      sort,
    )
  }
})

test('a cursor leads back to the id it was made of', () => {
  const id = newId()
  assert.equal(idOfCursor(cursorOf(id)), id)
})

test('a cursor that is not one of ours is a 400, never a question to the database', () => {
  const refused = [
    '',
    'x',
    newId(),
    cursorOf(''),
    cursorOf('-'.repeat(36)),
    cursorOf('0'.repeat(36)),
    cursorOf(`${newId()}x`),
    cursorOf(newId().toUpperCase()),
    '%%%%',
  ]
  for (const cursor of refused)
    assert.throws(
      () => idOfCursor(cursor),
      (error: Problem) => error instanceof Problem && error.status === 400,
      cursor,
    )
})

test('following the cursors shows every row of a stream once, in order, and then ends', () => {
  fc.assert(
    fc.property(fc.nat(60), fc.integer({ min: 1, max: 20 }), (count, limit) => {
      const rows = Array.from({ length: count }, () => ({ id: newId() }))
      const seen: { id: string }[] = []
      for (let cursor: string | null | undefined; cursor !== null;) {
        const after = cursor === undefined ? '' : idOfCursor(cursor)
        const { page, nextCursor } = streamPage(rows.filter(({ id }) => id > after).slice(0, limit + 1), limit)
        assert.ok(page.length <= limit)
        seen.push(...page)
        cursor = nextCursor
      }
      assert.deepEqual(seen, rows)
    }),
  )
})

test('a text search finds its text literally: no character of it is a wildcard', () => {
  assert.equal(containing(' 100% a_b\\c '), '%100\\% a\\_b\\\\c%')
  assert.equal(containing('mei'), '%mei%')
})
