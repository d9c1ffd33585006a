import { createFileRoute } from '@tanstack/react-router'
import { ForgotPage } from '../auth/forgot-page.tsx'

export const Route = createFileRoute('/forgot')({ component: ForgotPage })
