import { createFileRoute } from '@tanstack/react-router'
import { LeavingPage } from '../../../leaving/leaving-page.tsx'

export const Route = createFileRoute('/_app/settings/leaving')({ component: LeavingPage })
