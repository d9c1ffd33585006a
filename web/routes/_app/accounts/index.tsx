import { createFileRoute } from '@tanstack/react-router'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'
import { AccountsPage } from '../../../users/accounts-page.tsx'

export const Route = createFileRoute('/_app/accounts/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'roleCode'),
    ...wordOf(search, 'status', ['active', 'archived'] as const),
    ...sortOf(search, ['lastName', 'email', 'lastSignedInAt', 'status', 'createdAt'] as const),
  }),
  component: AccountsPage,
})
