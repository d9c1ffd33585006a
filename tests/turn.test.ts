import assert from 'node:assert/strict'
import { test } from 'node:test'
import { bulkAssign } from '../server/modules/access/access.grant.contract.ts'
import { world } from './world.ts'

test('whoever changes rights gets their turn, however often others change them meanwhile', async (t) => {
  const company = await world(t)
  const { door } = company.assembly.deps
  const { userId } = await company.as([])
  const acts = { areOver: false }
  // Each is shorter than the act beside them, so that without standing in line it would be overtaken every time.
  const others = Array.from({ length: 6 }, async () => {
    while (!acts.areOver) await door.enterAsSystem(company.companyId, (ctx) => ctx.raiseAccessVersion())
  })
  const answers: unknown[] = []
  for (let change = 0; change < 5; change += 1) {
    const { status, json } = await company.admin(bulkAssign, { body: { userIds: [userId], grants: [{ permission: 'user.read' }] } })
    answers.push(status === 200 ? status : json)
  }
  acts.areOver = true
  await Promise.all(others)
  assert.deepEqual(answers, [200, 200, 200, 200, 200])
})
