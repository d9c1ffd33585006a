import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asks, begin, decide, workflow } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { addDays } from '../../core/dates.ts'
import { eraseExpired } from '../companies/index.ts'
import { updateSettings } from '../companies/companies.contract.ts'
import { eraseOldComments } from './workflows.retention.service.ts'

const today = new Date().toISOString().slice(0, 10)

test('what was said on an approval goes a day after the company keeps it; who decided what and when stays, and what waits keeps its words', async (t) => {
  const w = await world(t, { timeZone: 'UTC' })
  await w.admin(updateSettings, { body: { dataRetentionDays: 30 } })
  const boss = await w.as([])
  const id = await workflow(w, [asks([boss])])
  const ended = async (daysAgo: number) => {
    const instance = await begin(w, id)
    assert.equal((await decide(boss, instance, 'rejected', 'They are ill too often')).status, 200)
    await w.rows(
      `update workflow_instance set ended_at = $2 where company_id = $company and id = $1`,
      instance,
      `${addDays(today, -daysAgo)}T23:59:59Z`,
    )
    return instance
  }
  const [over, edge, waiting] = [await ended(31), await ended(30), await begin(w, id)]
  await w.rows(`update workflow_history set comment = 'Soon' where company_id = $company and instance_id = $1`, waiting)
  const said = (instance: string) =>
    w.rows<{ kind: string; comment: string | null }>(
      'select kind, user_name, at, data, comment from workflow_history where company_id = $company and instance_id = $1 order by seq',
      instance,
    )
  const [before, kept] = [await said(over), await said(edge)]
  assert.ok(before.some(({ comment }) => comment === 'They are ill too often'))
  await Promise.all([eraseExpired(w.assembly.deps, eraseOldComments), eraseExpired(w.assembly.deps, eraseOldComments)])
  await eraseExpired(w.assembly.deps, eraseOldComments)
  assert.deepEqual(
    await said(over),
    before.map((entry) => ({ ...entry, comment: null })),
  )
  assert.deepEqual(await said(edge), kept)
  assert.ok((await said(waiting)).every(({ comment }) => comment === 'Soon'))
  const told = await w.rows<{ what: string }>(
    `select data ->> 'what' as what from domain_event where company_id = $company and kind = 'company.data-erased'`,
  )
  assert.deepEqual(told, [{ what: `approvalComments ${before.filter(({ comment }) => comment !== null).length}` }])
})
