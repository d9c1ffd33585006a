import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import { mostCsvRows } from '../server/core/list-contract.ts'
import { exportCorrections } from '../server/modules/attendance/correction.contract.ts'
import { listLedger } from '../server/modules/leave/leave.balance.contract.ts'
import { listRequests } from '../server/modules/leave/leave.contract.ts'
import { exportLedger } from '../server/modules/leave/leave.list.contract.ts'
import { exportBranches } from '../server/modules/organization/organization.branch.contract.ts'
import { lists } from './list-kinds.ts'
import type { Listed, Row } from './list-kinds.ts'
import { fillInbox, fillLists, many } from './list-rows.ts'
import { world } from './world.ts'
import type { Client, World } from './world.ts'

/** One company for the whole file. */
let w: World
let lead: Client

before(async () => {
  w = await world(null)
  lead = await w.as(['leave.read:team', 'attendance.read:team', 'correction.approve:team', 'leave.request:own'])
  await fillLists(w, lead)
  await fillInbox(w, lead)
})

for (const [name, listed] of Object.entries(lists)) {
  const { list, csv, rows, key, sorts, params, query, narrow } = listed
  const pageOf = async (who: Client, ask: object) => {
    const answer = await who(list as never, { params, query: { ...query, ...ask } } as never)
    const { [rows]: found, pagination } = answer.data as unknown as Record<string, Row[]> & {
      pagination: { total: number; totalPages: number }
    }
    return { found: found as Row[], pagination }
  }
  const all = async (who: Client, ask: object = {}, limit = 100) => {
    const found: Row[] = []
    for (let page = 1, last = 1; page <= last; page += 1) {
      const answer = await pageOf(who, { ...ask, page, limit })
      last = answer.pagination.totalPages
      found.push(...answer.found)
      if (page === last) assert.equal(found.length, answer.pagination.total, `${JSON.stringify(ask)} has as many rows as it counts`)
    }
    return found
  }

  test(`${name} are ordered by each field either way, every row on one page only`, async () => {
    const whole = (await all(w.admin)).map(key).toSorted()
    for (const [field, valueOf] of Object.entries(sorts)) {
      for (const sort of [field, `-${field}`]) {
        const found = await all(w.admin, { sort })
        assert.deepEqual(found.map(key).toSorted(), whole, `${sort}: other rows`)
        const values = found.map(valueOf)
        const ordered = values.filter((value) => value !== null && value !== undefined)
        assert.deepEqual(values.slice(0, ordered.length), ordered, `${sort}: what is empty comes last`)
        assert.deepEqual(ordered, await orderedByDatabase(ordered, sort.startsWith('-')), sort)
      }
    }
    // Of what has ties most, page by page.
    const sort = Object.keys(sorts).at(-1)
    assert.deepEqual((await all(w.admin, { sort }, 20)).map(key), (await all(w.admin, { sort })).map(key))
    assert(whole.length >= many && new Set(whole).size === whole.length)
    const refused = await w.admin(list as never, { params, query: { ...query, sort: 'secret' } } as never)
    assert.equal(refused.status, 400)
    assert.deepEqual(
      (refused.error.details as { expected: string[] }[])[0]!.expected.filter((field) => field in sorts).length,
      Object.keys(sorts).length,
    )
    const { length } = await all(w.admin, narrow)
    assert(length > 0 && length < many, `${length} rows are left`)
  })

  if (!csv) continue

  test(`the file of ${name} holds exactly what the list shows, to everybody what is theirs, and is in the audit log`, async () => {
    const [sort] = Object.keys(sorts)
    let last = -1
    for (const who of listed.ofTheCompany ? [w.admin] : [w.admin, lead])
      for (const ask of [query ?? {}, { ...query, sort: `-${sort}` }, narrow]) {
        const listedKeys = (await all(who, ask)).map(key)
        assert.deepEqual(await linesOf(who, listed, ask), listedKeys, JSON.stringify(ask))
        last = listedKeys.length
        if (ask === narrow) assert(listedKeys.length > 0 && listedKeys.length < many, `${listedKeys.length} rows are left`)
      }
    const [kept] = await w.rows<{ data: { count?: number; rows?: number } }>(
      `select data from domain_event where company_id = $company and kind ~ 'exported$' order by id desc limit 1`,
    )
    assert.equal(kept!.data.count ?? kept!.data.rows, last)
  })
}

test('whose team it is sees the team only, in the list and in the file', async () => {
  const asked = await lead(listRequests as never, { query: { limit: 100 } } as never)
  const { requests } = asked.data as unknown as { requests: { employee: { lastName: string } }[] }
  assert.equal(requests.length, many / 3)
  assert.equal((await linesOf(lead, lists['requests for leave']!, {})).length, many / 3)
})

test('no cell of a file is a formula to a spreadsheet', async () => {
  const answer = await w.admin(exportCorrections)
  const [first] = parse<Record<string, string>>(answer.bytes, { bom: true, columns: true })
  assert.match(first!['Reason']!, /^'=because/)
})

test('the ledger of leave is had as a file with the filters of its list', async () => {
  const [type] = await w.rows<{ id: string }>(
    `select id from leave_type where company_id = $company and tracks_balance order by code limit 1`,
  )
  const mei = await w.as([], { lastName: 'Mei', balance: { annual: '12' } })
  const query = { employeeId: mei.employeeId }
  const { entries } = (await w.admin(listLedger, { query })).data
  const lines = async (ask: object) =>
    parse<Record<string, string>>((await w.admin(exportLedger, { query: { ...query, ...ask } })).bytes, { bom: true, columns: true })
  assert.deepEqual(
    (await lines({})).map((line) => [line['Last name'], line['Kind'], line['Day'], line['Quantity']]),
    entries.map(({ kind, day, quantity }) => ['Mei', kind, day, quantity]),
  )
  assert.equal((await lines({ kind: 'taken' })).length, 0)
  assert.equal((await lines({ to: '2019-12-31' })).length, 0)
  assert(type)
})

test('more rows than a file holds are refused, not cut', async () => {
  const other = await world(null)
  await other.rows(
    `insert into branch (company_id, id, code, name, kind) select $company, gen_random_uuid(), 'X-' || n, 'X', 'office' from generate_series(1, ${mostCsvRows}) n`,
  )
  const { status, error } = await other.admin(exportBranches)
  assert.deepEqual([status, error.code, error.details], [422, 'TOO_MANY_ROWS', { limit: mostCsvRows }])
})

async function linesOf(who: Client, { csv, line = [], params }: Listed, ask: object): Promise<string[]> {
  const answer = await who(csv as never, { params, query: ask } as never)
  assert.equal(answer.status, 200, answer.bytes.toString())
  const lines = parse<Record<string, string>>(answer.bytes, { bom: true, columns: true })
  return lines.map((one) => line.map((name) => one[name]).join(' '))
}

/** The values as the database orders them: that of texts is its collation's. */
async function orderedByDatabase(values: readonly unknown[], isDown: boolean) {
  if (typeof values[0] === 'number') return values.toSorted((a, b) => (isDown ? Number(b) - Number(a) : Number(a) - Number(b)))
  const rows = await w.rows<{ value: string }>(
    `select value from unnest($1::text[]) as value order by value ${isDown ? 'desc' : ''}`,
    values,
  )
  return rows.map(({ value }) => value)
}
