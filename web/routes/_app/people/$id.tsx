import { createFileRoute } from '@tanstack/react-router'
import { PersonPage } from '../../../employees/person-page.tsx'
import { dayOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/people/$id')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'tab', ['leave', 'time'] as const),
    ...dayOf(search, 'day'),
    ...wordOf(search, 'edit', ['person'] as const),
  }),
  component: PersonPage,
})
