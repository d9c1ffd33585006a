import { createFileRoute } from '@tanstack/react-router'
import { ImportPage } from '../../../imports/import-page.tsx'
import { textOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/imports/new')({
  validateSearch: (search: Record<string, unknown>) => ({ ...textOf(search, 'kind'), ...textOf(search, 'run') }),
  component: ImportPage,
})
