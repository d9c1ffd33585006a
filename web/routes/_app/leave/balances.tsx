import { createFileRoute } from '@tanstack/react-router'
import { BalancesPage } from '../../../leave/balances-page.tsx'
import { dayOf, pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/balances')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'person'),
    ...dayOf(search, 'asOf'),
    ...wordOf(search, 'form', ['adjust', 'enter', 'pay-out', 'earn'] as const),
    ...textOf(search, 'type'),
    ...textOf(search, 'entry'),
    ...dayOf(search, 'from'),
    ...dayOf(search, 'to'),
    ...textOf(search, 'department'),
    ...textOf(search, 'q'),
    ...sortOf(search, ['lastName', 'employeeNumber', 'departmentName', 'branchName'] as const),
    ...pageOf(search),
  }),
  component: BalancesPage,
})
