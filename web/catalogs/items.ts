import { queryOptions } from '@tanstack/react-query'
import { listItems } from '../../server/modules/catalogs/catalogs.contract.ts'
import { call } from '../api.ts'
import { everyPage } from '../ui/every-page.ts'

/** Every item of a catalog that can be chosen, by name. */
export const itemsQuery = (type: 'skill' | 'hobby') =>
  queryOptions({
    queryKey: [listItems.url, 'all', type] as const,
    queryFn: ({ signal }) =>
      everyPage(async (page) => {
        const { items, pagination } = await call(listItems, { params: { type }, query: { page, limit: 100, sort: 'name' }, signal })
        return [items, pagination.totalPages]
      }),
    staleTime: 60_000,
    retry: false,
  })
