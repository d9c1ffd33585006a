import { createFileRoute } from '@tanstack/react-router'
import type { invitationStates } from '../../../../server/modules/users/users.invitation.contract.ts'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'
import { InvitationsPage } from '../../../users/invitations-page.tsx'

export const Route = createFileRoute('/_app/accounts/invitations')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'state', ['open', 'accepted', 'expired', 'revoked'] as const satisfies typeof invitationStates),
    ...sortOf(search, ['email', 'role', 'sentAt', 'expiresAt'] as const),
    ...textOf(search, 'person'),
    ...(search.invite === true && { invite: true as const }),
  }),
  component: InvitationsPage,
})
