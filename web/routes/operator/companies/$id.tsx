import { createFileRoute } from '@tanstack/react-router'
import { CompanyOfPlatformPage } from '../../../platform/company-page.tsx'

export const Route = createFileRoute('/operator/companies/$id')({ component: CompanyOfPlatformPage })
