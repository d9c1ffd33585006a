import { createFileRoute } from '@tanstack/react-router'
import { ExplainPage } from '../../../access/explain-page.tsx'
import { textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/access/explain')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'userId'),
    ...textOf(search, 'permission'),
    ...textOf(search, 'about'),
    ...wordOf(search, 'field', ['public', 'team', 'personal', 'pay'] as const),
  }),
  component: ExplainPage,
})
