import assert from 'node:assert/strict'
import { test } from 'node:test'
import { asks, begin, workflow } from '../../../tests/workflows.ts'
import { world } from '../../../tests/world.ts'
import { listColleagues } from './workflows.approval.contract.ts'
import { getHistory, getInstance } from './workflows.instance.contract.ts'
import { executeWorkflow } from './workflows.use.contract.ts'

test('whom one may not see is nobody to hand a task to and nobody to ask about, and what goes on about them is not there', async (t) => {
  const w = await world(t)
  const lead = await w.as(['workflow.execute', 'employee.read:team'])
  const report = await w.as(['employee.read:own'], { managerId: lead.employeeId })
  const stranger = await w.as([])
  const { colleagues } = (await lead(listColleagues, { query: {} })).data
  assert.deepEqual(
    colleagues.map(({ id }) => id),
    [report.userId],
  )
  const id = await workflow(w, [asks([lead])])
  const about = (subjectEmployeeId: string) => lead(executeWorkflow, { params: { id }, body: { title: 'Laptop', subjectEmployeeId } })
  assert.equal((await about(report.employeeId)).status, 201)
  const unseen = await about(stranger.employeeId)
  assert.deepEqual([unseen.status, unseen.error.code], [422, 'SUBJECT_NOT_FOUND'])
  const params = { id: await begin(w, id, { subjectEmployeeId: report.employeeId }) }
  assert.deepEqual([(await report(getInstance, { params })).status, (await report(getHistory, { params })).status], [200, 200])
  assert.deepEqual([(await stranger(getInstance, { params })).status, (await stranger(getHistory, { params })).status], [404, 404])
})
