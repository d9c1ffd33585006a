import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import { useMe } from '../auth/me.ts'
import { mayAsk } from './places.ts'

const Drawers = lazy(() => import('./drawers.tsx'))
const route = getRouteApi('/_app')

/** The drawers that may lie over any page; the address says which, so they can be linked and gone back from. */
export function Over() {
  const me = useMe()
  const { ask, ledger } = route.useSearch()
  const asks = ask === 'leave' && mayAsk(me)
  // Once fetched they stay, so that closing is animated.
  const [fetched, setFetched] = useState(false)
  if (!fetched && (asks || ledger !== undefined)) setFetched(true)
  return <Suspense>{fetched && <Drawers asks={asks} ledger={ledger} />}</Suspense>
}
