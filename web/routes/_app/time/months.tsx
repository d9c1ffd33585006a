import { createFileRoute } from '@tanstack/react-router'
import { MonthsPage } from '../../../attendance/months-page.tsx'
import { textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/months')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'month'),
    ...wordOf(search, 'act', ['close', 'reopen'] as const),
  }),
  component: MonthsPage,
})
