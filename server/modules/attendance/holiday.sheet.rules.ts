import type { HolidayEntry, YearlyRule } from '../working-time/holiday.rules.ts'

type When = Pick<HolidayEntry, 'firstDay' | 'yearly' | 'fromYear' | 'toYear'>

const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday']
const turns = ['1st', '2nd', '3rd', '4th', '5th', 'last']

/**
 * When a holiday is, as one cell: its first day, or its rule for every year as `every 08-17`, `every last monday of 05`,
 * `every easter+39` or `every orthodox easter-2`, with its first and last year as `from 2001 to 2010`.
 */
export function whenText({ firstDay, yearly, fromYear, toYear }: When): string {
  if (!yearly) return firstDay!
  return [`every ${ruleText(yearly)}`, fromYear === null ? '' : ` from ${fromYear}`, toYear === null ? '' : ` to ${toYear}`].join('')
}

function ruleText(rule: YearlyRule): string {
  if (rule.kind === 'fixed') return `${two(rule.month)}-${two(rule.day)}`
  if (rule.kind === 'weekday') return `${turns.at(rule.nth === -1 ? -1 : rule.nth - 1)} ${weekdays[rule.weekday - 1]} of ${two(rule.month)}`
  const offset = rule.offsetDays === 0 ? '' : `${rule.offsetDays > 0 ? '+' : ''}${rule.offsetDays}`
  return `${rule.church === 'eastern' ? 'orthodox ' : ''}easter${offset}`
}

const two = (part: number) => String(part).padStart(2, '0')

const yearly = /^every (.+?)(?: from (\d{4}))?(?: to (\d{4}))?$/
const fixed = /^(\d\d)-(\d\d)$/
const weekday = new RegExp(`^(${turns.join('|')}) (${weekdays.join('|')}) of (\\d\\d)$`)
const easter = /^(orthodox )?easter([+-]\d{1,3})?$/

/** The rule of such a cell, in any case and spacing; null for what is none. Whether its numbers can be is for `refuseHoliday` to say. */
export function readRule(text: string): (Pick<When, 'fromYear' | 'toYear'> & { readonly yearly: YearlyRule }) | null {
  const [, rule = '', from, to] = yearly.exec(text.toLowerCase().replaceAll(/\s+/g, ' ')) ?? []
  const read = readYearly(rule)
  return read && { yearly: read, fromYear: from ? Number(from) : null, toYear: to ? Number(to) : null }
}

function readYearly(text: string): YearlyRule | null {
  const [, month, day] = fixed.exec(text) ?? []
  if (month)
    return inMonth(month) && Number(day) >= 1 && Number(day) <= 31 ? { kind: 'fixed', month: Number(month), day: Number(day) } : null
  const [, turn, name, of] = weekday.exec(text) ?? []
  if (turn && of) {
    const nth = turn === 'last' ? -1 : turns.indexOf(turn) + 1
    return inMonth(of) ? { kind: 'weekday', month: Number(of), weekday: weekdays.indexOf(name!) + 1, nth } : null
  }
  const found = easter.exec(text)
  if (!found) return null
  const offsetDays = Number(found[2] ?? 0)
  return offsetDays >= -80 && offsetDays <= 200 ? { kind: 'easter', offsetDays, church: found[1] ? 'eastern' : 'western' } : null
}

const inMonth = (month: string) => Number(month) >= 1 && Number(month) <= 12
