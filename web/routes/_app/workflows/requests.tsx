import { createFileRoute } from '@tanstack/react-router'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'
import { kinds } from '../../../workflows/kind-name.ts'
import { RequestsPage } from '../../../workflows/requests-page.tsx'

// Spelled out here because routes are in the first chunk and contracts are not.
const instanceStates = ['pending', 'approved', 'rejected', 'cancelled', 'expired', 'stuck', 'failed-action'] as const

export const Route = createFileRoute('/_app/workflows/requests')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'kind', kinds),
    ...wordOf(search, 'state', instanceStates),
    ...sortOf(search, ['title', 'kind', 'lastName', 'state', 'startedAt', 'endedAt'] as const),
  }),
  component: RequestsPage,
})
