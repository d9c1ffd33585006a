import { createFileRoute } from '@tanstack/react-router'
import { TimesheetPage } from '../../../attendance/timesheet-page.tsx'
import { dayOf, textOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/sheet')({
  validateSearch: (search: Record<string, unknown>) => ({ ...dayOf(search, 'day'), ...textOf(search, 'of') }),
  component: TimesheetPage,
})
