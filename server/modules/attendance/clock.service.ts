import type { Ctx } from '../../core/context.ts'
import type { Body } from '../../core/contract.ts'
import { isZone, localDateOf, localTimeOf } from '../../core/dates.ts'
import { fail } from '../../core/errors.ts'
import { newId } from '../../core/ids.ts'
import { statement } from '../../core/statement.ts'
import * as contract from './attendance.contract.ts'
import type { ClockStatus } from './attendance.contract.ts'
import { allowedActs, isPressedLately, nextClock, workDateOf } from './attendance.rules.ts'
import type { ClockAct, ClockState } from './attendance.rules.ts'
import { requireOpenMonth } from './closed-month.queries.ts'
import { holdPunches, recomputeDay } from './day.service.ts'
import { requireBreakType } from './break-type.service.ts'
import { readDaySources } from './day.queries.ts'
import type { DayTables } from './day.queries.ts'
import { holdFence } from './geofence.service.ts'
import type { Position } from './geofence.rules.ts'
import { ownEmployeeId } from './range.queries.ts'

type ClockCtx = Ctx<DayTables | 'attendanceClock' | 'attendanceDay' | 'attendanceMonth' | 'employee' | 'geofencePlace'>
type Punch = Body<typeof contract.pause>
type ClockRow = { state: string; since: string; startedAt: string | null; workDate: string; timeZone: string }

type Source = 'web' | 'mobile' | 'kiosk'

const events = { start: contract.started, break: contract.paused, resume: contract.resumed, end: contract.ended }
const before: Readonly<Record<ClockAct, readonly ClockState[]>> = {
  start: ['off'],
  break: ['working'],
  resume: ['break'],
  end: ['working', 'break'],
}

/**
 * One punch of the person who asks. The conditional change of the clock's one row is the guard against two at once; the
 * entry, the day and the event are written in the same transaction.
 * `pressedAt` is of a device that had no network: at most a day ago, not in a closed month.
 * Refuses: 400 `PRESSED_TOO_LONG_AGO`, 409 `MONTH_CLOSED`, `ALREADY_STARTED`, `NOT_STARTED`, `ALREADY_ON_BREAK`, `NOT_ON_BREAK`, with since when; what the fence refuses.
 */
export async function punch(ctx: ClockCtx, act: ClockAct, { source = 'web', position, pressedAt, ...rest }: Punch) {
  const employeeId = ownEmployeeId(ctx)
  const at = pressedAt === undefined ? ctx.now : await heldInstant(ctx, employeeId, pressedAt, rest.timeZone)
  return punchOf(ctx, employeeId, act, { ...rest, source, at, position: position ?? null })
}

/** What waited on a device counts from when it was pressed; its month may be closed by now. */
async function heldInstant(ctx: ClockCtx, employeeId: string, pressedAt: string, timeZone: string | undefined) {
  if (!isPressedLately(pressedAt, ctx.now)) {
    throw fail.invalid('PRESSED_TOO_LONG_AGO', 'What was pressed more than a day ago, or is yet to come, is asked for as a correction.', [
      { path: 'body.pressedAt', message: 'is too long ago or in the future', expected: 'an instant of the last 24 hours' },
    ])
  }
  const at = pressedAt < ctx.now ? pressedAt : ctx.now
  await holdPunches(ctx, [employeeId])
  await requireOpenMonth(ctx, localDateOf(at, zoneOf(timeZone, ctx.actor.settings.timeZone)))
  return at
}

/** Without `position` the punch is from where people are known to be, such as a kiosk: no fence holds it. */
type PunchOf = Omit<Punch, 'source' | 'position'> & { at: string; source: Source; position?: Position | null }

/** A punch of somebody at an instant, not before their last one; the same guard. */
export async function punchOf(
  ctx: ClockCtx,
  employeeId: string,
  act: ClockAct,
  { at, timeZone, source, note, breakTypeId, position }: PunchOf,
) {
  const zone = zoneOf(timeZone, ctx.actor.settings.timeZone)
  if (breakTypeId) await requireBreakType(ctx, breakTypeId)
  const entry = { id: newId(), kind: act, at, timeZone: zone, source }
  // Both are on the wire before the first is answered.
  const moving = moveClock(ctx, employeeId, { ...entry, note: note ?? null, breakTypeId: breakTypeId ?? null })
  const workDay = workDateOf(at, zone)
  const reading = readDaySources(ctx, employeeId, workDay, workDay)
  const [moved] = await Promise.allSettled([moving, reading]).then(firstFailure)
  if (!moved) throw await refusalOf(ctx, employeeId, act)
  const read = await reading
  const fenced = { id: entry.id, at, localDate: workDay, position: position ?? null }
  const isFlagged = position !== undefined && (await holdFence(ctx, employeeId, fenced, read))
  const clock = act === 'start' ? await datedByShift(ctx, employeeId, moved as ClockRow, read.workDateOf(at, workDay)) : (moved as ClockRow)
  // A stretch that crossed midnight belongs to the day it began on.
  const sources = clock.workDate === workDay && !isFlagged ? read : await readDaySources(ctx, employeeId, clock.workDate, clock.workDate)
  const { day, stored } = recomputeDay(ctx, employeeId, clock.workDate, sources)
  ctx.endWith(stored, ctx.emit(events[act], { subject: { type: 'attendance', id: employeeId }, data: { workDate: clock.workDate, at } }))
  return { entry: { ...entry, workDate: clock.workDate }, status: statusOf(clock, day) }
}

/** The shift whose window holds the start decides on which date it counts: a night that is begun late, after midnight, is the day before's. */
async function datedByShift(ctx: ClockCtx, employeeId: string, clock: ClockRow, workDate: string): Promise<ClockRow> {
  if (clock.workDate === workDate) return clock
  await ctx.tx
    .updateTable('attendanceClock')
    .set({ workDate })
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .execute()
  return { ...clock, workDate }
}

type NewEntry = {
  id: string
  kind: ClockAct
  at: string
  timeZone: string
  source: Source
  note: string | null
  breakTypeId: string | null
}

/** Moves the clock and writes the entry, in one statement: a clock that cannot move leaves no entry behind. */
async function moveClock(ctx: ClockCtx, employeeId: string, { kind, ...entry }: NewEntry): Promise<ClockRow | undefined> {
  const { at, timeZone } = entry
  const localTime = `${localDateOf(at, timeZone)} ${localTimeOf(at, timeZone)}`
  const [moved] = await moves(ctx, { ...entry, $kind: kind, employeeId, localTime, workDate: workDateOf(at, timeZone) })
  return moved
}

type MoveValues = Omit<NewEntry, 'kind'> & { $kind: ClockAct; employeeId: string; localTime: string; workDate: string }

const moves = statement(
  (ctx: ClockCtx, { $kind, id, employeeId, at, timeZone, localTime, workDate, source, note, breakTypeId }: MoveValues) =>
    ctx.tx
      .with('moved', () =>
        $kind === 'start' ? startClock(ctx, { employeeId, at, timeZone, workDate }) : changeClock(ctx, employeeId, $kind, at),
      )
      .with('written', (db) =>
        db
          .insertInto('attendanceEntry')
          .columns(['companyId', 'id', 'employeeId', 'kind', 'at', 'timeZone', 'localTime', 'workDate', 'source', 'note', 'breakTypeId'])
          .expression((eb) =>
            eb
              .selectFrom('moved')
              .select([
                eb.cast<string>(eb.val(ctx.companyId), 'uuid').as('companyId'),
                eb.cast<string>(eb.val(id), 'uuid').as('id'),
                eb.cast<string>(eb.val(employeeId), 'uuid').as('employeeId'),
                eb.cast<string>(eb.val($kind), 'text').as('kind'),
                eb.cast<string>(eb.val(at), 'timestamptz').as('at'),
                eb.cast<string>(eb.val(timeZone), 'text').as('timeZone'),
                eb.cast<string>(eb.val(localTime), 'timestamp').as('localTime'),
                'moved.workDate',
                eb.cast<string>(eb.val(source), 'text').as('source'),
                eb.cast<string | null>(eb.val(note), 'text').as('note'),
                eb.cast<string | null>(eb.val(breakTypeId), 'uuid').as('breakTypeId'),
              ]),
          ),
      )
      .selectFrom('moved')
      .select(clockColumns),
)

function startClock(
  ctx: ClockCtx,
  { employeeId, at, timeZone, workDate }: Pick<MoveValues, 'employeeId' | 'at' | 'timeZone' | 'workDate'>,
) {
  const fresh = { state: 'working', since: at, startedAt: at, workDate, timeZone }
  return ctx.tx
    .insertInto('attendanceClock')
    .values({ companyId: ctx.companyId, employeeId, ...fresh })
    .onConflict((conflict) =>
      conflict
        .columns(['companyId', 'employeeId'])
        .doUpdateSet(fresh)
        .where('attendanceClock.state', '=', 'off')
        // A session that starts before the last one ended would overlap it.
        .where('attendanceClock.since', '<=', at),
    )
    .returning(clockColumns)
}

function changeClock(ctx: ClockCtx, employeeId: string, act: Exclude<ClockAct, 'start'>, at: string) {
  const state = nextClock(before[act][0]!, act) as ClockState
  return (
    ctx.tx
      .updateTable('attendanceClock')
      .set({ state, since: at, ...(act === 'end' && { startedAt: null }) })
      .where('companyId', '=', ctx.companyId)
      .where('employeeId', '=', employeeId)
      .where('state', 'in', before[act])
      // An instant that is not later than the last punch would make negative time.
      .where('since', '<=', at)
      .returning(clockColumns)
  )
}

const clockColumns = ['state', 'since', 'startedAt', 'workDate', 'timeZone'] as const

async function refusalOf(ctx: ClockCtx, employeeId: string, act: ClockAct) {
  const clock = await findClock(ctx, employeeId)
  const refusal = nextClock((clock?.state ?? 'off') as ClockState, act)
  if (typeof refusal === 'string') return fail.conflict('CLOCK_CHANGED', 'Your clock was changed at the same moment; look at it again.')
  return fail.conflict(refusal.code, refusal.message, { ...refusal.details, since: clock?.since ?? null })
}

/** The first failure is the cause; the ones behind it only say that the transaction is aborted. */
function firstFailure(outcomes: PromiseSettledResult<unknown>[]) {
  const failed = outcomes.find((outcome) => outcome.status === 'rejected')
  if (failed) throw failed.reason
  return outcomes.map((outcome) => (outcome as PromiseFulfilledResult<unknown>).value)
}

function findClock(ctx: ClockCtx, employeeId: string): Promise<ClockRow | undefined> {
  return ctx.tx
    .selectFrom('attendanceClock')
    .select(clockColumns)
    .where('companyId', '=', ctx.companyId)
    .where('employeeId', '=', employeeId)
    .executeTakeFirst()
}

/** The clock and the day of the person who asks; a stretch that crossed midnight still belongs to its own day. */
export async function myStatus(ctx: ClockCtx) {
  const employeeId = ownEmployeeId(ctx)
  const [row] = await clocks(ctx, { employeeId })
  if (row && row.scheduledMinutes !== null) {
    const workDate = row.state === 'off' ? ctx.today : row.workDate
    return { status: statusOf({ ...row, workDate }, row as DayFigures) }
  }
  const { scheduledMinutes } = (await readDaySources(ctx, employeeId, ctx.today, ctx.today)).scheduleOf(ctx.today)
  const idle = {
    state: row?.state ?? 'off',
    since: row?.since ?? null,
    startedAt: null,
    workDate: ctx.today,
    timeZone: row?.timeZone ?? ctx.actor.settings.timeZone,
  }
  return { status: statusOf(idle, { scheduledMinutes, workedMinutes: 0, breakMinutes: 0, lateMinutes: 0 }) }
}

const clocks = statement((ctx: ClockCtx, { employeeId }: { employeeId: string }) =>
  ctx.tx
    .selectFrom('attendanceClock as c')
    .leftJoin('attendanceDay as d', (join) =>
      join
        .onRef('d.employeeId', '=', 'c.employeeId')
        .on('d.companyId', '=', ctx.companyId)
        .on((eb) =>
          eb(
            'd.workDate',
            '=',
            eb
              .case()
              .when('c.state', '=', 'off')
              .then(eb.cast<string>(eb.val(ctx.today), 'date'))
              .else(eb.ref('c.workDate'))
              .end(),
          ),
        ),
    )
    .select([
      'c.state',
      'c.since',
      'c.startedAt',
      'c.workDate',
      'c.timeZone',
      'd.scheduledMinutes',
      'd.workedMinutes',
      'd.breakMinutes',
      'd.lateMinutes',
    ])
    .where('c.companyId', '=', ctx.companyId)
    .where('c.employeeId', '=', employeeId),
)

type DayFigures = Pick<ClockStatus, 'scheduledMinutes' | 'workedMinutes' | 'breakMinutes' | 'lateMinutes'>

function statusOf(clock: Omit<ClockRow, 'since'> & { since: string | null }, day: DayFigures): ClockStatus {
  const state = clock.state as ClockState
  const { scheduledMinutes, workedMinutes, breakMinutes, lateMinutes } = day
  const { since, startedAt, workDate, timeZone } = clock
  return {
    state,
    since,
    startedAt,
    workDate,
    timeZone,
    scheduledMinutes,
    workedMinutes,
    breakMinutes,
    lateMinutes,
    allowed: allowedActs(state),
  }
}

function zoneOf(asked: string | undefined, ofCompany: string) {
  if (asked === undefined) return ofCompany
  if (isZone(asked)) return asked
  throw fail.unprocessable('TIME_ZONE_UNKNOWN', `${asked} is not a time zone; use a name such as Asia/Jakarta.`, { timeZone: asked })
}
