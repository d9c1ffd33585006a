import { createFileRoute } from '@tanstack/react-router'
import { KiosksPage } from '../../../attendance/kiosks-page.tsx'
import { pageOf, sortOf, textOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/kiosks')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...sortOf(search, ['name', 'branch', 'lastUsedAt', 'createdAt'] as const),
  }),
  component: KiosksPage,
})
