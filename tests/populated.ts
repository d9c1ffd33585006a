import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { newId } from '../server/core/ids.ts'
import { modules } from '../server/modules.ts'
import { createApiKey } from '../server/modules/api-keys/api-keys.contract.ts'
import { start } from '../server/modules/attendance/attendance.contract.ts'
import { passkeyOptions } from '../server/modules/auth/auth.passkey.contract.ts'
import { updateFeatures } from '../server/modules/companies/companies.contract.ts'
import { uploadLogo } from '../server/modules/companies/companies.profile.contract.ts'
import { updateSetup } from '../server/modules/companies/companies.setup.contract.ts'
import { createItem } from '../server/modules/catalogs/catalogs.contract.ts'
import { createCustomField } from '../server/modules/custom-fields/custom-fields.contract.ts'
import { uploadCustomFile } from '../server/modules/custom-fields/custom-fields.file.contract.ts'
import { createEmployee } from '../server/modules/employees/employees.contract.ts'
import { uploadPhoto } from '../server/modules/employees/employees.photo.contract.ts'
import { addDependant, addDocument, addEmergencyContact } from '../server/modules/employees/employees.private.contract.ts'
import { addEducation, addExperience, replaceHobbies, replaceSkills } from '../server/modules/employees/employees.record.contract.ts'
import { updateIntegrations } from '../server/modules/integrations/integrations.contract.ts'
import { uploadLeaveDocument } from '../server/modules/leave/leave.document.contract.ts'
import { submitLeave } from '../server/modules/leave/leave.contract.ts'
import { listTypes } from '../server/modules/leave/leave.balance.contract.ts'
import { assignPolicy, createPolicy } from '../server/modules/leave/leave.policy.contract.ts'
import { replaceListedDays } from '../server/modules/leave/leave.type.contract.ts'
import { createDepartment } from '../server/modules/organization/organization.contract.ts'
import { createWorkflow } from '../server/modules/workflows/workflows.contract.ts'
import { addSubstitute } from '../server/modules/workflows/workflows.instance.contract.ts'
import { createTemplate } from '../server/modules/workflows/workflows.template.contract.ts'
import { companyTables, connect } from './database.ts'
import { configureTime, keepArchive, keepTime } from './populated-time.ts'
import { setUpApp, setUpPasskey } from './factors.ts'
import { onePixel } from './plausible.ts'
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
  await rows("update employee set employee_number = 'N-1' where company_id = $company and id = $1", boss.employeeId)
  await boss(start, { body: { note: `${marker} punch` } })
  const { types } = (await boss(listTypes)).data
  const typeId = types.find(({ code }) => code === 'annual')!.id
  await keepPolicies(boss, typeId, marker)
  const handedIn = await boss(uploadLeaveDocument, { query: { fileName: `${marker}.png` }, body: onePixel })
  const documentIds = [handedIn.data.document.id]
  const asked = await boss(submitLeave, { body: { typeId, ...weekToCome(), documentIds, note: `${marker} leave` } })
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
  await admin(updateIntegrations, { body: { slack: { ...updateIntegrations.examples.body.slack, topics: ['away'] } } })
  await rows(`insert into company_limit (company_id, code, amount) values ($company, 'locations', 40)`)
  await rows(`insert into limit_notice (company_id, code, percent, period, told_at) values ($company, 'locations', 80, '${marker}', now())`)
  await rows(`insert into usage_day (company_id, day, metric, writer, amount, written_at)
    values ($company, current_date, 'requests', gen_random_uuid(), 1, now())`)
  await boss(uploadLogo, { body: onePixel })
  await boss(updateSetup, { body: { skipped: ['departments'] } })
  await keepRecords(boss, marker)
  await keepFactors(company, boss, marker)
  await letSupportIn(company, marker)
  await keepWorkflows(boss, company.admin, marker)
  await configureTime(boss, marker)
  await keepTime(rows, boss, marker)
  await keepArchive(rows, boss.userId)
  await addRecords(rows, marker, boss.userId)
  // Counted requests are written every 40 seconds: rows that came later would be nobody's.
  await company.assembly.deps.usage.settle(company.companyId)

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
  type Row = { id?: string; is_simple?: boolean }
  // What simple mode decides by is kept as a workflow, but is opened as none: a designed one goes first.
  const idsOf = (table: string) =>
    known[table]!.map((row) => JSON.parse(row) as Row)
      .toSorted((one, other) => Number(one.is_simple ?? false) - Number(other.is_simple ?? false))
      .flatMap(({ id }) => id ?? [])
  return {
    ...company,
    boss,
    rowsByTable,
    ids: new Map(tables.map((table) => [table, idsOf(table)] as const).filter(([, ids]) => ids.length > 0)),
  }
}

/** A policy that somebody has, with a credit that came of it, and a day of optional leave. */
async function keepPolicies(boss: Client, typeId: string, marker: string) {
  await boss(replaceListedDays, { params: { id: typeId }, body: { days: [{ day: '2030-02-01', name: marker }] } })
  const body = { name: `${marker} policy`, entitlements: [{ typeId, yearlyAmount: '24' }] }
  const { policy } = (await boss(createPolicy, { body })).data
  const assigned = await boss(assignPolicy, { params: { id: policy.id }, body: { firstDay: '2026-01-01', alsoLater: true } })
  assert.equal(assigned.status, 200)
}

/** One record of each kind, of oneself. */
async function keepRecords(boss: Client, marker: string) {
  const params = { id: boss.employeeId }
  const itemOf = async (kind: string) => (await boss(createItem, { body: { kind, name: `${marker} ${kind}` } })).data.item.id
  const [skill, hobby] = [await itemOf('skill'), await itemOf('hobby')]
  const answers = [
    await boss(addEmergencyContact, { params, body: { name: marker, phone: '+62 1' } }),
    await boss(addDependant, { params, body: { name: marker, relation: 'child' } }),
    await boss(addDocument, { params, body: { kind: 'passport', number: '1', note: marker } }),
    await boss(addEducation, { params, body: { institution: marker, qualification: 'x' } }),
    await boss(addExperience, { params, body: { employer: marker, title: 'x', firstDay: '2020-01-01' } }),
    await boss(replaceSkills, { params, body: { skills: [{ itemId: skill, level: 1 }] } }),
    await boss(replaceHobbies, { params, body: { itemIds: [hobby] } }),
    await boss(uploadPhoto, { params, body: onePixel }),
    await boss(createCustomField, { body: { objectKind: 'employee', key: 'contract', label: marker, kind: 'file' } }),
    await boss(uploadCustomFile, { params: { ...params, key: 'contract' }, query: { fileName: `${marker}.png` }, body: onePixel }),
  ]
  for (const { status } of answers) assert(status < 300)
}

/** What somebody has beside the password, and what was asked of them. */
async function keepFactors(w: World, boss: Client, marker: string) {
  await setUpApp(boss, new Date().toISOString())
  await setUpPasskey(w, boss, marker)
  assert.equal((await boss(passkeyOptions)).status, 200)
  assert.equal((await boss(createApiKey, { body: { name: marker, permissions: ['employee.read'] } })).status, 201)
  await w.rows(
    `insert into second_factor_demand (company_id, role_id) select $company, id from role where company_id = $company and code = 'ceo'`,
  )
}

/** An operator let in for support. */
async function letSupportIn(w: World, marker: string) {
  await w.rows(`insert into support_access (company_id, id, operator_id, operator_name, reason, started_at, ends_at)
    values ($company, gen_random_uuid(), gen_random_uuid(), '${marker}', '${marker}', now(), now() + interval '1 hour')`)
}

/** A workflow, a template, and somebody who stands in; what is decided, the leave that was asked for has begun. */
async function keepWorkflows(boss: Client, admin: Client, marker: string) {
  const steps = [{ key: 'x', kind: 'approval' as const, name: marker, strategy: 'any' as const, approvers: [{ by: 'manager' as const }] }]
  const lastDay = new Date(Date.now() + 864e5).toISOString().slice(0, 10)
  const answers = [
    await boss(createWorkflow, { body: { kind: 'custom', name: `${marker} workflow`, steps } }),
    await boss(createTemplate, { body: { kind: 'custom', name: `${marker} template`, steps } }),
    await boss(addSubstitute, { body: { substituteId: admin.userId, firstDay: lastDay, lastDay } }),
  ]
  for (const { status } of answers) assert.equal(status, 201)
}

/** One row in each table that no route writes yet. */
async function addRecords(rows: World['rows'], marker: string, userId: string) {
  const [someone] = await rows<{ id: string }>('select id from employee where company_id = $company order by id limit 1')
  await rows(
    `insert into import_run (company_id, id, kind, file_name, is_dry_run, content_hash, user_id, created_at)
       values ($company, $1, 'departments', '${marker}', true, 'x', $2, now())`,
    newId(),
    userId,
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
  await rows(`insert into leave_credit (company_id, id, employee_id, type_id, lot_id, year_last, due_on, total, quantity, state, problem, tried_at)
    select $company, gen_random_uuid(), employee_id, type_id, id, valid_to, valid_from, 1, 1, 'failed', '${marker}', now() from leave_lot where company_id = $company limit 1`)
  await rows(
    `insert into leave_year_end (company_id, id, last_day, state, created_at, progressed_at) values ($company, $1, '2020-12-31', 'done', now(), now())`,
    field,
  )
  await rows(
    `insert into leave_year_end_item (company_id, id, run_id, employee_id, type_id, year_last, carried, lost)
       select $company, gen_random_uuid(), $1, employee_id, type_id, '2020-12-31', 0, 0 from leave_lot where company_id = $company limit 1`,
    field,
  )
  await rows(
    `insert into leave_blackout (company_id, id, name, first_day, last_day, created_at) values ($company, $1, '${marker}', '2020-01-01', '2020-01-01', now())`,
    field,
  )
  await rows(`insert into leave_coverage (company_id, id, name, max_away, created_at) values ($company, $1, '${marker}', 1, now())`, field)
  await rows(
    `insert into leave_feed (company_id, id, user_id, kind, token_hash, created_at) values ($company, $1, $2, 'own', 'x', now())`,
    field,
    userId,
  )
  await rows('insert into leave_blackout_exemption (company_id, blackout_id, employee_id) values ($company, $1, $2)', field, someone!.id)
  await rows(`insert into leave_encashment (company_id, id, employee_id, type_id, day, quantity, unit_rate, amount, currency, note, created_at)
    select $company, gen_random_uuid(), employee_id, type_id, valid_from, 1, 1, 1, 'USD', '${marker}', now() from leave_lot where company_id = $company limit 1`)
  await rows(`insert into leave_encashment_rate (company_id, encashment_id, unit_rate, amount, created_at)
    select $company, id, 1, 1, now() from leave_encashment where company_id = $company limit 1`)
  await rows(`insert into leave_encashment_request (company_id, id, employee_id, type_id, quantity, note, created_at)
    select $company, gen_random_uuid(), employee_id, type_id, 1, '${marker}', now() from leave_lot where company_id = $company limit 1`)
  await rows(`insert into leave_compensatory (company_id, id, employee_id, type_id, lot_id, day, minutes, quantity, created_at)
    select $company, gen_random_uuid(), employee_id, type_id, id, valid_from, 1, 1, now() from leave_lot where company_id = $company limit 1`)
  const position = newId()
  await rows(`insert into position (company_id, id, code, title) values ($company, $1, 'P-1', '${marker} position')`, position)
  await rows(
    `insert into department_manager (company_id, department_id, employee_id) select $company, id, $1 from department where company_id = $company limit 1`,
    someone!.id,
  )
  await addAccess(rows, marker, userId)
  await rows(`insert into invitation (company_id, id, email, first_name, role_id, token_hash, sent_at, expires_at)
    select $company, gen_random_uuid(), 'invited@fresh.test', '${marker}', id, 'hash', now(), now() from role where company_id = $company limit 1`)
}

/** One row in each table of access control. */
async function addAccess(rows: World['rows'], marker: string, userId: string) {
  const [template, delegation] = [newId(), newId()]
  const roleOf = (code: string) => `(select id from role where company_id = $company and code = '${code}')`
  await rows(`insert into role_parent (company_id, role_id, parent_id) values ($company, ${roleOf('manager')}, ${roleOf('employee')})`)
  await rows(
    `insert into permission_template (company_id, id, kind, code, name, items) values ($company, $1, 'grants', 'T', '${marker}', '[]')`,
    template,
  )
  await rows(
    `insert into permission_group (company_id, id, code, name, permissions) values ($company, $1, 'G', '${marker}', '{user.read}')`,
    newId(),
  )
  await rows(
    `insert into company_permission (company_id, id, code, title, description, reaches) values ($company, $1, 'x-lab.enter', '${marker}', '${marker}', '{company}')`,
    newId(),
  )
  await rows(
    `insert into delegation (company_id, id, giver_id, receiver_id, valid_from, valid_to, reason, created_at)
       select $company, $1, $2, id, now() + interval '1 day', now() + interval '2 days', '${marker}', now()
       from user_account where company_id = $company and id <> $2 order by id limit 1`,
    delegation,
    userId,
  )
  await rows(`insert into delegation_permission (company_id, delegation_id, permission) values ($company, $1, 'user.read')`, delegation)
  await rows(
    `insert into module_access (company_id, id, user_id, module, can_read, changed_at) values ($company, $1, $2, 'leave', true, now())`,
    newId(),
    userId,
  )
}

/** A whole week to come: it holds a work day, whatever day it is now and whatever holidays it has. */
function weekToCome() {
  const now = new Date()
  const monday = new Date(now.getTime() + (14 + ((8 - now.getUTCDay()) % 7)) * 86_400_000)
  const day = (offset: number) => new Date(monday.getTime() + offset * 86_400_000).toISOString().slice(0, 10)
  return { firstDay: day(0), lastDay: day(4) }
}
