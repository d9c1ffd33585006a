import { createFileRoute } from '@tanstack/react-router'
import { inboxSorts } from '../../workflows/inbox-search.ts'
import { InboxPage } from '../../workflows/inbox-page.tsx'
import { pageOf, textOf, wordOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/inbox')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'request'),
    ...textOf(search, 'q'),
    ...textOf(search, 'kind'),
    ...wordOf(search, 'sort', inboxSorts),
    ...wordOf(search, 'form', ['start'] as const),
  }),
  component: InboxPage,
})
