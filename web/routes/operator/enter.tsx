import { createFileRoute } from '@tanstack/react-router'
import { EnterPage } from '../../platform/enter-page.tsx'

export const Route = createFileRoute('/operator/enter')({ component: EnterPage })
