import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { signInAs } from '../../../tests/world.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import { archiveUser } from '../users/users.contract.ts'
import { assignRole, assignRoleToMany, listUserRoles, removeRole } from './access.assignment.contract.ts'
import { bulkAssign, grantToRole } from './access.grant.contract.ts'
import { createRole, getRoleByCode } from './access.role.contract.ts'

const roleIdOf = async ({ admin }: World, code: string) => (await admin(getRoleByCode, { params: { roleCode: code } })).data.role.id
const later = (ms: number) => new Date(Date.now() + ms).toISOString()

test('an assignment holds from its first millisecond and no longer at its last', async (t) => {
  const company = await world(t)
  const person = await company.as([])
  const [from, to] = [later(3_600_000), later(7_200_000)]
  const roleId = await roleIdOf(company, 'hr')
  assert.equal((await company.admin(assignRole, { body: { userId: person.userId, roleId, validFrom: from, validTo: to } })).status, 200)
  const at = async (instant: number) => {
    company.at(new Date(instant).toISOString())
    const token = await signInAs(company.assembly, company.companyId, person.userId)
    return (await person.raw('GET', 'employees', undefined, { authorization: `Bearer ${token}` })).status
  }
  const statuses: number[] = []
  for (const instant of [Date.parse(from) - 1, Date.parse(from), Date.parse(to) - 1, Date.parse(to)]) statuses.push(await at(instant))
  assert.deepEqual(statuses, [403, 200, 200, 403])
})

test('a role is given by nobody who holds less, and times must lie ahead and the right way round', async (t) => {
  const company = await world(t)
  const clerk = await company.as(['access.manage', 'access.read'])
  const person = await company.as([])
  const [hr, watch] = [
    await roleIdOf(company, 'hr'),
    (await company.admin(createRole, { body: { code: 'watch', name: 'Watch' } })).data.role.id,
  ]
  const give = (roleId: string, times: object = {}) => clerk(assignRole, { body: { userId: person.userId, roleId, ...times } })
  assert.deepEqual([(await give(hr)).status, (await give(hr)).error.code], [403, 'ROLE_ABOVE_OWN'])
  assert.equal((await give(watch)).status, 200)
  assert.equal((await give(watch, { validTo: later(-1000) })).error.code, 'ALREADY_OVER')
  assert.equal((await give(watch, { validFrom: later(9000), validTo: later(5000) })).error.code, 'TIMES_REVERSED')
  // Through inheritance neither: the new role brings along what it inherits.
  assert.equal((await clerk(createRole, { body: { code: 'sly', name: 'Sly', parentIds: [hr] } })).error.code, 'ROLE_ABOVE_OWN')
  assert.equal(
    (await clerk(assignRole, { body: { userId: clerk.userId, roleId: hr } })).error.code,
    'ROLE_ABOVE_OWN',
    'not even to oneself',
  )
})

test('from somebody who may do more nothing is taken', async (t) => {
  const company = await world(t)
  const clerk = await company.as(['access.manage', 'access.read'])
  const boss = await company.as(['leave.adjust'])
  const roleId = (await company.admin(createRole, { body: { code: 'watch', name: 'Watch' } })).data.role.id
  await company.admin(assignRole, { body: { userId: boss.userId, roleId } })
  assert.equal((await clerk(removeRole, { params: { userId: boss.userId, roleId } })).error.code, 'ACCOUNT_ABOVE_OWN')
  assert.equal((await company.admin(removeRole, { params: { userId: boss.userId, roleId } })).status, 200)
  assert.equal((await company.admin(removeRole, { params: { userId: boss.userId, roleId } })).status, 404)
})

test('a role whose deny would go with it is taken only by who holds what it denies', async (t) => {
  const company = await world(t)
  const roleId = (await company.admin(createRole, { body: { code: 'barred', name: 'Barred' } })).data.role.id
  await company.admin(grantToRole, { params: { id: roleId }, body: { permission: 'user.archive', effect: 'deny' } })
  const clerk = await company.as(['access.manage', 'access.read'])
  const person = await company.as([])
  await company.admin(assignRole, { body: { userId: person.userId, roleId } })
  assert.equal((await clerk(removeRole, { params: { userId: person.userId, roleId } })).error.code, 'GRANT_ABOVE_OWN')
})

test('the last administrator keeps the role: not removed, not for a time only, not denied anything, not archived', async (t) => {
  const company = await world(t)
  const { admin } = company
  const roleId = await roleIdOf(company, 'admin')
  const own = { userId: admin.userId, roleId }
  const second = await company.as([])
  assert.equal((await admin(removeRole, { params: own })).error.code, 'LAST_ADMIN')
  assert.equal((await admin(assignRole, { body: { ...own, validTo: later(60_000) } })).error.code, 'LAST_ADMIN')
  assert.equal((await admin(assignRole, { body: { ...own, validFrom: later(60_000) } })).error.code, 'LAST_ADMIN')
  const deny = { userIds: [admin.userId], grants: [{ permission: 'access.manage', effect: 'deny' as const }] }
  assert.equal((await admin(bulkAssign, { body: deny })).error.code, 'ADMIN_PROTECTED')
  // One who is an administrator for a time does not make the first dispensable.
  await admin(assignRole, { body: { userId: second.userId, roleId, validTo: later(60_000) } })
  assert.equal((await admin(removeRole, { params: own })).error.code, 'LAST_ADMIN')
  assert.equal((await second(archiveUser, { params: { id: admin.userId } })).error.code, 'LAST_ADMIN')
  await admin(assignRole, { body: { userId: second.userId, roleId } })
  assert.equal((await admin(removeRole, { params: own })).status, 200)
  assert.equal((await admin(listEmployees)).status, 403)
})

test('two administrators who take the role from each other at the same moment leave one', async (t) => {
  for (let round = 0; round < 4; round += 1) {
    const company = await world(t)
    const roleId = await roleIdOf(company, 'admin')
    const second = await company.as([])
    await company.admin(assignRole, { body: { userId: second.userId, roleId } })
    const answers = await Promise.all([
      company.admin(removeRole, { params: { userId: second.userId, roleId } }),
      second(removeRole, { params: { userId: company.admin.userId, roleId } }),
    ])
    // The second finds itself without the right, read anew after the first.
    assert.deepEqual(
      answers.map(({ status }) => status).sort((a, b) => a - b),
      [200, 403],
    )
    const left = await company.rows('select user_id from role_assignment where company_id = $company and role_id = $1', roleId)
    assert.equal(left.length, 1)
  }
})

test('a role is given to several people, and whoever cannot be given it is told with the reason', async (t) => {
  const company = await world(t)
  const { admin, rows } = company
  const roleId = await roleIdOf(company, 'hr')
  const [ana, ben, gone] = [await company.as([]), await company.as([]), await company.as([])]
  await rows('update employee set user_id = null where company_id = $company and id = $1', gone.employeeId)
  const validTo = later(3_600_000)
  const employeeIds = [ana, gone, ben].map(({ employeeId }) => employeeId)
  const { status, data } = await admin(assignRoleToMany, { body: { employeeIds, roleId, validTo } })
  assert.deepEqual([status, data.done, data.people.map(({ problem }) => problem?.code)], [200, 2, [undefined, 'NO_ACCOUNT', undefined]])
  for (const { userId } of [ana, ben]) {
    const { assignments } = (await admin(listUserRoles, { params: { userId } })).data
    assert.deepEqual(
      assignments.map((one) => [one.role.code, one.validTo]),
      [['hr', validTo]],
    )
  }
  const told = await rows(`select 1 from domain_event where company_id = $company and kind = 'role.assigned'`)
  assert.equal(told.length, 2, 'each is told of by itself')
})

test('a role above what one may is given to nobody of several, and other companies’ people are not there', async (t) => {
  const [company, other] = [await world(t), await world(t)]
  const [clerk, person, stranger] = [await company.as(['access.manage']), await company.as([]), await other.as([])]
  const [hr, employee] = [await roleIdOf(company, 'hr'), await roleIdOf(company, 'employee')]
  const give = (roleId: string, ...people: (typeof person)[]) =>
    clerk(assignRoleToMany, { body: { roleId, employeeIds: people.map(({ employeeId }) => employeeId) } })
  assert.deepEqual((({ status, error }) => [status, error.code])(await give(hr, person, clerk)), [403, 'ROLE_ABOVE_OWN'])
  assert.equal((await give(employee, stranger)).status, 404)
  assert.equal((await person(assignRoleToMany, { body: { roleId: employee, employeeIds: [person.employeeId] } })).status, 403)
})
