import { readSettings } from '../../core/access.ts'
import type { Ctx } from '../../core/context.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { mailLanguage } from '../../core/mail.ts'
import type { StoredEvent } from '../../core/module.ts'

type TeamCtx = Ctx<'leaveRequest' | 'leaveType' | 'employee' | 'employment' | 'userAccount'>

/** Teams are small; a manager of more people than this has a team that no mail is written to. */
const mostTold = 100

/** Tells those with the same manager, and the manager, that somebody will be away, where the kind of leave says so: one job for each mail. */
export async function tellTeam(deps: Deps, companyId: string, { data }: StoredEvent) {
  const { requestId } = data
  await deps.door.enterAsSystem(companyId, async (ctx) => {
    const { timeZone } = await readSettings(ctx)
    const away = await findAway(ctx, requestId!)
    if (!away) return
    for (const { userId } of await teamOf(ctx, away.employeeId, localDateOf(ctx.now, timeZone)))
      await ctx.enqueue('leave-tell', { requestId: requestId!, userId }, { jobKey: `leave-tell ${requestId} ${userId}` })
  })
}

/** One mail of those; leave that was cancelled meanwhile is told to nobody. */
export async function tellOne(deps: Deps, { companyId, requestId, userId }: Readonly<Record<string, string>>) {
  const mail = await deps.door.enterAsSystem(companyId!, async (ctx) => {
    const [settings, away, user] = [await readSettings(ctx), await findAway(ctx, requestId!), await findAccount(ctx, userId!)]
    return away && user && { ...away, ...user, language: mailLanguage(user.language, settings.language) }
  })
  if (!mail) return
  const { email, firstName, language, person, firstDay, lastDay } = mail
  const url = `${deps.appUrl()}/leave/calendar`
  await deps.mailer.send({
    companyId: companyId!,
    to: email,
    template: 'leave-team',
    language,
    data: { name: firstName, person, firstDay, lastDay, url },
  })
}

async function findAway(ctx: TeamCtx, requestId: string) {
  const row = await ctx.tx
    .selectFrom('leaveRequest as r')
    .innerJoin('leaveType as y', (join) => join.onRef('y.id', '=', 'r.typeId').on('y.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .select(['r.employeeId', 'r.firstDay', 'r.lastDay', 'e.firstName', 'e.lastName'])
    .where('r.companyId', '=', ctx.companyId)
    .where('r.id', '=', requestId)
    .where('r.state', '=', 'approved')
    .where('y.tellsTeam', '=', true)
    .executeTakeFirst()
  return row && { employeeId: row.employeeId, firstDay: row.firstDay, lastDay: row.lastDay, person: `${row.firstName} ${row.lastName}` }
}

/** Accounts of the manager and of who reports to the same manager on a day, without the person. */
async function teamOf(ctx: TeamCtx, employeeId: string, today: string): Promise<{ userId: string }[]> {
  const inForce = ctx.tx
    .selectFrom('employment')
    .select(['employeeId', 'managerId'])
    .where('companyId', '=', ctx.companyId)
    .where('firstDay', '<=', today)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', today)]))
  const own = await inForce.where('employeeId', '=', employeeId).executeTakeFirst()
  if (!own?.managerId) return []
  const { managerId } = own
  const rows = await ctx.tx
    .selectFrom('employee as e')
    .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'e.userId').on('u.companyId', '=', ctx.companyId))
    .select('u.id as userId')
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '!=', employeeId)
    .where('u.status', '=', 'active')
    .where((eb) =>
      eb.or([eb('e.id', '=', managerId), eb('e.id', 'in', inForce.clearSelect().select('employeeId').where('managerId', '=', managerId))]),
    )
    .orderBy('u.id')
    .limit(mostTold + 1)
    .execute()
  return rows.length > mostTold ? [] : rows
}

function findAccount(ctx: TeamCtx, userId: string) {
  return ctx.tx
    .selectFrom('userAccount')
    .select(['email', 'firstName', 'language'])
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', userId)
    .where('status', '=', 'active')
    .executeTakeFirst()
}
