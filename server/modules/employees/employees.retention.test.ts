import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TestContext } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { addDocument } from './employees.private.contract.ts'
import { eraseLeft } from './employees.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

async function office(t: TestContext) {
  const w = await world(t, { timeZone: 'UTC' })
  const person = async (firstName: string, leftDaysAgo: number | null) => {
    const one = await w.as([], { firstName })
    await w.admin(addDocument, {
      params: { id: one.employeeId },
      body: { kind: 'passport', number: 'X 1', expiresOn: addDays(today, 900) },
    })
    await w.rows(
      `update employee set status = $2, left_on = $3, phone = '+62 812 555', bank_account = '0099', birth_date = '1990-05-01'
       where company_id = $company and id = $1`,
      one.employeeId,
      leftDaysAgo === null ? 'active' : 'left',
      leftDaysAgo === null ? null : addDays(today, -leftDaysAgo),
    )
    return one
  }
  const stateOf = async (one: Client) =>
    (
      await w.rows<{ first_name: string; phone: string | null; bank_account: string | null; birth_date: string | null; documents: number }>(
        `select first_name, phone, bank_account, birth_date, (select count(*)::int from identity_document as d
           where d.company_id = e.company_id and d.employee_id = e.id) as documents
         from employee as e where company_id = $company and id = $1`,
        one.employeeId,
      )
    )[0]!
  const told = () =>
    w.rows<{ data: { before: string; what: string } }>(
      "select data from domain_event where company_id = $company and kind = 'company.data-erased' order by at, id",
    )
  const run = () => eraseExpired(w.assembly.deps, eraseLeft)
  return { ...w, person, stateOf, told, run }
}

const whole = { phone: '+62 812 555', bank_account: '0099', birth_date: '1990-05-01', documents: 1 }
const nothing = { phone: null, bank_account: null, birth_date: null, documents: 0 }

test('of who left, personal data go a day after the company keeps them, once, and of nobody sooner', async (t) => {
  const { admin, person, stateOf, told, run } = await office(t)
  await admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const [gone, edge, here] = [await person('Gone', 31), await person('Edge', 30), await person('Here', null)]
  // Two servers whose night it is at once.
  await Promise.all([run(), run()])
  assert.deepEqual(await stateOf(gone), { first_name: 'Gone', ...nothing })
  assert.deepEqual(await stateOf(edge), { first_name: 'Edge', ...whole })
  assert.deepEqual(await stateOf(here), { first_name: 'Here', ...whole })
  await run()
  assert.deepEqual(
    (await told()).map(({ data }) => data),
    [{ before: addDays(today, -30), what: 'people 1, records 1' }],
  )
})

test('without a term of its own a company keeps data as long as its plan does', async (t) => {
  const { person, stateOf, run, told, rows } = await office(t)
  const [plan] = await rows<{ days: number }>(
    'select p.retention_days as days from plan as p join company as c on c.plan_code = p.code where c.id = $company',
  )
  const [gone, edge] = [await person('Gone', plan!.days + 1), await person('Edge', plan!.days)]
  await run()
  assert.deepEqual(await stateOf(gone), { first_name: 'Gone', ...nothing })
  assert.deepEqual(await stateOf(edge), { first_name: 'Edge', ...whole })
  assert.equal((await told()).length, 1)
})
