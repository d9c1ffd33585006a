import { createFileRoute } from '@tanstack/react-router'
import { PoliciesPage } from '../../../leave/policies-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/policies')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...assignedOf(search),
    ...wordOf(search, 'form', ['add', 'edit', 'assign'] as const),
    ...textOf(search, 'id'),
  }),
  component: PoliciesPage,
})

function assignedOf({ assigned }: Record<string, unknown>): { assigned?: number } {
  const { page } = pageOf({ page: assigned })
  return page === undefined ? {} : { assigned: page }
}
