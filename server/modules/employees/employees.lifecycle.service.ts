import type { Ctx, FullCtx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { literals } from '../../core/statement.ts'
import { refuseStale } from '../../core/version.ts'
import { takePlace } from '../companies/index.ts'
import { vacateSeats } from '../organization/index.ts'
import { archiveUser, restoreUser } from '../users/index.ts'
import { endRows, handOver, reopenRows } from './employees.employment.rules.ts'
import type { Row } from './employees.employment.rules.ts'
import { accepted, refuseUnseen } from './employees.fields.service.ts'
import * as contract from './employees.lifecycle.contract.ts'
import { lastDayOf } from './employees.lifecycle.rules.ts'
import { findDetail, getDetail, nameOf } from './employees.queries.ts'
import { findCycles, readRows, readRowsOfReports, saveRows } from './employees.rows.service.ts'
import { indexPerson } from './employees.search.service.ts'
import type { IndexTables } from './employees.search.service.ts'
import { firstRow, flat } from './employees.service.ts'

type LeaveTables = IndexTables | 'branch' | 'position' | 'department' | 'departmentManager'
type LeaveCtx = Ctx<LeaveTables>

/** Archives a person and, in the same transaction, closes their account and hands on who reported to them and what they headed. */
export async function archiveEmployee(ctx: FullCtx, id: string, { reason, leftOn: asked, version }: Body<typeof contract.archiveEmployee>) {
  await ctx.raiseAccessVersion()
  await refuseArchivedActor(ctx)
  const before = await getDetail(ctx, id, 'employee.archive')
  if (id === ctx.actor.employeeId) throw fail.conflict('OWN_RECORD', 'You cannot archive yourself.')
  if (before.status === 'archived') throw fail.conflict('ALREADY_ARCHIVED', 'This person is archived already.')
  refuseStale(version, before.version)
  refuseUnseen({ leavingReason: reason }, before)
  const { leftOn } =
    before.status === 'left' && before.leftOn !== null ? { leftOn: before.leftOn } : accepted(lastDayOf(before, asked, ctx.today))
  const account = await accountOf(ctx, id)
  if (account.userId !== null && account.status === 'active') await archiveUser(ctx, account.userId)
  const passedOn = await letGo(ctx, { id, joinedOn: before.joinedOn, leftOn }, ctx.today)
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({
      status: 'archived',
      statusBefore: before.status,
      archivedAt: ctx.now,
      leftOn,
      ...(reason !== undefined && { leavingReason: reason }),
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await indexPerson(ctx, id)
  const after = (await findDetail(ctx, id))!
  await ctx.emit(contract.employeeArchived, {
    subject: { type: 'employee', id },
    before: flat(before),
    after: { ...flat(after), leavingReason: reason ?? after.team?.leavingReason ?? null, ...passedOn },
    data: { name: nameOf(after) },
  })
  return { employee: after }
}

/**
 * Brings an archived person back as they stood, with their account. Who was employed is so again without a gap, and without the
 * position, the headship and the reports they had: others may have them now.
 */
export async function restoreEmployee(ctx: FullCtx, id: string) {
  await ctx.raiseAccessVersion()
  const before = await getDetail(ctx, id, 'employee.archive')
  if (before.status !== 'archived') throw fail.conflict('NOT_ARCHIVED', 'This person is not archived.')
  const account = await accountOf(ctx, id)
  const hadLeft = account.statusBefore === 'left'
  if (!hadLeft) {
    await takePlace(ctx, 'employees')
    const rows = await readRows(ctx, id)
    await saveRows(ctx, [{ employeeId: id, before: rows, after: reopenRows(rows, before, newId()) }])
  }
  const open = { status: before.joinedOn > ctx.today ? 'onboarding' : 'active', leftOn: null, noticeOn: null, leavingReason: null }
  const away = account.statusBefore === 'on-leave' || account.statusBefore === 'suspended' ? { status: account.statusBefore } : {}
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({
      ...(hadLeft ? { status: 'left' } : { ...open, ...away }),
      statusBefore: null,
      archivedAt: null,
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  if (account.userId !== null && account.status === 'archived') await restoreUser(ctx, account.userId)
  await indexPerson(ctx, id)
  const after = (await findDetail(ctx, id))!
  await ctx.emit(contract.employeeRestored, {
    subject: { type: 'employee', id },
    before: flat(before),
    after: flat(after),
    data: { name: nameOf(after) },
  })
  return { employee: after }
}

/** Employs somebody again who left: same person, same number, and a new stay beside the one that is over. */
export async function rehireEmployee(ctx: FullCtx, id: string, { firstDay, ...terms }: Body<typeof contract.rehireEmployee>) {
  await ctx.raiseAccessVersion()
  const before = await getDetail(ctx, id, 'employee.create')
  if (before.status !== 'left') {
    throw fail.conflict('NOT_LEFT', 'Only somebody who left can be employed again.', { status: before.status })
  }
  refuseUnseen(terms, before)
  await takePlace(ctx, 'employees')
  const rows = await readRows(ctx, id)
  const over = rows.at(-1)?.lastDay ?? before.leftOn
  if (over !== null && firstDay <= over) {
    throw fail.unprocessable('REHIRE_TOO_EARLY', `This person was employed until ${over}.`, { firstDay, leftOn: over })
  }
  await saveRows(ctx, [{ employeeId: id, before: rows, after: [...rows, firstRow(firstDay, terms, 'rehire')] }])
  await ctx.tx
    .updateTable('employee')
    .set((eb) => ({
      status: firstDay > ctx.today ? 'onboarding' : 'active',
      joinedOn: firstDay,
      leftOn: null,
      noticeOn: null,
      leavingReason: null,
      version: eb('version', '+', 1),
    }))
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .execute()
  await indexPerson(ctx, id)
  const after = (await findDetail(ctx, id))!
  await ctx.emit(contract.employeeRehired, {
    subject: { type: 'employee', id },
    before: flat(before),
    after: flat(after),
    data: { name: nameOf(after) },
  })
  return { employee: after }
}

/** At most so many people are moved along in one transaction; the next run takes the rest. */
const atOnce = 500

/**
 * What comes with the day: who joins by `today` is active, and who was to leave before it has left. Run again it finds nobody; the
 * conditional updates put two runs at once in order.
 */
export async function moveAlong(ctx: LeaveCtx, today: string): Promise<void> {
  const due = await duePeople(ctx, today)
  if (due.length === 0) return
  await ctx.raiseAccessVersion()
  for (const { id, firstName, lastName, joinedOn, leftOn } of due) {
    const isOver = leftOn !== null && leftOn < today
    const moved = await ctx.tx
      .updateTable('employee')
      .set((eb) => ({ status: isOver ? 'left' : 'active', version: eb('version', '+', 1) }))
      .where('companyId', '=', ctx.companyId)
      .where('id', '=', id)
      .where((eb) => (isOver ? eb('status', 'not in', literals('left', 'archived')) : eb('status', '=', 'onboarding')))
      .returning('id')
      .executeTakeFirst()
    if (!moved) continue
    const act = { subject: { type: 'employee', id }, data: { name: nameOf({ firstName, lastName }), leftOn: leftOn ?? '' } }
    if (!isOver) await ctx.emit(contract.employeeStarted, act)
    else await ctx.emit(contract.employeeLeft, { ...act, after: await letGo(ctx, { id, joinedOn, leftOn }, today) })
    await indexPerson(ctx, id)
  }
}

function duePeople(ctx: LeaveCtx, today: string) {
  return ctx.tx
    .selectFrom('employee')
    .select(['id', 'firstName', 'lastName', 'joinedOn', 'leftOn'])
    .where('companyId', '=', ctx.companyId)
    .where('status', 'not in', literals('left', 'archived'))
    .where((eb) => eb.or([eb('leftOn', '<', today), eb.and([eb('status', '=', 'onboarding'), eb('joinedOn', '<=', today)])]))
    .orderBy('id')
    .limit(atOnce)
    .execute()
}

type Leaver = { readonly id: string; readonly joinedOn: string; readonly leftOn: string }

/** Ends somebody's employments; from the day after, or today if that is past, their reports report to their manager. */
async function letGo(ctx: LeaveCtx, { id, joinedOn, leftOn }: Leaver, today: string) {
  const before = await readRows(ctx, id)
  const after = endRows(before, { joinedOn, leftOn })
  const to = after.at(-1)?.managerId ?? null
  const next = addDays(leftOn, 1)
  const firstDay = next > today ? next : today
  const reports = await readRowsOfReports(ctx, id, firstDay)
  // Who is planned to lead that manager later reports to nobody instead. One question for all: without a report above the manager
  // none of the new lines closes.
  const lines = to === null ? [] : [...reports.keys()].map((employeeId) => ({ employeeId, managerId: to, firstDay, lastDay: null }))
  const leading = new Set((lines.length > 0 ? await findCycles(ctx, lines) : []).map(({ employeeId }) => employeeId))
  const handed = [...reports].map(([employeeId, rows]) => ({
    employeeId,
    before: rows,
    after: handOver(rows, { from: id, to: leading.has(employeeId) ? null : to, firstDay }, newId),
  }))
  await saveRows(ctx, [{ employeeId: id, before, after }, ...handed])
  if (handed.length > 0) {
    await ctx.tx
      .updateTable('employee')
      .set((eb) => ({ version: eb('version', '+', 1) }))
      .where('companyId', '=', ctx.companyId)
      .where('id', 'in', [...reports.keys()])
      .execute()
  }
  return { ...(await vacateSeats(ctx, id)), reports: [...reports.keys()], reportsTo: to, employedUntil: lastDayIn(after) }
}

/** Of two who archive each other, the second waited for the state row while their own account was closed. */
async function refuseArchivedActor(ctx: Ctx<'userAccount'>) {
  const actor = await ctx.tx
    .selectFrom('userAccount')
    .select('status')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', ctx.actor.userId!)
    .executeTakeFirstOrThrow()
  if (actor.status !== 'active') throw fail.unauthenticated('SESSION_ENDED', 'Your session has ended. Sign in again.')
}

const lastDayIn = (rows: readonly Row[]) => rows.at(-1)?.lastDay ?? null

function accountOf(ctx: Ctx<'employee' | 'userAccount'>, employeeId: string) {
  return ctx.tx
    .selectFrom('employee as e')
    .leftJoin('userAccount as u', (join) => join.onRef('u.id', '=', 'e.userId').on('u.companyId', '=', ctx.companyId))
    .select(['u.id as userId', 'u.status', 'e.statusBefore'])
    .where('e.companyId', '=', ctx.companyId)
    .where('e.id', '=', employeeId)
    .executeTakeFirstOrThrow()
}
