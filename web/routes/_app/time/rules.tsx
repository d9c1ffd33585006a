import { createFileRoute } from '@tanstack/react-router'
import { RulesPage } from '../../../attendance/rules-page.tsx'
import { ruleForms } from '../../../attendance/time-rules.ts'
import { pageNamed, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/rules')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageNamed(search, 'breaks'),
    ...pageNamed(search, 'patterns'),
    ...wordOf(search, 'form', ruleForms),
    ...textOf(search, 'id'),
  }),
  component: RulesPage,
})
