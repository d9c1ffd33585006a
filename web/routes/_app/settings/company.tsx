import { createFileRoute } from '@tanstack/react-router'
import { CompanyPage } from '../../../companies/company-page.tsx'

export const Route = createFileRoute('/_app/settings/company')({ component: CompanyPage })
