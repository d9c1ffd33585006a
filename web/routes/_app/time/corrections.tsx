import { createFileRoute } from '@tanstack/react-router'
import { CorrectionsPage } from '../../../attendance/corrections-page.tsx'
import { dayOf, pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/corrections')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...wordOf(search, 'state', ['pending', 'approved', 'rejected', 'withdrawn'] as const),
    ...dayOf(search, 'from'),
    ...dayOf(search, 'to'),
    ...sortOf(search, ['lastName', 'date', 'state', 'createdAt', 'decidedAt'] as const),
    ...textOf(search, 'look'),
  }),
  component: CorrectionsPage,
})
