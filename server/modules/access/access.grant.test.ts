import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../core/ids.ts'
import { world } from '../../../tests/world.ts'
import type { Client, World } from '../../../tests/world.ts'
import { getEmployee } from '../employees/employees.contract.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import {
  bulkAssign,
  deleteGrant,
  grantOnResource,
  grantToRole,
  listGrants,
  listResourceGrants,
  listResourceGrantsOfUser,
  removeRoleGrant,
  revokeOnResource,
} from './access.grant.contract.ts'
import { createRole } from './access.role.contract.ts'

const seenBy = async (client: Client) => {
  const answer = await client(listEmployees, { query: { limit: 100 } })
  return answer.status === 200 ? answer.data.employees.map(({ id }) => id).sort() : answer.status
}
const ids = (...clients: Client[]) => clients.map(({ employeeId }) => employeeId).sort()
const oneRole = async ({ admin }: World) =>
  (await admin(createRole, { body: { code: `r-${newId().slice(-8)}`, name: 'Role' } })).data.role.id

test('a direct deny wins over what a role allows, as far as it reaches, on lists and single records alike', async (t) => {
  const company = await world(t)
  const viewer = await company.as('employee.read')
  const below = await company.as([], { managerId: viewer.employeeId })
  const other = await company.as([])
  await company.rows(`delete from access_grant where company_id = $company and user_id = $1`, viewer.userId)
  const roleId = await oneRole(company)
  await company.rows(`insert into role_assignment (company_id, user_id, role_id) values ($company, $1, $2)`, viewer.userId, roleId)
  await company.admin(grantToRole, { params: { id: roleId }, body: { permission: 'employee.read', reach: 'company' } })
  assert.deepEqual(await seenBy(viewer), ids(viewer, below, other))
  const deny = { userIds: [viewer.userId], grants: [{ permission: 'employee.read', effect: 'deny' as const, reach: 'own' as const }] }
  assert.deepEqual((await company.admin(bulkAssign, { body: deny })).data, { created: 1, unchanged: 0 })
  assert.deepEqual(await seenBy(viewer), ids(below, other))
  assert.equal((await viewer(getEmployee, { params: { id: viewer.employeeId } })).status, 404)
  assert.deepEqual((await company.admin(bulkAssign, { body: deny })).data, { created: 0, unchanged: 1 })
  const { grants } = (await company.admin(listGrants, { query: { userId: viewer.userId } })).data
  assert.deepEqual(
    grants.map(({ effect, reach, title, holder }) => [effect, reach, title, holder.type]),
    [['deny', 'own', 'See people', 'user']],
  )
  assert.equal((await company.admin(deleteGrant, { params: { id: grants[0]!.id } })).status, 200)
  assert.deepEqual(await seenBy(viewer), ids(viewer, below, other))
})

test('a grant on one record adds it to a narrower reach, and a deny takes it out of a wider one', async (t) => {
  const company = await world(t)
  const viewer = await company.as('employee.read:own')
  const [ann, ben] = [await company.as([]), await company.as([])]
  const on = (employeeId: string, effect: 'allow' | 'deny', holder: object = { userId: viewer.userId }) =>
    company.admin(grantOnResource, { body: { permission: 'employee.read', resourceType: 'employee', employeeId, effect, ...holder } })
  assert.deepEqual(await seenBy(viewer), ids(viewer))
  // The direct grant of one's own comes first, and beyond it decides nothing.
  const { grant } = (await on(ann.employeeId, 'allow')).data
  assert.deepEqual(await seenBy(viewer), ids(viewer, ann))
  assert.equal((await viewer(getEmployee, { params: { id: ann.employeeId } })).status, 200)
  assert.equal((await viewer(getEmployee, { params: { id: ben.employeeId } })).status, 404)
  assert.equal((await company.admin(listResourceGrants, { params: { type: 'employee', id: ann.employeeId } })).data.grants[0]!.id, grant.id)
  assert.equal((await company.admin(listResourceGrantsOfUser, { params: { id: viewer.userId } })).data.pagination.total, 1)
  assert.equal((await company.admin(revokeOnResource, { query: { grantId: grant.id } })).status, 200)
  assert.deepEqual(await seenBy(viewer), ids(viewer))
  // By role, with a deny on one record.
  const roleId = await oneRole(company)
  await company.rows(`insert into role_assignment (company_id, user_id, role_id) values ($company, $1, $2)`, viewer.userId, roleId)
  await company.admin(grantToRole, { params: { id: roleId }, body: { permission: 'employee.read', reach: 'company' } })
  await on(ben.employeeId, 'deny', { roleId })
  assert.deepEqual(await seenBy(viewer), ids(viewer, ann))
  assert.equal((await on(newId(), 'allow')).error.code, 'RESOURCE_NOT_FOUND')
  assert.equal((await on(ann.employeeId, 'allow', {})).error.code, 'ONE_HOLDER')
})

test('a position brings its grants along from the day it is held to the day it is left', async (t) => {
  const company = await world(t)
  const viewer = await company.as([])
  const positionId = newId()
  await company.rows(`insert into position (company_id, id, code, title) values ($company, $1, 'P', 'Porter')`, positionId)
  const grants = [{ permission: 'employee.read', reach: 'company' as const }]
  assert.equal((await company.admin(bulkAssign, { body: { positionIds: [positionId], grants } })).data.created, 1)
  const hold = async (from: string, to: string) => {
    await company.rows(
      `update employment set position_id = $1, first_day = ${from}, last_day = ${to} where company_id = $company and employee_id = $2`,
      positionId,
      viewer.employeeId,
    )
    await company.rows('update company_state set access_version = access_version + 1 where company_id = $company')
    return (await viewer(listEmployees)).status
  }
  assert.equal(await hold('current_date - 10', 'null'), 200)
  assert.equal(await hold('current_date', 'current_date'), 200)
  assert.equal(await hold('current_date + 3', 'null'), 403)
  assert.equal(await hold('current_date - 10', 'current_date - 3'), 403)
})

test('nobody grants more than they hold: by role, directly, on a record, by position or by lifting a deny', async (t) => {
  const company = await world(t)
  const clerk = await company.as(['access.manage', 'access.read', 'employee.read:team'])
  const [person, outsider] = [await company.as([]), await company.as([])]
  const roleId = await oneRole(company)
  const wide = { permission: 'employee.read', reach: 'branch' as const }
  const positionId = newId()
  await company.rows(`insert into position (company_id, id, code, title) values ($company, $1, 'P', 'Porter')`, positionId)
  await company.admin(bulkAssign, { body: { userIds: [person.userId], grants: [{ permission: 'user.read', effect: 'deny' }] } })
  await company.admin(grantToRole, { params: { id: roleId }, body: { permission: 'user.read', effect: 'deny' } })
  const denied = (await company.admin(listGrants, { query: { userId: person.userId } })).data.grants[0]!
  const onRecord = {
    permission: 'employee.read',
    resourceType: 'employee' as const,
    employeeId: outsider.employeeId,
    userId: person.userId,
  }
  const attempts = [
    await clerk(grantToRole, { params: { id: roleId }, body: wide }),
    await clerk(grantToRole, { params: { id: roleId }, body: { permission: 'leave.adjust' } }),
    await clerk(bulkAssign, { body: { userIds: [person.userId], grants: [wide] } }),
    await clerk(bulkAssign, { body: { userIds: [clerk.userId], grants: [wide] } }),
    await clerk(bulkAssign, { body: { positionIds: [positionId], grants: [wide] } }),
    await clerk(grantOnResource, { body: onRecord }),
    await clerk(deleteGrant, { params: { id: denied.id } }),
    await clerk(removeRoleGrant, { params: { id: roleId, permissionId: 'user.read' } }),
  ]
  for (const { status, error } of attempts) assert.deepEqual([status, error.code], [403, 'GRANT_ABOVE_OWN'])
  assert.equal((await clerk(grantToRole, { params: { id: roleId }, body: { permission: 'employee.read', reach: 'team' } })).status, 200)
  assert.equal((await clerk(grantOnResource, { body: { ...onRecord, employeeId: clerk.employeeId } })).status, 200, 'within their reach')
})

test('what does not exist or does not fit is refused by name, and nothing of the rest is done', async (t) => {
  const company = await world(t)
  const person = await company.as([])
  const assign = (grants: object[], more: object = {}) =>
    company.admin(bulkAssign, { body: { userIds: [person.userId], grants: grants as never, ...more } })
  const good = { permission: 'employee.read' }
  assert.equal((await assign([good, { permission: 'no.such' }])).error.code, 'PERMISSION_NOT_FOUND')
  assert.equal((await assign([good, { permission: 'organization.read', reach: 'team' }])).error.code, 'REACH_NOT_ALLOWED')
  assert.equal((await assign([good, good])).error.code, 'PERMISSION_TWICE')
  assert.equal((await assign([good], { userIds: [person.userId, newId()] })).error.code, 'HOLDER_NOT_FOUND')
  assert.equal((await assign([good], { userIds: [] })).error.code, 'NOBODY_NAMED')
  assert.equal((await company.admin(listGrants, { query: { userId: person.userId } })).data.pagination.total, 0)
})

test('the same cell set by two at once stands once', async (t) => {
  const company = await world(t)
  const roleId = await oneRole(company)
  const reaches = ['own', 'team', 'branch', 'company'] as const
  const answers = await Promise.all(
    reaches.map((reach) => company.admin(grantToRole, { params: { id: roleId }, body: { permission: 'employee.read', reach } })),
  )
  for (const { status } of answers) assert.equal(status, 200)
  assert.equal((await company.admin(listGrants, { query: { roleId } })).data.pagination.total, 1)
})
