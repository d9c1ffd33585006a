import { useEffect, useState, type ComponentType } from 'react'
import { hostNotices } from './notify.ts'

const SOON_MS = 4_000

/** Where notices appear. They are fetched once the first screen is there, so that one can still be shown when the server is gone. */
export function NoticeHost() {
  const [Notices, setNotices] = useState<ComponentType | null>(null)
  useEffect(() => {
    const bringUp = async () => {
      const { default: fetched, show } = await import('./notices.tsx')
      setNotices(() => fetched)
      return show
    }
    hostNotices(bringUp)
    const soon = setTimeout(() => void bringUp().catch(() => {}), SOON_MS)
    return () => clearTimeout(soon)
  }, [])
  return Notices && <Notices />
}
