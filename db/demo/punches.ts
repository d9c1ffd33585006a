import { expectedWindows } from '../../server/modules/working-time/working-time.rules.ts'
import type { DayPortion, DaySchedule } from '../../server/modules/working-time/working-time.rules.ts'
import type { ClockAct } from '../../server/modules/attendance/attendance.rules.ts'
import type { Person } from './people.ts'
import { dice } from './random.ts'

/** A punch by the seconds since midnight of its work date. */
export type PlannedPunch = { readonly kind: ClockAct; readonly second: number }

/** How somebody usually works. */
export type Habits = {
  readonly earlyMinutes: number
  readonly lunchMinutes: number
  readonly overMinutes: number
  readonly lateChance: number
  readonly absentChance: number
  readonly weekendChance: number
  readonly source: 'web' | 'mobile' | 'kiosk'
}

export function habitsOf({ email, title, roles }: Person): Habits {
  const chance = dice(`habits ${email}`)
  const leads = roles.includes('manager') || roles.includes('director')
  return {
    earlyMinutes: chance.int(-4, 16),
    lunchMinutes: chance.int(34, 58),
    overMinutes: chance.int(-6, 14) + (leads ? 22 : 0),
    lateChance: chance.pick([0.01, 0.02, 0.03, 0.05, 0.09]),
    absentChance: leads ? 0 : 0.004,
    weekendChance: /engineer|administrator/i.test(title) ? 0.012 : 0,
    source: chance.pick(['web', 'web', 'mobile', 'kiosk']),
  }
}

/** What somebody punches on a date: nothing when they are off, away or missing; now and then something on a day off. */
export function plannedPunches(
  person: Person,
  habits: Habits,
  day: string,
  schedule: DaySchedule,
  leave: DayPortion | null,
): PlannedPunch[] {
  const chance = dice(`day ${person.email} ${day}`)
  if (schedule.kind === 'day-off')
    return chance.chance(habits.weekendChance) ? stretch(10 * 60 + chance.int(0, 90), chance.int(120, 260)) : []
  const [window, ...more] = expectedWindows(schedule, leave)
  if (!window || chance.chance(habits.absentChance)) return []
  const closes = more.at(-1)?.to ?? window.to
  const minutes = closes - window.from
  const isLate = chance.chance(habits.lateChance)
  const from = window.from + (isLate ? chance.int(16, 58) : Math.min(14, chance.bell(-habits.earlyMinutes, 6)))
  const target = minutes + chance.bell(habits.overMinutes, 14) + extra(chance.next())
  if (minutes < 300) return stretch(from, target, chance.int(0, 59))
  const lunchAt = from + Math.round(minutes * 0.4) + chance.bell(0, 12)
  const lunch = Math.max(20, chance.bell(habits.lunchMinutes, 7))
  const second = () => chance.int(0, 59)
  const punches: PlannedPunch[] = [
    { kind: 'start', second: from * 60 + second() },
    { kind: 'break', second: lunchAt * 60 + second() },
    { kind: 'resume', second: (lunchAt + lunch) * 60 + second() },
  ]
  let end = from + target + lunch
  if (chance.chance(0.12)) {
    const coffeeAt = lunchAt + lunch + chance.int(70, 120)
    const coffee = chance.int(8, 17)
    punches.push({ kind: 'break', second: coffeeAt * 60 + second() }, { kind: 'resume', second: (coffeeAt + coffee) * 60 + second() })
    end += coffee
  }
  return [...punches, { kind: 'end', second: end * 60 + second() }]
}

/** Most days end when they should; some run long, a few are cut short. */
function extra(chance: number) {
  if (chance < 0.05) return 55 + Math.round(chance * 1_400)
  return chance > 0.98 ? -Math.round((chance - 0.98) * 4_000) - 45 : 0
}

const stretch = (from: number, minutes: number, second = 30): PlannedPunch[] => [
  { kind: 'start', second: from * 60 + second },
  { kind: 'end', second: (from + minutes) * 60 + 59 - second },
]
