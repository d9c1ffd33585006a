import { createFileRoute } from '@tanstack/react-router'
import { InboxPage } from '../../workflows/inbox-page.tsx'
import { pageOf, textOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/inbox')({
  validateSearch: (search: Record<string, unknown>) => ({ ...pageOf(search), ...textOf(search, 'request') }),
  component: InboxPage,
})
