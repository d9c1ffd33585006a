import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Permission } from '../../core/contract.ts'
import { connect } from '../../../tests/database.ts'
import { world } from '../../../tests/world.ts'
import { grantNewPermissions } from './access.system.ts'

const lunch: Permission = {
  code: 'lunch.order',
  title: 'Order lunch',
  description: 'For this test.',
  reaches: ['own', 'company'],
  roles: { employee: 'own', hr: 'company' },
}

test('a permission that is new is given to the system roles of every company, once ever and by one of several servers', async (t) => {
  const [one, other] = [await world(t), await world(t)]
  const { system } = one.assembly.deps
  const held = async ({ rows }: typeof one) =>
    (
      await rows<{ role: string; reach: string }>(
        `select r.code as role, g.reach from access_grant g join role r on r.company_id = $company and r.id = g.role_id
           where g.company_id = $company and g.permission = 'lunch.order' order by 1`,
      )
    ).map(({ role, reach }) => `${role} ${reach}`)
  const versionOf = async ({ rows }: typeof one) =>
    Number((await rows<{ version: string }>('select access_version as version from company_state where company_id = $company'))[0]!.version)
  const before = await versionOf(one)
  const added = await Promise.all(Array.from({ length: 4 }, () => grantNewPermissions(system, [lunch])))
  assert.deepEqual(added.flat(), ['lunch.order'])
  for (const company of [one, other]) assert.deepEqual(await held(company), ['admin company', 'employee own', 'hr company'])
  assert.equal(await versionOf(one), before + 1)

  // What a company took away is not given back at the next start.
  const owner = await connect(t, null)
  await owner.query(`delete from access_grant where company_id = $1 and permission = 'lunch.order' and reach = 'own'`, [one.companyId])
  assert.deepEqual(await grantNewPermissions(system, [lunch]), [])
  assert.deepEqual(await held(one), ['admin company', 'hr company'])
})

test('every permission that is declared was given out when the server started', async (t) => {
  const { assembly } = await world(t)
  const owner = await connect(t, null)
  const { rows } = await owner.query<{ code: string }>('select code from known_permission order by code')
  const declared = assembly.deps.modules.flatMap(({ permissions }) => permissions.map(({ code }) => code as string))
  assert.deepEqual(
    rows.map(({ code }) => code).filter((code) => code !== 'lunch.order'),
    declared.sort(),
  )
})
