import { createFileRoute } from '@tanstack/react-router'
import { CalendarPage } from '../../../leave/calendar-page.tsx'
import { dayOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/calendar')({
  validateSearch: (search: Record<string, unknown>) => dayOf(search, 'month'),
  component: CalendarPage,
})
