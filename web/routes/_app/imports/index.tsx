import { createFileRoute } from '@tanstack/react-router'
import { importStates } from '../../../../server/modules/imports/imports.contract.ts'
import { ImportsPage } from '../../../imports/imports-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

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
