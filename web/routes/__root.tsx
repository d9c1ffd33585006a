import type { QueryClient } from '@tanstack/react-query'
import { createRootRouteWithContext } from '@tanstack/react-router'
import { loadAllTexts } from '../i18n.ts'
import { NotFound, Root, Trouble } from '../frame/root.tsx'

export const Route = createRootRouteWithContext<{ queryClient: QueryClient }>()({
  // The first screen needs few of them, and is there sooner without the rest.
  beforeLoad: ({ location }) => (location.pathname === '/' || location.pathname === '/sign-in' ? undefined : loadAllTexts()),
  component: Root,
  errorComponent: Trouble,
  notFoundComponent: NotFound,
})
