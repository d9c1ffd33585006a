import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Deps } from '../../core/deps.ts'
import type { Subscriber, Task } from '../../core/module.ts'
import { listOpenCompanies } from '../companies/index.ts'
import { userArchived } from '../users/index.ts'
import { runAction } from './workflows.action.service.ts'
import type { Job } from './workflows.action.service.ts'
import { approvalStuck } from './workflows.approval.contract.ts'
import { asEngine, kindsOf } from './workflows.engine.service.ts'
import { mailNotification, mailOverseers, mailTask } from './workflows.mail.service.ts'
import { startApproval } from './workflows.request.service.ts'
import { catchUp, findDue } from './workflows.scan.service.ts'
import { runSchedules } from './workflows.schedule.service.ts'

const atOnce = 4
const orphansAtOnce = 200

/** Once a minute: what time brings about, everywhere. One company's failure does not keep the others waiting. */
export async function scanEverywhere(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system))
    await scanCompany(deps, companyId).catch((error: unknown) => deps.log.error({ companyId, err: error }, 'the scan of a company failed'))
}

/** The same for one company. Each instance has its own transaction, so that one that fails holds up no other. */
export async function scanCompany(deps: Deps, companyId: string) {
  const kinds = kindsOf(deps.modules)
  const due = await asEngine(deps, companyId, findDue)
  await each(due, (id) =>
    asEngine(deps, companyId, (ctx) => catchUp(ctx, kinds, id)).catch((error: unknown) =>
      deps.log.error({ companyId, instanceId: id, err: error }, 'an instance could not catch up'),
    ),
  )
  await runSchedules(deps, companyId)
  await adoptOrphans(deps, companyId, kinds)
}

/** Begins the requests that wait for a decision and have no instance: those made before there was an engine. */
async function adoptOrphans(deps: Deps, companyId: string, kinds: readonly ApprovalKind[]) {
  for (const kind of kinds) {
    const found = kind.orphans
    if (!found) continue
    const orphans = await asEngine(deps, companyId, (ctx) => found(ctx, orphansAtOnce))
    await each(orphans, ({ id, askedAt }) =>
      asEngine(deps, companyId, async (ctx) => void (await startApproval(ctx, kind, id, askedAt))).catch(unlessBegun),
    )
  }
}

/** Another worker was faster. */
function unlessBegun(error: unknown) {
  if ((error as { constraint?: unknown }).constraint !== 'approval_running') throw error
}

async function each<T>(ids: readonly T[], work: (id: T) => Promise<void>) {
  const left = [...ids]
  await Promise.all(
    Array.from({ length: Math.min(atOnce, ids.length) }, async () => {
      for (let id = left.shift(); id !== undefined; id = left.shift()) await work(id)
    }),
  )
}

type Payload = Readonly<Record<string, string>>

export const tasks: readonly Task[] = [
  { name: 'workflow-action', run: (deps, payload) => runAction(deps, payload as unknown as Job) },
  { name: 'mail-asked', run: (deps, { companyId, taskId }: Payload) => mailTask(deps, companyId!, taskId!, 'approval-asked') },
  { name: 'mail-reminder', run: (deps, { companyId, taskId }: Payload) => mailTask(deps, companyId!, taskId!, 'approval-reminder') },
  {
    name: 'mail-notification',
    run: (deps, { companyId, instanceId, step }: Payload) => mailNotification(deps, companyId!, instanceId!, step!),
  },
  { name: 'hand-to-substitutes', run: (deps, { companyId }: Payload) => scanCompany(deps, companyId!) },
]

export const subscribers: readonly Subscriber[] = [
  { name: 'approval-stuck-mail', on: [approvalStuck], run: (deps, companyId, { data }) => mailOverseers(deps, companyId, data) },
  // The scan would find them too; this does not let an approver's last minute pass.
  { name: 'approval-hand-over', on: [userArchived], run: (deps, companyId) => scanCompany(deps, companyId) },
]
