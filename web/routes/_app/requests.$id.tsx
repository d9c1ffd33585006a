import { createFileRoute } from '@tanstack/react-router'
import { RequestPage } from '../../workflows/request-page.tsx'

export const Route = createFileRoute('/_app/requests/$id')({ component: RequestPage })
