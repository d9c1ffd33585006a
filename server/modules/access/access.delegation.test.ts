import assert from 'node:assert/strict'
import { test } from 'node:test'
import { signInAs, world } from '../../../tests/world.ts'
import type { Client } from '../../../tests/world.ts'
import { getEmployee } from '../employees/employees.contract.ts'
import { listEmployees } from '../employees/employees.list.contract.ts'
import { archiveUser, restoreUser } from '../users/users.contract.ts'
import { assignRole, removeRole } from './access.assignment.contract.ts'
import { explainAccess } from './access.check.contract.ts'
import {
  createDelegation,
  delegationChoices,
  listDelegations,
  listGivenDelegations,
  listReceivedDelegations,
  revokeDelegation,
} from './access.delegation.contract.ts'
import { bulkAssign, grantToRole } from './access.grant.contract.ts'
import { createRole } from './access.role.contract.ts'

const later = (ms: number) => new Date(Date.now() + ms).toISOString()
const hour = 3_600_000
const times = () => ({ validFrom: later(-hour), validTo: later(hour) })
const seenBy = async (client: Client) => {
  const answer = await client(listEmployees, { query: { limit: 100 } })
  return answer.status === 200 ? answer.data.employees.map(({ id }) => id).sort() : answer.status
}
const ids = (...clients: Client[]) => clients.map(({ employeeId }) => employeeId).sort()

/** A manager with a team of two, and a stand-in elsewhere. */
async function office(t: Parameters<typeof world>[0]) {
  const company = await world(t)
  const manager = await company.as(['access.delegate', 'employee.read:team'], { firstName: 'Mona' })
  const [ann, ben] = [await company.as([], { managerId: manager.employeeId }), await company.as([], { managerId: manager.employeeId })]
  const standIn = await company.as('access.delegate', { firstName: 'Stan' })
  const mate = await company.as([], { managerId: standIn.employeeId })
  return { company, manager, ann, ben, standIn, mate }
}

const lend = (giver: Client, receiver: Client, more: object = {}) =>
  giver(createDelegation, { body: { receiverId: receiver.userId, permissions: [{ permission: 'employee.read' }], ...times(), ...more } })

test('what is lent reaches around the giver, not around the receiver, on lists and single records', async (t) => {
  const { manager, ann, ben, standIn, mate } = await office(t)
  assert.equal(await seenBy(standIn), 403)
  const { status, data } = await lend(manager, standIn)
  assert.deepEqual([status, data.delegation.state], [201, 'active'])
  assert.deepEqual(await seenBy(standIn), ids(manager, ann, ben))
  assert.equal((await standIn(getEmployee, { params: { id: ann.employeeId } })).status, 200)
  assert.equal((await standIn(getEmployee, { params: { id: mate.employeeId } })).status, 404)
  const [given, received] = [await manager(listGivenDelegations), await standIn(listReceivedDelegations)]
  assert.deepEqual(given.data.delegations, received.data.delegations, 'both see it')
})

test('the giver caps it at every moment: what they lose the receiver loses in the next request', async (t) => {
  const { company, manager, ann, ben, standIn } = await office(t)
  await lend(manager, standIn)
  const deny = (reach: 'own') => ({ userIds: [manager.userId], grants: [{ permission: 'employee.read', effect: 'deny' as const, reach }] })
  await company.admin(bulkAssign, { body: deny('own') })
  assert.deepEqual(await seenBy(standIn), ids(ann, ben), 'a deny of the giver')
  await company.rows(
    `delete from access_grant where company_id = $company and user_id = $1 and permission = 'employee.read'`,
    manager.userId,
  )
  await company.rows('update company_state set access_version = access_version + 1 where company_id = $company')
  assert.equal(await seenBy(standIn), 403)
})

test('a narrower reach can be lent, and none that the giver does not hold', async (t) => {
  const { manager, standIn } = await office(t)
  const of = (permission: string, reach?: string) => lend(manager, standIn, { permissions: [{ permission, ...(reach && { reach }) }] })
  assert.equal((await of('employee.read', 'branch')).error.code, 'PERMISSION_NOT_HELD')
  assert.equal((await of('leave.approve')).error.code, 'PERMISSION_NOT_HELD')
  assert.equal((await of('no.such')).error.code, 'PERMISSION_NOT_FOUND')
  assert.equal((await of('employee.read', 'own')).status, 201)
  assert.deepEqual(await seenBy(standIn), ids(manager))
})

test('nothing is lent to oneself, without an end, to the archived, or on to a third', async (t) => {
  const { company, manager, standIn, mate, ann } = await office(t)
  assert.equal((await lend(manager, manager)).error.code, 'DELEGATION_TO_ONESELF')
  assert.equal(
    (
      await manager.raw('POST', 'delegations', {
        receiverId: standIn.userId,
        validFrom: later(0),
        permissions: [{ permission: 'employee.read' }],
      })
    ).status,
    400,
  )
  assert.equal((await lend(manager, standIn, { validTo: later(-1) })).error.code, 'ALREADY_OVER')
  assert.equal((await lend(manager, standIn, { validTo: later(400 * 24 * hour) })).error.code, 'DELEGATION_TOO_LONG')
  assert.equal((await lend(manager, standIn, { permissions: undefined })).error.code, 'ROLE_OR_PERMISSIONS')
  await company.admin(archiveUser, { params: { id: ann.userId } })
  assert.equal((await lend(manager, ann)).error.code, 'ACCOUNT_ARCHIVED')
  await lend(manager, standIn)
  assert.equal((await lend(standIn, mate)).error.code, 'PERMISSION_NOT_HELD')
  // Nor by having lent it before it was lost: what comes by delegation is not looked at when it is passed on.
  await company.admin(bulkAssign, { body: { userIds: [standIn.userId], grants: [{ permission: 'employee.read', reach: 'own' }] } })
  assert.equal((await lend(standIn, mate)).status, 201)
  assert.deepEqual(await seenBy(mate), ids(standIn))
})

test('a whole role is lent as long as the giver holds it, with what it inherits', async (t) => {
  const { company, manager, ann, ben, standIn } = await office(t)
  const { admin } = company
  const parent = (await admin(createRole, { body: { code: 'parent', name: 'Parent' } })).data.role.id
  const roleId = (await admin(createRole, { body: { code: 'lead', name: 'Lead', parentIds: [parent] } })).data.role.id
  await admin(grantToRole, { params: { id: parent }, body: { permission: 'employee.read', reach: 'team' } })
  const body = { receiverId: standIn.userId, roleId, ...times() }
  assert.equal((await manager(createDelegation, { body })).error.code, 'ROLE_NOT_HELD')
  await admin(assignRole, { body: { userId: manager.userId, roleId } })
  assert.equal((await manager(createDelegation, { body })).status, 201)
  assert.deepEqual(await seenBy(standIn), ids(manager, ann, ben))
  await admin(removeRole, { params: { userId: manager.userId, roleId } })
  assert.equal(await seenBy(standIn), 403, 'though the giver still holds the permission themselves')
})

test('it begins and ends to the millisecond', async (t) => {
  const { company, manager, standIn } = await office(t)
  const [validFrom, validTo] = [later(hour), later(2 * hour)]
  assert.equal((await lend(manager, standIn, { validFrom, validTo })).data.delegation.state, 'planned')
  const at = async (instant: number) => {
    company.at(new Date(instant).toISOString())
    const token = await signInAs(company.assembly, company.companyId, standIn.userId)
    return (await standIn.raw('GET', 'employees', undefined, { authorization: `Bearer ${token}` })).status
  }
  const statuses: number[] = []
  for (const instant of [Date.parse(validFrom) - 1, Date.parse(validFrom), Date.parse(validTo) - 1, Date.parse(validTo)])
    statuses.push(await at(instant))
  assert.deepEqual(statuses, [403, 200, 200, 403])
})

test('it is ended at once by giver, receiver or whoever looks after permissions, by nobody else, and once', async (t) => {
  const { company, manager, standIn, mate } = await office(t)
  const open = async () => (await lend(manager, standIn)).data.delegation.id
  const revoke = (client: Client, id: string) => client(revokeDelegation, { params: { id } })
  for (const client of [manager, standIn, company.admin]) {
    const id = await open()
    assert.equal((await revoke(mate, id)).status, 404)
    assert.equal((await seenBy(standIn)) === 403, false)
    assert.equal((await revoke(client, id)).data.delegation.endedReason, 'revoked')
    assert.equal(await seenBy(standIn), 403)
    assert.equal((await revoke(client, id)).error.code, 'DELEGATION_OVER')
  }
  const id = await open()
  const answers = await Promise.all([revoke(manager, id), revoke(standIn, id)])
  assert.deepEqual(
    answers.map(({ status }) => status).sort((a, b) => a - b),
    [200, 409],
  )
})

test('it ends for good when either is archived, also when they come back', async (t) => {
  const { company, manager, ann, standIn } = await office(t)
  await lend(manager, standIn)
  await lend(manager, ann)
  await company.admin(archiveUser, { params: { id: ann.userId } })
  await company.admin(archiveUser, { params: { id: manager.userId } })
  assert.equal(await seenBy(standIn), 403)
  await company.admin(restoreUser, { params: { id: manager.userId } })
  assert.equal(await seenBy(standIn), 403)
  const { delegations } = (await company.admin(listDelegations)).data
  assert.deepEqual(delegations.map(({ endedReason }) => String(endedReason)).sort(), ['giver-archived', 'receiver-archived'])
})

test('the explanation names who lent it, by which grant, and until when', async (t) => {
  const { company, manager, ann, standIn } = await office(t)
  const { delegation } = (await lend(manager, standIn)).data
  const query = { userId: standIn.userId, permission: 'employee.read', resource: `employee:${ann.employeeId}` }
  const { explanation } = (await company.admin(explainAccess, { query })).data
  assert.deepEqual(
    [explanation.allowed, explanation.level, explanation.delegationId, explanation.distance, explanation.validTo],
    [true, 'delegated', delegation.id, 'team', delegation.validTo],
  )
  assert.match(explanation.delegatedBy!, /^Mona/)
  assert.deepEqual(
    explanation.reportingLine.map(({ id }) => id),
    [ann.employeeId, manager.employeeId],
  )
})

test('what can be delegated is what one holds oneself, to people one may see; what was lent is not among it', async (t) => {
  const { manager, ann, ben, standIn } = await office(t)
  const mine = (await manager(delegationChoices)).data
  assert.deepEqual(
    mine.permissions.map(({ permission }) => permission),
    ['access.delegate', 'employee.read'],
  )
  assert.deepEqual(
    mine.receivers.map(({ id }) => id).sort(),
    [ann.userId, ben.userId].sort(),
    'oneself and those out of reach are not offered',
  )
  assert.deepEqual((await manager(delegationChoices, { query: { q: 'nobody%' } })).data.receivers, [])
  for (const { permission } of mine.permissions) {
    const body = { receiverId: ann.userId, permissions: [{ permission }], ...times() }
    assert.equal((await manager(createDelegation, { body })).status, 201, permission)
  }
  await lend(manager, standIn)
  const theirs = (await standIn(delegationChoices)).data
  assert.deepEqual(
    theirs.permissions.map(({ permission }) => permission),
    ['access.delegate'],
  )
  assert.equal((await ben(delegationChoices)).status, 403)
})
