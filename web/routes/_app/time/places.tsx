import { createFileRoute } from '@tanstack/react-router'
import { PlacesPage } from '../../../attendance/places-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/places')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'id'),
    ...wordOf(search, 'form', ['add', 'edit', 'remove'] as const),
  }),
  component: PlacesPage,
})
