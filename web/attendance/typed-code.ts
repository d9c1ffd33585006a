import { useEffect, useRef } from 'react'

/** What a scanner types that is plugged in as a keyboard: a code of 92 digits, more than anybody types in a row, and Enter. */
export function useTypedCode(take: (code: string) => void) {
  const latest = useRef(take)
  useEffect(() => {
    latest.current = take
  })
  useEffect(() => {
    let typed = ''
    const listen = (event: KeyboardEvent) => {
      if (/^\d$/.test(event.key)) typed = (typed + event.key).slice(-92)
      else if (event.key === 'Enter' && typed.length === 92) {
        // The focus may be on a button, which Enter would press.
        event.preventDefault()
        latest.current(typed)
        typed = ''
      } else if (event.key.length === 1) typed = ''
    }
    addEventListener('keydown', listen, true)
    return () => removeEventListener('keydown', listen, true)
  }, [])
}
