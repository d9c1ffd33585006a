import { createFileRoute } from '@tanstack/react-router'
import { ExceptionsPage } from '../../../attendance/exceptions-page.tsx'
import { dayOf, pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/exceptions')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...textOf(search, 'of'),
    ...dayOf(search, 'correct'),
    ...wordOf(search, 'kind', ['missing', 'forgotten-end', 'flagged', 'overtime'] as const),
    ...sortOf(search, ['date', 'lastName', 'workedMinutes', 'overtimeMinutes'] as const),
    ...wordOf(search, 'days', ['7', '31', '92'] as const),
  }),
  component: ExceptionsPage,
})
