import { lazy, Suspense, useEffect, useState } from 'react'
import { hostNotices } from './notify.ts'

const Notices = lazy(() => import('./notices.tsx'))

export function NoticeHost() {
  const [up, setUp] = useState(false)
  useEffect(() => hostNotices(() => setUp(true)), [])
  return <Suspense>{up && <Notices />}</Suspense>
}
