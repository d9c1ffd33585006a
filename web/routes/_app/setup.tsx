import { createFileRoute } from '@tanstack/react-router'
import { SetupPage } from '../../companies/setup-page.tsx'

export const Route = createFileRoute('/_app/setup')({ component: SetupPage })
