import { sql } from 'kysely'
import type { FullCtx } from '../../core/context.ts'
import type { Body, Data, Query } from '../../core/contract.ts'
import { newId } from '../../core/ids.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { fetchPageOf, sorted, wordsIn } from '../../core/paging.ts'
import { startApproval } from '../workflows/index.ts'
import { aboutCorrection, correctionKind } from './correction.approval.service.ts'
import { checkDay, refused, requireBreaks, wantedOf } from './correction.check.service.ts'
import * as contract from './correction.contract.ts'
import type { Sides } from './correction.contract.ts'
import { getCorrectionRow, readDayWith, seenCorrections, selectCorrections } from './correction.queries.ts'
import { holdPunches } from './day.service.ts'
import { subjectOf, wasIn } from './range.queries.ts'

export async function previewCorrection(
  ctx: FullCtx,
  { employeeId, date, entries }: Body<typeof contract.previewCorrection>,
): Promise<Data<typeof contract.previewCorrection>> {
  const subject = await subjectOf(ctx, employeeId, 'attendance.correct')
  const wanted = wantedOf(entries)
  await requireBreaks(ctx, wanted)
  const { sides, refusal } = await checkDay(ctx, subject.employeeId, date, wanted)
  const field = (refusal?.details['field'] as string | undefined) ?? null
  return { ...sides, refusal: refusal && { code: refusal.code, message: refusal.message, field } }
}

/**
 * Asks for another day. Punches of the person wait meanwhile, so that what is compared is what is there; one open correction of
 * a day is all the table takes, of two at once the second is refused.
 */
export async function askCorrection(ctx: FullCtx, { employeeId, date, entries, reason }: Body<typeof contract.askCorrection>) {
  const subject = await subjectOf(ctx, employeeId, 'attendance.correct')
  const wanted = wantedOf(entries)
  await requireBreaks(ctx, wanted)
  await holdPunches(ctx, [subject.employeeId])
  const { refusal, addedMinutes } = await checkDay(ctx, subject.employeeId, date, wanted)
  if (refusal) throw refused(refusal)
  const id = newId()
  await ctx.tx
    .insertInto('attendanceCorrection')
    .values({
      companyId: ctx.companyId,
      id,
      employeeId: subject.employeeId,
      workDate: date,
      wanted: JSON.stringify(wanted),
      reason: reason.trim(),
      addedMinutes,
      enteredBy: subject.actsForOthers ? ctx.actor.userId : null,
      createdAt: ctx.now,
    })
    .execute()
  const asked = await getCorrectionRow(ctx, id)
  await ctx.emit(contract.correctionAsked, {
    subject: { type: 'attendance-correction', id },
    after: { date, entries: wanted, reason: asked.reason },
    data: aboutCorrection(asked),
  })
  await startApproval(ctx, correctionKind, id)
  return { correction: await getCorrectionRow(ctx, id) }
}

export async function listCorrections(ctx: FullCtx, ask: Query<typeof contract.listCorrections>) {
  const { rows: corrections, pagination } = await fetchPageOf(correctionsAsked(ctx, ask), selectCorrections(ctx), ask, 'c.id')
  return { corrections, pagination }
}

export function exportCorrections(ctx: FullCtx, ask: Query<typeof contract.exportCorrections>) {
  const rows = correctionsAsked(ctx, ask).select('e.employeeNumber')
  return exportList(ctx, ask, { name: 'corrections', rows, cells, event: contract.correctionsExported })
}

function correctionsAsked(ctx: FullCtx, ask: Query<typeof contract.exportCorrections>) {
  let query = selectCorrections(ctx, seenCorrections(ctx))
  if (ask.mine) query = ctx.actor.employeeId ? query.where('c.employeeId', '=', ctx.actor.employeeId) : query.where(sql<boolean>`false`)
  if (ask.employeeId) query = query.where('c.employeeId', '=', ask.employeeId)
  if (ask.state) query = query.where('c.state', '=', ask.state)
  if (ask.from) query = query.where('c.workDate', '>=', ask.from)
  if (ask.to) query = query.where('c.workDate', '<=', ask.to)
  if (ask.departmentId) query = query.where(wasIn(ctx, ask.departmentId, 'c'))
  if (ask.q) query = query.where(wordsIn(ask.q, 'e.firstName', 'e.lastName', 'e.employeeNumber'))
  return ask.sort ? sorted(query, ask.sort, sortable, 'c.id') : query.orderBy('c.id', 'desc')
}

const sortable = {
  createdAt: 'c.createdAt',
  date: 'c.workDate',
  lastName: 'e.lastName',
  firstName: 'e.firstName',
  state: 'c.state',
  decidedAt: 'c.decidedAt',
}

const cells: Cells<contract.Correction & { employeeNumber: string }> = {
  Number: ({ employeeNumber }) => employeeNumber,
  'First name': ({ employee }) => employee.firstName,
  'Last name': ({ employee }) => employee.lastName,
  Day: ({ date }) => date,
  'Entries asked for': ({ entries }) => entries.map(({ kind, at }) => `${kind} ${at}`).join(', '),
  Reason: ({ reason }) => reason,
  State: ({ state }) => state,
  Asked: ({ createdAt }) => createdAt,
  'Entered by': ({ enteredByName }) => enteredByName,
  'Decided by': ({ decidedByName }) => decidedByName,
  Decided: ({ decidedAt }) => decidedAt,
  Comment: ({ comment }) => comment,
}

/** The day before and after is as it was applied, else as it would be now. */
export async function getCorrection(ctx: FullCtx, id: string): Promise<Data<typeof contract.getCorrection>> {
  const correction = await getCorrectionRow(ctx, id, seenCorrections(ctx))
  const kept = await ctx.tx
    .selectFrom('attendanceCorrection')
    .select('sides')
    .where('companyId', '=', ctx.companyId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  if (kept.sides) return { correction, ...(kept.sides as Sides) }
  const { sides } = await readDayWith(ctx, correction.employee.id, correction.date, correction.entries)
  return { correction, ...sides }
}
