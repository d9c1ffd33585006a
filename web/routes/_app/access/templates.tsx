import { createFileRoute } from '@tanstack/react-router'
import { TemplatesPage } from '../../../access/templates-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/access/templates')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'form', ['add', 'edit', 'remove', 'apply'] as const),
    ...textOf(search, 'template'),
  }),
  component: TemplatesPage,
})
