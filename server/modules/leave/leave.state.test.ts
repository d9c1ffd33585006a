import assert from 'node:assert/strict'
import { test } from 'node:test'
import { leaveTypes, requested } from '../../../tests/leave.ts'
import { world } from '../../../tests/world.ts'
import { setState } from './leave.decision.service.ts'
import { getRequestOf } from './leave.queries.ts'

test('a decision made on a state that is gone is refused, also where no lock kept it', async (t) => {
  const w = await world(t)
  w.at('2026-06-01T09:00:00Z')
  const mei = await w.as('leave.request', { balance: { annual: '20' } })
  const { annual } = await leaveTypes(w)
  const { id } = await requested(mei, { typeId: annual, firstDay: '2026-06-08', lastDay: '2026-06-09' })
  await w.assembly.deps.door.enterAsSystem(w.companyId, async (ctx) => {
    const before = await getRequestOf(ctx, id)
    const verdict = { comment: null, decidedBy: null }
    assert.equal((await setState(ctx, before, 'withdrawn', verdict)).state, 'withdrawn')
    await assert.rejects(setState(ctx, before, 'approved', verdict), { code: 'LEAVE_DECIDED' })
  })
})
