import { createFileRoute } from '@tanstack/react-router'
import { PoliciesPage } from '../../../workflows/policies-page.tsx'

export const Route = createFileRoute('/_app/workflows/policies')({ component: PoliciesPage })
