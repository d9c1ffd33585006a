import { Notifications, notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import i18next from 'i18next'
import type { Notice } from './notify.ts'

export default function Notices() {
  return <Notifications position="top-center" limit={3} />
}

let lastDone = ''

/** What was done takes the place of what was done before, so that they do not pile up over the page; failures stay until they were read. */
export function show(notice: Notice) {
  if (notice.color === 'good') notifications.hide(lastDone)
  const id = notifications.show({ ...notice, closeButtonProps: { 'aria-label': i18next.t('ui.close') } })
  if (notice.color === 'good') lastDone = id
}
