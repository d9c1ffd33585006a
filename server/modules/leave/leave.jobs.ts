import { readSettings } from '../../core/access.ts'
import { localDateOf } from '../../core/dates.ts'
import type { Deps } from '../../core/deps.ts'
import type { StoredEvent, Subscriber, Task, Telling } from '../../core/module.ts'
import { presenceChanges } from '../attendance/index.ts'
import { eraseExpired, listOpenCompanies } from '../companies/index.ts'
import { employeeCreated } from '../employees/index.ts'
import { mailAboutRequest, mailedEvents } from './leave.mail.jobs.ts'
import { writeOffEnded } from './leave.closing.service.ts'
import { grantEntitlements } from './leave.entitlement.service.ts'
import { leaveChanged } from './leave.change.contract.ts'
import { leaveApproved, leaveCancelled } from './leave.contract.ts'
import { removeForgotten } from './leave.document.service.ts'
import { eraseOldLeave } from './leave.retention.service.ts'
import { tellOne, tellTeam } from './leave.team.jobs.ts'
import { stepYearEnd } from './leave.year-end.service.ts'

const peoplePerTransaction = 500

/** People who were added get their yearly leave. */
const grantToHired = (deps: Deps, companyId: string, events: readonly StoredEvent[]) =>
  grantNow(
    deps,
    companyId,
    events.map(({ subjectId }) => subjectId!),
  )

/** Once a day every company's credits that are due are written, and the lots of this leave year and the next are there. */
async function grantToEverybody(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system, 'leaveManagement')) await grantToCompany(deps, { companyId })
}

/** Everybody of one company, some hundred people in a transaction; what is in the way of some does not keep it from the others. */
async function grantToCompany(deps: Deps, { companyId }: Readonly<Record<string, string>>) {
  const ids = await deps.door.enterAsSystem(companyId!, (ctx) =>
    ctx.tx
      .selectFrom('employee')
      .select('id')
      .where('companyId', '=', ctx.companyId)
      .where('status', '!=', 'archived')
      .orderBy('id')
      .execute(),
  )
  const faults: unknown[] = []
  for (let from = 0; from < ids.length; from += peoplePerTransaction) {
    const some = ids.slice(from, from + peoplePerTransaction).map(({ id }) => id)
    await grantNow(deps, companyId!, some).catch((fault: unknown) => faults.push(fault))
  }
  if (faults.length > 0) throw new AggregateError(faults, `Leave could not be credited to ${faults.length} groups of people`)
}

function grantNow(deps: Deps, companyId: string, employeeIds: readonly string[]) {
  return deps.door.enterAsSystem(companyId, async (ctx) => {
    const settings = await readSettings(ctx)
    const today = localDateOf(ctx.now, settings.timeZone)
    await grantEntitlements(ctx, settings, today, employeeIds)
    await writeOffEnded(ctx, today, employeeIds)
  })
}

/** Goes on with the end of the leave year of a company until nothing is left to do. */
async function runYearEnd(deps: Deps, { companyId }: Readonly<Record<string, string>>) {
  const step = () =>
    deps.door.enterAsSystem(companyId!, async (ctx) => {
      const settings = await readSettings(ctx)
      return stepYearEnd(ctx, settings, localDateOf(ctx.now, settings.timeZone))
    })
  while (await step());
}

/** Goes on with runs whose server was stopped in the middle. */
async function resumeYearEnds(deps: Deps) {
  for (const companyId of await listOpenCompanies(deps.system, 'leaveManagement')) await runYearEnd(deps, { companyId })
}

/** Documents that no request came to name. */
export async function clearDocuments(deps: Deps) {
  const before = new Date(deps.clock().getTime() - 86_400_000).toISOString()
  for (const companyId of await listOpenCompanies(deps.system, 'leaveManagement'))
    await deps.door.enterAsSystem(companyId, (ctx) => removeForgotten(ctx, before))
}

export const tasks: readonly Task[] = [
  { name: 'leave-tell', run: tellOne },
  { name: 'leave-grant', run: grantToCompany, feature: 'leaveManagement' },
  { name: 'leave-year-end', run: runYearEnd, feature: 'leaveManagement' },
]

export const crons = [
  { name: 'grant-leave', match: '10 2 * * *', run: grantToEverybody },
  { name: 'clear-leave-documents', match: '40 3 * * *', run: clearDocuments },
  { name: 'erase-old-leave', match: '15 3 * * *', run: (deps: Deps) => eraseExpired(deps, eraseOldLeave) },
  { name: 'resume-leave-year-ends', match: '*/10 * * * *', run: resumeYearEnds },
]

export const subscribers: readonly Subscriber[] = [
  {
    name: 'leave-grant-hired',
    on: [employeeCreated],
    feature: 'leaveManagement',
    run: (deps, companyId, event) => grantToHired(deps, companyId, [event]),
    runAll: grantToHired,
  },
  { name: 'leave-mail', on: mailedEvents, feature: 'leaveManagement', run: mailAboutRequest },
  { name: 'leave-team', on: [leaveApproved], feature: 'leaveManagement', run: tellTeam },
]

export const tellings: readonly Telling[] = [
  presenceChanges([leaveApproved, leaveChanged, leaveCancelled], ({ data }) => data['employeeId']!),
]
