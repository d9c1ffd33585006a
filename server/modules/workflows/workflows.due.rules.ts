import { addDays, instantOf, localDateOf, localTimeOf } from '../../core/dates.ts'
import { expectedWindows } from '../working-time/working-time.rules.ts'
import type { DaySchedule, WorkWindow } from '../working-time/working-time.rules.ts'

const DAY = 1440
const horizonDays = 800

/**
 * The instant at which `minutes` of working time have passed since `from`: the company's hours on its working days, without the
 * holidays of the approver's branch, whole or half; the minutes are elapsed ones, so that a night with a clock change counts as
 * long as it is. A window's break lies in its middle. Null when the calendar holds no such time within two years.
 * Source: rules-approvals.md § Life of an instance, Due times.
 */
export function dueAfter(from: string, minutes: number, zone: string, scheduleOf: (day: string) => DaySchedule): string | null {
  const start = Date.parse(from)
  let left = minutes * 60_000
  // A night shift of the day before may still run.
  const first = addDays(localDateOf(from, zone), -1)
  for (let ahead = 0; ahead < horizonDays; ahead += 1) {
    const day = addDays(first, ahead)
    for (const { begins, ends } of stretchesOf(day, scheduleOf(day), zone)) {
      const opens = Math.max(begins, start)
      if (ends <= opens) continue
      if (left <= ends - opens) return new Date(opens + left).toISOString()
      left -= ends - opens
    }
  }
  return null
}

/** The same time of day `days` later, where clocks show `zone`. */
export function remindAfter(from: string, days: number, zone: string): string {
  return new Date(instantOf(addDays(localDateOf(from, zone), days), localTimeOf(from, zone), zone)).toISOString()
}

/** The next reminder after `now` of a series begun at `last`: what was missed while nothing ran is not made up for. */
export function nextReminder(last: string, everyDays: number, zone: string, now: string): string {
  let next = remindAfter(last, everyDays, zone)
  while (next <= now) next = remindAfter(next, everyDays, zone)
  return next
}

function stretchesOf(day: string, schedule: DaySchedule, zone: string) {
  return expectedWindows(schedule)
    .flatMap(withoutBreak)
    .map(({ from, to }) => ({ begins: instantOn(day, from, zone), ends: instantOn(day, to, zone) }))
    .sort((a, b) => a.begins - b.begins)
}

function withoutBreak({ from, to, breakMinutes }: WorkWindow): { from: number; to: number }[] {
  if (breakMinutes === 0) return [{ from, to }]
  const middle = from + Math.floor((to - from - breakMinutes) / 2)
  return [
    { from, to: middle },
    { from: middle + breakMinutes, to },
  ]
}

function instantOn(day: string, minute: number, zone: string): number {
  const date = addDays(day, Math.floor(minute / DAY))
  const clock = ((minute % DAY) + DAY) % DAY
  const time = `${String(Math.floor(clock / 60)).padStart(2, '0')}:${String(clock % 60).padStart(2, '0')}`
  return Date.parse(instantOf(date, time, zone))
}
