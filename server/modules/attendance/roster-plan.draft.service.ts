import type { Body, Data } from '../../core/contract.ts'
import { addDays, eachDay } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { readPlanned } from './day.queries.ts'
import * as contract from './roster-plan.contract.ts'
import { holdPeople, namesOf, peopleLimit, refusePlanRange, requireGroup, selectDrafts, selectPeople } from './roster-plan.queries.ts'
import type { Draft, PlanCtx } from './roster-plan.queries.ts'
import type { PlanCell } from './roster-plan.rules.ts'
import { cellOn } from './roster-plan.service.ts'
import { holdShifts } from './shift.service.ts'

type Cells = Body<typeof contract.draftCells>['cells']

/**
 * Drafts cells, or drops drafts. Two planners of one person are put in order by that person's row; a cell that was drafted
 * otherwise since it was seen refuses all of them: 409 `PLAN_CHANGED` names each.
 */
export async function draftCells(ctx: PlanCtx, { cells }: Body<typeof contract.draftCells>) {
  refuseTwice(cells)
  const days = cells.map(({ day }) => day).toSorted()
  refusePlanRange(days[0]!, days.at(-1)!)
  await holdPeople(
    ctx,
    cells.map(({ employeeId }) => employeeId),
  )
  await holdShifts(
    ctx,
    cells.flatMap(({ shiftId }) => shiftId ?? []),
  )
  await refuseUnseen(ctx, cells)
  const wanted = cells.filter(({ plan }) => plan !== 'keep')
  const dropped = await dropCells(
    ctx,
    cells.filter(({ plan }) => plan === 'keep'),
  )
  const drafted = await writeDrafts(
    ctx,
    wanted.map(({ employeeId, day, plan, shiftId = null }) => ({ employeeId, day, plan: plan as PlanCell['plan'], shiftId })),
  )
  await tell(ctx, contract.rosterDrafted, days, cells.length)
  return { drafted, dropped }
}

function refuseTwice(cells: Cells) {
  const seen = new Set<string>()
  for (const [index, { employeeId, day, plan, shiftId }] of cells.entries()) {
    if (seen.has(employeeId + day))
      throw fail.unprocessable('CELL_TWICE', 'One date of a person is drafted once.', { field: `cells[${index}]`, employeeId, day })
    if ((plan === 'shift') !== (shiftId !== undefined))
      throw fail.unprocessable('CELL_SHIFT', 'A shift is named where the plan is "shift", and nowhere else.', {
        field: `cells[${index}].shiftId`,
      })
    seen.add(employeeId + day)
  }
}

async function refuseUnseen(ctx: PlanCtx, cells: Cells) {
  const told = cells.filter(({ draftId }) => draftId !== undefined)
  if (told.length === 0) return
  const there = await draftsAt(ctx, told)
  const changed = told.filter(({ employeeId, day, draftId }) => (there.get(employeeId + day)?.id ?? null) !== draftId)
  if (changed.length > 0) {
    throw fail.conflict('PLAN_CHANGED', 'Somebody else planned these dates meanwhile; look at them again.', {
      cells: changed.map(({ employeeId, day }) => ({ employeeId, day })),
    })
  }
}

async function draftsAt(ctx: PlanCtx, cells: readonly { employeeId: string; day: string }[]) {
  const days = cells.map(({ day }) => day).toSorted()
  const rows = await selectDrafts(ctx, { from: days[0]!, to: days.at(-1)! })
    .where('d.employeeId', 'in', [...new Set(cells.map(({ employeeId }) => employeeId))])
    .execute()
  return new Map(rows.map((row) => [row.employeeId + row.day, row]))
}

async function dropCells(ctx: PlanCtx, cells: Cells): Promise<number> {
  if (cells.length === 0) return 0
  const there = await draftsAt(ctx, cells)
  const ids = cells.flatMap(({ employeeId, day }) => there.get(employeeId + day)?.id ?? [])
  return dropDrafts(ctx, ids)
}

export async function dropDrafts(ctx: PlanCtx, ids: readonly string[]): Promise<number> {
  if (ids.length === 0) return 0
  const gone = await ctx.tx
    .deleteFrom('shiftDraft')
    .where('companyId', '=', ctx.companyId)
    .where('id', 'in', [...ids])
    .returning('id')
    .execute()
  return gone.length
}

async function writeDrafts(ctx: PlanCtx, cells: readonly PlanCell[]): Promise<number> {
  const by = { plannedBy: ctx.actor.userId, plannedAt: ctx.now }
  for (let at = 0; at < cells.length; at += 1000) {
    await ctx.tx
      .insertInto('shiftDraft')
      .values(cells.slice(at, at + 1000).map((cell) => ({ companyId: ctx.companyId, id: newId(), ...cell, ...by })))
      .onConflict((conflict) =>
        conflict.columns(['companyId', 'employeeId', 'day']).doUpdateSet((eb) => ({
          id: eb.ref('excluded.id'),
          plan: eb.ref('excluded.plan'),
          shiftId: eb.ref('excluded.shiftId'),
          plannedBy: eb.ref('excluded.plannedBy'),
          plannedAt: eb.ref('excluded.plannedAt'),
        })),
      )
      .execute()
  }
  return cells.length
}

export async function discard(ctx: PlanCtx, group: Body<typeof contract.discardDrafts>) {
  refusePlanRange(group.from, group.to)
  await requireGroup(ctx, group)
  const rows = await selectDrafts(ctx, group).execute()
  const dropped = await dropDrafts(
    ctx,
    rows.map(({ id }) => id),
  )
  if (dropped > 0) await tell(ctx, contract.rosterDiscarded, [group.from, group.to], dropped)
  return { dropped }
}

type Fault = Data<typeof contract.copyWeek>['skipped'][number]

/**
 * Drafts in other weeks what people have of their own (draft before published) in one week. Where something else of their own
 * stands already, on leave, outside employment, or where a date has several shifts, the copy conflicts: all is refused with
 * 409 `COPY_CONFLICTS`, or these dates are skipped, as asked. What comes of a roster or group turns by itself and is not copied.
 */
export async function copyWeek(ctx: PlanCtx, ask: Body<typeof contract.copyWeek>): Promise<Data<typeof contract.copyWeek>> {
  const { from, to, weeks = 1, departmentId, branchId, onConflict = 'refuse' } = ask
  if (from === to) throw fail.unprocessable('COPY_SAME', 'A week is copied into another one.', { field: 'to', from, to })
  const dates = eachDay(from, addDays(from, 7 * weeks - 1)).map((day, index) => ({ day, target: addDays(to, index) }))
  if (to > from && to <= dates.at(-1)!.day)
    throw fail.unprocessable('COPY_OVERLAPS', 'The weeks that are copied must not run into those they are copied to.', {
      field: 'to',
      from,
      to,
      weeks,
    })
  await requireGroup(ctx, { departmentId, branchId })
  const last = dates.at(-1)!
  const people = await selectPeople(ctx, { from: to, to: last.target, departmentId, branchId })
    .limit(peopleLimit + 1)
    .execute()
  if (people.length > peopleLimit) throw tooMany(people.length)
  if (people.length === 0) return { drafted: 0, skipped: [] }
  const employeeIds = people.map(({ id }) => id)
  await holdPeople(ctx, employeeIds)
  const [first, end] = [from < to ? from : to, from < to ? last.target : last.day]
  const drafts = new Map(
    (await selectDrafts(ctx, { from: first, to: end }).where('d.employeeId', 'in', employeeIds).execute()).map((one) => [
      one.employeeId + one.day,
      one,
    ]),
  )
  const [source, target] = [await ownIn(ctx, employeeIds, from, last.day), await ownIn(ctx, employeeIds, to, last.target)]
  const archived = await archivedShifts(ctx)
  const [names, cells, faults] = [await namesOf(ctx, employeeIds), [] as PlanCell[], [] as Fault[]]
  for (const employeeId of employeeIds) {
    for (const { day, target: on } of dates) {
      const cell = cellOn(employeeId, day, drafts.get(employeeId + day), source.ownOf(employeeId))
      if (cell === null) continue
      const message =
        cell === 'several'
          ? 'There are several shifts on this date.'
          : (faultAt(cell, drafts.get(employeeId + on), on, target.of(employeeId), target.ownOf(employeeId)) ??
            (archived.has(cell.shiftId ?? '') ? 'The shift is archived.' : null))
      if (message === 'same') continue
      if (message) faults.push({ employeeId, employeeName: names.get(employeeId) ?? '', day: on, otherDay: day, message })
      else cells.push({ ...(cell as PlanCell), day: on })
    }
  }
  if (faults.length > 0 && onConflict === 'refuse') {
    const details = { total: faults.length, conflicts: faults.slice(0, 50) }
    throw fail.conflict('COPY_CONFLICTS', 'Something stands already where the week is copied to; nothing was copied.', details)
  }
  const plain = cells.map(({ employeeId, day, plan, shiftId }) => ({ employeeId, day, plan, shiftId }))
  const drafted = await writeDrafts(ctx, plain)
  if (drafted > 0) await tell(ctx, contract.rosterDrafted, [to, last.target], drafted)
  return { drafted, skipped: faults.slice(0, 500) }
}

async function archivedShifts(ctx: PlanCtx): Promise<ReadonlySet<string>> {
  const query = ctx.tx.selectFrom('shift').select('id').where('companyId', '=', ctx.companyId).where('isActive', '=', false)
  return new Set((await query.execute()).map(({ id }) => id))
}

async function ownIn(ctx: PlanCtx, employeeIds: readonly string[], from: string, to: string) {
  const { now, assignments } = await readPlanned(ctx, { employeeIds, from, to }, (all) => [...all])
  const byPerson = Map.groupBy(assignments, ({ employeeId }) => employeeId)
  return { of: now, ownOf: (employeeId: string) => byPerson.get(employeeId) ?? [] }
}

type Target = ReturnType<Awaited<ReturnType<typeof ownIn>>['of']>

/** What stands against a copied cell on its date; `same` when it is there already. */
function faultAt(cell: PlanCell, draft: Draft | undefined, on: string, sources: Target, own: Parameters<typeof cellOn>[3]): string | null {
  if (sources.scheduleOf(on).kind === 'not-employed') return 'The person is not employed on this date.'
  const there = cellOn(cell.employeeId, on, draft, own)
  if (there === 'several') return 'There are several shifts on this date already.'
  if (there && there.plan === cell.plan && there.shiftId === cell.shiftId) return 'same'
  if (there || draft) return draft ? 'Something else is drafted on this date.' : 'Something else is published on this date.'
  if (cell.plan === 'shift' && sources.leaveOf(on)) return 'The person is on leave on this date.'
  return null
}

export const tooMany = (asked: number) =>
  fail.unprocessable('PLAN_TOO_LARGE', 'This is more than is planned at once; choose a department or branch.', {
    asked,
    limit: peopleLimit,
  })

function tell(ctx: PlanCtx, event: typeof contract.rosterDrafted, days: readonly string[], cells: number) {
  return ctx.emit(event, {
    subject: { type: 'roster-plan', id: ctx.companyId },
    data: { firstDay: days[0]!, lastDay: days.at(-1)!, cells },
  })
}
