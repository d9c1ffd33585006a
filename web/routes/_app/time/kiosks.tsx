import { createFileRoute } from '@tanstack/react-router'
import { KiosksPage } from '../../../attendance/kiosks-page.tsx'
import { pageOf } from '../../../ui/search.ts'

export const Route = createFileRoute('/_app/time/kiosks')({ validateSearch: pageOf, component: KiosksPage })
