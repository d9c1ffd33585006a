import { sql } from 'kysely'
import type { Selectable } from 'kysely'
import { readSettings } from '../../core/access.ts'
import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body, Query, Static } from '../../core/contract.ts'
import type { DB } from '../../core/db.ts'
import type { Deps } from '../../core/deps.ts'
import { fail } from '../../core/errors.ts'
import { mailLanguage } from '../../core/mail.ts'
import type { StoredEvent } from '../../core/module.ts'
import { fetchPage } from '../../core/paging.ts'
import * as contract from './support.contract.ts'

type SupportCtx = Ctx<'supportAccess' | 'companyState'>
type Row = Selectable<DB['supportAccess']>

export function shown({ id, operatorName, reason, mayWrite, startedAt, endsAt, endedAt, endedBy }: Row, now: string) {
  const open = endedAt === null && endsAt > now
  const access = { id, operatorName, reason, mayWrite, startedAt, endsAt, endedAt, endedBy, open }
  return access as Static<typeof contract.SupportAccess>
}

export async function listSupportAccess(ctx: SupportCtx, ask: Query<typeof contract.listSupportAccess>) {
  let query = ctx.tx.selectFrom('supportAccess').selectAll().where('companyId', '=', ctx.companyId)
  if (ask.open !== undefined) query = query.where(sql<boolean>`(ended_at is null and ends_at > ${ctx.now})`, '=', ask.open)
  const { rows, pagination } = await fetchPage(query.orderBy('startedAt', 'desc').orderBy('id'), ask)
  return { supportAccess: rows.map((row) => shown(row, ctx.now)), pagination }
}

export function endSupportAccess(ctx: SupportCtx, id: string) {
  return finishAccess(ctx, id, 'company')
}

/** Ends an access that is still open; of two who end it at once one did, and the next request with its token is refused. */
export async function finishAccess(ctx: SupportCtx, id: string, endedBy: 'operator' | 'company', actor?: { id: null; name: string }) {
  const row = await ctx.tx
    .updateTable('supportAccess')
    .set({ endedAt: ctx.now, endedBy })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where('endsAt', '>', ctx.now)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw await whyNot(ctx, id)
  await ctx.emit(contract.supportEnded, {
    subject: { type: 'support-access', id },
    ...(actor && { actor }),
    data: { supportId: id, operator: row.operatorName, reason: row.reason },
  })
  return { supportAccess: shown(row, ctx.now) }
}

export async function updateSupportAccess(ctx: SupportCtx, id: string, { mayWrite }: Body<typeof contract.updateSupportAccess>) {
  // What support may do stands in every server's cached actor.
  await ctx.raiseAccessVersion()
  const row = await ctx.tx
    .updateTable('supportAccess')
    .set({ mayWrite })
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .where('endedAt', 'is', null)
    .where('endsAt', '>', ctx.now)
    .returningAll()
    .executeTakeFirst()
  if (!row) throw await whyNot(ctx, id)
  await ctx.emit(contract.supportChanged, {
    subject: { type: 'support-access', id },
    after: { mayWrite },
    data: { supportId: id, operator: row.operatorName, reason: row.reason },
  })
  return { supportAccess: shown(row, ctx.now) }
}

async function whyNot(ctx: SupportCtx, id: string) {
  const known = await ctx.tx
    .selectFrom('supportAccess')
    .select('id')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirst()
  return known ? fail.conflict('SUPPORT_ENDED', 'This access is over already.') : fail.notFound()
}

/** Tells everybody who decides about support that it came in. */
export async function mailAboutSupport(deps: Deps, companyId: string, event: StoredEvent) {
  const mails = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const access = await ctx.tx
      .selectFrom('supportAccess')
      .selectAll()
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', event.data['supportId']!)
      .executeTakeFirstOrThrow()
    const [settings, company, people] = await Promise.all([
      readSettings(ctx),
      ctx.tx.selectFrom('company').select('name').where('id', '=', ctx.companyId).executeTakeFirstOrThrow(),
      deciders(ctx),
    ])
    return people.map(({ email, firstName, language }) => {
      const spoken = mailLanguage(language, settings.language)
      const until = new Intl.DateTimeFormat(spoken, { dateStyle: 'long', timeStyle: 'short', timeZone: settings.timeZone })
      const endsAt = `${until.format(new Date(access.endsAt))} (${settings.timeZone})`
      const data = { name: firstName, company: company.name, operator: access.operatorName, reason: access.reason, endsAt }
      return {
        companyId: null,
        to: email,
        template: 'support-started',
        language: spoken,
        data: { ...data, url: `${deps.appUrl()}/support` },
      }
    })
  })
  for (const mail of mails) await deps.mailer.send(mail)
}

async function deciders({ tx, companyId, now }: FullCtx) {
  const { rows } = await sql<{ email: string; firstName: string; language: string | null }>`
    with recursive held as (
      select a.user_id, a.role_id from role_assignment a where a.company_id = ${companyId}
        and (a.valid_from is null or a.valid_from <= ${now}) and (a.valid_to is null or a.valid_to > ${now})
      union select h.user_id, p.parent_id from held h join role_parent p on p.role_id = h.role_id where p.company_id = ${companyId})
    select u.email, u.first_name, u.language from user_account u
    where u.company_id = ${companyId} and u.status = 'active' and exists (
      select from access_grant g where g.company_id = ${companyId} and g.permission = 'support-access.manage' and g.effect = 'allow'
        and (g.user_id = u.id or g.role_id in (select h.role_id from held h where h.user_id = u.id)))
    order by u.id limit 50`.execute(tx)
  return rows
}
