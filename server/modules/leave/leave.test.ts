import assert from 'node:assert/strict'
import { test } from 'node:test'
import { world } from '../../../tests/world.ts'
import { approveLeave, getBalances, submitLeave } from './leave.contract.ts'

test('approving a request moves the balance by exactly what it cost', async (t) => {
  const { as, admin } = await world(t)
  const mei = await as(['leave.request', 'leave.read:own'], { balance: { annual: '10' } })
  const boss = await as(['leave.approve', 'leave.read'])
  const types = (await admin.raw('GET', 'leave/types')).json as { data: { types: { id: string; code: string }[] } }
  const typeId = types.data.types.find(({ code }) => code === 'annual')!.id
  const asked = await mei(submitLeave, { body: { typeId, firstDay: '2026-12-01', lastDay: '2026-12-03' } })
  assert.equal(asked.status, 201)
  const approved = await boss(approveLeave, { params: { id: asked.data.request.id }, body: {} })
  assert.equal(approved.data.request.state, 'approved')
  const { balances } = (await boss(getBalances, { params: { employeeId: mei.employeeId } })).data
  assert.equal(balances.find((balance) => balance.typeId === typeId)?.available, '7')
})
