import assert from 'node:assert/strict'
import { test } from 'node:test'
import { clientOf } from '../../../tests/client.ts'
import { signInAs, world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { resetUserPassword } from '../users/users.account.contract.ts'
import { updateUser } from '../users/users.contract.ts'
import { assignRole } from './access.assignment.contract.ts'
import { createPermission } from './access.contract.ts'
import { createDelegation } from './access.delegation.contract.ts'
import { bulkAssign, changeRoleGrants, deleteGrant, grantOnResource, grantToRole, listGrants } from './access.grant.contract.ts'
import { grantModuleAccess } from './access.module.contract.ts'
import { createRole, setRoleParents } from './access.role.contract.ts'
import { applyRoleTemplate, applyTemplate, createRoleTemplate, createTemplate } from './access.template.contract.ts'

const noon = '2026-06-15T12:00:00.000Z'
const tenMinutesOn = '2026-06-15T12:10:00.000Z'
const again = async (w: World, person: Client) =>
  clientOf(w.assembly, { ...person, token: await signInAs(w.assembly, w.companyId, person.userId) })

test('whoever gives rights shows first that it is them, for every way of giving them', async (t) => {
  const w = await world(t)
  w.at(noon)
  const admin = await again(w, w.admin)
  const mei = await w.as([])
  const { role } = (await admin(createRole, { body: { code: 'desk', name: 'Desk' } })).data
  const items = [{ permission: 'employee.read' }]
  const { template } = (await admin(createTemplate, { body: { code: 'set', name: 'Set', items } })).data
  const { template: roleTemplate } = (await admin(createRoleTemplate, { body: { code: 'kind', name: 'Kind', items } })).data
  const params = { id: role.id }
  const acts = [
    (c: Client) => c(assignRole, { body: { userId: mei.userId, roleId: role.id } }),
    (c: Client) => c(grantToRole, { params, body: { permission: 'employee.read' } }),
    (c: Client) => c(changeRoleGrants, { params, body: { set: items } }),
    (c: Client) => c(bulkAssign, { body: { userIds: [mei.userId], grants: items } }),
    (c: Client) => c(setRoleParents, { params, body: { parentIds: [] } }),
    (c: Client) => c(applyTemplate, { body: { templateId: template.id, userIds: [mei.userId] } }),
    (c: Client) => c(applyRoleTemplate, { body: { templateId: roleTemplate.id, code: 'made', name: 'Made' } }),
    (c: Client) => c(grantModuleAccess, { body: { userId: mei.userId, module: 'leave', read: false } }),
    (c: Client) =>
      c(grantOnResource, {
        body: { permission: 'employee.read', resourceType: 'employee', employeeId: mei.employeeId, userId: mei.userId },
      }),
    (c: Client) => c(resetUserPassword, { params: { id: mei.userId } }),
    (c: Client) => c(updateUser, { params: { id: mei.userId }, body: { email: 'other@people.test' } }),
  ]
  w.at(tenMinutesOn)
  for (const [nth, act] of acts.entries()) assert.equal((await act(admin)).error.code, 'STEP_UP_NEEDED', String(nth))
  assert.equal((await admin(updateUser, { params: { id: mei.userId }, body: { firstName: 'Mei' } })).status, 200, 'a name is nothing')
  const fresh = await again(w, w.admin)
  for (const [nth, act] of acts.entries()) assert.equal((await act(fresh)).status, 200 + (nth === 6 ? 1 : 0), String(nth))
})

test('what is taken back asks for nothing, unless it is a deny, which gives something', async (t) => {
  const w = await world(t)
  w.at(noon)
  const admin = await again(w, w.admin)
  const mei = await w.as([])
  const grants = [{ permission: 'employee.read' }, { permission: 'employee.update', effect: 'deny' as const }]
  assert.equal((await admin(bulkAssign, { body: { userIds: [mei.userId], grants } })).status, 200)
  w.at(tenMinutesOn)
  const found = (await admin(listGrants, { query: { userId: mei.userId } })).data.grants
  for (const { id, effect } of found) {
    const answer = await admin(deleteGrant, { params: { id } })
    assert.equal(answer.status, effect === 'deny' ? 403 : 200, effect)
    if (effect === 'deny') assert.equal(answer.error.code, 'STEP_UP_NEEDED')
  }
})

test('a sensitive permission and a whole role are lent only by whoever shows that it is them', async (t) => {
  const w = await world(t)
  w.at(noon)
  const own = { code: 'x-safe.open', title: 'Open the safe', sensitive: true }
  assert.equal((await (await again(w, w.admin))(createPermission, { body: own })).status, 201)
  const standIn = await w.as([])
  const giver = await w.as(['access.delegate', 'employee.read', 'employee.read-pay'])
  await w.rows(
    `insert into access_grant (company_id, id, user_id, permission, reach) select $company, gen_random_uuid(), $1, 'x-safe.open', 'company'`,
    giver.userId,
  )
  const [{ id: roleId }] = (await w.rows<{ id: string }>(
    `insert into role_assignment (company_id, user_id, role_id) select $company, $1, id from role where company_id = $company and code = 'employee' returning role_id as id`,
    giver.userId,
  )) as [{ id: string }]
  await w.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  w.at(tenMinutesOn)
  const lend = (what: object, from: Client = giver) =>
    from(createDelegation, {
      body: { receiverId: standIn.userId, validFrom: tenMinutesOn, validTo: '2026-07-01T00:00:00Z', ...what },
    })
  const named = (permission: string) => ({ permissions: [{ permission }] })
  assert.equal((await lend(named('employee.read'))).status, 201, 'not sensitive')
  for (const what of [named('employee.read-pay'), named('x-safe.open'), { roleId }])
    assert.equal((await lend(what)).error.code, 'STEP_UP_NEEDED', JSON.stringify(what))
  const fresh = await again(w, giver)
  for (const what of [named('employee.read-pay'), named('x-safe.open'), { roleId }])
    assert.equal((await lend(what, fresh)).status, 201, JSON.stringify(what))
})
