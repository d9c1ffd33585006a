import { sql } from 'kysely'
import { loadCompany } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import { addDays, eachDay, localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import { faultOf } from '../../core/outgoing.ts'
import { readCompanyCalendar } from '../working-time/index.ts'
import type { ChatKind } from './integrations.contract.ts'
import { mayTryAgain, messageOf, noticeLines } from './integrations.notice.rules.ts'
import type { Absence, Line, Notice } from './integrations.notice.rules.ts'
import { noteOutcome, readConnected } from './integrations.service.ts'
import type { ChannelSettings } from './integrations.service.ts'

const mostTries = 5
const holidayDays = 7
/** More names than are shown, so that the rest can be counted. */
const mostRead = 1_000

/**
 * Tells one channel of today, once: the day is taken before anything is sent, so that two servers do not both send. What failed in
 * a way that may pass is tried again some minutes later, five times.
 */
export async function tellChannel(deps: Deps, { companyId, kind }: { companyId: string; kind: ChatKind }) {
  const due = await deps.door.enterAsSystem(companyId, (ctx) => takeNotice(ctx, deps, kind))
  if (!due) return
  const { outcome, again } = await postLines(deps, kind, due.address, due.lines)
  await deps.door.enterAsSystem(companyId, async (ctx) => {
    await noteOutcome(ctx, kind, outcome)
    if (!again) return
    await ctx.tx
      .updateTable('companyIntegration')
      .set({ toldOn: null })
      .where('companyId', '=', ctx.companyId)
      .where('kind', '=', kind)
      .where('tries', '<', mostTries)
      .execute()
  })
}

/** Posts into a channel; `outcome` is null when it was taken. */
export async function postLines({ outgoing }: Deps, kind: ChatKind, address: string, lines: readonly Line[]) {
  try {
    const { status } = await outgoing.post(address, JSON.stringify(messageOf(kind, lines)))
    if (status < 300) return { outcome: null, again: false }
    return { outcome: 'NOT_TAKEN', again: mayTryAgain(status) }
  } catch (error) {
    const fault = faultOf(error)
    return { outcome: fault, again: fault === 'NOT_REACHED' || fault === 'TIMED_OUT' || fault === 'NAME_UNKNOWN' }
  }
}

async function takeNotice(ctx: FullCtx, { vault }: Deps, kind: ChatKind) {
  const { features, settings, standing } = await loadCompany(ctx)
  const works = standing === 'trial' || standing === 'active'
  const channel = await readConnected<ChannelSettings>(ctx, vault, kind)
  if (!works || !features.has('notifications') || !channel?.isOn || channel.secret === null) return undefined
  const today = localDateOf(ctx.now, settings.timeZone)
  const taken = await ctx.tx
    .updateTable('companyIntegration')
    .set((eb) => ({
      toldOn: today,
      tries: eb
        .case()
        .when('toldOn', 'is', null)
        .then(eb('tries', '+', 1))
        .else(1)
        .end(),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('kind', '=', kind)
    .where((eb) => eb.or([eb('toldOn', 'is', null), eb('toldOn', '<', today)]))
    .executeTakeFirst()
  if (taken.numUpdatedRows === 0n) return undefined
  const notice = await readNotice(ctx, today, features.has('leaveManagement'))
  const lines = notice ? noticeLines(notice, channel.settings.topics, channel.settings.language) : []
  return lines.length > 0 ? { address: channel.secret, lines } : undefined
}

/** What there is to tell of a working day of the company; nothing of the other days. */
async function readNotice(ctx: FullCtx, today: string, withLeave: boolean): Promise<Notice | undefined> {
  const lastDay = addDays(today, holidayDays)
  const calendar = (await readCompanyCalendar(ctx, today, lastDay))(null)
  if (calendar(today).kind !== 'work') return undefined
  const [away, joining] = await Promise.all([withLeave ? readAway(ctx, today) : [], readJoining(ctx, today)])
  const holidays = eachDay(today, lastDay).flatMap((day) => {
    const { holiday } = calendar(day)
    return holiday ? [{ day, name: holiday.name }] : []
  })
  return { day: today, away, joining, holidays }
}

/** Whose approved leave takes something of a day, by name; the kind of leave is nobody's business here. */
async function readAway(ctx: FullCtx, day: string): Promise<Absence[]> {
  return ctx.tx
    .selectFrom('leaveRequestDay as d')
    .innerJoin('leaveRequest as r', (join) => join.onRef('r.id', '=', 'd.requestId').on('r.companyId', '=', ctx.companyId))
    .innerJoin('employee as e', (join) => join.onRef('e.id', '=', 'r.employeeId').on('e.companyId', '=', ctx.companyId))
    .select([sql<string>`concat_ws(' ', e.first_name, e.last_name)`.as('name'), 'd.portion', 'r.lastDay'])
    .where('d.companyId', '=', ctx.companyId)
    .where('d.day', '=', day)
    .where('d.minutes', '>', 0)
    .where('r.state', '=', 'approved')
    .where('e.status', 'not in', ['left', 'archived'])
    .orderBy('e.lastName')
    .orderBy('e.firstName')
    .orderBy('r.id')
    .limit(mostRead)
    .execute()
}

async function readJoining(ctx: FullCtx, day: string): Promise<string[]> {
  const rows = await ctx.tx
    .selectFrom('employee as e')
    .select(sql<string>`concat_ws(' ', e.first_name, e.last_name)`.as('name'))
    .where('e.companyId', '=', ctx.companyId)
    .where('e.joinedOn', '=', day)
    .where('e.status', 'not in', ['left', 'archived'])
    .orderBy('e.lastName')
    .orderBy('e.id')
    .limit(mostRead)
    .execute()
  return rows.map(({ name }) => name)
}
