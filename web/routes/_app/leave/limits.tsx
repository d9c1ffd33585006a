import { createFileRoute } from '@tanstack/react-router'
import { LimitsPage } from '../../../leave/limits-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/leave/limits')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...limitsPageOf(search),
    ...wordOf(search, 'form', ['add-blackout', 'remove-blackout', 'add-limit', 'edit-limit', 'remove-limit'] as const),
    ...textOf(search, 'id'),
  }),
  component: LimitsPage,
})

function limitsPageOf({ limitsPage }: Record<string, unknown>): { limitsPage?: number } {
  const { page } = pageOf({ page: limitsPage })
  return page === undefined ? {} : { limitsPage: page }
}
