import { createFileRoute } from '@tanstack/react-router'
import { PersonPage } from '../../../employees/person-page.tsx'
import { dayOf, textOf, wordOf } from '../../../ui/search.ts'

const tabs = ['employment', 'records', 'leave', 'time'] as const

export const Route = createFileRoute('/_app/people/$id')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'tab', tabs),
    ...dayOf(search, 'day'),
    ...textOf(search, 'row'),
    ...textOf(search, 'kind'),
    ...wordOf(search, 'edit', ['person', 'contacts', 'change', 'correct', 'record', 'skills', 'hobbies', 'archive', 'restore'] as const),
  }),
  component: PersonPage,
})
