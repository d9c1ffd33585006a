import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { createInvitation, listInvitations } from './users.invitation.contract.ts'
import { eraseOldInvitations } from './users.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

test('invitations go a day after the company keeps them: those accepted, taken back or never answered, not those that wait', async (t) => {
  const w = await world(t, { timeZone: 'UTC' })
  await w.admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const invite = async (name: string, change?: string) => {
    const body = { email: `${name}@people.test`, roleCode: 'employee' }
    const { id } = (await w.admin(createInvitation, { body })).data.invitation
    if (change) await w.rows(`update invitation set ${change} where company_id = $company and id = $1`, id)
  }
  const on = (daysAgo: number) => `timestamptz '${addDays(today, -daysAgo)} 23:59:59Z'`
  await invite('accepted-over', `accepted_at = ${on(31)}`)
  await invite('accepted-edge', `accepted_at = ${on(30)}`)
  await invite('revoked-over', `revoked_at = ${on(31)}`)
  await invite('expired-over', `sent_at = ${on(40)}, expires_at = ${on(31)}`)
  await invite('expired-edge', `sent_at = ${on(40)}, expires_at = ${on(30)}`)
  await invite('open')
  await eraseExpired(w.assembly.deps, eraseOldInvitations)
  await eraseExpired(w.assembly.deps, eraseOldInvitations)
  const left = (await w.admin(listInvitations)).data.invitations.map(({ email }) => email.replace('@people.test', ''))
  assert.deepEqual(left.toSorted(), ['accepted-edge', 'expired-edge', 'open'])
  const told = await w.rows<{ data: { what: string } }>(
    "select data from domain_event where company_id = $company and kind = 'company.data-erased'",
  )
  assert.deepEqual(
    told.map(({ data }) => data.what),
    ['invitations 3'],
  )
})
