import { createFileRoute } from '@tanstack/react-router'
import { CustomFieldsPage } from '../../custom-fields/custom-fields-page.tsx'
import { textOf, wordOf } from '../../ui/search.ts'

export const Route = createFileRoute('/_app/custom-fields')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...wordOf(search, 'archived', ['shown'] as const),
    ...wordOf(search, 'form', ['add', 'edit', 'archive', 'restore', 'remove'] as const),
    ...textOf(search, 'field'),
  }),
  component: CustomFieldsPage,
})
