import { createFileRoute } from '@tanstack/react-router'
import { OperatorPage } from '../platform/operator-page.tsx'

export const Route = createFileRoute('/operator')({ component: OperatorPage })
