import { queryOptions } from '@tanstack/react-query'
import { listCalendars } from '../../server/modules/attendance/holiday-calendar.contract.ts'
import { call } from '../api.ts'
import { everyPage } from '../ui/every-page.ts'

/** Every holiday calendar, the company's first. */
export const calendarsQuery = queryOptions({
  queryKey: [listCalendars.url, 'all'] as const,
  queryFn: ({ signal }) =>
    everyPage(async (page) => {
      const { calendars, pagination } = await call(listCalendars, { query: { page, limit: 100 }, signal })
      return [calendars, pagination.totalPages]
    }),
})
