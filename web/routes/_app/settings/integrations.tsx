import { createFileRoute } from '@tanstack/react-router'
import { IntegrationsPage } from '../../../integrations/integrations-page.tsx'

export const Route = createFileRoute('/_app/settings/integrations')({ component: IntegrationsPage })
