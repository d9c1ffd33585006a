import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import { assignRole, listRoleUsers, listUserRoles } from './access.assignment.contract.ts'
import { changeRoleGrants, grantToRole, removeRoleGrant } from './access.grant.contract.ts'
import {
  createRole,
  deleteRole,
  getRole,
  getRoleByCode,
  getRoleHierarchy,
  listRoles,
  roleMatrix,
  roleStatistics,
  setRoleParents,
  updateRole,
} from './access.role.contract.ts'

const make = async ({ admin }: World, code: string, parentIds: string[] = []) =>
  (await admin(createRole, { body: { code, name: code.toUpperCase(), parentIds } })).data.role

test('a role has what its parents have, over any number of steps, in the next request', async (t) => {
  const company = await world(t)
  const { admin } = company
  const top = await make(company, 'top')
  const middle = await make(company, 'middle', [top.id])
  const bottom = await make(company, 'bottom', [middle.id])
  const person = await company.as([])
  await admin(assignRole, { body: { userId: person.userId, roleId: bottom.id } })
  assert.equal((await person(listEmployees)).status, 403)
  await admin(grantToRole, { params: { id: top.id }, body: { permission: 'employee.read', reach: 'company' } })
  assert.equal((await person(listEmployees)).data.employees.length, 1)
  await admin(setRoleParents, { params: { id: middle.id }, body: { parentIds: [] } })
  assert.equal((await person(listEmployees)).status, 403)
  const { hierarchy } = (await admin(getRoleHierarchy, { params: { id: middle.id } })).data
  assert.deepEqual([hierarchy.ancestors, hierarchy.descendants.map(({ code, depth }) => `${code} ${depth}`)], [[], ['bottom 1']])
})

test('a cycle is refused naming the way round, and a chain of more than ten steps is too deep', async (t) => {
  const company = await world(t)
  const [a, b, c] = [await make(company, 'a'), await make(company, 'b'), await make(company, 'c')]
  const parents = (id: string, parentIds: string[]) => company.admin(setRoleParents, { params: { id }, body: { parentIds } })
  assert.equal((await parents(a.id, [b.id])).status, 200)
  assert.equal((await parents(b.id, [c.id])).status, 200)
  const { status, error } = await parents(c.id, [a.id])
  assert.deepEqual([status, error.code, error.details], [409, 'ROLE_CYCLE', { cycle: ['C', 'A', 'B', 'C'] }])
  assert.equal((await parents(a.id, [a.id])).error.code, 'ROLE_CYCLE')
  let last = await make(company, 'step-0')
  for (let step = 1; step <= 10; step += 1) last = await make(company, `step-${step}`, [last.id])
  const tooDeep = await company.admin(createRole, { body: { code: 'step-11', name: 'S', parentIds: [last.id] } })
  assert.deepEqual([tooDeep.status, tooDeep.error.code], [409, 'ROLE_TOO_DEEP'])
  // From the other end: what is below counts as well.
  assert.equal(
    (await parents((await company.admin(getRoleByCode, { params: { roleCode: 'step-0' } })).data.role.id, [a.id])).error.code,
    'ROLE_TOO_DEEP',
  )
})

test('two changes at once cannot close a cycle together', async (t) => {
  const company = await world(t)
  const pairs = await Promise.all(
    [0, 1, 2, 3].map(async (n) => [await make(company, `left-${n}`), await make(company, `right-${n}`)] as const),
  )
  for (const [left, right] of pairs) {
    const answers = await Promise.all([
      company.admin(setRoleParents, { params: { id: left.id }, body: { parentIds: [right.id] } }),
      company.admin(setRoleParents, { params: { id: right.id }, body: { parentIds: [left.id] } }),
    ])
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 409],
    )
  }
})

test('the role of administrators is fixed; other roles of the system change but stay', async (t) => {
  const company = await world(t)
  const { admin } = company
  const role = async (code: string) => (await admin(getRoleByCode, { params: { roleCode: code } })).data.role
  const [fixed, hr] = [await role('admin'), await role('hr')]
  const attempts = [
    await admin(updateRole, { params: { id: fixed.id }, body: { name: 'Boss' } }),
    await admin(grantToRole, { params: { id: fixed.id }, body: { permission: 'user.read', effect: 'deny' } }),
    await admin(removeRoleGrant, { params: { id: fixed.id, permissionId: 'user.read' } }),
    await admin(changeRoleGrants, { params: { id: fixed.id }, body: { remove: [{ permission: 'user.read' }] } }),
    await admin(setRoleParents, { params: { id: fixed.id }, body: { parentIds: [hr.id] } }),
  ]
  for (const { status, error } of attempts) assert.deepEqual([status, error.code], [409, 'ADMIN_ROLE_FIXED'])
  assert.deepEqual(
    [fixed.can, hr.can],
    [
      { update: false, delete: false },
      { update: true, delete: false },
    ],
  )
  assert.equal((await admin(deleteRole, { params: { id: hr.id } })).error.code, 'SYSTEM_ROLE')
  assert.equal((await admin(updateRole, { params: { id: hr.id }, body: { name: 'People', version: hr.version } })).data.role.name, 'People')
  assert.equal(
    (await admin(updateRole, { params: { id: hr.id }, body: { name: 'Late', version: hr.version } })).error.code,
    'STALE_VERSION',
  )
})

test('a role is removed with its grants, unless somebody holds it or it is inherited from', async (t) => {
  const company = await world(t)
  const { admin } = company
  const [used, parent, free] = [await make(company, 'used'), await make(company, 'parent'), await make(company, 'free')]
  await admin(assignRole, { body: { userId: (await company.as([])).userId, roleId: used.id } })
  await admin(setRoleParents, { params: { id: used.id }, body: { parentIds: [parent.id] } })
  await admin(grantToRole, { params: { id: free.id }, body: { permission: 'user.read' } })
  const remove = (id: string) => admin(deleteRole, { params: { id } })
  assert.deepEqual((await remove(used.id)).error.details, { holders: 1, heirs: 0, invitations: 0 })
  assert.deepEqual((await remove(parent.id)).error.details, { holders: 0, heirs: 1, invitations: 0 })
  assert.equal((await remove(free.id)).status, 200)
  assert.equal((await admin(getRole, { params: { id: free.id } })).status, 404)
  assert.equal((await admin(createRole, { body: { code: 'used', name: 'Twice' } })).error.code, 'ROLE_CODE_TAKEN')
})

test('the matrix tells inherited cells from own ones, and denies from allows, in one answer', async (t) => {
  const company = await world(t)
  const parent = await make(company, 'parent')
  const child = await make(company, 'child', [parent.id])
  const body = {
    set: [
      { permission: 'employee.read', reach: 'team' as const },
      { permission: 'employee.archive', effect: 'deny' as const },
    ],
  }
  assert.deepEqual((await company.admin(changeRoleGrants, { params: { id: parent.id }, body })).data, { set: 2, removed: 0, unchanged: 0 })
  assert.deepEqual((await company.admin(changeRoleGrants, { params: { id: parent.id }, body })).data, { set: 0, removed: 0, unchanged: 2 })
  await company.admin(grantToRole, { params: { id: child.id }, body: { permission: 'employee.read', reach: 'own' } })
  const { roles, permissions, cells } = (await company.admin(roleMatrix)).data
  const told = cells
    .filter(({ roleId }) => roleId === child.id)
    .map(({ permission, effect, reach, inheritedFrom }) => `${effect} ${permission} ${reach} ${inheritedFrom?.code ?? 'own'}`)
  assert.deepEqual(told, ['allow employee.read own own', 'deny employee.archive company parent', 'allow employee.read team parent'])
  assert.equal(roles.length, 13)
  assert(permissions.some(({ code, origin }) => code === 'access.manage' && origin === 'system'))
})

test('lists and figures of roles agree with who holds them', async (t) => {
  const company = await world(t)
  const role = await make(company, 'watch')
  const [now, later, past] = [await company.as([]), await company.as([]), await company.as([])]
  const give = (userId: string, times: object) => company.admin(assignRole, { body: { userId, roleId: role.id, ...times } })
  await give(now.userId, { validTo: new Date(Date.now() + 86_400_000).toISOString() })
  await give(later.userId, { validFrom: new Date(Date.now() + 86_400_000).toISOString() })
  await give(past.userId, {})
  await company.rows(
    `update role_assignment set valid_from = now() - interval '2 days', valid_to = now() - interval '1 day'
    where company_id = $company and user_id = $1`,
    past.userId,
  )
  assert.equal((await company.admin(listRoles, { query: { q: 'watch' } })).data.roles[0]!.userCount, 1)
  assert.deepEqual(
    (await company.admin(listRoleUsers, { params: { id: role.id } })).data.users.map(({ id }) => id).sort(),
    [now.userId, later.userId].sort(),
  )
  const states = await Promise.all(
    [now, later, past].map(async ({ userId }) => (await company.admin(listUserRoles, { params: { userId } })).data.assignments[0]!.state),
  )
  assert.deepEqual(states, ['active', 'planned', 'ended'])
  const { statistics } = (await company.admin(roleStatistics)).data
  assert.deepEqual(statistics.assignments, { active: 2, planned: 1, expiringWithin30Days: 1 })
  assert.deepEqual(statistics.roles, { total: 12, system: 11, own: 1, unused: 10 })
})
