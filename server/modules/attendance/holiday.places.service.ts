import { createRequire } from 'node:module'
import type HolidaysLibrary from 'date-holidays'
import type { Bound } from '../../core/context.ts'
import type { Data, Query } from '../../core/contract.ts'
import { fail } from '../../core/errors.ts'
import type * as contract from './holiday-calendar.contract.ts'

const require = createRequire(import.meta.url)
/** The days of all countries take 12 MB of the server, and a company asks for them once. */
const holidays = () => require('date-holidays') as typeof HolidaysLibrary

export type PublicHoliday = { day: string; name: string; portion: 'full' | 'second' }

/**
 * The public holidays of a country, or of one of its regions, in a year: one per date, in order, named in a language where the
 * library has it; none for a country the library does not know. One that begins at noon or later is the second half of its day.
 */
export function publicHolidays(country: string, year: number, language = 'en', region: string | null = null): PublicHoliday[] {
  const library = libraryOf(country, region, [language, 'en'])
  const found = (library.getHolidays(year) ?? []).filter(({ type }) => type === 'public')
  const byDay = new Map<string, PublicHoliday>()
  for (const { date, name } of found) {
    const day = date.slice(0, 10)
    const portion = date.slice(11, 16) >= '12:00' ? 'second' : 'full'
    // A whole day goes before half of the same.
    if (byDay.get(day)?.portion !== 'full') byDay.set(day, { day, name, portion })
  }
  return [...byDay.values()].sort((a, b) => (a.day < b.day ? -1 : 1))
}

/** Refuses a country or region that the library does not know, naming the regions there are. */
export function requirePlace(country: string, region: string | null | undefined): void {
  if (!countryNames('en').has(country))
    throw fail.unprocessable('COUNTRY_UNKNOWN', `The holidays of ${country} are not known.`, { country })
  if (!region) return
  const regions = regionsOf(country, 'en')
  if (!regions.some(({ code }) => code === region)) {
    throw fail.unprocessable('REGION_UNKNOWN', `${country} has no region ${region} with holidays of its own.`, {
      region,
      expected: regions.map(({ code }) => code),
    })
  }
}

/** Countries, or the regions of one, by name. */
export function listPlaces({ actor }: Bound, { country }: Query<typeof contract.listPlaces>): Data<typeof contract.listPlaces> {
  const { language } = actor.settings
  if (country === undefined) return { places: byName([...countryNames(language)].map(([code, name]) => ({ code, name }))) }
  requirePlace(country, null)
  return { places: byName(regionsOf(country, language)) }
}

const byName = (places: { code: string; name: string }[]) => places.sort((a, b) => a.name.localeCompare(b.name))

function countryNames(language: string): Map<string, string> {
  return new Map(Object.entries(new (holidays())().getCountries(language) ?? {}))
}

/** States, and where the library has them, parts of states as `BY-A`. */
function regionsOf(country: string, language: string): { code: string; name: string }[] {
  const library = new (holidays())()
  return Object.entries(library.getStates(country, language) ?? {}).flatMap(([state, name]) => [
    { code: state, name },
    ...Object.entries(library.getRegions(country, state, language) ?? {}).map(([part, partName]) => ({
      code: `${state}-${part}`,
      name: `${name}, ${partName}`,
    })),
  ])
}

function libraryOf(country: string, region: string | null, languages: string[]) {
  if (!region) return new (holidays())(country, { languages })
  const [state, part] = region.split('-', 2) as [string, string?]
  return part ? new (holidays())(country, state, part, { languages }) : new (holidays())(country, state, { languages })
}
