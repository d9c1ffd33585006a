import { createFileRoute } from '@tanstack/react-router'
import { wordOf } from '../../../ui/search.ts'
import { AnalyticsPage } from '../../../workflows/analytics-page.tsx'

export const Route = createFileRoute('/_app/workflows/analytics')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'by', ['kind', 'step', 'approver'] as const),
    ...wordOf(search, 'days', ['30', '90', '365'] as const),
  }),
  component: AnalyticsPage,
})
