import { createFileRoute } from '@tanstack/react-router'
import { CatalogsPage } from '../../catalogs/catalogs-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/catalogs')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'kind'),
    ...textOf(search, 'q'),
    ...wordOf(search, 'retired', ['shown'] as const),
    ...sortOf(search, ['name', 'people'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'merge', 'remove', 'uses'] as const),
    ...textOf(search, 'item'),
  }),
  component: CatalogsPage,
})
