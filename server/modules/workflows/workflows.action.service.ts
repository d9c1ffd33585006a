import { lookup } from 'node:dns'
import type { LookupAddress, LookupOptions } from 'node:dns'
import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { settle } from '../../core/decision.rules.ts'
import type { Deps } from '../../core/deps.ts'
import { fail, Problem } from '../../core/errors.ts'
import { isId } from '../../core/ids.ts'
import { writeCustomValues } from '../custom-fields/index.ts'
import { fillIn, isPublicAddress, retryAfterSeconds } from './workflows.action.rules.ts'
import type { ActionName } from './workflows.action.rules.ts'
import { advance, stepOf } from './workflows.advance.service.ts'
import { approvalStuck } from './workflows.approval.contract.ts'
import { aboutRun } from './workflows.decide.service.ts'
import type { Step } from './workflows.definition.rules.ts'
import { asEngine, kindsOf } from './workflows.engine.service.ts'
import { executeCustom } from './workflows.execute.service.ts'
import { laneOf, wayFrom } from './workflows.path.rules.ts'
import { openRun, record, saveRun } from './workflows.run.service.ts'
import type { Run } from './workflows.run.service.ts'

const webhookTimeoutMs = 10_000

export type Job = { companyId: string; instanceId: string; step: string; key: string; attempt?: string }

/**
 * Runs one action of an instance. What it does inside the company is in one transaction with the entry that says it is done, so
 * that it happens once; an address outside is called before that, with a key by which it can tell that it was called before.
 * What is refused fails for good; anything else is tried again, five times within about an hour.
 */
export async function runAction(deps: Deps, job: Job) {
  const attempt = Number(job.attempt ?? 0)
  try {
    const call = await asEngine(deps, job.companyId, (ctx) => openAction(deps, ctx, job).then((run) => run && callOf(run, job)))
    if (call) await post(call.url, call.body, job.key, deps.config.production)
    await asEngine(deps, job.companyId, async (ctx) => {
      const run = await openAction(deps, ctx, job)
      if (run) await finish(run, job)
    })
  } catch (error) {
    const after = retryAfterSeconds[attempt]
    if (after === undefined || isRefusal(error)) return giveUp(deps, job, (error as Error).message)
    await asEngine(deps, job.companyId, (ctx) =>
      ctx.enqueue(
        'workflow-action',
        { ...job, attempt: String(attempt + 1) },
        { runAt: new Date(Date.now() + after * 1000).toISOString() },
      ),
    )
  }
}

const isRefusal = (error: unknown) => error instanceof Problem && error.status < 500 && error.status !== 429

/** The instance, locked, as long as this very action is still to be done in it. */
async function openAction(deps: Deps, ctx: Run['ctx'], { instanceId, step, key }: Job): Promise<Run | undefined> {
  const run = await openRun(ctx, kindsOf(deps.modules), instanceId)
  const { state } = run.state.steps[step] ?? {}
  const started = await ctx.tx
    .selectFrom('workflowHistory')
    .select('data')
    .where('companyId', '=', ctx.companyId)
    .where('instanceId', '=', instanceId)
    .where('stepKey', '=', step)
    .where('kind', '=', 'action-started')
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst()
  return state === 'running' && (started?.data as { key?: string } | undefined)?.key === key ? run : undefined
}

function callOf(run: Run, { step: name }: Job) {
  const step = stepOf(run, name)
  if (step.action !== 'call-webhook') return undefined
  const { id, kind, requestId, title, fields } = run.instance
  return { url: step.with!['url']!, body: JSON.stringify({ instanceId: id, kind, requestId, title, fields, step: step.key }) }
}

async function finish(run: Run, { step: name, key }: Job) {
  const step = stepOf(run, name)
  await perform(run, step)
  record(run, { kind: 'action-done', step: step.key, data: { lane: laneOf(step), way: wayFrom(step, step.next, run.definition), key } })
  await advance(run, { comment: null, decidedBy: null })
  await saveRun(run)
}

async function perform({ ctx, instance }: Run, step: Step) {
  const given = Object.fromEntries(Object.entries(step.with ?? {}).map(([name, text]) => [name, fillIn(text, instance.fields)]))
  switch (step.action as ActionName) {
    case 'set-field':
      if (!instance.subjectEmployeeId) throw fail.unprocessable('SUBJECT_MISSING', 'There is nobody whose field could be set.')
      await writeCustomValues(asDesigned(ctx), instance.subjectEmployeeId, { [given['field']!]: given['value']! }, false)
      return
    case 'start-workflow': {
      const { workflowId, title } = given
      if (!isId(workflowId!)) throw fail.unprocessable('WORKFLOW_NOT_FOUND', 'The workflow to start is not there.', { workflowId })
      const { subjectEmployeeId, requesterId } = instance
      await executeCustom(ctx, workflowId!, { title: title!, subjectEmployeeId, requesterId, fields: {} })
      return
    }
    case 'call-webhook':
      return
  }
}

/** Whoever designs a workflow decides which field it sets, of whatever group; nobody sees a value by it. */
function asDesigned(ctx: Run['ctx']): Run['ctx'] {
  const codes = ['employee.read', 'employee.read-team', 'employee.read-personal', 'employee.read-pay']
  const grantOf = (permission: string) =>
    ({ level: 'direct', permission, effect: 'allow', reach: 'company', resourceId: null, from: null, to: null }) as const
  const permissions = new Map(codes.map((code) => [code, settle({ anchor: null, grants: [grantOf(code)], lent: [] })!]))
  return { ...ctx, actor: { ...ctx.actor, permissions } }
}

/** Leaves the instance where an overseer can resume it; an action that fails is never a rejection. */
async function giveUp(deps: Deps, job: Job, error: string) {
  await asEngine(deps, job.companyId, async (ctx) => {
    const run = await openAction(deps, ctx, job)
    if (!run) return
    record(run, { kind: 'action-failed', step: job.step, data: { error: error.slice(0, 500) } })
    await saveRun(run)
    await ctx.emit(approvalStuck, {
      subject: { type: 'workflow-instance', id: run.instance.id },
      data: { ...aboutRun(run), reason: `The action ${stepOf(run, job.step).name} failed: ${error}`.slice(0, 500) },
    })
  })
}

/** POSTs JSON; only to public addresses in production, whatever a name resolves to at that moment. Redirects are not followed. */
function post(url: string, body: string, key: string, production: boolean): Promise<void> {
  const target = URL.parse(url)
  if (!target || !['https:', ...(production ? [] : ['http:'])].includes(target.protocol))
    throw fail.unprocessable('WEBHOOK_ADDRESS', 'A webhook needs an https address.', { url })
  if (production && /^[\d.]+$|:/.test(target.hostname) && !isPublicAddress(target.hostname.replace(/^\[|\]$/g, '')))
    throw fail.unprocessable('WEBHOOK_ADDRESS', 'This address is not a public one.', { url })
  const send = target.protocol === 'https:' ? httpsRequest : httpRequest
  return new Promise((resolve, reject) => {
    const sent = send(
      target,
      {
        method: 'POST',
        timeout: webhookTimeoutMs,
        ...(production && { lookup: lookupPublic }),
        headers: {
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(body),
          'idempotency-key': key,
          'user-agent': 'Muster',
        },
      },
      (answer) => {
        answer.resume()
        const status = answer.statusCode ?? 0
        if (status >= 200 && status < 300) return resolve()
        const said = `The webhook answered ${status}.`
        const final = status >= 300 && status < 500 && status !== 408 && status !== 429
        reject(final ? fail.unprocessable('WEBHOOK_REFUSED', said, { status }) : new Error(said))
      },
    )
    sent.on('timeout', () => sent.destroy(new Error('The webhook did not answer in time.')))
    sent.on('error', reject)
    sent.end(body)
  })
}

type Found = (error: Error | null, address: string | LookupAddress[], family?: number) => void

function lookupPublic(name: string, options: LookupOptions, found: Found) {
  lookup(name, { ...options, all: true }, (error, addresses) => {
    if (error) return found(error, [])
    const hidden = addresses.find(({ address }) => !isPublicAddress(address))
    if (hidden) return found(fail.unprocessable('WEBHOOK_ADDRESS', 'This name leads to an address that is not public.', { name }), [])
    if (options.all) return found(null, addresses)
    return found(null, addresses[0]!.address, addresses[0]!.family)
  })
}
