import { loadActor, reachesAll, readSettings } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import { addDays, daysBetween, localDateOf } from '../../core/dates.ts'
import { mailLanguage } from '../../core/mail.ts'
import { literals } from '../../core/statement.ts'
import { graceDays, reminderDays, reminderDue } from './employees.expiry.rules.ts'

const batch = 200

/**
 * Marks the documents of a company whose reminder is due, and enqueues its mails in the same transaction: what is marked is
 * mailed, and a second worker finds it marked. Looks at one batch after the document `after`.
 * @returns where the next batch begins, null when there is none
 */
export async function enqueueReminders(ctx: FullCtx, after: string | null): Promise<string | null> {
  const { timeZone } = await readSettings(ctx)
  const today = localDateOf(ctx.now, timeZone)
  let query = ctx.tx
    .selectFrom('identityDocument as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['d.id', 'd.expiresOn', 'd.remindedFor', 'e.userId'])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.expiresOn', '>=', addDays(today, -graceDays))
    .where('d.expiresOn', '<=', addDays(today, Math.max(...reminderDays)))
    .where('e.status', 'not in', literals('left', 'archived'))
    .orderBy('d.id')
    .limit(batch)
    // A row that another worker holds is waited for, and read as that worker leaves it.
    .forNoKeyUpdate('d')
  if (after) query = query.where('d.id', '>', after)
  const documents = await query.execute()
  let holders: string[] | undefined
  for (const { id, expiresOn, remindedFor, userId } of documents) {
    const due = reminderDue(expiresOn!, today, remindedFor)
    if (due === null) continue
    await ctx.tx
      .updateTable('identityDocument')
      .set({ remindedFor: due })
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .execute()
    holders ??= await holdersOverCompany(ctx, 'employee.read-personal')
    for (const recipient of new Set([...(userId ? [userId] : []), ...holders]))
      await ctx.enqueue('mail-document-expiry', { documentId: id, userId: recipient, expiresOn })
  }
  return documents.length === batch ? documents.at(-1)!.id : null
}

/** The accounts that hold a permission over the company now, directly or by a role. */
async function holdersOverCompany(ctx: FullCtx, permission: string): Promise<string[]> {
  const granted = await ctx.tx
    .selectFrom('accessGrant as g')
    .leftJoin('roleAssignment as r', (join) => join.onRef('r.roleId', '=', 'g.roleId').on('r.companyId', '=', ctx.companyId))
    .select((eb) => eb.fn.coalesce('g.userId', 'r.userId').as('userId'))
    .distinct()
    .where('g.companyId', '=', ctx.companyId)
    .where('g.permission', '=', permission)
    .where('g.reach', '=', 'company')
    .execute()
  const holders: string[] = []
  for (const { userId } of granted) if (userId && (await holdsOverCompany(ctx, userId, permission))) holders.push(userId)
  return holders
}

async function holdsOverCompany(ctx: FullCtx, userId: string, permission: string) {
  const actor = await loadActor(ctx, userId)
  return actor !== undefined && reachesAll(actor, permission)
}

/** What to write to one account about a document; undefined when either changed since, or the account may not know any more. */
export async function reminderFor(ctx: FullCtx, documentId: string, userId: string, expiresOn: string) {
  const { timeZone, language } = await readSettings(ctx)
  const found = await ctx.tx
    .selectFrom('identityDocument as d')
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'd.employeeId').on('e.companyId', '=', ctx.companyId))
    .innerJoin('userAccount as u', (join) => join.on('u.id', '=', userId).on('u.companyId', '=', ctx.companyId))
    .select(['d.kind', 'd.employeeId', 'e.userId as ownerId', 'e.firstName', 'e.lastName', 'u.email', 'u.language', 'u.firstName as name'])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.id', '=', documentId)
    .where('d.expiresOn', '=', expiresOn)
    .where('u.status', '=', 'active')
    .executeTakeFirst()
  if (!found) return undefined
  const isOwn = found.ownerId === userId
  if (!isOwn && !(await holdsOverCompany(ctx, userId, 'employee.read-personal'))) return undefined
  const daysLeft = daysBetween(localDateOf(ctx.now, timeZone), expiresOn)
  return {
    to: found.email,
    name: found.name,
    language: mailLanguage(found.language, language),
    kind: found.kind,
    person: isOwn ? null : `${found.firstName} ${found.lastName}`,
    employeeId: found.employeeId,
    daysLeft,
  }
}
