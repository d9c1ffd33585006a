import { createFileRoute } from '@tanstack/react-router'
import { SettingsPage } from '../../../companies/settings-page.tsx'

export const Route = createFileRoute('/_app/settings/')({ component: SettingsPage })
