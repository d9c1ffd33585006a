import { createFileRoute } from '@tanstack/react-router'
import { companyStatuses } from '../../../../server/modules/companies/companies.contract.ts'
import { CompaniesPage } from '../../../platform/companies-page.tsx'
import { pageOf, textOf, wordOf } from '../../../ui/search.ts'

const sorts = ['name', '-name', 'createdAt', '-createdAt', 'status', '-status', 'plan', '-plan'] as const

export const Route = createFileRoute('/operator/companies/')({
  validateSearch: (search: Record<string, unknown>) => ({
    ...pageOf(search),
    ...textOf(search, 'q'),
    ...wordOf(search, 'status', companyStatuses),
    ...wordOf(search, 'plan', ['basic', 'professional', 'enterprise'] as const),
    ...wordOf(search, 'sort', sorts),
    ...wordOf(search, 'form', ['add'] as const),
  }),
  component: CompaniesPage,
})
