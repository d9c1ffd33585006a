import { createFileRoute } from '@tanstack/react-router'
import { delegationStates } from '../../../../server/modules/access/access.delegation.contract.ts'
import { DelegationsPage } from '../../../access/delegations-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

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
