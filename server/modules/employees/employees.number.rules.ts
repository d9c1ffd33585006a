/**
 * The employee number `number` (1…) in a company's own pattern: `{0000}`, or the zeros of a pattern that has no braces around any, is
 * the number with at least that many digits; `{YYYY}` and `{YY}` are the year of `joinedOn` ('YYYY-MM-DD'). A number with more digits
 * than zeros is written out. What a pattern may look like is in `core/settings.ts`.
 */
export function employeeNumberOf(pattern: string, number: number, joinedOn: string): string {
  const counter = /\{0+\}/.exec(pattern)?.[0] ?? /0+/.exec(pattern)![0]
  const digits = counter.replace(/[{}]/g, '').length
  return pattern
    .replace(counter, String(number).padStart(digits, '0'))
    .replaceAll('{YYYY}', joinedOn.slice(0, 4))
    .replaceAll('{YY}', joinedOn.slice(2, 4))
}
