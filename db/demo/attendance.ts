import type { Insertable } from 'kysely'
import { addDays, eachDay, localDateOf, localTimeOf } from '../../server/core/dates.ts'
import { clockStateOf } from '../../server/modules/attendance/attendance.rules.ts'
import type { ClockAct, Punch } from '../../server/modules/attendance/attendance.rules.ts'
import { computeDay } from '../../server/modules/attendance/day.rules.ts'
import type { AttendanceClock, AttendanceDay, AttendanceEntry } from '../types.ts'
import { overtimeToleranceMinutes } from './company.ts'
import type { DemoCompany } from './company.ts'
import type { LeaveOf } from './leave.ts'
import type { Person } from './people.ts'
import { habitsOf, plannedPunches } from './punches.ts'
import type { Habits } from './punches.ts'
import { dice, idAt } from './random.ts'
import { insertRows } from './write.ts'

type Wanted = {
  readonly from: string
  /** Who has not come today: their clock is left for whoever tries the demo. */
  readonly untouched: readonly string[]
  /** How likely somebody who came is still there, however late it is: the demo shows people at work. */
  readonly stayChance: number
  /** Who works today although it is a day off. */
  readonly onCall: readonly string[]
}

type Book = {
  readonly entries: Insertable<AttendanceEntry>[]
  readonly days: Insertable<AttendanceDay>[]
  readonly clocks: Insertable<AttendanceClock>[]
}

const minute = 60_000
/** Approved leave ahead has its days too; nobody in the demo plans further. */
const aheadDays = 120

/** Everybody's attendance from a day until now, and the days of the leave ahead. */
export async function loadAttendance(company: DemoCompany, leaveOf: LeaveOf, wanted: Wanted) {
  const { db, today } = company
  const book: Book = { entries: [], days: [], clocks: [] }
  for (const person of company.people) {
    const habits = habitsOf(person)
    const from = wanted.from > person.joinedOn ? wanted.from : person.joinedOn
    for (const day of eachDay(from, addDays(today, -1)))
      write(company, book, person, day, habits, pastPunches(company, person, habits, day, leaveOf), leaveOf)
    write(company, book, person, today, habits, punchesToday(company, person, habits, leaveOf, wanted), leaveOf)
    for (const day of eachDay(addDays(today, 1), addDays(today, aheadDays)))
      if (leaveOf(person, day)) write(company, book, person, day, habits, [], leaveOf)
    writeClock(company, book, person)
  }
  await insertRows(db, 'attendanceEntry', book.entries)
  await insertRows(db, 'attendanceDay', book.days)
  await insertRows(db, 'attendanceClock', book.clocks)
}

type TimedPunch = { kind: ClockAct; millis: number }

function pastPunches(company: DemoCompany, person: Person, habits: Habits, day: string, leaveOf: LeaveOf): TimedPunch[] {
  const isRecent = day > addDays(company.today, -8)
  const steady = isRecent ? { ...habits, absentChance: 0 } : habits
  return timed(company, day, plannedPunches(person, steady, day, company.schedule(person, day), leaveOf(person, day)?.portion ?? null))
}

/** The day as far as it has come. */
function punchesToday(
  company: DemoCompany,
  person: Person,
  habits: Habits,
  leaveOf: LeaveOf,
  { untouched, onCall, stayChance }: Wanted,
): TimedPunch[] {
  const { today, now, at } = company
  if (untouched.includes(person.key)) return []
  const schedule = company.schedule(person, today)
  const portion = leaveOf(person, today)?.portion ?? null
  const chance = dice(`today ${person.email} ${today}`)
  const isOn = schedule.kind !== 'work' && portion === null && onCall.includes(person.key)
  const planned = isOn
    ? [{ kind: 'start' as const, millis: at(today, '09:40') }]
    : timed(company, today, plannedPunches(person, { ...habits, weekendChance: 0 }, today, schedule, portion))
  const done = planned.filter(({ millis }) => millis < now - minute)
  const stays = !portion && chance.chance(stayChance)
  const punches = stays ? done.filter(({ kind }) => kind !== 'end') : done
  const last = punches.at(-1)
  const isWorking = last?.kind === 'start' || last?.kind === 'resume'
  const since = now - chance.int(3, 13) * minute - chance.int(0, 59) * 1000
  return isWorking && since - last.millis > 30 * minute && chance.chance(0.15) ? [...punches, { kind: 'break', millis: since }] : punches
}

function timed({ at }: DemoCompany, day: string, planned: readonly { kind: ClockAct; second: number }[]): TimedPunch[] {
  if (planned.length === 0) return []
  // Jakarta's clocks never change, so seconds since midnight are enough.
  const midnight = at(day, '00:00')
  return planned.map(({ kind, second }) => ({ kind, millis: midnight + second * 1000 }))
}

function write(
  company: DemoCompany,
  { entries, days }: Book,
  person: Person,
  workDate: string,
  habits: Habits,
  punches: readonly TimedPunch[],
  leaveOf: LeaveOf,
) {
  const { id: companyId, zone, today, plan } = company
  const { id: employeeId, email } = person
  const schedule = company.schedule(person, workDate)
  const leave = leaveOf(person, workDate)
  // The app stores the days that somebody touched; those of missed work are stored here too, once they are over.
  if (punches.length === 0 && !leave && (schedule.kind !== 'work' || workDate >= today)) return
  const inForce: Punch[] = punches.map(({ kind, millis }) => ({ kind, at: new Date(millis).toISOString() }))
  for (const [index, { kind, at }] of inForce.entries()) {
    const id = idAt(punches[index]!.millis, `entry ${email} ${kind}`)
    const localTime = `${localDateOf(at, zone)} ${localTimeOf(at, zone)}`
    entries.push({
      companyId,
      id,
      employeeId,
      kind,
      at,
      timeZone: zone,
      localTime,
      workDate,
      source: habits.source,
      note: null,
      createdAt: at,
    })
  }
  // A running day is stored as of its last punch, as the app does; what came since is counted from there.
  const until = workDate === today && inForce.length > 0 ? inForce.at(-1)!.at : company.ctx.now
  const graceMinutes = plan.settings.attendanceGraceMinutes
  const rules = { graceMinutes, overtimeToleranceMinutes }
  const { open: _, overtimeShares, ...figures } = computeDay({ workDate, zone, entries: inForce, schedule, until, leave, ...rules })
  // What is older than a week was decided before.
  const decided = workDate < addDays(today, -7) ? 'approved' : 'to-approve'
  const overtimeState = figures.overtimeMinutes > 0 ? decided : null
  days.push({ companyId, employeeId, workDate, ...figures, overtimeShares, overtimeState })
}

/** The clock as it stands after somebody's last punch. */
function writeClock({ id: companyId, zone }: DemoCompany, { entries, clocks }: Book, { id: employeeId }: Person) {
  const last = entries.at(-1)
  if (last?.employeeId !== employeeId) return
  const ofDay: Insertable<AttendanceEntry>[] = []
  for (let index = entries.length - 1; entries[index]?.employeeId === employeeId && entries[index]!.workDate === last.workDate; index -= 1)
    ofDay.unshift(entries[index]!)
  const state = clockStateOf(ofDay as Punch[])
  const startedAt = state === 'off' ? null : ofDay.findLast(({ kind }) => kind === 'start')!.at
  clocks.push({ companyId, employeeId, state, since: last.at, startedAt, workDate: last.workDate, timeZone: zone })
}
