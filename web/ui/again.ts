import { useEffect } from 'react'

/** Does it again while it waits: every so many milliseconds, and as soon as there is a network. */
export function useAgain(act: () => void, everyMs: number, waits = true) {
  useEffect(() => {
    if (!waits) return undefined
    const timer = setInterval(act, everyMs)
    addEventListener('online', act)
    return () => {
      clearInterval(timer)
      removeEventListener('online', act)
    }
  }, [act, everyMs, waits])
}
