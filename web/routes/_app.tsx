import { createFileRoute, redirect } from '@tanstack/react-router'
import { isSignedIn, renewSession } from '../api.ts'
import { meQuery } from '../auth/me.ts'
import { AppFrame } from '../frame/app-frame.tsx'
import { changeLanguage, chosenLanguage } from '../i18n.ts'

/** What may lie over any page: the request drawer (`ask=leave`) and the ledger (`ledger=<leave type>` or `all`). */
type Over = { ask?: 'leave'; ledger?: string }

export const Route = createFileRoute('/_app')({
  validateSearch: (search: Record<string, unknown>): Over => ({
    ...(search.ask === 'leave' && { ask: 'leave' as const }),
    ...(typeof search.ledger === 'string' && { ledger: search.ledger }),
  }),
  beforeLoad: async ({ context, location }) => {
    if (!isSignedIn() && !(await renewSession())) throw redirect({ to: '/sign-in', search: { to: location.href } })
    const me = await context.queryClient.ensureQueryData(meQuery)
    if (me.user.mustChangePassword) throw redirect({ to: '/new-password' })
    if (me.secondFactorMissing) throw redirect({ to: '/second-factor' })
    await changeLanguage(me.user.language ?? chosenLanguage() ?? me.settings.language)
  },
  component: AppFrame,
})
