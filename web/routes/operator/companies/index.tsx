import { createFileRoute } from '@tanstack/react-router'
import type { companyStatuses } from '../../../../server/modules/companies/companies.contract.ts'
import { CompaniesPage } from '../../../platform/companies-page.tsx'
import { pageOf, sortOf, textOf, wordOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/operator/companies/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'status', ['trial', 'active', 'expired', 'suspended', 'cancelled'] as const satisfies typeof companyStatuses),
    ...wordOf(search, 'plan', ['basic', 'professional', 'enterprise'] as const),
    ...sortOf(search, ['name', 'createdAt', 'status', 'plan'] as const),
    ...wordOf(search, 'form', ['add'] as const),
  }),
  component: CompaniesPage,
})
