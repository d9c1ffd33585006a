import { createFileRoute } from '@tanstack/react-router'
import { MonthsPage } from '../../../attendance/months-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

// Spelled out here because routes are in the first chunk and contracts are not.
const monthStates = ['closing', 'closed', 'open'] as const

export const Route = createFileRoute('/_app/time/months')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'state', monthStates),
    ...sortOf(search, ['month', 'state', 'changedAt'] as const),
    ...textOf(search, 'month'),
    ...wordOf(search, 'act', ['close', 'reopen'] as const),
  }),
  component: MonthsPage,
})
