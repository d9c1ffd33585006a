import { createFileRoute } from '@tanstack/react-router'
import { DepartmentsPage } from '../../../organization/departments-page.tsx'
import { textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/organization/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'q'),
    ...textOf(search, 'department'),
    ...wordOf(search, 'form', ['add', 'edit', 'move', 'close'] as const),
    ...textOf(search, 'to'),
  }),
  component: DepartmentsPage,
})
