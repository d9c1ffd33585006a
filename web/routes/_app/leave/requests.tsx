import { createFileRoute } from '@tanstack/react-router'
import type { leaveStates } from '../../../../server/modules/leave/leave.contract.ts'
import { RequestsPage } from '../../../leave/requests-page.tsx'
import { dayOf, pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/requests')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'departmentId'),
    ...textOf(search, 'typeId'),
    ...wordOf(search, 'state', ['pending', 'approved', 'rejected', 'withdrawn', 'cancelled'] as const satisfies typeof leaveStates),
    ...dayOf(search, 'from'),
    ...dayOf(search, 'to'),
    ...sortOf(search, ['lastName', 'firstDay', 'typeName', 'quantity', 'state', 'createdAt', 'decidedAt'] as const),
  }),
  component: RequestsPage,
})
