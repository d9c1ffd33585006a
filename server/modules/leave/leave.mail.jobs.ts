import { readSettings } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { mailLanguage, type MailLanguage } from '../../core/mail.ts'
import type { StoredEvent } from '../../core/module.ts'
import * as contract from './leave.contract.ts'

const templates: Readonly<Record<string, string>> = {
  [contract.leaveSubmitted.kind]: 'leave-submitted',
  [contract.leaveEntered.kind]: 'leave-submitted',
  [contract.leaveApproved.kind]: 'leave-approved',
  [contract.leaveRejected.kind]: 'leave-rejected',
}

const isRequest = ({ kind }: StoredEvent) => kind === contract.leaveSubmitted.kind || kind === contract.leaveEntered.kind

/** Tells the manager of a new request, and the person of a decision. */
export async function mailAboutRequest(deps: Deps, companyId: string, event: StoredEvent) {
  const { requestId, employeeId } = event.data
  const mail = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const settings = await readSettings(ctx)
    const isNew = isRequest(event)
    const recipient = isNew ? await managerOf(ctx, employeeId!, localDateOf(ctx.now, settings.timeZone)) : await accountOf(ctx, employeeId!)
    const request = await ctx.tx
      .selectFrom('leaveRequest')
      .select(['state', 'comment', 'decidedBy'])
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', requestId!)
      .executeTakeFirst()
    // A manager need not hear of what was decided or taken back meanwhile.
    if (!recipient || !request || (isNew && request.state !== 'pending')) return undefined
    const decider = request.decidedBy
      ? await ctx.tx
          .selectFrom('userAccount')
          .select(['firstName', 'lastName'])
          .where('companyId', '=', ctx.companyId)
          .where('id', '=', request.decidedBy)
          .executeTakeFirst()
      : undefined
    return {
      recipient,
      language: mailLanguage(recipient.language, settings.language),
      comment: request.comment,
      decidedBy: decider ? `${decider.firstName} ${decider.lastName}` : 'Muster',
    }
  })
  if (!mail) return
  const url = `${deps.appUrl()}/${isRequest(event) ? `inbox?request=${requestId}` : `leave?request=${requestId}`}`
  await deps.mailer.send({
    companyId,
    to: mail.recipient.email,
    template: templates[event.kind]!,
    language: mail.language,
    data: {
      ...event.data,
      amount: spokenAmount(event.data, mail.language),
      name: mail.recipient.firstName,
      comment: mail.comment ?? '',
      decidedBy: mail.decidedBy,
      url,
    },
  })
}

const spokenAmount = ({ quantity, unit, amount }: StoredEvent['data'], language: MailLanguage) =>
  language === 'id' ? `${quantity} ${unit === 'days' ? 'hari' : 'jam'}` : amount

function accountOf(ctx: Ctx<'employee' | 'userAccount'>, employeeId: string) {
  return ctx.tx
    .selectFrom('employee as e')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'e.userId').on('u.companyId', '=', ctx.companyId))
    .select(['u.email', 'u.firstName', 'u.language'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', employeeId)
    .where('u.status', '=', 'active')
    .executeTakeFirst()
}

async function managerOf(ctx: Ctx<'employment' | 'employee' | 'userAccount'>, employeeId: string, today: string) {
  const employment = await ctx.tx
    .selectFrom('employment')
    .select('managerId')
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .where('firstDay', '<=', today)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', today)]))
    .executeTakeFirst()
  return employment?.managerId ? accountOf(ctx, employment.managerId) : undefined
}

export const mailedEvents = [contract.leaveSubmitted, contract.leaveEntered, contract.leaveApproved, contract.leaveRejected]
