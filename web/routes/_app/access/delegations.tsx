import { createFileRoute } from '@tanstack/react-router'
import { DelegationsPage } from '../../../access/delegations-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/access/delegations')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'state', ['planned', 'active', 'over', 'ended'] as const),
    ...textOf(search, 'userId'),
  }),
  component: DelegationsPage,
})
