import { createFileRoute } from '@tanstack/react-router'
import { MatrixPage } from '../../../access/matrix-page.tsx'
import { listOf, textOf, wordOf } from '../../../ui/search.ts'

const MOST_ROLES = 50

export const Route = createFileRoute('/_app/access/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'q'),
    ...textOf(search, 'module'),
    ...listOf(search, 'role', MOST_ROLES),
    ...wordOf(search, 'form', ['add'] as const),
  }),
  component: MatrixPage,
})
