import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { importHolidays, listCalendars } from '../attendance/holiday-calendar.contract.ts'
import { listTypes } from '../leave/leave.balance.contract.ts'
import { assignPolicy, createPolicy, updatePolicy } from '../leave/leave.policy.contract.ts'
import { createDepartment, deleteDepartment } from '../organization/organization.contract.ts'
import { updateSettings } from './companies.contract.ts'
import { updateCompany } from './companies.profile.contract.ts'
import { getSetup, updateSetup } from './companies.setup.contract.ts'

const setupOf = async (admin: Client) => (await admin(getSetup)).data.setup
const doneOf = async (admin: Client) => (await setupOf(admin)).steps.filter(({ isDone }) => isDone).map(({ step }) => step)

test('each first step is done when what it is about is there, and open again when it is gone', async (t) => {
  const { admin, as } = await world(t)
  const setup = await setupOf(admin)
  assert.deepEqual(
    setup.steps.map(({ step, isDone, isSkipped, count }) => [step, isDone, isSkipped, count]),
    [
      ['company', false, false, 0],
      ['branches', false, false, 1],
      ['departments', false, false, 0],
      ['people', false, false, 0],
      ['leave', false, false, 0],
    ],
  )
  assert.deepEqual([setup.withoutHolidays, setup.invited], [1, 0])

  await admin(updateSettings, { body: { country: 'ID' } })
  assert.deepEqual(await doneOf(admin), [], 'an address is wanted as well')
  await admin(updateCompany, { body: { address: 'Jalan Jenderal Sudirman 52' } })
  assert.deepEqual(await doneOf(admin), ['company'])

  const company = (await admin(listCalendars)).data.calendars.find(({ isCompany }) => isCompany)!
  const year = new Date().getUTCFullYear()
  const body = { country: 'ID', fromYear: year - 1, toYear: year - 1 }
  await admin(importHolidays, { params: { id: company.id }, body })
  assert.deepEqual(await doneOf(admin), ['company'], 'those of last year do not help')
  await admin(importHolidays, { params: { id: company.id }, body: { ...body, toYear: year } })
  assert.deepEqual(await doneOf(admin), ['company', 'branches'])

  const { id } = (await admin(createDepartment, { body: { code: 'PLAT', name: 'Platform' } })).data.department
  assert.deepEqual(await doneOf(admin), ['company', 'branches', 'departments'])
  await admin(deleteDepartment, { params: { id } })
  assert.deepEqual(await doneOf(admin), ['company', 'branches'])

  // A policy for whoever comes to fit later is one before anybody is there.
  const annual = (await admin(listTypes)).data.types.find(({ code }) => code === 'annual')!
  const entitlements = [{ typeId: annual.id, yearlyAmount: '20' }]
  const { policy } = (await admin(createPolicy, { body: { name: 'Everybody', entitlements } })).data
  assert.deepEqual(await doneOf(admin), ['company', 'branches'], 'a policy that nobody has gives nothing')
  const params = { id: policy.id }
  await admin(assignPolicy, { params, body: { firstDay: `${year}-01-01`, onOverlap: 'skip', alsoLater: true } })
  assert.deepEqual(await doneOf(admin), ['company', 'branches', 'leave'])
  await admin(updatePolicy, { params, body: { isActive: false } })
  assert.deepEqual(await doneOf(admin), ['company', 'branches'])
  await as([])
  assert.deepEqual(await doneOf(admin), ['company', 'branches', 'people'])
})

test('steps are skipped and brought back, for everybody who sets the company up and for nobody else', async (t) => {
  const { admin, as, rows } = await world(t)
  const other = await as(['company.update-settings'])
  const skippedOf = async (who: Client) => (await setupOf(who)).steps.filter(({ isSkipped }) => isSkipped).map(({ step }) => step)
  await admin(updateSetup, { body: { skipped: ['departments', 'leave'] } })
  assert.deepEqual(await skippedOf(other), ['departments', 'leave'])
  await other(updateSetup, { body: { skipped: ['leave'] } })
  assert.deepEqual(await skippedOf(admin), ['leave'])

  const both = await Promise.all([
    admin(updateSetup, { body: { skipped: ['people', 'leave'] } }),
    other(updateSetup, { body: { skipped: ['people', 'leave'] } }),
  ])
  assert.deepEqual(
    both.map(({ status }) => status),
    [200, 200],
  )
  assert.deepEqual(await skippedOf(admin), ['people', 'leave'])
  const events = await rows("select id from domain_event where company_id = $company and kind = 'company.setup-changed'")
  assert.equal(events.length, 4)
  assert.equal((await admin(updateSetup, { body: { skipped: ['lunch' as 'leave'] } })).status, 400)
  assert.equal((await (await as(['employee.create']))(getSetup)).status, 403)
})
