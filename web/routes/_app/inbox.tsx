import { createFileRoute } from '@tanstack/react-router'
import { InboxPage } from '../../workflows/inbox-page.tsx'
import { pageOf, textOf, wordOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/inbox')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'request'),
    ...wordOf(search, 'form', ['start'] as const),
  }),
  component: InboxPage,
})
