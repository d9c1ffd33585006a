import { createFileRoute } from '@tanstack/react-router'
import { RosterPage } from '../../../attendance/roster-page.tsx'
import { dayOf, pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/roster')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...dayOf(search, 'day'),
    ...wordOf(search, 'view', ['week', 'weeks'] as const),
    ...wordOf(search, 'form', ['shift', 'copy', 'publish'] as const),
  }),
  component: RosterPage,
})
