import { createFileRoute } from '@tanstack/react-router'
import type { branchKinds } from '../../../../server/modules/organization/organization.branch.contract.ts'
import { BranchesPage } from '../../../organization/branches-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/organization/branches')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'kind', [
      'office',
      'school',
      'campus',
      'shop',
      'warehouse',
      'factory',
      'remote',
      'other',
    ] as const satisfies typeof branchKinds),
    ...wordOf(search, 'closed', ['shown'] as const),
    ...sortOf(search, ['name', 'kind', 'city'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'close', 'restore'] as const),
    ...textOf(search, 'branch'),
  }),
  component: BranchesPage,
})
