import { createFileRoute } from '@tanstack/react-router'
import { shiftForms } from '../../../attendance/shift-setup.ts'
import { ShiftsPage } from '../../../attendance/shifts-page.tsx'
import { pageNamed, pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/shifts')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...pageNamed(search, 'uses'),
    ...pageNamed(search, 'rosters'),
    ...pageNamed(search, 'members'),
    ...textOf(search, 'of'),
    ...wordOf(search, 'past', ['shown'] as const),
    ...textOf(search, 'roster'),
    ...wordOf(search, 'form', shiftForms),
    ...textOf(search, 'id'),
  }),
  component: ShiftsPage,
})
