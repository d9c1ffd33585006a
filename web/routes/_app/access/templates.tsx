import { createFileRoute } from '@tanstack/react-router'
import { TemplatesPage } from '../../../access/templates-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

// Spelled out here because routes are in the first chunk and contracts are not.
const templateKinds = ['role', 'grants'] as const

export const Route = createFileRoute('/_app/access/templates')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'kind', templateKinds),
    ...sortOf(search, ['name', 'code', 'kind'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'remove', 'apply'] as const),
    ...textOf(search, 'template'),
  }),
  component: TemplatesPage,
})
