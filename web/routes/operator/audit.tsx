import { createFileRoute } from '@tanstack/react-router'
import { OperatorAuditPage } from '../../platform/operator-audit-page.tsx'

export const Route = createFileRoute('/operator/audit')({ component: OperatorAuditPage })
