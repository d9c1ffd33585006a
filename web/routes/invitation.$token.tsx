import { createFileRoute } from '@tanstack/react-router'
import { InvitationPage } from '../auth/invitation-page.tsx'

export const Route = createFileRoute('/invitation/$token')({ component: InvitationPage })
