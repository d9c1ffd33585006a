import { createFileRoute } from '@tanstack/react-router'
import { PeoplePage } from '../../../employees/people-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/people/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...wordOf(search, 'add', ['person'] as const),
    ...wordOf(search, 'view', ['cards', 'table'] as const),
    ...wordOf(search, 'sort', ['lastName', '-lastName', 'joinedOn', '-joinedOn'] as const),
  }),
  component: PeoplePage,
})
