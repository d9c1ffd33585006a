import { createFileRoute } from '@tanstack/react-router'
import { GroupsPage } from '../../../access/groups-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/access/groups')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...sortOf(search, ['name', 'code'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'remove'] as const),
    ...textOf(search, 'group'),
  }),
  component: GroupsPage,
})
