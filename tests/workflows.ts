import assert from 'node:assert/strict'
import type { Body } from '../server/core/contract.ts'
import { asEngine, kindsOf } from '../server/modules/workflows/workflows.engine.service.ts'
import { activateWorkflow, createWorkflow } from '../server/modules/workflows/workflows.contract.ts'
import { executeWorkflow } from '../server/modules/workflows/workflows.use.contract.ts'
import { approve, listApprovals, reject } from '../server/modules/workflows/workflows.approval.contract.ts'
import { replay } from '../server/modules/workflows/workflows.history.rules.ts'
import { scanCompany } from '../server/modules/workflows/workflows.jobs.ts'
import { readHistory } from '../server/modules/workflows/workflows.run.service.ts'
import { modules } from '../server/modules.ts'
import type { Client, World } from './world.ts'

type Steps = Body<typeof createWorkflow>['steps']
export type Step = Steps[number]

/** An approval step that asks these people. */
export const asks = (people: readonly Client[], more: Partial<Step> = {}): Step => ({
  key: 'step',
  kind: 'approval',
  name: 'Step',
  strategy: 'any',
  approvers: people.map(({ userId }) => ({ by: 'user' as const, id: userId })),
  ...more,
})

/** An active custom workflow. */
export async function workflow({ admin }: World, steps: Steps, more: Partial<Body<typeof createWorkflow>> = {}): Promise<string> {
  const drafted = await admin(createWorkflow, { body: { kind: 'custom', name: 'Test', steps, ...more } })
  assert.equal(drafted.status, 201, JSON.stringify(drafted.json))
  const { id } = drafted.data.workflow
  const activated = await admin(activateWorkflow, { params: { id } })
  assert.equal(activated.status, 200, JSON.stringify(activated.json))
  return id
}

/** Starts an instance as the admin, or as somebody who may. */
export async function begin({ admin }: World, id: string, body: Partial<Body<typeof executeWorkflow>> = {}, by: Client = admin) {
  const started = await by(executeWorkflow, { params: { id }, body: { title: 'Laptop', ...body } })
  assert.equal(started.status, 201, JSON.stringify(started.json))
  return started.data.instance.id
}

/** What waits for somebody. */
export const inboxOf = async (person: Client) => (await person(listApprovals, { query: { limit: 100 } })).data.approvals

/** Decides the one task that waits for somebody in an instance. */
export async function decide(person: Client, instanceId: string, outcome: 'approved' | 'rejected' = 'approved', comment?: string) {
  const task = (await inboxOf(person)).find((one) => one.instanceId === instanceId)
  assert(task, 'nothing waits for them in this instance')
  return vote(person, task, outcome, comment)
}

export function vote(
  person: Client,
  { id, seen }: { id: string; seen: string },
  outcome: 'approved' | 'rejected' = 'approved',
  comment?: string,
) {
  return outcome === 'approved'
    ? person(approve, { params: { id }, body: { seen, ...(comment && { comment }) } })
    : person(reject, { params: { id }, body: { seen, comment: comment ?? 'No' } })
}

export async function stateOf({ rows }: Pick<World, 'rows'>, instanceId: string) {
  const [row] = await rows<{ state: string; waits_because: string | null }>(
    'select state, waits_because from workflow_instance where company_id = $company and id = $1',
    instanceId,
  )
  return row!.waits_because ? `${row!.state} ${row!.waits_because}` : row!.state
}

/** What happened in an instance, by kind. */
export async function historyOf({ rows }: Pick<World, 'rows'>, instanceId: string) {
  const found = await rows<{ kind: string }>(
    'select kind from workflow_history where company_id = $company and instance_id = $1 order by seq',
    instanceId,
  )
  return found.map(({ kind }) => kind)
}

/** Runs the scan of this company once, as a worker does. */
export const scan = ({ assembly, companyId }: World) => scanCompany(assembly.deps, companyId)

/** Asserts that replaying the history of an instance gives exactly what its rows say, and that an end leaves nothing open. */
export async function assertReplays({ assembly, companyId, rows }: World, instanceId: string) {
  const { state, tasks } = replay(await asEngine(assembly.deps, companyId, (ctx) => readHistory(ctx, instanceId)))
  const stored = await rows<{ id: string; state: string; is_ready: boolean; user_id: string; round: number; open: boolean }>(
    `select id, state, is_ready, user_id, round, closed_at is null as open from approval_task where company_id = $company and instance_id = $1 order by id`,
    instanceId,
  )
  const [instance] = await rows<{ state: string; ended: boolean }>(
    'select state, ended_at is not null as ended from workflow_instance where company_id = $company and id = $1',
    instanceId,
  )
  assert.equal(instance!.state, state)
  const replayed = Object.values(tasks).map((task) => ({
    id: task.id,
    state: task.state,
    is_ready: task.ready,
    user_id: task.userId,
    round: task.round,
  }))
  assert.deepEqual(
    stored.map(({ open: _, ...task }) => task),
    replayed.sort((a, b) => (a.id < b.id ? -1 : 1)),
  )
  for (const { open, state: is } of stored) assert.equal(open, ['open', 'escalated', 'delegated'].includes(is))
  if (instance!.ended)
    assert(
      stored.every(({ open }) => !open),
      'an ended instance leaves nothing in an inbox',
    )
}

export const everyKind = kindsOf(modules)
