import { readSettings } from '../../core/access.ts'
import type { FullCtx } from '../../core/context.ts'
import { addDays, localDateOf, localTimeOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import type { Cron, StoredEvent, Subscriber, Task } from '../../core/module.ts'
import { eraseExpired, listOpenCompanies, settingsChanged } from '../companies/index.ts'
import { employmentEvents } from '../employees/index.ts'
import { eraseOldTimeTexts } from './attendance.retention.service.ts'
import { runClosing } from './closed-month.service.ts'
import { storeSome } from './day.service.ts'
import { endForgotten, endsForgotten, peopleAtWork } from './forgotten-end.service.ts'
import { forgetPositions } from './geofence.service.ts'
import { followPublicHolidays } from './holiday.jobs.ts'
import { runRecompute, startRecompute } from './recompute.service.ts'
import { shiftRequestSubscribers } from './shift-request.jobs.ts'

/** Days back that are looked at again each night: entries of devices come late. */
const settledDays = 7
const settleHour = '03'

/** In the night of each company's zone the days before are stored for everybody, so that nothing has to be computed to add them up. */
export async function settleDays(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system, 'attendance')) {
    const zone = await deps.door.enterAsSystem(companyId, async (ctx) => (await readSettings(ctx)).timeZone)
    if (localTimeOf(deps.clock().toISOString(), zone).startsWith(settleHour)) await settleCompany(deps, companyId)
  }
}

/** Stores the last days of everybody in a company who was employed on them, and forgets positions; the same again is the same. */
export async function settleCompany(deps: Deps, companyId: string) {
  for (let after: string | undefined = ''; ;) {
    after = await deps.door.enterAsSystem(companyId, (ctx) => settleSome(ctx, after!))
    if (after === undefined) break
  }
  while (await deps.door.enterAsSystem(companyId, forgetPositions));
}

async function settleSome(ctx: FullCtx, after: string): Promise<string | undefined> {
  const { timeZone } = await readSettings(ctx)
  const today = localDateOf(ctx.now, timeZone)
  return storeSome(ctx, addDays(today, -settledDays), addDays(today, -1), after)
}

/** Puts in the ends that were forgotten, each in a transaction of its own. */
export async function endForgottenSessions(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system, 'attendance')) {
    const people = await deps.door.enterAsSystem(companyId, async (ctx) => ((await endsForgotten(ctx)) ? peopleAtWork(ctx) : []))
    for (const employeeId of people) await deps.door.enterAsSystem(companyId, (ctx) => endForgotten(ctx, employeeId))
  }
}

/** Another employment is another pattern, branch and department: the person's days are computed anew. */
export async function recomputeOfPerson(deps: Deps, companyId: string, { subjectId }: StoredEvent) {
  await deps.door.enterAsSystem(companyId, (ctx) =>
    startRecompute(ctx, { reason: 'employment-changed', spans: [{ from: '1970-01-01', to: null }], employeeId: subjectId! }),
  )
}

/** Settings hold from the day on which they were changed. */
export async function recomputeFromToday(deps: Deps, companyId: string, { at }: StoredEvent) {
  await deps.door.enterAsSystem(companyId, (ctx) =>
    startRecompute(ctx, { reason: 'settings-changed', spans: [{ from: addDays(new Date(at).toISOString().slice(0, 10), -1), to: null }] }),
  )
}

export const subscribers: readonly Subscriber[] = [
  { name: 'recompute-employment', on: employmentEvents, feature: 'attendance', run: recomputeOfPerson },
  ...shiftRequestSubscribers,
  { name: 'recompute-settings', on: [settingsChanged], feature: 'attendance', run: recomputeFromToday },
]
export const tasks: readonly Task[] = [
  { name: 'recompute-days', run: runRecompute, feature: 'attendance' },
  { name: 'close-attendance-month', run: runClosing, feature: 'attendance' },
]
export const crons: readonly Cron[] = [
  { name: 'follow-public-holidays', match: '20 2 1 * *', run: followPublicHolidays },
  { name: 'settle-days', match: '10 * * * *', run: settleDays },
  { name: 'end-forgotten-sessions', match: '*/15 * * * *', run: endForgottenSessions },
  { name: 'erase-old-time-texts', match: '30 3 * * *', run: (deps) => eraseExpired(deps, eraseOldTimeTexts) },
]
