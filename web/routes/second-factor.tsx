import { createFileRoute, redirect } from '@tanstack/react-router'
import { isSignedIn, renewSession } from '../api.ts'
import { SecondFactorPage } from '../auth/second-factor-page.tsx'

export const Route = createFileRoute('/second-factor')({
  beforeLoad: async () => {
    if (!isSignedIn() && !(await renewSession())) throw redirect({ to: '/sign-in', search: {} })
  },
  component: SecondFactorPage,
})
