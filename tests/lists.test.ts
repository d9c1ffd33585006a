import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import type { Contract } from '../server/core/contract.ts'
import { mostCsvRows } from '../server/core/list-contract.ts'
import { exportCorrections, listCorrections } from '../server/modules/attendance/correction.contract.ts'
import { exportExceptions, listExceptions } from '../server/modules/attendance/exception.contract.ts'
import { listLedger } from '../server/modules/leave/leave.balance.contract.ts'
import { listRequests } from '../server/modules/leave/leave.contract.ts'
import { exportLedger, exportRequests } from '../server/modules/leave/leave.list.contract.ts'
import { balanceReport, balanceReportCsv } from '../server/modules/leave/leave.report.contract.ts'
import { exportBranches, listBranches } from '../server/modules/organization/organization.branch.contract.ts'
import { exportPositions, listPositions } from '../server/modules/organization/organization.position.contract.ts'
import { exportUsers, listUsers } from '../server/modules/users/users.contract.ts'
import { exportInvitations, listInvitations } from '../server/modules/users/users.invitation.contract.ts'
import { fillInboxes, inbox } from './lists-inbox.ts'
import { world } from './world.ts'
import type { Client, World } from './world.ts'

/** More than two pages of 20 of everything, in one company for the whole file. */
const many = 45
let w: World
let lead: Client

type Row = Readonly<Record<string, unknown>>
type Listed = {
  readonly list: Contract
  readonly csv: Contract
  readonly rows: string
  /** What a row is told by: in the answer, and in the file. */
  readonly key: (row: Row) => string
  readonly line: readonly string[]
  /** What it is ordered by, with what stands there of a row where that is not the field itself. */
  readonly sorts: Readonly<Record<string, (row: Row) => unknown>>
  readonly query?: Readonly<Record<string, string>>
  /** A question that leaves some of the rows and not others. */
  readonly narrow: Readonly<Record<string, unknown>>
}

const at = (path: string) => (row: Row) => path.split('.').reduce<unknown>((value, name) => (value as Row | null)?.[name], row)
const keyed =
  (...paths: string[]) =>
  (row: Row) =>
    paths.map((path) => String(at(path)(row))).join(' ')
const fields = (...names: string[]) => Object.fromEntries(names.map((name) => [name, at(name)]))
const dates = { from: '2026-01-01', to: '2026-03-31' }

const lists: Readonly<Record<string, Listed>> = {
  accounts: {
    list: listUsers,
    csv: exportUsers,
    rows: 'users',
    key: keyed('email'),
    line: ['Email'],
    sorts: fields('lastName', 'firstName', 'email', 'username', 'lastSignedInAt', 'status'),
    narrow: { q: 'person 1' },
  },
  invitations: {
    list: listInvitations,
    csv: exportInvitations,
    rows: 'invitations',
    key: keyed('email'),
    line: ['Email'],
    sorts: { ...fields('email', 'sentAt', 'expiresAt', 'createdAt'), role: at('role.name') },
    narrow: { q: 'guest1' },
  },
  positions: {
    list: listPositions,
    csv: exportPositions,
    rows: 'positions',
    key: keyed('code'),
    line: ['Code'],
    sorts: fields('title', 'code', 'level', 'headcount', 'filled', 'vacant', 'departmentName', 'branchName'),
    narrow: { q: 'P-1' },
  },
  branches: {
    list: listBranches,
    csv: exportBranches,
    rows: 'branches',
    key: keyed('code'),
    line: ['Code'],
    sorts: fields('name', 'code', 'kind', 'city', 'country'),
    narrow: { q: 'B-1' },
  },
  'requests for leave': {
    list: listRequests,
    csv: exportRequests,
    rows: 'requests',
    key: keyed('employee.lastName', 'firstDay'),
    line: ['Last name', 'First day'],
    sorts: {
      ...fields('createdAt', 'firstDay', 'state', 'typeName', 'decidedAt'),
      lastName: at('employee.lastName'),
      quantity: (row) => Number(row['quantity']),
    },
    narrow: { q: 'person 1', from: '2026-01-05', state: 'approved' },
  },
  'days to clear': {
    list: listExceptions,
    csv: exportExceptions,
    rows: 'exceptions',
    key: keyed('lastName', 'date'),
    line: ['Last name', 'Day'],
    sorts: fields('date', 'lastName', 'firstName', 'workedMinutes', 'overtimeMinutes'),
    query: dates,
    narrow: { ...dates, q: 'person 1', kind: 'missing' },
  },
  corrections: {
    list: listCorrections,
    csv: exportCorrections,
    rows: 'corrections',
    key: keyed('employee.lastName', 'date'),
    line: ['Last name', 'Day'],
    sorts: { ...fields('createdAt', 'date', 'state', 'decidedAt'), lastName: at('employee.lastName') },
    narrow: { q: 'person 1', from: '2026-01-05', to: '2026-02-01', state: 'rejected' },
  },
  inbox,
  'balances of leave': {
    list: balanceReport,
    csv: balanceReportCsv,
    rows: 'rows',
    key: keyed('employee.employeeNumber', 'balance.typeName'),
    line: ['Number', 'Leave type'],
    sorts: {
      lastName: at('employee.lastName'),
      employeeNumber: at('employee.employeeNumber'),
      ...fields('departmentName', 'branchName'),
    },
    narrow: { q: 'person 1' },
  },
}

/** What somebody of a team sees none of. */
const ofTheCompany = { accounts: true, invitations: true, positions: true, branches: true }

before(async () => {
  w = await world(null)
  lead = await w.as(['leave.read:team', 'attendance.read:team', 'correction.approve:team', 'leave.request:own'])
  await w.rows(`
    with people as (
      insert into employee (company_id, id, employee_number, first_name, last_name, joined_on)
      select $company, gen_random_uuid(), 'N' || lpad(n::text, 3, '0'), 'F' || n % 5, 'Person ' || n, '2020-01-06' from generate_series(1, ${many}) n
      returning id, employee_number, substring(employee_number from 2)::int as n
    ), employed as (
      insert into employment (company_id, id, employee_id, first_day, manager_id)
      select $company, gen_random_uuid(), id, '2020-01-06', case when n % 3 = 0 then '${lead.employeeId}'::uuid end from people returning employee_id
    ), accounts as (
      insert into user_account (company_id, id, email, username, first_name, last_name, status, archived_at, last_signed_in_at)
      select $company, gen_random_uuid(), 'u' || n || '@many.test', case when n % 2 = 0 then 'user' || n end, 'F' || n % 5, 'Person ' || n,
        case when n % 4 = 0 then 'archived' else 'active' end, case when n % 4 = 0 then now() end,
        case when n % 3 = 0 then '2026-01-01'::timestamptz + n % 7 * interval '1 day' end from people returning id
    ), guests as (
      insert into invitation (company_id, id, email, role_id, token_hash, sent_at, expires_at, created_at)
      select $company, gen_random_uuid(), 'guest' || n || '@many.test', r.id, decode(lpad(to_hex(n), 64, '0'), 'hex'),
        '2026-01-01'::timestamptz + n % 6 * interval '1 day', '2099-01-01'::timestamptz + n % 4 * interval '1 day', '2026-01-01'
      from people join lateral (select id from role where company_id = $company order by (code <> 'employee'), code offset n % 3 limit 1) r on true returning id
    ), places as (
      insert into branch (company_id, id, code, name, kind, city)
      select $company, gen_random_uuid(), 'B-' || n, 'Branch ' || n % 9, case when n % 2 = 0 then 'shop' else 'office' end, case when n % 3 = 0 then 'City ' || n % 4 end
      from people returning id, code
    ), seats as (
      insert into position (company_id, id, code, title, level, headcount, branch_id)
      select $company, gen_random_uuid(), 'P-' || n, 'Title ' || n % 8, case when n % 2 = 0 then n % 6 + 1 end, case when n % 3 = 0 then n % 5 end, b.id
      from people left join places b on b.code = 'B-' || n and n % 2 = 0 returning id
    ), days as (
      insert into attendance_day (company_id, employee_id, work_date, status, flags, scheduled_minutes, worked_minutes, break_minutes,
        late_minutes, early_exit_minutes, overtime_minutes, undertime_minutes, overtime_state, settled)
      select $company, id, d.day, case when n % 2 = 0 then 'absent' else 'present' end, '{}', 480, n % 2 * 480 + n % 3, 0, 0, 0, n % 2 * (n % 4 + 1), 0,
        case when n % 2 = 1 then 'to-approve' end, true from people, (values ('2026-01-12'::date), ('2026-02-03')) d(day) returning employee_id
    ), wrong as (
      insert into attendance_correction (company_id, id, employee_id, work_date, wanted, reason, added_minutes, state, decided_at, created_at)
      select $company, gen_random_uuid(), id, '2026-01-01'::date + n, '[]', '=because ' || n, 0, case when n % 3 = 0 then 'rejected' else 'withdrawn' end,
        case when n % 3 = 0 then '2026-02-01'::timestamptz + n % 5 * interval '1 hour' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day' from people returning id
    ), asked as (
      insert into leave_request (company_id, id, employee_id, type_id, first_day, last_day, quantity, state, created_at, decided_at)
      select $company, gen_random_uuid(), p.id, y.id, '2026-01-01'::date + n, '2026-01-01'::date + n, n % 3 + 1,
        case when n % 2 = 0 then 'approved' else 'rejected' end, '2026-01-01'::timestamptz + n % 7 * interval '1 day', '2026-01-20'
      from people p join lateral (select id from leave_type where company_id = $company order by code offset n % 2 limit 1) y on true returning id
    )
    select count(*) from employed, accounts, guests, seats, days, wrong, asked where false`)
  await fillInboxes(w, [w.admin, lead])
})

for (const [name, listed] of Object.entries(lists)) {
  const { list, rows, key, sorts, query, narrow } = listed
  const pageOf = async (who: Client, ask: object) => {
    const answer = await who(list as never, { query: { ...query, ...ask } } as never)
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
    const refused = await w.admin(list as never, { query: { ...query, sort: 'secret' } } as never)
    assert.equal(refused.status, 400)
    assert.deepEqual(
      (refused.error.details as { expected: string[] }[])[0]!.expected.filter((field) => field in sorts).length,
      Object.keys(sorts).length,
    )
  })

  test(`the file of ${name} holds exactly what the list shows, to everybody what is theirs, and is in the audit log`, async () => {
    const [sort] = Object.keys(sorts)
    let last = -1
    for (const who of name in ofTheCompany ? [w.admin] : [w.admin, lead])
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

async function linesOf(who: Client, { csv, line }: Listed, ask: object): Promise<string[]> {
  const answer = await who(csv as never, { query: ask } as never)
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
