import { createFileRoute } from '@tanstack/react-router'
import { SignInPage } from '../auth/sign-in-page.tsx'

export const Route = createFileRoute('/sign-in')({
  validateSearch: (search: Record<string, unknown>): { to?: string } => ({ ...(typeof search.to === 'string' && { to: search.to }) }),
  component: SignInPage,
})
