import { createFileRoute } from '@tanstack/react-router'
import { TypesPage } from '../../../leave/types-page.tsx'
import { textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/types')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'form', ['add', 'edit', 'days'] as const),
    ...textOf(search, 'id'),
  }),
  component: TypesPage,
})
