import { createFileRoute } from '@tanstack/react-router'
import { MyTimePage } from '../../../attendance/my-time-page.tsx'
import { dayOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...dayOf(search, 'day'),
    ...dayOf(search, 'correct'),
    ...wordOf(search, 'place', ['ask'] as const),
    ...wordOf(search, 'shift', ['ask'] as const),
    ...wordOf(search, 'view', ['week', 'month'] as const),
  }),
  component: MyTimePage,
})
