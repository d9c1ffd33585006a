import pg from 'pg'

/** What a raw handler has: connections that may do everything, the date, and the zone of the company. */
export type Raw = { readonly pool: pg.Pool; readonly today: string; readonly zone: string }

export function openRawPool(url: string, max: number) {
  // The planner's settings are those of our own connections (core/migrate.ts), so that both have the same plans to choose from.
  return new pg.Pool({ connectionString: url, max, types: { getTypeParser }, application_name: 'raw', options: '-c random_page_cost=1.1' })
}

/** Values as the contracts show them, so that both servers convert the same. */
function getTypeParser(oid: Parameters<typeof pg.types.getTypeParser>[0]): (text: string) => unknown {
  const number: number = oid
  if (number === 1082 || number === 1114) return String
  if (number === 1184) return (text: string) => new Date(text).toISOString()
  if (number === 20) return Number
  return pg.types.getTypeParser(oid)
}
