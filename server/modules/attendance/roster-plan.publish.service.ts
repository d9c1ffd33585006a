import { createHash } from 'node:crypto'
import type { Body, Data } from '../../core/contract.ts'
import { addDays } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { shiftSelects } from './day.queries.ts'
import { startRecompute } from './recompute.service.ts'
import * as contract from './roster-plan.contract.ts'
import { dropDrafts } from './roster-plan.draft.service.ts'
import { draftLimit, holdPeople, namesOf, refusePlanRange, requireGroup, selectDrafts } from './roster-plan.queries.ts'
import type { Draft, Group, PlanCtx } from './roster-plan.queries.ts'
import { replacementOf } from './roster-plan.rules.ts'
import type { OwnAssignment, PlanCell } from './roster-plan.rules.ts'
import { countConflicts } from './roster-plan.service.ts'
import { holdsOn } from './shift.rules.ts'

/** What publishing would change. `revision` given to `publish` makes sure that just this is published. */
export async function preview(ctx: PlanCtx, group: Body<typeof contract.previewPublish>): Promise<Data<typeof contract.previewPublish>> {
  const drafts = await readDrafts(ctx, group)
  const replacement = await replacementFor(ctx, drafts)
  const { overlap: _, ...warnings } = await countConflicts(ctx, drafts)
  const count = (plan: PlanCell['plan']) => drafts.filter((draft) => draft.plan === plan).length
  return {
    people: new Set(drafts.map(({ employeeId }) => employeeId)).size,
    shifts: count('shift'),
    daysOff: count('off'),
    cleared: count('clear'),
    overlaps: await named(ctx, replacement.overlaps),
    warnings,
    revision: revisionOf(drafts),
  }
}

/**
 * Publishes the drafts of a range or group, all or none. The people are held first, so of two at once the second finds what
 * the first left: nothing (409 `NOTHING_TO_PUBLISH`), or another plan than it saw (409 `PLAN_CHANGED`).
 * Refuses with 409 `ROSTER_OVERLAPS`, naming people and dates.
 */
export async function publish(ctx: PlanCtx, { revision, ...group }: Body<typeof contract.publishPlan>) {
  const seen = await readDrafts(ctx, group)
  if (seen.length > 0)
    await holdPeople(
      ctx,
      seen.map(({ employeeId }) => employeeId),
    )
  const drafts = await readDrafts(ctx, group)
  if (revision !== undefined && revision !== revisionOf(drafts))
    throw fail.conflict('PLAN_CHANGED', 'The plan was changed meanwhile; look at it again.', { revision: revisionOf(drafts) })
  if (drafts.length === 0) throw fail.conflict('NOTHING_TO_PUBLISH', 'Nothing is drafted there, or it was published already.', group)
  // Somebody who was drafted meanwhile is not held; they are published the next time.
  const held = new Set(seen.map(({ employeeId }) => employeeId))
  const ours = drafts.filter(({ employeeId }) => held.has(employeeId))
  const recomputeId = await replaceDays(ctx, ours)
  await dropDrafts(
    ctx,
    ours.map(({ id }) => id),
  )
  return { people: new Set(ours.map(({ employeeId }) => employeeId)).size, days: ours.length, recomputeId }
}

async function readDrafts(ctx: PlanCtx, group: Group): Promise<Draft[]> {
  refusePlanRange(group.from, group.to)
  await requireGroup(ctx, group)
  const drafts = await selectDrafts(ctx, group)
    .limit(draftLimit + 1)
    .execute()
  if (drafts.length > draftLimit) {
    const details = { limit: draftLimit }
    throw fail.unprocessable(
      'PLAN_TOO_LARGE',
      `At most ${draftLimit} drafts are published at once; choose fewer dates or a group.`,
      details,
    )
  }
  return drafts
}

const revisionOf = (drafts: readonly Draft[]) =>
  createHash('sha256')
    .update(drafts.map(({ id }) => id).join())
    .digest('base64url')

/**
 * Puts cells in the place of what people have of their own on these dates, in the transaction of whoever holds these people.
 * @returns the id of the recompute, null when no stored day is touched
 */
export async function replaceDays(ctx: PlanCtx, cells: readonly PlanCell[]): Promise<string | null> {
  const { changed, added, overlaps, nameOn } = await replacementFor(ctx, cells)
  if (overlaps.length > 0) {
    const details = { total: overlaps.length, overlaps: await named(ctx, overlaps.slice(0, 50)) }
    throw fail.conflict('ROSTER_OVERLAPS', 'Shifts of one person would overlap; nothing was published.', details)
  }
  const gone = changed.map(({ one }) => one.id)
  if (gone.length > 0) await ctx.tx.deleteFrom('shiftAssignment').where('companyId', '=', ctx.companyId).where('id', 'in', gone).execute()
  // The first piece of an assignment goes on under its id; what was cut off is another one.
  const pieces = changed.flatMap(({ one, pieces: left }) => left.map((piece, index) => ({ ...piece, id: index === 0 ? one.id : newId() })))
  await insertAll(ctx, [...pieces, ...added.map((one) => ({ ...one, id: newId() }))])
  await tellPeople(ctx, cells, nameOn)
  const spans = [...new Set(cells.map(({ day }) => day))].map((day) => ({ from: addDays(day, -1), to: addDays(day, 1) }))
  return startRecompute(ctx, { reason: 'roster-published', spans, employeeIds: [...new Set(cells.map(({ employeeId }) => employeeId))] })
}

async function replacementFor(ctx: PlanCtx, cells: readonly PlanCell[]) {
  const byPerson = Map.groupBy(cells, ({ employeeId }) => employeeId)
  const days = cells.map(({ day }) => day).toSorted()
  const [own, shifts] =
    days.length === 0 ? [[], []] : await Promise.all([readOwn(ctx, [...byPerson.keys()], days), readShifts(ctx, days[0]!)])
  const ownByPerson = Map.groupBy(own, ({ employeeId }) => employeeId!)
  const byId = new Map(shifts.map((shift) => [shift.id, shift]))
  const each = [...byPerson].map(([id, theirs]) => replacementOf(ownByPerson.get(id) ?? [], theirs, byId))
  const nameOf = (shiftId: string | null) => (shiftId === null ? 'day off' : (byId.get(shiftId)?.name ?? ''))
  return {
    changed: each.flatMap(({ changed }) => changed),
    added: each.flatMap(({ added }) => added),
    overlaps: each.flatMap(({ overlaps }) => overlaps),
    /** What somebody has of their own on a date before, and what a cell makes of it, in words. */
    nameOn: ({ employeeId, day, plan, shiftId }: PlanCell) => {
      const before = (ownByPerson.get(employeeId) ?? []).filter((one) => holdsOn(one, day)).map((one) => nameOf(one.shiftId))
      return { before: before.length > 0 ? before.join(', ') : null, after: plan === 'clear' ? null : nameOf(shiftId) }
    },
  }
}

async function readShifts(ctx: PlanCtx, day: string) {
  return (await ctx.tx.selectNoFrom(shiftSelects(ctx, { employeeIds: [], dayBefore: day, dayAfter: day })).executeTakeFirstOrThrow()).shifts
}

/** Own assignments of people around some dates; a night reaches into the next, so the neighbours are read as well. */
function readOwn(ctx: PlanCtx, employeeIds: readonly string[], days: readonly string[]): Promise<OwnAssignment[]> {
  const [first, last] = [addDays(days[0]!, -1), addDays(days.at(-1)!, 1)]
  return ctx.tx
    .selectFrom('shiftAssignment')
    .select(['id', 'shiftId', 'employeeId', 'departmentId', 'branchId', 'firstDay', 'lastDay', 'weekdays'])
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', 'in', employeeIds)
    .where('firstDay', '<=', last)
    .where((eb) => eb.or([eb('lastDay', 'is', null), eb('lastDay', '>=', first)]))
    .orderBy('id')
    .execute()
}

async function insertAll(ctx: PlanCtx, rows: readonly OwnAssignment[]) {
  for (let at = 0; at < rows.length; at += 1000) {
    await ctx.tx
      .insertInto('shiftAssignment')
      .values(rows.slice(at, at + 1000).map((row) => ({ companyId: ctx.companyId, ...row })))
      .execute()
  }
}

/** One event per person, so that each may be told of their own, with what stood on each date before. */
async function tellPeople(
  ctx: PlanCtx,
  cells: readonly PlanCell[],
  nameOn: (cell: PlanCell) => { before: string | null; after: string | null },
) {
  const byPerson = Map.groupBy(cells, ({ employeeId }) => employeeId)
  const names = await namesOf(ctx, [...byPerson.keys()])
  await ctx.emitAll(
    contract.rosterPublished,
    [...byPerson].map(([employeeId, theirs]) => {
      const days = theirs.map(({ day }) => day).toSorted()
      return {
        subject: { type: 'roster-plan', id: employeeId },
        before: Object.fromEntries(theirs.map((cell) => [cell.day, nameOn(cell).before])),
        after: Object.fromEntries(theirs.map((cell) => [cell.day, nameOn(cell).after])),
        data: { employeeId, name: names.get(employeeId) ?? '', firstDay: days[0]!, lastDay: days.at(-1)! },
      }
    }),
  )
}

async function named<O extends { employeeId: string }>(ctx: PlanCtx, overlaps: readonly O[]) {
  const some = overlaps.slice(0, 50)
  const names = await namesOf(
    ctx,
    some.map(({ employeeId }) => employeeId),
  )
  return some.map((one) => ({ ...one, employeeName: names.get(one.employeeId) ?? '' }))
}
