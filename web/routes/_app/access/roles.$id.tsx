import { createFileRoute } from '@tanstack/react-router'
import { RolePage } from '../../../access/role-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/access/roles/$id')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'form', ['edit', 'assign', 'remove'] as const),
  }),
  component: RolePage,
})
