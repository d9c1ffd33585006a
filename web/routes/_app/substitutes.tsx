import { createFileRoute } from '@tanstack/react-router'
import { pageOf, sortOf, textOf, wordOf } from '../../ui/search.ts'
import { SubstitutesPage } from '../../workflows/substitutes-page.tsx'

// Spelled out here because routes are in the first chunk and contracts are not.
const substituteStates = ['now', 'planned', 'over', 'ended'] as const

export const Route = createFileRoute('/_app/substitutes')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...wordOf(search, 'form', ['add'] as const),
    ...wordOf(search, 'whose', ['all'] as const),
    ...textOf(search, 'q'),
    ...wordOf(search, 'state', substituteStates),
    ...sortOf(search, ['person', 'substitute', 'firstDay', 'lastDay', 'state'] as const),
  }),
  component: SubstitutesPage,
})
