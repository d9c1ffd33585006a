import { createFileRoute } from '@tanstack/react-router'
import { PositionsPage } from '../../../organization/positions-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/organization/positions')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...wordOf(search, 'seats', ['vacant', 'full'] as const),
    ...sortOf(search, ['title', 'filled', 'vacant', 'departmentName', 'branchName', 'level'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'remove'] as const),
    ...textOf(search, 'position'),
  }),
  component: PositionsPage,
})
