import type { Data, Query } from '../../core/contract.ts'
import { pageOf, paginationOf } from '../../core/paging.ts'
import { holidaySelects, holidaysFor, scheduleOf } from '../working-time/index.ts'
import type { CalendarUse, DaySchedule, HolidayEntry, SettingsRow, WorkingPattern } from '../working-time/index.ts'
import { presences } from './attendance.contract.ts'
import type { listToday as listTodayContract } from './attendance.contract.ts'
import { expectedStart } from './day.rules.ts'
import { shiftSelects } from './day.queries.ts'
import { assignmentsOf } from './day-sources.queries.ts'
import { scheduleOfShifts, shiftsOn } from './shift.rules.ts'
import type { RosterTurn, Shift, ShiftAssignment } from './shift.rules.ts'
import { readBoard, readShown } from './today.queries.ts'
import type { BoardRow, TodayCtx } from './today.queries.ts'

type Presence = (typeof presences)[number]

/**
 * Who is here now, within the caller's reach. Everybody's presence is found first, from as little as says it, so that the
 * counters are of the same people as the rows, on whatever page they stand; then who the people of the page are.
 */
export async function listToday(ctx: TodayCtx, ask: Query<typeof listTodayContract>): Promise<Data<typeof listTodayContract>> {
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
  const { limit, offset } = pageOf(ask)
  const page = rows.slice(offset, offset + limit)
  const shown = await readShown(
    ctx,
    page.map(({ employeeId }) => employeeId),
  )
  return {
    date,
    // Whoever left between the two readings is not there any more.
    people: page.flatMap((row) => {
      const person = shown.get(row.employeeId)
      return person ? [{ ...person, ...row }] : []
    }),
    counters,
    pagination: paginationOf(ask, rows.length),
  }
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
