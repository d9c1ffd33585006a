import assert from 'node:assert/strict'
import { test } from 'node:test'
import { newId } from '../../core/ids.ts'
import { world } from '../../../tests/world.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import { getPermissionByCode, permissionHierarchy, permissionStatistics } from './access.contract.ts'
import { listGrants } from './access.grant.contract.ts'
import { createGroup, deleteGroup, listGroups, updateGroup } from './access.group.contract.ts'
import {
  applyRoleTemplate,
  applyTemplate,
  createRoleTemplate,
  createTemplate,
  listTemplates,
  removeTemplate,
  updateTemplate,
} from './access.template.contract.ts'

const items = [
  { permission: 'employee.read', reach: 'company' as const },
  { permission: 'employee.archive', effect: 'deny' as const },
]

test('a template gives all its grants in one act, which remember where they came from; applied again it changes nothing', async (t) => {
  const company = await world(t)
  const { template } = (await company.admin(createTemplate, { body: { code: 'newcomer', name: 'Newcomer', items } })).data
  const [ann, ben] = [await company.as([]), await company.as([])]
  const body = { templateId: template.id, userIds: [ann.userId, ben.userId] }
  assert.deepEqual((await company.admin(applyTemplate, { body })).data, { created: 4, unchanged: 0 })
  assert.deepEqual((await company.admin(applyTemplate, { body })).data, { created: 0, unchanged: 4 })
  assert.equal((await ann(listEmployees)).status, 200)
  const { grants } = (await company.admin(listGrants, { query: { templateId: template.id } })).data
  assert.deepEqual(
    grants.map(({ templateName }) => templateName),
    Array(4).fill('Newcomer'),
  )
  assert.equal((await company.admin(listTemplates)).data.templates[0]!.grantCount, 4)
})

test('a role is made from a template, and only by who holds what it allows', async (t) => {
  const company = await world(t)
  const clerk = await company.as(['access.manage', 'access.read'])
  const { template } = (await company.admin(createRoleTemplate, { body: { code: 'desk', name: 'Desk', items } })).data
  const body = { templateId: template.id, code: 'desk-north', name: 'Desk, north' }
  assert.equal((await clerk(applyRoleTemplate, { body })).error.code, 'GRANT_ABOVE_OWN')
  const { role } = (await company.admin(applyRoleTemplate, { body })).data
  assert.deepEqual([role.templateId, role.grantCount], [template.id, 2])
  // One for grants makes no role, and the other way round.
  assert.equal(
    (await company.admin(applyTemplate, { body: { templateId: template.id, roleIds: [role.id] } })).error.code,
    'TEMPLATE_NOT_FOUND',
  )
  assert.equal((await company.admin(applyRoleTemplate, { body: { ...body, templateId: newId() } })).error.code, 'TEMPLATE_NOT_FOUND')
  assert.equal(
    (await company.admin(createTemplate, { body: { code: 'desk', name: 'Twice', items } })).error.code,
    'PERMISSION_TEMPLATE_CODE_TAKEN',
  )
})

test('a template is changed by version, and what came from it stays as it was', async (t) => {
  const company = await world(t)
  const { template } = (await company.admin(createTemplate, { body: { code: 'newcomer', name: 'Newcomer', items } })).data
  const mei = await company.as([])
  await company.admin(applyTemplate, { body: { templateId: template.id, userIds: [mei.userId] } })
  const params = { id: template.id }
  const body = { name: 'New here', items: [{ permission: 'user.read' }], version: 1 }
  const answers = await Promise.all([1, 2].map(() => company.admin(updateTemplate, { params, body })))
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
  const changed = answers.find(({ status }) => status === 200)!.data.template
  assert.deepEqual(
    [changed.version, changed.grantCount, changed.items],
    [2, 2, [{ permission: 'user.read', effect: 'allow', reach: 'company' }]],
  )
  assert.equal((await mei(listEmployees)).status, 200, 'what was given stays')
  assert.equal(
    (await company.admin(updateTemplate, { params, body: { items: [{ permission: 'no.such' }] } })).error.code,
    'PERMISSION_NOT_FOUND',
  )
  const reader = await company.as('access.read')
  assert.equal((await reader(updateTemplate, { params, body })).status, 403)
})

test('a template that was removed is gone from every list and is applied no more, but what came from it names it; its code is free', async (t) => {
  const company = await world(t)
  const made = () => company.admin(createTemplate, { body: { code: 'newcomer', name: 'Newcomer', items } })
  const { template } = (await made()).data
  const mei = await company.as([])
  const apply = { templateId: template.id, userIds: [mei.userId] }
  await company.admin(applyTemplate, { body: apply })
  const params = { id: template.id }
  const gone = await Promise.all([1, 2].map(() => company.admin(removeTemplate, { params })))
  assert.deepEqual(
    gone.map(({ status }) => status).sort((a, b) => a - b),
    [200, 404],
  )
  assert.deepEqual((await company.admin(listTemplates)).data.templates, [])
  assert.equal((await company.admin(applyTemplate, { body: apply })).error.code, 'TEMPLATE_NOT_FOUND')
  assert.equal((await company.admin(updateTemplate, { params, body: { name: 'x' } })).status, 404)
  const { grants } = (await company.admin(listGrants, { query: { templateId: template.id } })).data
  assert.deepEqual(
    grants.map(({ templateName }) => templateName),
    ['Newcomer', 'Newcomer'],
  )
  assert.equal((await made()).status, 201)
  assert.equal((await made()).error.code, 'PERMISSION_TEMPLATE_CODE_TAKEN')
})

test('groups hold permissions that exist, and are changed by version', async (t) => {
  const { admin } = await world(t)
  const body = { code: 'front', name: 'Front', permissions: ['employee.read'] }
  const { group } = (await admin(createGroup, { body })).data
  assert.equal((await admin(createGroup, { body })).error.code, 'PERMISSION_GROUP_CODE_TAKEN')
  assert.equal((await admin(createGroup, { body: { ...body, code: 'b', permissions: ['no.such'] } })).error.code, 'PERMISSION_NOT_FOUND')
  const change = () => admin(updateGroup, { params: { id: group.id }, body: { permissions: ['employee.read', 'leave.read'], version: 1 } })
  assert.equal((await change()).data.group.version, 2)
  assert.equal((await change()).error.code, 'STALE_VERSION')
  assert.deepEqual((await admin(listGroups)).data.groups[0]!.permissions, ['employee.read', 'leave.read'])
  assert.equal((await admin(deleteGroup, { params: { id: group.id } })).status, 200)
  assert.equal((await admin(deleteGroup, { params: { id: group.id } })).status, 404)
  assert.deepEqual((await admin(listGroups)).data.groups, [])
})

test('permissions are told by module and resource, and counted with their grants', async (t) => {
  const { admin } = await world(t)
  const { modules } = (await admin(permissionHierarchy)).data
  const employees = modules.find(({ module }) => module === 'employees')!
  assert(employees.resources.find(({ resource }) => resource === 'employee')!.permissions.some(({ code }) => code === 'employee.read'))
  const { permission } = (await admin(getPermissionByCode, { params: { permission: 'leave.approve' } })).data
  assert.deepEqual(
    [permission.kind, permission.feature, permission.origin, permission.module],
    ['update', 'leaveManagement', 'system', 'leave'],
  )
  const { statistics } = (await admin(permissionStatistics)).data
  assert.equal(statistics.grants.total, statistics.grants.byRole)
  assert.equal(statistics.permissions.ungranted, 0)
  assert(statistics.sensitive.every(({ roles }) => roles >= 1))
})
