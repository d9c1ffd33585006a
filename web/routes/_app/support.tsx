import { createFileRoute } from '@tanstack/react-router'
import { SupportPage } from '../../platform/support-page.tsx'

export const Route = createFileRoute('/_app/support')({ component: SupportPage })
