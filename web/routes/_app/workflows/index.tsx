import { createFileRoute } from '@tanstack/react-router'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'
import { WorkflowsPage } from '../../../workflows/workflows-page.tsx'

export const Route = createFileRoute('/_app/workflows/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'state', ['draft', 'active', 'inactive', 'archived'] as const),
    ...sortOf(search, ['name', 'kind', 'state', 'running', 'createdAt'] as const),
    ...wordOf(search, 'form', ['add'] as const),
  }),
  component: WorkflowsPage,
})
