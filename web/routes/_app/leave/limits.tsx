import { createFileRoute } from '@tanstack/react-router'
import { LimitsPage } from '../../../leave/limits-page.tsx'
import { pageNamed, pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/limits')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...pageNamed(search, 'limitsPage'),
    ...wordOf(search, 'form', ['add-blackout', 'remove-blackout', 'add-limit', 'edit-limit', 'remove-limit'] as const),
    ...textOf(search, 'id'),
  }),
  component: LimitsPage,
})
