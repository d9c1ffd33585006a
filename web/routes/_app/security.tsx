import { createFileRoute } from '@tanstack/react-router'
import { SecurityPage } from '../../auth/security-page.tsx'

export const Route = createFileRoute('/_app/security')({ component: SecurityPage })
