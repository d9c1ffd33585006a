import { createFileRoute } from '@tanstack/react-router'
import { LeavePage } from '../../../leave/leave-page.tsx'
import { pageOf, wordOf } from '../../../ui/search.ts'

// The states are spelled out here because routes are in the first chunk and contracts are not.
const states = ['pending', 'approved', 'rejected', 'withdrawn', 'cancelled'] as const

export const Route = createFileRoute('/_app/leave/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'state', states),
    ...wordOf(search, 'payOut', ['ask'] as const),
  }),
  component: LeavePage,
})
