import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { newId } from '../../core/ids.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { eraseValuesOfLeft } from './custom-fields.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

test("what stands in the company's own fields of who left goes a day after the company keeps it, files too", async (t) => {
  const w = await world(t, { timeZone: 'UTC' })
  await w.admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const field = async (key: string, kind: string) => {
    const id = newId()
    await w.rows(
      `insert into custom_field (company_id, id, object_kind, key, label, kind) values ($company, $1, 'employee', $2, $2, $3)`,
      id,
      key,
      kind,
    )
    return id
  }
  const [shirt, contract] = [await field('shirt', 'text'), await field('contract', 'file')]
  const person = async (leftDaysAgo: number | null) => {
    const one = await w.as([])
    if (leftDaysAgo !== null)
      await w.rows(
        `update employee set status = 'archived', left_on = $2 where company_id = $company and id = $1`,
        one.employeeId,
        addDays(today, -leftDaysAgo),
      )
    for (const id of [shirt, contract])
      await w.rows(
        `insert into custom_value (company_id, field_id, object_id, text_value) values ($company, $1, $2, 'M')`,
        id,
        one.employeeId,
      )
    await w.rows(
      `insert into custom_file (company_id, field_id, object_id, content, media_type, size, hash, uploaded_at)
       values ($company, $1, $2, '\\x00', 'application/pdf', 1, 'h', now())`,
      contract,
      one.employeeId,
    )
    return one
  }
  const countOf = async (one: Client) =>
    (
      await w.rows<{ count: number }>(
        `select (select count(*) from custom_value where company_id = $company and object_id = $1)::int
           + (select count(*) from custom_file where company_id = $company and object_id = $1)::int as count`,
        one.employeeId,
      )
    )[0]?.count
  const [gone, edge, here] = [await person(31), await person(30), await person(null)]
  await Promise.all([eraseExpired(w.assembly.deps, eraseValuesOfLeft), eraseExpired(w.assembly.deps, eraseValuesOfLeft)])
  await eraseExpired(w.assembly.deps, eraseValuesOfLeft)
  assert.deepEqual([await countOf(gone), await countOf(edge), await countOf(here)], [0, 3, 3])
  const told = await w.rows<{ data: { what: string } }>(
    "select data from domain_event where company_id = $company and kind = 'company.data-erased'",
  )
  assert.deepEqual(
    told.map(({ data }) => data.what),
    ['customFiles 1, customValues 2'],
  )
})
