import { createFileRoute } from '@tanstack/react-router'
import { ImportsPage } from '../../../imports/imports-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

// Spelled out here because routes are in the first chunk and contracts are not.
const importStates = ['waiting', 'running', 'checked', 'refused', 'done'] as const

export const Route = createFileRoute('/_app/imports/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...textOf(search, 'kind'),
    ...wordOf(search, 'state', importStates),
    ...sortOf(search, ['createdAt', 'kind', 'fileName', 'rowCount', 'state'] as const),
  }),
  component: ImportsPage,
})
