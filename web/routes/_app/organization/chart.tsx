import { createFileRoute } from '@tanstack/react-router'
import { ChartPage } from '../../../organization/chart-page.tsx'
import { dayOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/organization/chart')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'by', ['department'] as const),
    ...dayOf(search, 'asOf'),
    ...textOf(search, 'person'),
  }),
  component: ChartPage,
})
