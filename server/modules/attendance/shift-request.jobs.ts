import { readSettings } from '../../core/access.ts'
import type { Deps } from '../../core/deps.ts'
import type { StoredEvent, Subscriber } from '../../core/module.ts'
import { shiftAsked } from './shift-request.contract.ts'

/** Tells a colleague that they are asked to swap; who has answered meanwhile, or whose request was withdrawn, hears nothing. */
async function mailColleague(deps: Deps, companyId: string, { data: { requestId } }: StoredEvent) {
  const asked = await deps.door.enterAsSystem(companyId, async (ctx) => {
    const request = await ctx.tx
      .selectFrom('shiftRequest as r')
      .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
      .innerJoin('employee as c', (join) => join.onRef('c.id', '=', 'r.colleagueId').on('c.companyId', '=', ctx.companyId))
      .innerJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'c.userId').on('u.companyId', '=', ctx.companyId))
      .select(['e.firstName', 'e.lastName', 'r.note', 'u.email', 'u.firstName as name', 'u.language'])
      .where('r.companyId', '=', ctx.companyId)
      .where('r.id', '=', requestId!)
      .where('r.state', '=', 'asked')
      .where('u.status', '=', 'active')
      .executeTakeFirst()
    if (!request) return undefined
    const days = await ctx.tx
      .selectFrom('shiftRequestDay')
      .select('day')
      .distinct()
      .where('companyId', '=', ctx.companyId)
      .where('requestId', '=', requestId!)
      .orderBy('day')
      .execute()
    const language = request.language ?? (await readSettings(ctx)).language
    return { ...request, days: days.map(({ day }) => day), language: language === 'id' ? ('id' as const) : ('en' as const) }
  })
  if (!asked) return
  const { email, name, language, note, days, firstName, lastName } = asked
  const dated = new Intl.DateTimeFormat(language, { timeZone: 'UTC', weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
  const data = {
    name,
    person: `${firstName} ${lastName}`,
    days: new Intl.ListFormat(language).format(days.map((day) => dated.format(Date.parse(day)))),
    note: note ?? '',
    url: `${deps.appUrl()}/time`,
  }
  await deps.mailer.send({ companyId, to: email, template: 'swap-asked', language, data })
}

export const shiftRequestSubscribers: readonly Subscriber[] = [
  { name: 'mail-swap-asked', on: [shiftAsked], feature: 'attendance', run: mailColleague },
]
