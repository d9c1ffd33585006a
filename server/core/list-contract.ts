import type { TObject } from 'typebox'
import { Bytes, event, Fields, Type } from './contract.ts'
import type { Contract } from './contract.ts'

type List = Omit<Contract, 'schema'> & { readonly schema: Contract['schema'] & { readonly querystring: TObject } }
type Filters<C extends List> = TObject<Omit<C['schema']['querystring']['properties'], 'page' | 'limit' | 'cursor'>>

/** Rows of one file of a list. */
export const mostCsvRows = 50_000

type Params<C extends List> = C['schema'] extends { readonly params: infer P extends TObject } ? { readonly params: P } : object

/** The route of a list as a file: what the list is asked for but its page, for whom the list is, with every row that its pages have. */
export function csvOf<const C extends List>(list: C, things: string) {
  const { page: _page, limit: _limit, cursor: _cursor, ...filters } = list.schema.querystring.properties
  return {
    method: 'GET' as const,
    url: `${list.url}/csv` as `${C['url']}/csv`,
    config: { ...list.config, ratePerMinute: 10, audited: true } as C['config'] & { readonly ratePerMinute: 10; readonly audited: true },
    schema: {
      summary: `The ${things} of the list, all of them, as CSV`,
      description: `Takes the filters and the order of GET ${list.url} and answers the same rows, at most ${mostCsvRows}. The export is in the audit log.`,
      querystring: Fields(filters) as unknown as Filters<C>,
      response: { 200: Bytes('text/csv') },
      ...((list.schema.params && { params: list.schema.params }) as Params<C>),
    },
    ...(list.examples?.querystring && { examples: { querystring: list.examples.querystring } }),
  }
}

/** What the export of a list leaves in the audit log: how many rows, and what was asked for. */
export function csvExported(kind: `${string}.${string}`, things: string) {
  return event(kind, `{actor} exported {count} ${things}`, Type.Object({ count: Type.Integer(), filters: Type.String() }))
}
