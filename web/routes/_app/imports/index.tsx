import { createFileRoute } from '@tanstack/react-router'
import { ImportsPage } from '../../../imports/imports-page.tsx'
import { pageOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/imports/')({
  validateSearch: (search: Record<string, unknown>) => pageOf(search),
  component: ImportsPage,
})
