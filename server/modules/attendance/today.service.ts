import type { Data, Query } from '../../core/contract.ts'
import { exportList } from '../../core/list-csv.ts'
import type { Cells } from '../../core/list-csv.ts'
import { pageOf, paginationOf } from '../../core/paging.ts'
import { holidaySelects, holidaysFor, scheduleOf } from '../working-time/index.ts'
import type { CalendarUse, DaySchedule, HolidayEntry, SettingsRow, WorkingPattern } from '../working-time/index.ts'
import * as contract from './attendance.contract.ts'
import { presences } from './attendance.contract.ts'
import { expectedStart } from './day.rules.ts'
import { shiftSelects } from './day.queries.ts'
import { assignmentsOf } from './day-sources.queries.ts'
import { scheduleOfShifts, shiftsOn } from './shift.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment } from './shift.rules.ts'
import { readBoard, readShown } from './today.queries.ts'
import type { BoardRow, TodayCtx } from './today.queries.ts'

type Presence = (typeof presences)[number]

type Ask = Query<typeof contract.exportToday>
type Board = Data<typeof contract.listToday>

/**
 * Who is here now, within the caller's reach. Everybody's presence is found first, from as little as says it, so that the
 * counters are of the same people as the rows, on whatever page they stand; then who the people of the page are.
 */
export async function listToday(ctx: TodayCtx, ask: Query<typeof contract.listToday>): Promise<Board> {
  const { rows, counters } = await boardOf(ctx, ask)
  const { limit, offset } = pageOf(ask)
  const people = await shownOf(ctx, rows.slice(offset, offset + limit))
  return { date: ctx.today, people, counters, pagination: paginationOf(ask, rows.length) }
}

export function exportToday(ctx: TodayCtx, ask: Ask) {
  const rows = { limit: (most: number) => ({ execute: async () => shownOf(ctx, (await boardOf(ctx, ask)).rows.slice(0, most)) }) }
  return exportList(ctx, ask, { name: 'today', rows, cells: cellsAt(ctx.now), event: contract.todayExported })
}

const cellsAt = (now: string): Cells<Board['people'][number]> => ({
  'First name': ({ firstName }) => firstName,
  'Last name': ({ lastName }) => lastName,
  Title: ({ title }) => title,
  Department: ({ departmentName }) => departmentName,
  State: ({ presence }) => presence,
  Since: ({ presence, since }) => (presence === 'working' || presence === 'break' ? since : null),
  Started: ({ startedAt }) => startedAt,
  'Minutes late': ({ lateMinutes }) => lateMinutes,
  'Minutes worked': ({ presence, since, workedMinutes }) =>
    workedMinutes + (presence === 'working' && since ? Math.floor((Date.parse(now) - Date.parse(since)) / 60_000) : 0),
  'Works at': ({ location }) => location,
})

type Present = { readonly employeeId: string; readonly presence: Presence }

/** Whoever left between the two readings is not there any more. */
async function shownOf(ctx: TodayCtx, rows: readonly Present[]) {
  const shown = await readShown(
    ctx,
    rows.map(({ employeeId }) => employeeId),
  )
  return rows.flatMap((row) => {
    const person = shown.get(row.employeeId)
    return person ? [{ ...person, ...row }] : []
  })
}

/** Everybody with what they are doing, and how many do what. */
async function boardOf(ctx: TodayCtx, ask: Ask) {
  const date = ctx.today
  const [people, patterns, free, settings] = await Promise.all([
    readBoard(ctx, ask),
    ctx.tx
      .selectFrom('workingPattern')
      .select(['id', 'name', 'weeks', 'anchorDay', 'times', 'isFlexible'])
      .where('companyId', '=', ctx.companyId)
      .execute(),
    ctx.tx
      .selectNoFrom([
        ...holidaySelects(ctx, { from: date, to: date }),
        ...shiftSelects(ctx, { employeeIds: null, dayBefore: date, dayAfter: date }),
      ])
      .executeTakeFirstOrThrow(),
    ctx.tx
      .selectFrom('companySettings')
      .select(['firstDay', 'settings'])
      .where('companyId', '=', ctx.companyId)
      .orderBy('firstDay')
      .execute(),
  ])
  const schedules = schedulesOf(date, patterns as unknown as WorkingPattern[], free, settings as SettingsRow[])
  const startOf = startsOf(date)
  const present = people.map((person) => ({ employeeId: person.employeeId, presence: presenceOf(person, schedules(person), startOf, ctx) }))
  const counters = Object.fromEntries(presences.map((presence) => [presence, 0])) as Record<Presence, number>
  for (const { presence } of present) counters[presence] += 1
  const rows = ask.presence ? present.filter(({ presence }) => presence === ask.presence) : present
  return { rows: byPresence(rows, ask.sort), counters }
}

/** In the order of what they are doing, if that comes first in what is asked for; who does the same keeps their place. */
function byPresence(rows: readonly Present[], sort = '') {
  const [, down] = /^(-?)presence(?:,|$)/.exec(sort) ?? []
  if (down === undefined) return rows
  const way = down ? -1 : 1
  return rows.toSorted((a, b) => way * (presences.indexOf(a.presence) - presences.indexOf(b.presence)))
}

type StartOf = (schedule: DaySchedule, zone: string) => number | null

/** When work begins by a schedule, worked out once for all who have it. */
function startsOf(date: string): StartOf {
  const known = new Map<DaySchedule, Map<string, number | null>>()
  return (schedule, zone) => {
    const starts = known.get(schedule) ?? new Map<string, number | null>()
    known.set(schedule, starts)
    if (!starts.has(zone)) starts.set(zone, expectedStart(schedule, date, zone))
    return starts.get(zone)!
  }
}

function presenceOf(
  { state, leavePortion, firstStartAt, timeZone }: BoardRow,
  schedule: DaySchedule,
  startOf: StartOf,
  ctx: TodayCtx,
): Presence {
  if (state === 'working' || state === 'break') return state
  if (leavePortion === 'full') return 'on-leave'
  if (firstStartAt) return 'finished'
  if (leavePortion) return 'half-leave'
  if (schedule.kind === 'holiday') return 'holiday'
  if (schedule.kind !== 'work') return 'day-off'
  const { settings } = ctx.actor
  const startsAt = startOf(schedule, timeZone ?? settings.timeZone)
  const graceMinutes = schedule.shifts?.[0]?.lateGraceMinutes ?? settings.attendanceGraceMinutes
  return startsAt !== null && !schedule.isFlexible && Date.parse(ctx.now) > startsAt + graceMinutes * 60_000 ? 'missing' : 'expected'
}

type Free = { holidays: HolidayEntry[]; calendars: CalendarUse[]; shifts: Shift[]; assignments: ShiftAssignment[]; turns: RosterTurn[] }
type Place = Pick<BoardRow, 'employeeId' | 'workingPatternId' | 'branchId' | 'departmentId'>

/** The schedule of a date by pattern, branch, own calendar and shifts; each combination is worked out once. */
function schedulesOf(date: string, patterns: readonly WorkingPattern[], free: Free, settings: readonly SettingsRow[]) {
  const known = new Map<string, DaySchedule>()
  const patternsById = new Map(patterns.map((pattern) => [pattern.id, pattern]))
  const sources = { entries: free.holidays, uses: free.calendars }
  const withOwnCalendar = new Set(free.calendars.map(({ employeeId }) => employeeId))
  const shiftsOf = shiftsByPerson(date, free)
  return ({ employeeId, workingPatternId, branchId, departmentId }: Place) => {
    const shifts = shiftsOf({ employeeId, branchId, departmentId })
    const ofShifts = shifts?.map(({ id }) => id).join() ?? 'none'
    const key = `${workingPatternId}/${branchId}/${withOwnCalendar.has(employeeId) ? employeeId : ''}/${ofShifts}`
    let schedule = known.get(key)
    if (!schedule) {
      const pattern = patternsById.get(workingPatternId ?? '') ?? null
      const holidays = holidaysFor(date, { employeeId, branchId }, sources)
      const ofPattern = scheduleOf(date, assignmentsOf({ firstDay: date, lastDay: date, pattern }, settings), holidays)
      schedule = shifts === null ? ofPattern : scheduleOfShifts(date, shifts, ofPattern, holidays)
      known.set(key, schedule)
    }
    return schedule
  }
}

/** What is assigned is looked up by person, so that a board of thousands does not search it thousands of times. */
function shiftsByPerson(date: string, { shifts, assignments, turns }: Free) {
  const byId = new Map(shifts.map((shift) => [shift.id, shift]))
  const [own, ofRosters] = [Map.groupBy(assignments, ({ employeeId }) => employeeId), Map.groupBy(turns, ({ employeeId }) => employeeId)]
  const ofGroups = own.get(null) ?? []
  return (who: Parameters<typeof shiftsOn>[1]) => {
    const [mine = [], turn = []] = [own.get(who.employeeId), ofRosters.get(who.employeeId)]
    return shiftsOn(date, who, { shifts: byId, assignments: [...mine, ...ofGroups], turns: turn })
  }
}
