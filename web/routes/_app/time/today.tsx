import { createFileRoute } from '@tanstack/react-router'
import { TodayPage } from '../../../attendance/today-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

// Spelled out here because routes are in the first chunk and contracts are not.
const presences = ['working', 'break', 'finished', 'on-leave', 'half-leave', 'holiday', 'day-off', 'missing', 'expected'] as const

export const Route = createFileRoute('/_app/time/today')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...wordOf(search, 'presence', presences),
    ...sortOf(search, ['lastName', 'departmentName', 'presence', 'since', 'startedAt', 'worked'] as const),
  }),
  component: TodayPage,
})
