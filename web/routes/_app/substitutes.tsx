import { createFileRoute } from '@tanstack/react-router'
import { pageOf, wordOf } from '../../ui/search.ts'
import { SubstitutesPage } from '../../workflows/substitutes-page.tsx'

export const Route = createFileRoute('/_app/substitutes')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'form', ['add'] as const),
    ...wordOf(search, 'whose', ['all'] as const),
  }),
  component: SubstitutesPage,
})
