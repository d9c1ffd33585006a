import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Contract } from '../server/core/contract.ts'
import { newId } from '../server/core/ids.ts'
import { getCompany } from '../server/modules/companies/companies.contract.ts'
import { createUser, updateUser } from '../server/modules/users/users.contract.ts'
import { urlOf } from './client.ts'
import { nameOf, plausible } from './plausible.ts'
import { world } from './world.ts'

// Tokens that are not ours are tried in access.test.ts, other companies' ids in isolation.test.ts, keys past their scope in
// api-keys.test.ts, passkeys and codes of second factors in auth.passkey.test.ts and auth.mfa.test.ts.

test('no body of any route takes a company, a role, permissions or anything else that it does not name', async (t) => {
  const [company, other] = [await world(t), await world(t)]
  const forged: Record<string, unknown> = {
    companyId: other.companyId,
    company_id: other.companyId,
    actorUserId: company.admin.userId,
    role: 'admin',
    roles: ['admin'],
    permissions: ['access.manage'],
    isSystem: true,
    isAdmin: true,
    passwordHash: 'x',
    createdBy: other.admin.userId,
  }
  const tried: string[] = []
  for (const { contract } of company.assembly.app.routes) {
    const properties = propertiesOf(contract)
    if (!properties || contract.config.access === 'operator') continue
    const { body, ...input } = plausible(contract, () => newId())
    const client = contract.config.access === 'public' ? company.nobody : company.admin
    for (const [name, value] of Object.entries(forged)) {
      if (name in properties) continue
      const answer = await client.raw(contract.method, urlOf(contract, input), { ...(body as object), [name]: value })
      const told = answer.error.details as { path: string }[] | undefined
      assert.equal(`${answer.status} ${answer.error.code}`, '400 VALIDATION_FAILED', `${nameOf(contract)} takes ${name}`)
      assert(
        told?.some(({ path }) => path.endsWith(name)),
        `${nameOf(contract)} does not name ${name}: ${JSON.stringify(told)}`,
      )
      tried.push(name)
    }
  }
  assert(tried.length > 500, `only ${tried.length} were tried`)
})

const propertiesOf = ({ schema }: Contract) => (schema.body && 'properties' in schema.body ? (schema.body.properties as object) : undefined)

test('a company in a header or a query decides nothing', async (t) => {
  const [company, other] = [await world(t), await world(t)]
  const headers = { 'x-company-id': other.companyId, 'x-tenant-id': other.companyId, 'x-organization-id': other.companyId }
  assert.equal((await company.admin(getCompany, { headers })).data.company.id, company.companyId)
  const answer = await company.admin.raw('GET', `employees?companyId=${other.companyId}`)
  assert.deepEqual([answer.status, answer.error.code], [400, 'VALIDATION_FAILED'])
})

test('what is sent as a prototype changes nobody, and an account is made with the role one may give and no other', async (t) => {
  const company = await world(t)
  const clerk = await company.as(['user.create', 'user.update', 'user.read'])
  const body = { email: `${newId()}@x.test`, firstName: 'New', lastName: 'Person' }
  for (const roleCode of ['admin', 'hr'])
    assert.equal((await clerk(createUser, { body: { ...body, roleCode } })).error.code, 'ROLE_ABOVE_OWN', roleCode)
  const polluted = await clerk.raw('PATCH', `users/${clerk.userId}`, '{"firstName":"Eve","__proto__":{"isAdmin":true}}', {
    'content-type': 'application/json',
  })
  assert.equal(polluted.status, 400)
  assert.equal(({} as { isAdmin?: boolean }).isAdmin, undefined)
  assert.equal((await clerk(updateUser, { params: { id: clerk.userId }, body: { firstName: 'Eve' } })).data.user.firstName, 'Eve')
})
