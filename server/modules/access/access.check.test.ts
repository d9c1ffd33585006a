import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate } from 'node:timers/promises'
import { newId } from '../../core/ids.ts'
import { anotherServer, world } from '../../../tests/world.ts'
import type { World } from '../../../tests/world.ts'
import { updateFeatures } from '../companies/companies.contract.ts'
import { changeStatus } from '../companies/index.ts'
import { archiveUser } from '../users/users.contract.ts'
import { assignRole } from './access.assignment.contract.ts'
import { checkPermissions, explainAccess, getUserAccess, refreshCache, refreshPermissions } from './access.check.contract.ts'
import { bulkAssign, grantOnResource, grantToRole } from './access.grant.contract.ts'
import { checkModuleAccess, grantModuleAccess, listModuleAccess, listRoleModuleAccess } from './access.module.contract.ts'
import { createPermission, deletePermission, listPermissions, updatePermission } from './access.contract.ts'
import { createRole, roleMatrix } from './access.role.contract.ts'

const explain = async ({ admin }: World, query: { userId: string; permission: string; resource?: string; field?: 'pay' }) =>
  (await admin(explainAccess, { query })).data.explanation

test('one question each: by which level, which grant, which holder, and the way there', async (t) => {
  const company = await world(t)
  const { admin } = company
  const person = await company.as([])
  const below = await company.as([], { managerId: person.employeeId })
  const [parent, child] = await Promise.all(
    ['parent', 'child'].map(async (code) => (await admin(createRole, { body: { code, name: code } })).data.role.id),
  )
  await company.rows(`insert into role_parent (company_id, role_id, parent_id) values ($company, $1, $2)`, child, parent)
  const validTo = new Date(Date.now() + 3_600_000).toISOString()
  await admin(assignRole, { body: { userId: person.userId, roleId: child!, validTo } })
  const { grant } = (await admin(grantToRole, { params: { id: parent! }, body: { permission: 'employee.read', reach: 'team' } })).data
  const ask = (employeeId: string) =>
    explain(company, { userId: person.userId, permission: 'employee.read', resource: `employee:${employeeId}` })
  const allowed = await ask(below.employeeId)
  assert.deepEqual(
    [allowed.allowed, allowed.level, allowed.grantId, allowed.reach, allowed.distance, allowed.holder?.name, allowed.validTo],
    [true, 'role', grant.id, 'team', 'team', 'parent', validTo],
  )
  assert.deepEqual(
    allowed.roleChain.map(({ code }) => code),
    ['child', 'parent'],
  )
  assert.deepEqual(
    allowed.reportingLine.map(({ id }) => id),
    [below.employeeId, person.employeeId],
  )
  const stranger = await company.as([])
  const outside = await ask(stranger.employeeId)
  assert.deepEqual([outside.allowed, outside.level, outside.guardrail, outside.grantId], [false, null, null, null])
  await admin(bulkAssign, { body: { userIds: [person.userId], grants: [{ permission: 'employee.read', effect: 'deny', reach: 'own' }] } })
  const denied = await ask(person.employeeId)
  assert.deepEqual([denied.allowed, denied.level, denied.effect, denied.holder?.type], [false, 'direct', 'deny', 'user'])
})

test('guardrails stop everything before any grant is looked at, each by its name', async (t) => {
  const company = await world(t)
  const { admin } = company
  const person = await company.as(['leave.approve', 'leave.read', 'employee.read', 'employee.archive'])
  const other = await company.as([])
  const of = async (permission: string, employee = other, field?: 'pay') =>
    (await explain(company, { userId: person.userId, permission, resource: `employee:${employee.employeeId}`, ...(field && { field }) }))
      .guardrail
  assert.equal(await of('leave.approve'), null)
  assert.equal(await of('leave.approve', person), 'self-approval')
  assert.equal(await of('employee.read', other, 'pay'), 'field-above-clearance')
  await admin(grantModuleAccess, { body: { userId: person.userId, module: 'leave', update: false } })
  assert.deepEqual([await of('leave.approve'), await of('leave.read')], ['module-off', null])
  await admin(updateFeatures, { body: { leaveManagement: false, payroll: false } })
  assert.equal(await of('leave.read'), 'feature-off')
  await company.rows(`update company set plan_code = 'small' where id = $company and exists (select from plan where code = 'small')`)
  await changeStatus(company.assembly.deps, company.companyId, 'expired', 'by a test')
  assert.deepEqual([await of('employee.archive'), await of('employee.read')], ['company-read-only', null])
  await changeStatus(company.assembly.deps, company.companyId, 'active', 'by a test')
  await admin(archiveUser, { params: { id: person.userId } })
  assert.equal(await of('employee.read'), 'user-archived')
})

test('a batch answers each question as the lists do, and a thousand at once within 100 ms of a quiet machine', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read:team'])
  const [near, far] = [await company.as([], { managerId: person.employeeId }), await company.as([])]
  const about = (employeeId: string) => ({ permission: 'employee.read', resource: `employee:${employeeId}` })
  const { results } = (await person(checkPermissions, { body: { checks: [near, far, person].map(({ employeeId }) => about(employeeId)) } }))
    .data
  assert.deepEqual(
    results.map(({ allowed, level }) => `${allowed} ${level}`),
    ['true direct', 'false null', 'true direct'],
  )
  const many = Array.from({ length: 1000 }, (_, n) => about(n % 2 ? near.employeeId : newId()))
  const answer = (await person(checkPermissions, { body: { checks: many } })).data.results
  assert.deepEqual([answer.length, answer.filter(({ allowed }) => allowed).length], [1000, 500])
  assert.equal((await person(checkPermissions, { body: { checks: [...many, about(near.employeeId)] } })).status, 400)
})

test('without a record the question is whether there is anything it could be allowed on', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read:own'])
  const other = await company.as([])
  const on = { permission: 'leave.read', resourceType: 'employee' as const, employeeId: other.employeeId, userId: person.userId }
  await company.admin(grantOnResource, { body: on })
  const checks = ['employee.read', 'leave.read', 'user.read'].map((permission) => ({ permission }))
  const { results } = (await person(checkPermissions, { body: { checks } })).data
  assert.deepEqual(
    results.map(({ allowed, level }) => `${allowed} ${level}`),
    ['true direct', 'true resource', 'false null'],
  )
})

test('what is malformed is a 400 naming its place, and about others only who may explain asks', async (t) => {
  const company = await world(t)
  const person = await company.as([])
  const other = await company.as([])
  const ask = (checks: readonly object[], more: object = {}) => person(checkPermissions, { body: { checks: checks as never, ...more } })
  const unknown = await ask([{ permission: 'employee.read' }, { permission: 'no.such' }])
  assert.deepEqual([unknown.status, (unknown.error.details as { path: string }[])[0]!.path], [400, 'body.checks.1.permission'])
  assert.equal((await ask([{ permission: 'leave.read', field: 'pay' }])).status, 400)
  assert.equal((await ask([{ permission: 'leave.read', resource: 'employee:all' }])).status, 400)
  assert.equal((await ask([])).status, 400)
  assert.equal((await ask([{ permission: 'leave.read' }], { userId: other.userId })).status, 403)
  assert.equal(
    (await company.admin(checkPermissions, { body: { userId: other.userId, checks: [{ permission: 'leave.read' }] } })).status,
    200,
  )
})

test("another company's record is answered exactly as one that does not exist", async (t) => {
  const [company, other] = [await world(t), await world(t)]
  const foreign = await other.as([])
  const person = await company.as(['employee.read'])
  const ask = async (id: string) => {
    const { results } = (
      await person(checkPermissions, { body: { checks: [{ permission: 'employee.read', resource: `employee:${id}` }] } })
    ).data
    return JSON.stringify(results).replaceAll(id, '<id>')
  }
  assert.equal(await ask(foreign.employeeId), await ask(newId()))
  assert.match(await ask(foreign.employeeId), /"allowed":false/)
})

test('a module is switched off for a person or a role, by kind, and a person’s own switch wins', async (t) => {
  const company = await world(t)
  const { admin } = company
  const person = await company.as(['employee.read', 'employee.create'])
  const roleId = (await admin(createRole, { body: { code: 'guest', name: 'Guest' } })).data.role.id
  await admin(assignRole, { body: { userId: person.userId, roleId } })
  const read = async () => (await person.raw('GET', 'employees')).status
  const set = (body: object) => admin(grantModuleAccess, { body: { module: 'employees', ...body } })
  const check = async (access: 'read' | 'create') =>
    (await admin(checkModuleAccess, { params: { userId: person.userId, moduleId: 'employees', access } })).data
  assert.equal((await set({ roleId, read: false })).status, 200)
  assert.equal(await read(), 403)
  assert.equal((await person.raw('GET', 'employees')).error.code, 'MODULE_OFF')
  assert.deepEqual(await check('read'), { allowed: false, decidedBy: 'role' })
  assert.deepEqual(await check('create'), { allowed: true, decidedBy: 'nothing' })
  await set({ userId: person.userId, read: true })
  assert.equal(await read(), 200)
  assert.deepEqual(await check('read'), { allowed: true, decidedBy: 'user' })
  await set({ userId: person.userId, read: null, create: false })
  assert.equal(await read(), 403)
  const { modules } = (await admin(listModuleAccess, { params: { id: person.userId } })).data
  const shown = modules.find(({ module }) => module === 'employees')!
  assert.deepEqual(
    [shown.user, shown.effective.read, shown.effective.create, shown.roles.length],
    [{ read: null, create: false, update: null, delete: null }, false, false, 1],
  )
  assert.equal((await set({ module: 'ghosts', userId: person.userId, read: false })).error.code, 'MODULE_NOT_FOUND')
  assert.equal((await set({ module: 'access', userId: person.userId, read: false })).error.code, 'MODULE_ALWAYS_OPEN')
  assert.equal((await set({ userId: admin.userId, read: false })).error.code, 'ADMIN_PROTECTED')
})

test('what is said of the modules for a role is told beside what it inherits, and cannot be switched for administrators', async (t) => {
  const { admin } = await world(t)
  const parent = (await admin(createRole, { body: { code: 'guest', name: 'Guest' } })).data.role.id
  const child = (await admin(createRole, { body: { code: 'visitor', name: 'Visitor', parentIds: [parent] } })).data.role.id
  await admin(grantModuleAccess, { body: { roleId: parent, module: 'employees', read: false } })
  await admin(grantModuleAccess, { body: { roleId: child, module: 'employees', create: true } })
  const of = async (id: string, module = 'employees') =>
    (await admin(listRoleModuleAccess, { params: { id } })).data.modules.find((one) => one.module === module)!
  const nothing = { read: null, create: null, update: null, delete: null }
  const shown = await of(child)
  assert.deepEqual([shown.read, shown.create, shown.canSwitch], [null, true, true])
  assert.deepEqual(shown.inherited, [{ roleId: parent, roleName: 'Guest', ...nothing, read: false }])
  assert.deepEqual((await of(parent)).inherited, [])
  assert.equal((await of(child, 'access')).canSwitch, false)
  const { roles } = (await admin(roleMatrix)).data
  assert.equal((await of(roles.find(({ code }) => code === 'admin')!.id)).canSwitch, false)
  assert.equal((await admin(listRoleModuleAccess, { params: { id: newId() } })).status, 404)
})

test('a company adds permissions of its own, which can be granted and asked about like any other', async (t) => {
  const company = await world(t)
  const { admin } = company
  const { permission } = (await admin(createPermission, { body: { code: 'x-lab.enter', title: 'Enter', reaches: ['company', 'own'] } }))
    .data
  assert.deepEqual(permission.reaches, ['own', 'company'])
  const person = await company.as([])
  // Whoever gives it must hold it too: administrators do from the beginning.
  assert.equal((await admin(bulkAssign, { body: { userIds: [person.userId], grants: [{ permission: 'x-lab.enter' }] } })).status, 200)
  const { results } = (await person(checkPermissions, { body: { checks: [{ permission: 'x-lab.enter' }] } })).data
  assert.equal(results[0]!.allowed, true)
  assert.equal((await admin(deletePermission, { params: { id: permission.id! } })).error.code, 'PERMISSION_IN_USE')
  assert.equal(
    (await admin(updatePermission, { params: { id: permission.id! }, body: { title: 'Go in', version: 1 } })).data.permission.version,
    2,
  )
  assert.equal(
    (await admin(createPermission, { body: { code: 'x-lab.enter', title: 'Again' } })).error.code,
    'COMPANY_PERMISSION_CODE_TAKEN',
  )
  assert.equal((await admin.raw('POST', 'permissions', { code: 'lab.enter', title: 'Ours' })).status, 400)
  assert.deepEqual(
    (await admin(listPermissions, { query: { origin: 'company' } })).data.permissions.map(({ code }) => code),
    ['x-lab.enter'],
  )
})

test('everything one person may do is on one screen, with where it comes from', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read:team', 'leave.read'])
  await company.admin(updateFeatures, { body: { leaveManagement: false, payroll: false } })
  const { user, permissions, grants } = (await company.admin(getUserAccess, { params: { id: person.userId } })).data
  assert.equal(user.employeeId, person.employeeId)
  assert.deepEqual(
    permissions.map(({ permission, reach, levels, isOff }) => [permission, reach, levels.join(), isOff]),
    [
      ['employee.read', 'team', 'direct', false],
      ['leave.read', 'company', 'direct', true],
    ],
  )
  assert.deepEqual(
    grants.map(({ permission, level, via }) => [permission, level, via.length]),
    [
      ['employee.read', 'direct', 0],
      ['leave.read', 'direct', 0],
    ],
  )
})

test('permissions are read anew when asked for, one’s own or everybody’s', async (t) => {
  const company = await world(t)
  const person = await company.as(['employee.read'])
  const first = (await person(refreshPermissions)).data
  assert.equal(first.permissionCount, 1)
  await company.admin(refreshCache)
  assert.equal((await person(refreshPermissions)).data.accessVersion, first.accessVersion + 1)
})

test('what cannot be decided is refused and logged, and never an answer', async (t) => {
  const lines: string[] = []
  const company = await world(t)
  const person = await company.as(['employee.read'])
  const server = await anotherServer(t, {}, { write: (line) => lines.push(line) > 0 })
  const get = async () => {
    // A machine that is busy elsewhere answers 503 before anybody is asked for.
    for (;;) {
      const answer = await server.app.fastify.inject({ url: '/api/v1/employees', headers: { authorization: `Bearer ${person.token}` } })
      if (answer.statusCode !== 503) return answer
      await setImmediate()
    }
  }
  assert.equal((await get()).statusCode, 200)
  // A time that cannot be understood, in a grant of somebody else's making.
  await company.rows(`update access_grant set valid_from = '-infinity' where company_id = $company and user_id = $1`, person.userId)
  await company.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  const refused = await get()
  assert.deepEqual([refused.statusCode, refused.json<{ error: { code: string } }>().error.code], [403, 'ACCESS_UNDECIDED'])
  assert(lines.some((line) => line.includes('could not be decided') && line.includes('is no instant')))
})
