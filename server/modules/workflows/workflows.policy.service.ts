import type { ApprovalKind } from '../../core/approval-kind.ts'
import type { Body } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type { NewCompany } from '../../core/module.ts'
import { newId } from '../../core/ids.ts'
import { refuseStale } from '../../core/version.ts'
import type { Step } from './workflows.definition.rules.ts'
import * as contract from './workflows.instance.contract.ts'
import type { FullCtx } from '../../core/context.ts'

type PolicyRow = { kind: string; mode: string; roleSteps: string[][]; simpleWorkflowId: string; workflowId: string | null; version: number }

/** Which version of which workflow decides a new request of a kind. */
export async function versionFor(ctx: FullCtx, kind: ApprovalKind): Promise<{ workflowId: string; workflowVersion: number }> {
  const policy = (await findPolicy(ctx, kind.code)) ?? (await createPolicy(ctx, kind))
  const workflowId = policy.mode === 'strict' ? policy.workflowId! : policy.simpleWorkflowId
  const { activeVersion } = await ctx.tx
    .selectFrom('workflow')
    .select('activeVersion')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', workflowId)
    .executeTakeFirstOrThrow()
  return { workflowId, workflowVersion: activeVersion! }
}

async function findPolicy(ctx: FullCtx, kind: string): Promise<PolicyRow | undefined> {
  const row = await ctx.tx
    .selectFrom('approvalPolicy')
    .selectAll()
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .executeTakeFirst()
  return row as unknown as PolicyRow | undefined
}

/** Every registered kind has a policy from the day a company signs up. */
export async function createPolicies(ctx: FullCtx, { approvalKinds }: NewCompany) {
  for (const kind of approvalKinds) await createPolicy(ctx, kind)
}

/** The policy every kind starts with; of several that find none at once one writes it. */
export async function createPolicy(ctx: FullCtx, kind: ApprovalKind): Promise<PolicyRow> {
  const simpleWorkflowId = newId()
  const roleSteps = kind.roleSteps.map((roles) => [...roles])
  const steps = JSON.stringify(simpleSteps(kind, roleSteps))
  await ctx.tx
    .insertInto('workflow')
    .values({
      companyId: ctx.companyId,
      id: simpleWorkflowId,
      kind: kind.code,
      name: kind.title,
      state: 'active',
      isSimple: true,
      steps,
      activeVersion: 1,
      createdAt: ctx.now,
    })
    .execute()
  await ctx.tx
    .insertInto('workflowVersion')
    .values({
      companyId: ctx.companyId,
      workflowId: simpleWorkflowId,
      number: 1,
      steps,
      fields: '{}',
      createdBy: ctx.actor.userId,
      createdAt: ctx.now,
    })
    .execute()
  await ctx.tx
    .insertInto('approvalPolicy')
    .values({ companyId: ctx.companyId, kind: kind.code, mode: 'simple', roleSteps: JSON.stringify(roleSteps), simpleWorkflowId })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return (await findPolicy(ctx, kind.code))!
}

/**
 * Simple mode as a workflow: each set of roles is a step that any one of it decides, who holds the kind's permission where its
 * reach holds the subject; when there is none of them, whoever holds the permission at all.
 */
function simpleSteps({ permission }: ApprovalKind, roleSteps: readonly (readonly string[])[]): Step[] {
  return roleSteps.map((roles, index) => ({
    key: `step-${index + 1}`,
    kind: 'approval',
    name: roleSteps.length === 1 ? 'Approval' : `Approval ${index + 1}`,
    strategy: 'any',
    approvers: [{ by: 'permission', code: permission, roles: [...roles] }],
    fallback: [{ by: 'permission', code: permission }],
  }))
}

export async function listPolicies(ctx: FullCtx, kinds: readonly ApprovalKind[]) {
  const policies = await Promise.all(kinds.map((kind) => readPolicy(ctx, kind)))
  return { policies }
}

export async function getPolicy(ctx: FullCtx, kinds: readonly ApprovalKind[], code: string) {
  return { policy: await readPolicy(ctx, kindOf(kinds, code)) }
}

/** Reading writes nothing: a kind nobody has used yet is shown as it starts. */
async function readPolicy(ctx: FullCtx, kind: ApprovalKind) {
  const row = await findPolicy(ctx, kind.code)
  const found = row ?? {
    mode: 'simple',
    roleSteps: kind.roleSteps.map((roles) => [...roles]),
    workflowId: null,
    simpleWorkflowId: null,
    version: 1,
  }
  const { mode, roleSteps, workflowId, simpleWorkflowId, version } = found
  return { kind: kind.code, title: kind.title, mode: mode as 'simple' | 'strict', roleSteps, workflowId, simpleWorkflowId, version }
}

export async function putPolicy(ctx: FullCtx, kinds: readonly ApprovalKind[], code: string, body: Body<typeof contract.putPolicy>) {
  const kind = kindOf(kinds, code)
  const before = (await findPolicy(ctx, code)) ?? (await createPolicy(ctx, kind))
  refuseStale(body.version, before.version)
  const { mode, roleSteps = before.roleSteps, workflowId = before.workflowId } = body
  await refuseRoles(ctx, roleSteps)
  if (mode === 'strict') await refuseWorkflow(ctx, kind, workflowId)
  const { version } = await ctx.tx
    .updateTable('approvalPolicy')
    .set((eb) => ({ mode, roleSteps: JSON.stringify(roleSteps), workflowId, version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', code)
    .where('version', '=', before.version)
    .returning('version')
    .executeTakeFirst()
    .then((row) => row ?? { version: null })
  if (version === null) refuseStale(before.version, before.version + 1)
  if (JSON.stringify(roleSteps) !== JSON.stringify(before.roleSteps)) await newSimpleVersion(ctx, kind, before.simpleWorkflowId, roleSteps)
  const policy = await readPolicy(ctx, kind)
  const { mode: was, roleSteps: of, workflowId: by } = before
  await ctx.emit(contract.policyChanged, {
    before: { mode: was, roleSteps: of, workflowId: by },
    after: { mode, roleSteps, workflowId },
    data: { kind: code },
  })
  return { policy }
}

async function newSimpleVersion(ctx: FullCtx, kind: ApprovalKind, id: string, roleSteps: readonly (readonly string[])[]) {
  const steps = JSON.stringify(simpleSteps(kind, roleSteps))
  const { activeVersion } = await ctx.tx
    .updateTable('workflow')
    .set((eb) => ({ steps, activeVersion: eb('activeVersion', '+', 1), version: eb('version', '+', 1) }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .returning('activeVersion')
    .executeTakeFirstOrThrow()
  await ctx.tx
    .insertInto('workflowVersion')
    .values({
      companyId: ctx.companyId,
      workflowId: id,
      number: activeVersion!,
      steps,
      fields: '{}',
      createdBy: ctx.actor.userId,
      createdAt: ctx.now,
    })
    .execute()
}

async function refuseRoles(ctx: FullCtx, roleSteps: readonly (readonly string[])[]) {
  const codes = [...new Set(roleSteps.flat())]
  const known = await ctx.tx.selectFrom('role').select('code').where('companyId', '=', ctx.companyId).where('code', 'in', codes).execute()
  const unknown = codes.filter((code) => !known.some((role) => role.code === code))
  if (unknown.length > 0) throw fail.unprocessable('ROLE_NOT_FOUND', `There is no role ${unknown.join(', ')}.`, { roles: unknown })
}

async function refuseWorkflow(ctx: FullCtx, kind: ApprovalKind, workflowId: string | null) {
  const workflow = workflowId
    ? await ctx.tx
        .selectFrom('workflow')
        .select(['kind', 'state'])
        .where('companyId', '=', ctx.companyId)
        .where('id', '=', workflowId)
        .where('isSimple', '=', false)
        // Held, so that it cannot be put away while it is chosen.
        .forShare()
        .executeTakeFirst()
    : undefined
  if (!workflow) throw fail.unprocessable('WORKFLOW_NOT_FOUND', 'Strict mode needs a workflow, and there is no such one.', { workflowId })
  if (workflow.kind !== kind.code)
    throw fail.unprocessable('WORKFLOW_OTHER_KIND', `That workflow decides ${workflow.kind}.`, { kind: workflow.kind, expected: kind.code })
  if (workflow.state !== 'active')
    throw fail.unprocessable('WORKFLOW_NOT_ACTIVE', 'Activate the workflow before requests are decided by it.', { state: workflow.state })
}

function kindOf(kinds: readonly ApprovalKind[], code: string): ApprovalKind {
  const kind = kinds.find((one) => one.code === code)
  if (!kind) throw fail.notFound()
  return kind
}
