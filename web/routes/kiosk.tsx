import { createFileRoute } from '@tanstack/react-router'
import { KioskPage } from '../attendance/kiosk-page.tsx'

export const Route = createFileRoute('/kiosk')({ component: KioskPage })
