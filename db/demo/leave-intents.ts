import { addDays, localDateOf } from '../../server/core/dates.ts'
import type { LeaveAsk, LeaveState } from '../../server/modules/leave/leave.rules.ts'
import { workdayFrom } from './company.ts'
import type { DemoCompany } from './company.ts'
import type { Person } from './people.ts'
import { dice } from './random.ts'
import type { Dice } from './random.ts'

export type LeaveCode = 'annual' | 'sick' | 'unpaid'

/** What somebody means to ask and what becomes of it, all times in milliseconds. The rules may still refuse it. */
export type Intent = {
  readonly who: Person
  readonly type: LeaveCode
  readonly ask: LeaveAsk
  readonly outcome: LeaveState
  readonly submittedAt: number
  readonly decidedAt: number
  /** When it was taken back or cancelled. */
  readonly closedAt: number
  readonly note: string | null
  readonly comment: string | null
}

/** `days` are working days from `from` on; with a half the last ends at noon, or of one half day `half` says which. */
export type Wish = { readonly type: LeaveCode; readonly from: string; readonly days: number; readonly half?: 'first' | 'second' }

export type Circumstances = { readonly askedAt?: number; readonly note?: string | null; readonly comment?: string | null }

const minute = 60_000

/**
 * A wish with plausible times: planned leave is asked for weeks before and decided on the next working day, sick leave in
 * the morning of the first day. Nothing happens after the load, and everything in its order.
 */
export function intend(company: DemoCompany, key: string, wish: Wish, outcome: LeaveState, more: Circumstances = {}): Intent {
  const { at, zone } = company
  const now = Math.floor(company.now / minute) * minute
  const who = company.person(key)
  const chance = dice(`leave ${who.email} ${wish.type} ${wish.from}`)
  const ask = datesOf(company, who, wish)
  const isSick = wish.type === 'sick'
  const wantedAt = more.askedAt ?? askingTime(company, who, ask.firstDay, isSick, chance)
  const submittedAt = Math.min(Math.max(wantedAt, who.enteredAt + 180 * minute), now - 100 * minute)
  const nextDay = workdayFrom(company, who, addDays(localDateOf(iso(submittedAt), zone), 1))
  const decision = isSick ? submittedAt + chance.int(70, 190) * minute : at(nextDay, `${pad(chance.int(9, 16))}:${pad(chance.int(0, 59))}`)
  const decidedAt = Math.min(decision, now - 55 * minute)
  const dayBefore = at(addDays(ask.firstDay, -1), '15:20')
  const closing =
    outcome === 'withdrawn'
      ? submittedAt + chance.int(25, 40) * minute
      : dayBefore < now
        ? Math.max(decidedAt + 30 * minute, dayBefore)
        : decidedAt + chance.int(9, 26) * 60 * minute
  const closedAt = Math.min(closing, now - 20 * minute)
  return { who, type: wish.type, ask, outcome, submittedAt, decidedAt, closedAt, note: more.note ?? null, comment: more.comment ?? null }
}

function askingTime(company: DemoCompany, who: Person, firstDay: string, isSick: boolean, chance: Dice) {
  if (isSick) return company.at(firstDay, `07:${pad(chance.int(5, 40))}`)
  const early = addDays(firstDay, -chance.int(9, 34))
  // What is still far ahead was asked for lately.
  const day = workdayFrom(company, who, early < company.today ? early : addDays(company.today, -chance.int(3, 11)), -1)
  return company.at(day, `${pad(chance.int(9, 16))}:${pad(chance.int(0, 59))}`)
}

function datesOf(company: DemoCompany, who: Person, { from, days, half }: Wish): LeaveAsk {
  const firstDay = workdayFrom(company, who, from)
  let lastDay = firstDay
  for (let left = Math.ceil(days) - 1; left > 0; left -= 1) lastDay = workdayFrom(company, who, addDays(lastDay, 1))
  if (days === 0.5 && half === 'second') return { firstDay, lastDay, startsAt: 'noon', endsAt: 'end' }
  return { firstDay, lastDay, startsAt: 'start', endsAt: Number.isInteger(days) ? 'end' : 'noon' }
}

export type Words = {
  readonly annual: readonly (string | null)[]
  readonly sick: readonly (string | null)[]
  readonly rejections: readonly string[]
}

type Habit = { readonly from: string; readonly to: string; readonly except: readonly string[]; readonly words: Words }

const month = /^\d{4}-\d{2}/

/** Leave as people take it over the years: some each month, within what they have. */
export function ordinaryLeave(company: DemoCompany, { from, to, except, words }: Habit): Intent[] {
  const thisYear = company.today.slice(0, 4)
  return company.people
    .filter(({ key }) => !except.includes(key))
    .flatMap((who) => {
      const intents: Intent[] = []
      const left = new Map<string, number>()
      // Nobody begins with a holiday.
      const settled = addDays(who.joinedOn, 25)
      const since = from > settled ? from : settled
      for (const first of monthsBetween(since, to)) {
        const chance = dice(`month ${who.email} ${first}`)
        const year = first.slice(0, 4)
        // What is meant for a year is less in the one that is not over, so that something is left for what is planned.
        if (!left.has(year)) left.set(year, year === thisYear ? Math.ceil(Number(company.today.slice(5, 7)) * 0.9) + 1 : chance.int(15, 20))
        const wish = { from: addDays(first, chance.int(0, 25)), days: chance.pick([0.5, 1, 1, 2, 2, 3, 3, 4, 5, 5, 5, 8]) }
        const isGood = wish.from >= since && addDays(wish.from, 14) <= to && wish.days <= left.get(year)!
        if (isGood && chance.chance(0.6)) {
          const outcome = outcomeOf(chance)
          if (outcome === 'approved') left.set(year, left.get(year)! - wish.days)
          const comment = outcome === 'rejected' ? chance.pick(words.rejections) : null
          intents.push(
            intend(company, who.key, { type: 'annual', ...wish, half: chance.chance(0.5) ? 'second' : 'first' }, outcome, {
              note: chance.pick(words.annual),
              comment,
            }),
          )
        }
        const ill = { from: addDays(first, chance.int(0, 26)), days: chance.pick([0.5, 1, 1, 2, 2, 3]) }
        if (chance.chance(0.16) && ill.from >= since && addDays(ill.from, 6) <= to) {
          intents.push(intend(company, who.key, { type: 'sick', ...ill }, 'approved', { note: chance.pick(words.sick) }))
        }
      }
      return intents
    })
}

const outcomeOf = (chance: Dice): LeaveState =>
  chance.chance(0.89) ? 'approved' : chance.pick(['rejected', 'withdrawn', 'cancelled'] as const)

function monthsBetween(from: string, to: string): string[] {
  const months: string[] = []
  for (let day = `${month.exec(from)![0]}-01`; day <= to; day = `${addDays(day, 31).slice(0, 7)}-01`) months.push(day)
  return months
}

const iso = (millis: number) => new Date(millis).toISOString()
const pad = (number: number) => String(number).padStart(2, '0')
