import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import type { Standing } from '../../core/access.rules.ts'
import { newId } from '../../core/ids.ts'
import { listLogs } from '../audit/audit.contract.ts'
import { logout, me } from '../auth/auth.contract.ts'
import { getCompany, getSettings, updateSettings } from './companies.contract.ts'
import { changeStatus } from './companies.system.ts'

const statuses: readonly Standing[] = ['trial', 'active', 'expired', 'suspended', 'cancelled']
const allowed: Readonly<Record<Standing, readonly Standing[]>> = {
  trial: ['active', 'expired', 'suspended', 'cancelled'],
  active: ['expired', 'suspended', 'cancelled'],
  expired: ['active', 'suspended', 'cancelled'],
  suspended: ['active', 'cancelled'],
  cancelled: ['active'],
}
const change = ({ assembly, companyId }: World, status: Standing) => changeStatus(assembly.deps, companyId, status, 'the invoice is open')
async function signIn(w: World, person: { userId: string; email: string; employeeId: string | null }) {
  return clientOf(w.assembly, { ...person, companyId: w.companyId, token: await signInAs(w.assembly, w.companyId, person.userId) })
}

test('a company goes from each status only where it may', async (t) => {
  const w = await world(t)
  for (const from of statuses) {
    for (const to of statuses) {
      await w.rows('update company set status = $1 where id = $company', from)
      if (allowed[from].includes(to)) {
        await change(w, to)
        assert.deepEqual(await w.rows('select status from company where id = $company'), [{ status: to }])
      } else {
        await assert.rejects(change(w, to), (error: { status: number; code: string; details: unknown }) => {
          assert.deepEqual([error.status, error.code, error.details], [409, 'STATUS_TRANSITION', { status: from, allowed: allowed[from] }])
          return true
        })
        assert.deepEqual(await w.rows('select status from company where id = $company'), [{ status: from }])
      }
    }
  }
  await assert.rejects(changeStatus(w.assembly.deps, newId(), 'active', 'x'), { status: 404 })
})

test('a change of status is in the audit log, with its reason', async (t) => {
  const w = await world(t)
  await change(w, 'active')
  const [entry] = (await w.admin(listLogs, { query: { kind: 'company.status-changed' } })).data.entries
  assert.equal(entry?.story, 'Muster made the company active')
  assert.deepEqual(entry.changes, [{ field: 'status', before: 'trial', after: 'active' }])
  assert.deepEqual(
    await w.rows("select data ->> 'reason' as reason from domain_event where company_id = $company and kind = 'company.status-changed'"),
    [{ reason: 'the invoice is open' }],
  )
})

test('suspension closes every session in its next request; only an admin sees why, and can do nothing', async (t) => {
  const w = await world(t)
  const mei = await w.as(['employee.read'])
  assert.equal((await mei(me)).status, 200)
  await change(w, 'suspended')
  for (const refused of [
    await mei(me),
    await mei(getCompany),
    await w.admin(getSettings),
    await w.admin(updateSettings, { body: { currency: 'EUR' } }),
  ]) {
    assert.deepEqual([refused.status, refused.error.code], [403, 'COMPANY_SUSPENDED'])
  }
  assert.equal((await w.admin(getCompany)).data.company.status, 'suspended')
  assert.equal((await w.admin(me)).data.company.status, 'suspended')
  await change(w, 'active')
  assert.equal((await mei(me)).data.company.status, 'active')
})

test('an expired and a cancelled company can be read and not changed; signing out works', async (t) => {
  for (const status of ['expired', 'cancelled'] as const) {
    const w = await world(t)
    await change(w, status)
    assert.equal((await w.admin(getSettings)).status, 200)
    const refused = await w.admin(updateSettings, { body: { currency: 'EUR' } })
    assert.deepEqual([refused.status, refused.error.code], [403, 'COMPANY_READ_ONLY'], status)
    assert.equal((await w.admin(logout)).status, 200)
    assert.deepEqual(
      await w.rows("select version from company_settings where company_id = $company and settings ->> 'currency' = 'EUR'"),
      [],
    )
  }
})

test('a trial ends by the clock alone: until its last instant everything works, from it on only reading', async (t) => {
  const w = await world(t)
  const [{ ends }] = (await w.rows<{ ends: string }>('select trial_ends_at as ends from company where id = $company')) as [{ ends: string }]
  const { userId, email } = w.admin
  w.at(new Date(Date.parse(ends) - 1000).toISOString())
  const admin = await signIn(w, { userId, email, employeeId: null })
  assert.equal((await admin(updateSettings, { body: { currency: 'EUR' } })).status, 200)
  assert.equal((await admin(getCompany)).data.company.status, 'trial')
  w.at(ends)
  assert.equal((await admin(getSettings)).status, 200)
  const refused = await admin(updateSettings, { body: { currency: 'GBP' } })
  assert.deepEqual([refused.status, refused.error.code], [403, 'COMPANY_READ_ONLY'])
  assert.equal((await admin(getCompany)).data.company.status, 'expired')
  await change(w, 'active')
  assert.equal((await admin(updateSettings, { body: { currency: 'GBP' } })).status, 200)
})

test('of two opposite changes of status at once both are judged by what is: never an undefined step', async (t) => {
  const w = await world(t)
  await w.rows("update company set status = 'suspended' where id = $company")
  const outcomes = await Promise.allSettled([change(w, 'cancelled'), change(w, 'active')])
  const [{ status }] = (await w.rows<{ status: string }>('select status from company where id = $company')) as [{ status: string }]
  const events = await w.rows<{ after: { status: string } }>(
    "select after from domain_event where company_id = $company and kind = 'company.status-changed' order by transaction_id",
  )
  assert.equal(events.length, outcomes.filter((outcome) => outcome.status === 'fulfilled').length)
  for (let from: Standing = 'suspended', index = 0; index < events.length; index += 1) {
    const to = events[index]!.after.status as Standing
    assert.ok(allowed[from].includes(to))
    from = to
  }
  assert.equal(events.at(-1)?.after.status, status)
})
