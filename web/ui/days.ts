// Calendar dates as 'YYYY-MM-DD', counted in UTC so that no zone can shift them. (Temporal is not in every browser yet.)

/** The date of an instant in a zone. */
export function plainDay(when: Date, zone: string) {
  const parts = new Intl.DateTimeFormat('en', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' }).formatToParts(when)
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}`
}

export function addDays(day: string, count: number) {
  const date = new Date(`${day}T00:00:00Z`)
  date.setUTCDate(date.getUTCDate() + count)
  return date.toISOString().slice(0, 10)
}

/** 1 Monday … 7 Sunday. */
export function weekdayOf(day: string) {
  return new Date(`${day}T00:00:00Z`).getUTCDay() || 7
}

export function startOfWeek(day: string, weekStart: number) {
  return addDays(day, -((weekdayOf(day) - weekStart + 7) % 7))
}

export function startOfMonth(day: string) {
  return `${day.slice(0, 7)}-01`
}

export function endOfMonth(day: string) {
  return addDays(startOfMonth(addMonths(day, 1)), -1)
}

/** The first of the month `count` months later. */
export function addMonths(day: string, count: number) {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`)
  date.setUTCMonth(date.getUTCMonth() + count)
  return date.toISOString().slice(0, 10)
}

/** The instant at which clocks in a zone show this time of a date; a time that is skipped is as much later, of a doubled one the first. */
export function instantIn(day: string, time: string, zone: string) {
  const wall = Date.parse(`${day}T${time}:00Z`)
  const shown = new Intl.DateTimeFormat('en', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium', hourCycle: 'h23' })
  const offsetAt = (instant: number) => Date.parse(`${shown.format(instant)} UTC`) - instant
  const [before, after] = [offsetAt(wall - 86_400_000), offsetAt(wall + 86_400_000)]
  const fits = [before, after].find((offset) => offsetAt(wall - offset) === offset)
  return new Date(wall - (fits ?? before)).toISOString()
}

export function isDay(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\d$/.test(value) && !Number.isNaN(Date.parse(value))
}

/** What somebody typed as a date in a pattern such as DD/MM/YYYY, or as YYYY-MM-DD; null while it is none. Any sign may stand between. */
export function typedDay(text: string, pattern: string): string | null {
  const numbers = text.trim().split(/[^\d]+/)
  if (numbers.length !== 3 || numbers.some((one) => one === '')) return null
  const order = numbers[0]?.length === 4 ? ['YYYY', 'MM', 'DD'] : pattern.split(/[^A-Z]/)
  const part = (name: string) => numbers[order.indexOf(name)] ?? ''
  const day = `${part('YYYY')}-${part('MM').padStart(2, '0')}-${part('DD').padStart(2, '0')}`
  // 31 February is read as a day of March.
  return isDay(day) && addDays(day, 0) === day ? day : null
}
