import { DirectionProvider, MantineProvider, useDirection } from '@mantine/core'
import '@mantine/core/styles.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import i18next from 'i18next'
import { StrictMode, useEffect } from 'react'
import { createRoot } from 'react-dom/client'
import { useTranslation } from 'react-i18next'
import { ApiError, outdateHere, whenOutdated, whenSessionEnds } from './api.ts'
import { forgetKnown } from './attendance/clock-queue.ts'
import { StepUpHost } from './auth/step-up.tsx'
import { useBrand } from './companies/brand.ts'
import { directionOf, startLanguage } from './i18n.ts'
import { queryClient, router } from './router.ts'
import { themeOf, variables } from './theme.ts'
import './ui/app.css'
import { NoticeHost } from './ui/notice-host.tsx'
import { keepShell } from './ui/shell.ts'
import { markUnfetched } from './ui/unfetched.ts'

whenSessionEnds(() => {
  forgetKnown()
  queryClient.clear()
  void router.navigate({ to: '/sign-in', search: { to: router.state.location.href }, ignoreBlocker: true })
})

whenOutdated((paths) => void outdateHere(queryClient, paths))

function App() {
  const brand = useBrand()
  const { language } = useTranslation().i18n
  const { setDirection } = useDirection()
  useEffect(() => setDirection(directionOf(language)), [language, setDirection])
  return (
    <MantineProvider theme={themeOf(brand?.primaryColor)} cssVariablesResolver={variables} defaultColorScheme="auto">
      <NoticeHost />
      <StepUpHost />
      <RouterProvider router={router} />
    </MantineProvider>
  )
}

markUnfetched()
await startLanguage()
const root = document.getElementById('root')
if (root) {
  // What the server refused or could not be asked is shown to the person; it is no fault of the app.
  const onCaughtError = (error: unknown) => {
    if (!(error instanceof ApiError)) reportError(error)
  }
  createRoot(root, { onCaughtError }).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <DirectionProvider initialDirection={directionOf(i18next.language)} detectDirection={false}>
          <App />
        </DirectionProvider>
      </QueryClientProvider>
    </StrictMode>,
  )
}
keepShell()
