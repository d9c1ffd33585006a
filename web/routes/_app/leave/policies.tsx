import { createFileRoute } from '@tanstack/react-router'
import { PoliciesPage } from '../../../leave/policies-page.tsx'
import { pageNamed, pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/policies')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...pageNamed(search, 'assigned'),
    ...wordOf(search, 'form', ['add', 'edit', 'assign'] as const),
    ...textOf(search, 'id'),
  }),
  component: PoliciesPage,
})
