import type { Deps } from '../../core/deps.ts'
import { mailLanguage, type MailLanguage } from '../../core/mail.ts'
import { holdersOver } from '../access/index.ts'
import { fillIn } from './workflows.action.rules.ts'
import { asEngine } from './workflows.engine.service.ts'
import type { Step } from './workflows.definition.rules.ts'
import type { FieldValues } from './workflows.expression.rules.ts'
import type { FullCtx } from '../../core/context.ts'

type Recipient = { email: string; firstName: string; language: MailLanguage }
type Letter = { recipients: Recipient[]; data: Record<string, string> }

/** Tells somebody that they are asked, or reminds them; who has decided meanwhile, or is no longer asked, hears nothing. */
export async function mailTask(deps: Deps, companyId: string, taskId: string, template: 'approval-asked' | 'approval-reminder') {
  const letter = await asEngine(deps, companyId, async (ctx): Promise<Letter | undefined> => {
    const task = await ctx.tx
      .selectFrom('approvalTask as k')
      .innerJoin('workflowInstance as i', (join) => join.onRef('i.id', '=', 'k.instanceId').on('i.companyId', '=', ctx.companyId))
      .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'k.userId').on('u.companyId', '=', ctx.companyId))
      .leftJoin('userAccount as f', (join) => join.onRef('f.id', '=', 'k.forUserId').on('f.companyId', '=', ctx.companyId))
      .select([
        'u.email',
        'u.firstName',
        'u.language',
        'i.title',
        'i.requestId',
        'k.stepName',
        'f.firstName as forFirst',
        'f.lastName as forLast',
      ])
      .where('k.companyId', '=', ctx.companyId)
      .where('k.id', '=', taskId)
      .where('k.closedAt', 'is', null)
      .where('u.status', '=', 'active')
      .executeTakeFirst()
    if (!task) return undefined
    const { title, stepName, requestId, forFirst, forLast } = task
    const recipients = [{ ...task, language: mailLanguage(task.language, ctx.actor.settings.language) }]
    return {
      recipients,
      data: {
        title: title ?? stepName,
        step: stepName,
        forName: forFirst ? `${forFirst} ${forLast ?? ''}` : '',
        url: `${deps.appUrl()}/inbox?request=${requestId}`,
      },
    }
  })
  if (letter) await send(deps, companyId, template, letter)
}

/** Sends what a notification step says; `{field}` stands for what the request says. */
export async function mailNotification(deps: Deps, companyId: string, instanceId: string, stepKey: string) {
  const letter = await asEngine(deps, companyId, async (ctx): Promise<Letter | undefined> => {
    const row = await ctx.tx
      .selectFrom('workflowInstance as i')
      .innerJoin('workflowVersion as v', (join) =>
        join.onRef('v.workflowId', '=', 'i.workflowId').onRef('v.number', '=', 'i.workflowVersion').on('v.companyId', '=', ctx.companyId),
      )
      .innerJoin('workflowHistory as h', (join) => join.onRef('h.instanceId', '=', 'i.id').on('h.companyId', '=', ctx.companyId))
      .select(['i.fields', 'i.title', 'v.steps', 'h.data'])
      .where('i.companyId', '=', ctx.companyId)
      .where('i.id', '=', instanceId)
      .where('h.kind', '=', 'notified')
      .where('h.stepKey', '=', stepKey)
      .executeTakeFirst()
    const step = (row?.steps as Step[] | undefined)?.find(({ key }) => key === stepKey)
    if (!row || !step) return undefined
    const values = { ...(row.fields as FieldValues), title: row.title }
    const { userIds } = row.data as { userIds: string[] }
    const data = {
      subject: fillIn(step.subject ?? '', values),
      text: fillIn(step.text ?? '', values),
      url: `${deps.appUrl()}/requests/${instanceId}`,
    }
    return { recipients: await accountsOf(ctx, userIds), data }
  })
  if (letter) await send(deps, companyId, 'approval-notification', letter)
}

/** Tells those who oversee approvals that an instance waits for them. */
export async function mailOverseers(deps: Deps, companyId: string, data: Readonly<Record<string, string>>) {
  const { instanceId = '', title = '', reason = '' } = data
  const recipients = await asEngine(deps, companyId, async (ctx) => accountsOf(ctx, await holdersOver(ctx, 'workflow.oversee', null)))
  await send(deps, companyId, 'approval-stuck', { recipients, data: { title, reason, url: `${deps.appUrl()}/requests/${instanceId}` } })
}

async function accountsOf(ctx: FullCtx, userIds: readonly string[]): Promise<Recipient[]> {
  if (userIds.length === 0) return []
  const rows = await ctx.tx
    .selectFrom('userAccount')
    .select(['email', 'firstName', 'language'])
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', userIds)
    .where('status', '=', 'active')
    .execute()
  return rows.map((row) => ({ ...row, language: mailLanguage(row.language, ctx.actor.settings.language) }))
}

async function send({ mailer }: Deps, companyId: string, template: string, { recipients, data }: Letter) {
  for (const { email, firstName, language } of recipients)
    await mailer.send({ companyId, to: email, template, language, data: { ...data, name: firstName } })
}
