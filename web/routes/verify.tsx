import { createFileRoute } from '@tanstack/react-router'
import { VerifyPage } from '../auth/verify-page.tsx'

export const Route = createFileRoute('/verify')({
  validateSearch: (search: Record<string, unknown>): { token?: string } => ({
    ...(typeof search.token === 'string' && { token: search.token }),
  }),
  component: VerifyPage,
})
