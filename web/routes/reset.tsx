import { createFileRoute } from '@tanstack/react-router'
import { ResetPage } from '../auth/reset-page.tsx'

export const Route = createFileRoute('/reset')({
  validateSearch: (search: Record<string, unknown>): { token?: string } => ({
    ...(typeof search.token === 'string' && { token: search.token }),
  }),
  component: ResetPage,
})
