import { createFileRoute } from '@tanstack/react-router'
import { OverviewPage } from '../../platform/overview-page.tsx'

export const Route = createFileRoute('/operator/')({ component: OverviewPage })
