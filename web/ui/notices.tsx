import { Notifications, notifications } from '@mantine/notifications'
import '@mantine/notifications/styles.css'
import i18next from 'i18next'
import type { Notice } from './notify.ts'

export default function Notices() {
  return <Notifications position="top-center" />
}

export function show(notice: Notice) {
  notifications.show({ ...notice, closeButtonProps: { 'aria-label': i18next.t('ui.close') } })
}
