import { createFileRoute } from '@tanstack/react-router'
import { YearEndPage } from '../../../leave/year-end-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/year-end')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'form', ['close', 'items', 'undo'] as const),
    ...textOf(search, 'id'),
  }),
  component: YearEndPage,
})
