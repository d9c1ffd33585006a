import { createFileRoute, redirect } from '@tanstack/react-router'
import { isSignedIn, renewSession } from '../api.ts'
import { NewPasswordPage } from '../auth/new-password-page.tsx'

export const Route = createFileRoute('/new-password')({
  beforeLoad: async () => {
    if (!isSignedIn() && !(await renewSession())) throw redirect({ to: '/sign-in', search: {} })
  },
  component: NewPasswordPage,
})
