import { createFileRoute } from '@tanstack/react-router'
import { textOf, wordOf } from '../../../ui/search.ts'
import { DesignerPage } from '../../../workflows/designer-page.tsx'

export const Route = createFileRoute('/_app/workflows/$id')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'step'),
    ...wordOf(search, 'form', ['simulate', 'versions', 'start', 'archive', 'remove'] as const),
  }),
  component: DesignerPage,
})
