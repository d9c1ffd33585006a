/** Days on which a person is counted in a limit of how many may be away at once. */
export type CoverageSpan = { limitId: string; name: string; maxAway: number; firstDay: string; lastDay: string }
/** How many are away on a day, of those a limit counts. */
export type AwayCount = { limitId: string; name: string; maxAway: number; day: string; away: number }

/**
 * What somebody's leave does to the limits in which they are counted: for each limit its fullest day, with them away, the
 * first of several. `counts` are of the others.
 */
export function fullestDays(days: readonly string[], spans: readonly CoverageSpan[], counts: readonly AwayCount[]): AwayCount[] {
  const awayOn = new Map(counts.map(({ limitId, day, away }) => [`${limitId} ${day}`, away]))
  const fullest = new Map<string, AwayCount>()
  for (const { limitId, name, maxAway, firstDay, lastDay } of spans) {
    for (const day of days.filter((one) => firstDay <= one && one <= lastDay)) {
      const away = (awayOn.get(`${limitId} ${day}`) ?? 0) + 1
      const known = fullest.get(limitId)
      if (!known || away > known.away) fullest.set(limitId, { limitId, name, maxAway, day, away })
    }
  }
  return [...fullest.values()]
}

/** What is said of a limit that would be passed; nothing where it holds. */
export function warnCoverage({ name, maxAway, day, away }: AwayCount) {
  if (away <= maxAway) return null
  const message = `On ${day} ${away} of ${name} would be away; at most ${maxAway} should be.`
  return { code: 'LEAVE_COVERAGE_LOW', message }
}
