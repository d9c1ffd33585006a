import { createFileRoute } from '@tanstack/react-router'
import { AuditPage } from '../../audit/audit-page.tsx'
import { dayOf, textOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/audit')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...textOf(search, 'q'),
    ...textOf(search, 'actor'),
    ...textOf(search, 'kind'),
    ...textOf(search, 'subjectType'),
    ...textOf(search, 'subjectId'),
    ...dayOf(search, 'from'),
    ...dayOf(search, 'to'),
  }),
  component: AuditPage,
})
