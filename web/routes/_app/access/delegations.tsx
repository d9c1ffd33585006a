import { createFileRoute } from '@tanstack/react-router'
import { DelegationsPage } from '../../../access/delegations-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

// Spelled out here because routes are in the first chunk and contracts are not.
const delegationStates = ['planned', 'active', 'over', 'ended'] as const

export const Route = createFileRoute('/_app/access/delegations')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'state', delegationStates),
    ...textOf(search, 'userId'),
    ...sortOf(search, ['giver', 'receiver', 'validFrom', 'validTo', 'state', 'createdAt'] as const),
  }),
  component: DelegationsPage,
})
