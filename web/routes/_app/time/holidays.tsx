import { createFileRoute } from '@tanstack/react-router'
import { HolidaysPage } from '../../../attendance/holidays-page.tsx'
import { pageNamed, pageOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/holidays')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...pageNamed(search, 'uses'),
    ...textOf(search, 'calendar'),
    ...textOf(search, 'year'),
    ...textOf(search, 'id'),
    ...wordOf(search, 'form', [
      'add',
      'edit',
      'remove',
      'import',
      'add-calendar',
      'edit-calendar',
      'remove-calendar',
      'assign',
      'reassign',
      'unassign',
    ] as const),
  }),
  component: HolidaysPage,
})
