import { createFileRoute } from '@tanstack/react-router'
import { PersonPage } from '../../../employees/person-page.tsx'
import { dayOf, textOf, wordOf } from '../../../ui/search.ts'

const tabs = ['employment', 'records', 'leave', 'time', 'access', 'history'] as const
const forms = [
  'person',
  'contacts',
  'custom',
  'change',
  'correct',
  'record',
  'skills',
  'hobbies',
  'notice',
  'rehire',
  'archive',
  'restore',
] as const

export const Route = createFileRoute('/_app/people/$id')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'tab', tabs),
    ...dayOf(search, 'day'),
    ...textOf(search, 'row'),
    ...textOf(search, 'kind'),
    ...wordOf(search, 'edit', forms),
  }),
  component: PersonPage,
})
