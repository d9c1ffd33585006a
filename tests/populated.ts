import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { newId } from '../server/core/ids.ts'
import { modules } from '../server/modules.ts'
import { start } from '../server/modules/attendance/attendance.contract.ts'
import { updateFeatures } from '../server/modules/companies/companies.contract.ts'
import { createEmployee } from '../server/modules/employees/employees.contract.ts'
import { submitLeave } from '../server/modules/leave/leave.contract.ts'
import { listTypes } from '../server/modules/leave/leave.balance.contract.ts'
import { createDepartment } from '../server/modules/organization/organization.contract.ts'
import { companyTables, connect } from './database.ts'
import { world } from './world.ts'
import type { Client, World } from './world.ts'

export type Populated = World & {
  /** Somebody with every permission over the company, and with an employee. */
  readonly boss: Client
  /** The ids of every row of the company, by table. */
  readonly ids: ReadonlyMap<string, readonly string[]>
  /** Every row of the company as text, by table. */
  rowsByTable(): Promise<Record<string, string[]>>
}

const everyPermission = modules.flatMap((module) => module.permissions.map(({ code }) => code as string))

/**
 * A company with at least one row in every company table; `marker` stands in whatever text a person can write.
 * A new table without a row here makes this fail, so that nothing is left out of the tests of isolation.
 */
export async function populated(t: TestContext, marker: string): Promise<Populated> {
  const company = await world(t, { country: 'ID' })
  const { admin, rows } = company
  const boss = await company.as(everyPermission, { firstName: `${marker} boss`, balance: { annual: '20' } })
  await admin(updateFeatures, { body: { projects: false } })
  const { department } = (await boss(createDepartment, { body: { code: `D-${newId().slice(-8)}`, name: `${marker} department` } })).data
  const names = { firstName: `${marker} first`, lastName: `${marker} last`, address: `${marker} address`, title: `${marker} title` }
  await boss(createEmployee, {
    body: { ...names, joinedOn: '2026-01-05', departmentId: department.id },
    headers: { 'idempotency-key': newId() },
  })
  await boss(start, { body: { note: `${marker} punch` } })
  const { types } = (await boss(listTypes)).data
  const typeId = types.find(({ code }) => code === 'annual')!.id
  const asked = await boss(submitLeave, { body: { typeId, ...weekToCome(), note: `${marker} leave` } })
  assert.equal(asked.status, 201)
  await rows(`insert into refresh_token (company_id, token_hash, session_id, expires_at)
    select $company, 'hash', id, now() from session where company_id = $company limit 1`)
  await rows(`insert into mail_token (company_id, token_hash, user_id, purpose, email, expires_at)
    select $company, 'hash', id, 'verify-email', email, now() from user_account where company_id = $company limit 1`)
  await rows(`insert into event_delivery (company_id, event_id, subscriber)
    select company_id, id, '${marker}' from domain_event where company_id = $company limit 1`)
  await rows(
    `insert into audit_batch (company_id, batch, entry_count, merkle_root, previous_root, root, sealed_at) values ($company, 1, 1, 'x', 'x', 'x', now())`,
  )
  await rows(`insert into audit_leaf (company_id, event_id, batch, position, hash)
    select company_id, id, 1, 0, 'x' from domain_event where company_id = $company limit 1`)

  await addRecords(rows, marker)

  const tables = await companyTables(await connect(t, 'muster_owner'))
  const rowsByTable = async () => Object.fromEntries(await Promise.all(tables.map(async (table) => [table, await textOf(table)] as const)))
  const textOf = async (table: string) =>
    (await rows<{ row: string }>(`select to_jsonb(x)::text as row from ${table} x where company_id = $company order by 1`)).map(
      ({ row }) => row,
    )
  const known = await rowsByTable()
  assert.deepEqual(
    tables.filter((table) => known[table]!.length === 0),
    [],
    'tests/populated.ts puts no row into these tables',
  )
  const idsOf = (table: string) => known[table]!.flatMap((row) => (JSON.parse(row) as { id?: string }).id ?? [])
  return {
    ...company,
    boss,
    rowsByTable,
    ids: new Map(tables.map((table) => [table, idsOf(table)] as const).filter(([, ids]) => ids.length > 0)),
  }
}

/** One row in each table of people's records, of the first person there is. */
async function addRecords(rows: World['rows'], marker: string) {
  const [someone] = await rows<{ id: string }>('select id from employee where company_id = $company order by id limit 1')
  const item = newId()
  await rows(`insert into catalog_item (company_id, id, kind, name) values ($company, '${item}', 'skill', '${marker} skill')`)
  const owned: Readonly<Record<string, string>> = {
    emergency_contact: `name, phone) values ($company, $1, $2, '${marker}', '1'`,
    dependant: `name, relation) values ($company, $1, $2, '${marker}', 'child'`,
    education: `institution, qualification) values ($company, $1, $2, '${marker}', 'x'`,
    experience: `employer, title, first_day) values ($company, $1, $2, '${marker}', 'x', '2020-01-01'`,
    identity_document: `kind, number, note) values ($company, $1, $2, 'passport', '1', '${marker}'`,
  }
  for (const [table, rest] of Object.entries(owned))
    await rows(`insert into ${table} (company_id, id, employee_id, ${rest})`, newId(), someone!.id)
  for (const table of ['employee_skill', 'employee_hobby'])
    await rows(`insert into ${table} (company_id, employee_id, item_id) values ($company, $1, $2)`, someone!.id, item)
  await rows(
    `insert into employee_photo (company_id, employee_id, size, content, hash, taken_at) values ($company, $1, 64, 'x', '${marker}', now())`,
    someone!.id,
  )
  const field = newId()
  await rows(
    `insert into custom_field (company_id, id, object_kind, key, label, kind) values ($company, $1, 'employee', 'note', '${marker}', 'text')`,
    field,
  )
  await rows(
    `insert into custom_value (company_id, field_id, object_id, text_value) values ($company, $1, $2, '${marker}')`,
    field,
    someone!.id,
  )
  const position = newId()
  await rows(`insert into position (company_id, id, code, title) values ($company, $1, 'P-1', '${marker} position')`, position)
  await rows(
    `insert into department_manager (company_id, department_id, employee_id) select $company, id, $1 from department where company_id = $company limit 1`,
    someone!.id,
  )
  await rows(`insert into invitation (company_id, id, email, first_name, role_id, token_hash, sent_at, expires_at)
    select $company, gen_random_uuid(), 'invited@fresh.test', '${marker}', id, 'hash', now(), now() from role where company_id = $company limit 1`)
}

/** A whole week to come: it holds a work day, whatever day it is now and whatever holidays it has. */
function weekToCome() {
  const now = new Date()
  const monday = new Date(now.getTime() + (14 + ((8 - now.getUTCDay()) % 7)) * 86_400_000)
  const day = (offset: number) => new Date(monday.getTime() + offset * 86_400_000).toISOString().slice(0, 10)
  return { firstDay: day(0), lastDay: day(4) }
}
