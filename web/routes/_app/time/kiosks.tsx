import { createFileRoute } from '@tanstack/react-router'
import { KiosksPage } from '../../../attendance/kiosks-page.tsx'

export const Route = createFileRoute('/_app/time/kiosks')({ component: KiosksPage })
